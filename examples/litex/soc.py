#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A LiteX system with a VexRiscv and a core of Entrain on its Wishbone bus, and a firmware that makes it learn; README.md.

    soc.py CORE SAMPLES.csv BUILD      CORE: folder of `entrain generate examples/digits --bus wishbone`
"""

import csv
import subprocess
import sys
from pathlib import Path

import litex
from litex.build.generic_platform import Pins, Subsignal
from litex.build.io import CRG
from litex.build.sim import SimPlatform
from litex.build.sim.config import SimConfig
from litex.gen import LiteXModule
from litex.soc.integration.builder import Builder
from litex.soc.integration.common import get_mem_data
from litex.soc.integration.soc import SoCRegion
from litex.soc.integration.soc_core import SoCCore
from litex.soc.interconnect import stream, wishbone
from litex.soc.interconnect.csr import CSR, CSRField, CSRStatus, CSRStorage
from migen import Cat, ClockSignal, Instance, ResetSignal, Signal

HERE = Path(__file__).parent
SAMPLES = 10
FREQUENCY = int(1e6)

PINS = [
    ("sys_clk", 0, Pins(1)),
    (
        "serial",
        0,
        Subsignal("source_valid", Pins(1)),
        Subsignal("source_ready", Pins(1)),
        Subsignal("source_data", Pins(8)),
        Subsignal("sink_valid", Pins(1)),
        Subsignal("sink_ready", Pins(1)),
        Subsignal("sink_data", Pins(8)),
    ),
]


class Learner(LiteXModule):
    """The core `name`: registers and memories on `bus`; the values of samples are written to a register, answers read from one."""

    def __init__(self, platform, folder, name, label_bits):
        self.bus = wishbone.Interface(data_width=32, address_width=32, addressing="word")
        self.sample = CSRStorage(
            description="A value of a sample, queued when it is written.",
            fields=[CSRField("value", size=8), CSRField("label", size=label_bits, offset=8), CSRField("learn", size=1, offset=16)],
        )
        self.answer = CSRStatus(
            description="The oldest answer; it goes when `taken` is written.",
            fields=[CSRField("class", size=label_bits), CSRField("valid", size=1, offset=16)],
        )
        self.taken = CSR()
        # # #
        self.queue = queue = stream.SyncFIFO([("value", 8), ("label", label_bits), ("learn", 1)], 256)
        self.comb += [
            queue.sink.valid.eq(self.sample.re),
            queue.sink.value.eq(self.sample.fields.value),
            queue.sink.label.eq(self.sample.fields.label),
            queue.sink.learn.eq(self.sample.fields.learn),
        ]
        klass, valid, error = Signal(label_bits), Signal(), Signal()
        self.comb += [self.answer.fields.valid.eq(valid), getattr(self.answer.fields, "class").eq(klass), self.bus.err.eq(error)]
        self.specials += Instance(
            f"{name}_wishbone",
            p_MEMORY_FOLDER=str(folder),
            i_clk=ClockSignal(),
            i_rst=ResetSignal(),
            i_wb_cyc=self.bus.cyc,
            i_wb_stb=self.bus.stb,
            i_wb_we=self.bus.we,
            i_wb_adr=Cat(Signal(2), self.bus.adr[:10]),
            i_wb_sel=self.bus.sel,
            i_wb_dat_w=self.bus.dat_w,
            o_wb_dat_r=self.bus.dat_r,
            o_wb_ack=self.bus.ack,
            o_wb_err=error,
            i_s_valid=queue.source.valid,
            o_s_ready=queue.source.ready,
            i_s_data=queue.source.value,
            i_s_label=queue.source.label,
            i_s_learn=queue.source.learn,
            i_s_flush=0,
            o_m_valid=valid,
            i_m_ready=self.taken.re,
            o_m_class=klass,
        )
        for file in (folder / f"{name}.f").read_text().split():
            platform.add_source(str(folder / file))


class System(SoCCore):
    def __init__(self, platform, folder, firmware):
        self.crg = CRG(platform.request("sys_clk"))
        super().__init__(
            platform,
            clk_freq=FREQUENCY,
            cpu_type="vexriscv",
            cpu_variant="minimal",
            integrated_rom_size=0x8000,
            integrated_rom_init=get_mem_data(firmware, endianness="little", data_width=32) if firmware else [],
            integrated_sram_size=0x2000,
            uart_name="sim",
        )
        self.learner = Learner(platform, folder, "digits", 4)
        self.bus.add_slave("digits", self.learner.bus, SoCRegion(origin=0x9000_0000, size=0x1000, cached=False))


def samples(path, target):
    """The first rows of a table as a header: 0..16 becomes 0..255, as the network file says."""
    with open(path) as file:
        rows = list(csv.reader(file))[1 : 1 + SAMPLES]
    lines = [f"    {{ {row[-1]}, {{ {', '.join(str(min(255, 16 * int(value))) for value in row[:-1])} }} }},\n" for row in rows]
    target.write_text(
        f"#define SAMPLES {len(rows)}\n#define VALUES {len(rows[0]) - 1}\n"
        f"static const struct {{ unsigned char label, values[VALUES]; }} samples[SAMPLES] = {{\n{''.join(lines)}}};\n"
    )


def compile_firmware(folder, build):
    """firmware.bin, by the headers that LiteX and Entrain have written."""
    flags = ["-march=rv32i_zicsr", "-mabi=ilp32", "-Os", "-Wall", "-Werror", "-ffreestanding", "-nostdlib"]
    own = Path(litex.__file__).parent / "soc"
    include = [folder, build, build / "software/include", own / "cores/cpu/vexriscv", own / "software/include"]
    flags += [f"-I{path}" for path in include]
    elf = build / "firmware.elf"
    sources = [HERE / "start.S", HERE / "firmware.c"]
    subprocess.run(["riscv64-unknown-elf-gcc", *flags, "-T", HERE / "firmware.ld", "-L", build, *sources, "-lgcc", "-o", elf], check=True)
    subprocess.run(["riscv64-unknown-elf-objcopy", "-O", "binary", elf, build / "firmware.bin"], check=True)
    return str(build / "firmware.bin")


def make(folder, output, firmware, **options):
    builder = Builder(System(SimPlatform("SIM", PINS), folder, firmware), output_dir=str(output), compile_software=False)
    config = SimConfig()
    config.add_clocker("sys_clk", freq_hz=FREQUENCY)
    config.add_module("serial2console", "serial")
    builder.build(sim_config=config, interactive=False, **options)


def simulate(gateware):
    """Runs the system until its firmware has said "end"."""
    subprocess.run(["bash", "build_sim.sh"], cwd=gateware, check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen(["obj_dir/Vsim"], cwd=gateware, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            print(line, end="", flush=True)
            if line.strip() == "end":
                break
        run.kill()


def main():
    folder, table, build = (Path(argument).resolve() for argument in sys.argv[1:4])
    build.mkdir(parents=True, exist_ok=True)
    samples(table, build / "samples.h")
    # First for the addresses, then with the firmware.
    make(folder, build, None, build=False, run=False)
    make(folder, build, compile_firmware(folder, build), run=False)
    simulate(build / "gateware")


main()
