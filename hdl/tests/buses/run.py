# SPDX-License-Identifier: Apache-2.0
"""Runs fronts.py on the Verilog of a folder: run.py FOLDER TOP CASE.json"""

import os
import sys
from pathlib import Path

from cocotb.runner import get_results, get_runner

folder, top, case = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
sources = [path for path in sorted(folder.glob("*.v")) if not path.name.startswith(("tb_", "inst_"))]
runner = get_runner("icarus")
runner.build(verilog_sources=sources, hdl_toplevel=top, build_dir=folder / "sim", build_args=["-g2005"], timescale=("1ns", "1ps"), always=True)
results = runner.test(
    hdl_toplevel=top,
    test_module="fronts",
    build_dir=folder / "sim",
    test_dir=folder,
    extra_env={"ENTRAIN_CASE": str(case), "PYTHONPATH": str(Path(__file__).parent)},
)
tests, failed = get_results(results)
sys.exit(0 if tests and not failed else 1)
