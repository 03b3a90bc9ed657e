"""Runs Yosys commands from argv[1], separated by ';': pyosys has no command of its own."""
import sys
from pyosys import libyosys as ys

design = ys.Design()
for command in sys.argv[1].split(";"):
    ys.run_pass(command.strip(), design)
