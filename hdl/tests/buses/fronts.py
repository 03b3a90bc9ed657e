# SPDX-License-Identifier: Apache-2.0
"""A core behind its fronts, driven by public models of the buses (cocotbext-axi, cocotbext-wishbone) in Icarus Verilog.

What is sent and what must come back is in a file that the golden model wrote (hdl/tests/buses.rs), named by ENTRAIN_CASE. Nothing here knows
the core but by its ports, docs/integration.md and the register table in that file.
"""

import json
import os
import random

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, ReadOnly, RisingEdge, with_timeout

with open(os.environ["ENTRAIN_CASE"]) as file:
    CASE = json.load(file)
CHANCE = random.Random(CASE["seed"])
AT = CASE["registers"]


class AxiLite:
    def __init__(self, dut):
        from cocotbext.axi import AxiLiteBus, AxiLiteMaster

        self.master = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axi"), dut.aclk, dut.aresetn, reset_active_level=False)
        write, read = self.master.write_if, self.master.read_if
        for channel in (write.aw_channel, write.w_channel, write.b_channel, read.ar_channel, read.r_channel):
            channel.set_pause_generator(pauses(0.4))

    async def read(self, address):
        return await self.master.read_dword(address)

    async def write(self, address, value):
        await self.master.write_dword(address, value)

    async def write_half(self, address, value):
        """Two of four bytes; whether it was refused."""
        answer = await self.master.write(address, value.to_bytes(4, "little")[:2])
        return int(answer.resp) == 2


class Wishbone:
    def __init__(self, dut):
        from cocotbext.wishbone.driver import WBOp, WishboneMaster

        self.op = WBOp
        names = ["cyc", "stb", "we", "adr", "ack", "err", "sel"]
        signals = {name: name for name in names} | {"datwr": "dat_w", "datrd": "dat_r"}
        self.master = WishboneMaster(dut, "wb", dut.clk if CASE["stream"] == "plain" else dut.aclk, width=32, timeout=100, signals_dict=signals)

    async def go(self, **operation):
        return (await self.master.send_cycle([self.op(idle=CHANCE.choice([0, 0, 1, 3]), **operation)]))[0]

    async def read(self, address):
        answer = await self.go(adr=address)
        assert answer.ack == 1, answer.ack
        return int(answer.datrd)

    async def write(self, address, value):
        answer = await self.go(adr=address, dat=value)
        assert answer.ack == 1, answer.ack

    async def write_half(self, address, value):
        return (await self.go(adr=address, dat=value, sel=3)).ack == 2


class NoBus:
    """The core's own ports to its memories, as its header tells."""

    def __init__(self, dut):
        self.dut = dut
        for port in (dut.held, dut.host_en, dut.host_we, dut.host_select, dut.host_addr, dut.host_wdata, dut.flush):
            port.setimmediatevalue(0)


def pauses(share):
    while True:
        yield CHANCE.random() < share


class Plain:
    """The core's own stream of samples and answers."""

    def __init__(self, dut, clock):
        self.dut, self.clock, self.answers = dut, clock, []
        for port in (dut.s_valid, dut.s_data, dut.s_label, dut.s_learn, dut.s_flush, dut.m_ready):
            port.setimmediatevalue(0)
        cocotb.start_soon(self.take())

    async def send(self, sample):
        values = sample["values"]
        for at, value in enumerate(values):
            last = at == len(values) - 1
            while CASE["busy"] and CHANCE.random() < 0.2:
                self.dut.s_valid.value = 0
                await RisingEdge(self.clock)
            self.dut.s_valid.value, self.dut.s_data.value = 1, value
            self.dut.s_label.value = sample["label"] if last else CHANCE.randrange(1 << len(self.dut.s_label))
            self.dut.s_learn.value = sample["learn"] if last else CHANCE.randrange(2)
            await RisingEdge(self.clock)
            while not self.dut.s_ready.value:
                await RisingEdge(self.clock)
        self.dut.s_valid.value = 0

    async def take(self):
        dut = self.dut
        while True:
            await RisingEdge(self.clock)
            if dut.m_ready.value and dut.m_valid.value:
                logits = [signed(int(dut.m_logits.value) >> CASE["total_bits"] * c, CASE["total_bits"]) for c in range(CASE["classes"])]
                self.answers.append([int(dut.m_class.value), int(dut.updates.value), int(dut.refused.value), logits])
            dut.m_ready.value = int(not CASE["busy"] or CHANCE.random() < 0.5)

    async def close(self):
        self.dut.m_ready.value = 0


