#!/usr/bin/env python3
"""Prints the table of the pipeline: cycles, clock and samples a second of the examples on their boards.

Each build is kept in examples/*/build and not made twice; 784-256-128 on the ECP5-85F takes a quarter of an hour.
Arguments: the rows to print [default: all], by the name of the network file.
"""
import json
import subprocess
import sys

FILES = ["digits/entrain.toml", "wrist/entrain.toml", "mnist/small.toml", "mnist/dense.toml", "mnist/skip.toml"]
COLUMNS = ["network", "board", "lanes", "cycles", "ideal", "cycles/ideal", "logic", "RAM", "DSP", "MHz", "trained samples/s"]


def entrain(*arguments):
    """What a verb says, as an object."""
    done = subprocess.run(["target/release/entrain", *arguments, "--format", "json"], stdout=subprocess.PIPE, text=True)
    value = json.loads(done.stdout)
    if value["status"] != "ok":
        sys.exit(value.get("text", done.stdout))
    return value


def row(file):
    path = f"examples/{file}"
    print(f"{path}: building", file=sys.stderr)
    check = entrain("check", path)
    layers, cycles = check["plan"]["layers"], check["cycles"]
    per_sample, ideal = cycles["per_sample"], cycles["ideal"]
    if any(layer["walk"] == "column" for layer in layers):
        # What zeros save is in the data: the first samples of the training rows, in lockstep with the Verilog.
        per_sample = entrain("cosim", path, "--samples", "400")["cycles_per_sample"]
    name = "-".join(str(size) for size in [check["plan"]["features"], *(layer["units"] for layer in layers)])
    lanes = " + ".join(str(layer["lanes"]) for layer in layers)
    cells = [f"{file.split('/')[0]} {name}", check["board"], lanes, f"{per_sample:,.0f}", f"{ideal:,}", f"{per_sample / ideal:.3f}"]
    build = entrain("build", path, "--allow-slow")
    rate = build["fmax_mhz"] * 1e6 / per_sample
    return cells + [f"{build[part]:,}" for part in ("luts", "brams", "dsps")] + [f"{build['fmax_mhz']:.1f}", f"{rate:,.0f}"]


def main():
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS))
    for file in sys.argv[1:] or FILES:
        print("| " + " | ".join(row(file)) + " |", flush=True)


main()
