# SPDX-License-Identifier: Apache-2.0
"""Who stands at the other end of each front: public models of the buses, and the core's own ports as its header tells."""

import json
import os
import random

import cocotb
from cocotb.triggers import RisingEdge

with open(os.environ["ENTRAIN_CASE"]) as file:
    CASE = json.load(file)
CHANCE = random.Random(CASE["seed"])
AT = CASE["registers"]


def port(name, dut):
    """Clock and reset of a front: its own, or the core's."""
    domains = {domain: (getattr(dut, clock), getattr(dut, reset)) for domain, clock, reset, _ in CASE["clocks"]}
    return domains.get(name, domains["core"])


class AxiLite:
    def __init__(self, dut):
        from cocotbext.axi import AxiLiteBus, AxiLiteMaster

        self.master = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axi"), *port("bus", dut), reset_active_level=False)
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
        self.master = WishboneMaster(dut, "wb", port("bus", dut)[0], width=32, timeout=100, signals_dict=signals)

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

        self.source = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis"), *port("streams", dut), reset_active_level=False)
        self.sink = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis"), *port("streams", dut), reset_active_level=False)
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