class AxiStream:
    def __init__(self, dut, clock):
        from cocotbext.axi import AxiStreamBus, AxiStreamSink, AxiStreamSource

        self.source = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis"), clock, dut.aresetn, reset_active_level=False)
        self.sink = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis"), clock, dut.aresetn, reset_active_level=False)
        if CASE["busy"]:
            self.source.set_pause_generator(pauses(0.2))
            self.sink.set_pause_generator(pauses(0.5))
        self.answers = []
        cocotb.start_soon(self.take())

    async def send(self, sample):
        from cocotbext.axi import AxiStreamFrame

        values = list(sample["values"])
        cut = sample["cut"]
        values = values[:cut] if cut < 0 else values + [CHANCE.randrange(256) for _ in range(cut)]
        noise = [CHANCE.randrange(1 << CASE["class_bits"] + 1) for _ in values]
        noise[-1] = sample["label"] << 1 | sample["learn"]
        await self.source.send(AxiStreamFrame(bytes(values), tuser=noise))
        await self.source.wait()

    async def take(self):
        while True:
            frame = await self.sink.recv(compact=False)
            data = int.from_bytes(bytes(frame.tdata), "little")
            user = frame.tuser if isinstance(frame.tuser, int) else frame.tuser[0]
            logits = [signed(data >> 32 * c, 32) for c in range(CASE["classes"])]
            klass, rest = user & (1 << CASE["class_bits"]) - 1, user >> CASE["class_bits"]
            self.answers.append([klass, rest & (1 << CASE["learners"]) - 1, rest >> CASE["learners"], logits])


def signed(value, bits):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> bits - 1 else value


async def quiet(bus):
    """Until the core has nothing to do."""
    while await bus.read(AT["STATUS"]) & 1:
        pass


async def memory(bus, number):
    """All words of a memory, in parts of 32 bits."""
    await bus.write(AT["MEM_SELECT"], CASE["numbers"][number])
    parts = []
    for address in range(len(CASE["memories"][number])):
        await bus.write(AT["MEM_ADDR"], address << CASE["part_bits"])
        parts.append([await bus.read(AT["MEM_DATA"]) for _ in range(CASE["word_parts"])])
    return parts


async def misuse(bus):
    """What cannot be done is not done, and told; everything is as before afterwards."""
    assert await bus.read(0xFF0) == 0
    await bus.write(0xFF0, 0xFFFFFFFF)
    assert await bus.read(AT["STATUS"]) == 0
    await bus.write(AT["MEM_ADDR"], 1 << CASE["part_bits"])
    for name, value in CASE["wrong"]:
        before = await bus.read(AT[name])
        await bus.write(AT[name], value)
        assert await bus.read(AT[name]) == before, name
        assert await bus.read(AT["STATUS"]) == 2, name
        await bus.write(AT["STATUS"], 2)
        assert await bus.read(AT["STATUS"]) == 0, name
    before = await bus.read(AT["MARGIN"])
    assert await bus.write_half(AT["MARGIN"], 0)
    assert await bus.read(AT["MARGIN"]) == before


# Cycles after which a front hangs.
MOST = CASE["patience"] * (20 + sum(len(phase["samples"]) for phase in CASE["phases"])) + 400 * sum(map(len, CASE["memories"])) * CASE["word_parts"]


