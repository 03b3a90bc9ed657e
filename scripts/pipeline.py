#!/usr/bin/env python3
"""Prints the table of the pipeline: cycles, clock and samples a second of the examples on their boards.

Each build is kept in examples/*/build and not made twice; 784-256-128 on the ECP5-85F takes a quarter of an hour.
Arguments: the rows to print [default: all], by the name of the network file.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

FILES = ["digits/entrain.toml", "wrist/entrain.toml", "mnist/small.toml", "mnist/dense.toml", "mnist/skip.toml"]
COLUMNS = ["network", "board", "lanes", "cycles", "ideal", "cycles/ideal", "logic", "RAM", "DSP", "MHz", "trained samples/s"]


def fail(message):
    """Ends with one message; the rows above it stay."""
    sys.exit(f"pipeline.py: {message.rstrip()}")


def entrain(*arguments):
    """What a verb says, as an object. Its own messages go to the terminal."""
    call = ["target/release/entrain", *arguments, "--format", "json"]
    try:
        done = subprocess.run(call, stdout=subprocess.PIPE, text=True)
    except OSError as error:
        fail(f"cannot start {call[0]}: {error.strerror}; `cargo build --release` makes it")
    try:
        value = json.loads(done.stdout)
    except ValueError:
        fail(f"`{' '.join(call)}` ended with code {done.returncode} and no report")
    if value.get("status") != "ok":
        fail(f"`{' '.join(call[:-2])}` failed:\n{value.get('text') or value.get('message') or done.stdout}")
    return value


def row(file, tell):
    path = f"examples/{file}"
    tell("check")
    check = entrain("check", path)
    layers, cycles = check["plan"]["layers"], check["cycles"]
    per_sample, ideal = cycles["per_sample"], cycles["ideal"]
    if any(layer["walk"] == "column" for layer in layers):
        # What zeros save is in the data: the first samples of the training rows, in lockstep with the Verilog.
        tell("400 samples in lockstep")
        per_sample = entrain("cosim", path, "--samples", "400")["cycles_per_sample"]
    name = "-".join(str(size) for size in [check["plan"]["features"], *(layer["units"] for layer in layers)])
    lanes = " + ".join(str(layer["lanes"]) for layer in layers)
    cells = [f"{file.split('/')[0]} {name}", check["board"], lanes, f"{per_sample:,.0f}", f"{ideal:,}", f"{per_sample / ideal:.3f}"]
    tell("build")
    build = entrain("build", path, "--allow-slow")
    rate = build["fmax_mhz"] * 1e6 / per_sample
    return cells + [f"{build[part]:,}" for part in ("luts", "brams", "dsps")] + [f"{build['fmax_mhz']:.1f}", f"{rate:,.0f}"]


def main():
    os.chdir(pathlib.Path(__file__).resolve().parent.parent)
    files = sys.argv[1:] or FILES
    for file in files:
        if not pathlib.Path("examples", file).is_file():
            fail(f"there is no examples/{file}; the rows are {', '.join(FILES)}")
    started = time.monotonic()
    print("| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS), flush=True)
    for number, file in enumerate(files, 1):
        def tell(step):
            print(f"[{number}/{len(files)}] {file}: {step}, {time.monotonic() - started:.0f} s so far", file=sys.stderr, flush=True)
        print("| " + " | ".join(row(file, tell)) + " |", flush=True)


try:
    main()
except KeyboardInterrupt:
    fail("stopped; what was built is kept")