@cocotb.test(timeout_time=10 * MOST, timeout_unit="ns")
async def learns_as_the_golden_model(dut):
    axi = CASE["bus"] == "axi" or CASE["stream"] == "axi"
    clock, reset = (dut.aclk, dut.aresetn) if axi else (dut.clk, dut.rst)
    cocotb.start_soon(Clock(clock, 10, "ns").start())
    reset.value = int(not axi)
    bus = {"axi": AxiLite, "wishbone": Wishbone, "none": NoBus}[CASE["bus"]](dut)
    stream = {"axi": AxiStream, "plain": Plain}[CASE["stream"]](dut, clock)
    await ClockCycles(clock, 3)
    reset.value = int(axi)
    await ClockCycles(clock, 2)
    has_bus = CASE["bus"] != "none"
    if has_bus:
        for name, value in CASE["identity"].items():
            assert await bus.read(AT[name]) == value, name
        await misuse(bus)
        for number, words in enumerate(CASE["memories"]):
            await bus.write(AT["MEM_SELECT"], CASE["numbers"][number])
            await bus.write(AT["MEM_ADDR"], 0)
            for word in words:
                for part in word:
                    await bus.write(AT["MEM_DATA"], part)
            assert await bus.read(AT["MEM_ADDR"]) == len(words) << CASE["part_bits"]

    expected, cycles = [], 0
    for phase in CASE["phases"]:
        if has_bus:
            await bus.write(AT["CONTROL"], 3)
            await quiet(bus)
            for name in ("HELD", "SLOWER", "MARGIN", "REVIVAL"):
                await bus.write(AT[name], phase[name])
                assert await bus.read(AT[name]) == phase[name], name
        count = len(stream.answers)
        started = cocotb.utils.get_sim_time("ns")
        for number, sample in enumerate(phase["samples"]):
            await with_timeout(stream.send(sample), CASE["patience"] * 10, "ns")
            if sample["cut"] == 0:
                expected.append(sample["answer"])
            if has_bus and CASE["busy"] and CHANCE.random() < 0.2:
                # A bus that comes while the stream goes on changes nothing.
                assert await bus.read(AT["ID"]) == CASE["identity"]["ID"]
                await bus.write(AT["CONTROL"], CHANCE.choice([1, 3]))
        for _ in range(CASE["patience"]):
            if len(stream.answers) == len(expected):
                break
            await RisingEdge(clock)
        cycles += (cocotb.utils.get_sim_time("ns") - started) / 10
        got, due = stream.answers[count:], expected[count:]
        for number, (here, there) in enumerate(zip(got, due)):
            assert here == there, f"answer {number} of a phase: {here}, expected {there}"
        assert len(got) == len(due), f"{len(got)} answers of {len(due)}"
        if has_bus:
            await quiet(bus)

    dut._log.info("cycles a sample: %.1f", cycles / max(1, sum(len(phase["samples"]) for phase in CASE["phases"])))
    if not has_bus:
        return
    for name, value in CASE["counts"].items():
        assert await bus.read(AT[name]) == value, (name, await bus.read(AT[name]), value)
    await bus.write(AT["CONTROL"], 3)
    await quiet(bus)
    for number, words in enumerate(CASE["learned"]):
        found = await memory(bus, number)
        assert found == words, f"memory {number}: {found}, expected {words}"
    assert await bus.read(AT["STATUS"]) == 0
    if CASE["stream"] == "plain":
        await awkward(dut, bus, stream, clock)


async def awkward(dut, bus, stream, clock):
    """A memory is not reached while a sample is inside, nor while a correction is due; a reset of the core ends what is inside."""
    sample = {"values": [1] * CASE["features"], "label": 0, "learn": 1, "cut": 0}
    await stream.send(dict(sample, values=sample["values"][:-1]))
    await bus.write(AT["MEM_ADDR"], 0)
    if CASE["features"] > 1:
        assert await bus.read(AT["STATUS"]) == 1
        assert await bus.read(AT["MEM_DATA"]) == 0
        assert await bus.read(AT["STATUS"]) == 3
        assert await bus.read(AT["MEM_ADDR"]) == 0
        await bus.write(AT["STATUS"], 2)
        margin = await bus.read(AT["MARGIN"])
        await bus.write(AT["MARGIN"], 1)
        assert await bus.read(AT["MARGIN"]) == margin
        assert await bus.read(AT["STATUS"]) == 3
    await bus.write(AT["CONTROL"], 5)
    await bus.write(AT["STATUS"], 2)
    await ClockCycles(clock, 4)
    assert await bus.read(AT["STATUS"]) == 0
    await bus.write(AT["CONTROL"], 0xB)
    await quiet(bus)
    for number, words in enumerate(CASE["learned"]):
        assert await memory(bus, number) == words, f"memory {number} after a reset of the core"
    before = len(stream.answers)
    sending = cocotb.start_soon(stream.send(sample))
    await ClockCycles(clock, 50)
    assert await bus.read(AT["STATUS"]) == 0, "a sample was begun in spite of the pause"
    await bus.write(AT["CONTROL"], 0)
    await sending
    while len(stream.answers) == before:
        await RisingEdge(clock)
    assert stream.answers[-1][1] == 0, "CONTROL.learn is 0"

    # A flush that is asked for within a sample waits for its end.
    await bus.write(AT["CONTROL"], 1)
    before = len(stream.answers)
    if CASE["features"] > 1:
        await stream.send(dict(sample, values=sample["values"][:-1]))
        await bus.write(AT["CONTROL"], 3)
        await ClockCycles(clock, 10)
        assert await bus.read(AT["STATUS"]) == 1
        assert len(stream.answers) == before
        await stream.send(dict(sample, values=sample["values"][-1:]))
    else:
        await stream.send(sample)
    while len(stream.answers) == before:
        await RisingEdge(clock)
    await quiet(bus)

    # A correction that is due keeps the memories closed until a flush.
    before = len(stream.answers)
    await stream.send(sample)
    while len(stream.answers) == before:
        await RisingEdge(clock)
    await quiet(bus)
    assert await bus.read(AT["MEM_DATA"]) == 0
    assert await bus.read(AT["STATUS"]) == 2
    await bus.write(AT["STATUS"], 2)
    await bus.write(AT["CONTROL"], 3)
    await quiet(bus)
    await bus.read(AT["MEM_DATA"])
    assert await bus.read(AT["STATUS"]) == 0
    await ReadOnly()
