# SPDX-License-Identifier: Apache-2.0
"""A core behind its fronts, driven by public models of the buses (cocotbext-axi, cocotbext-wishbone) in Icarus Verilog.

What is sent and what must come back is in a file that the golden model wrote (hdl/tests/buses.rs), named by ENTRAIN_CASE. Nothing here knows
the core but by its ports, docs/integration.md and the register table in that file.
"""

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, ReadOnly, RisingEdge, with_timeout
from models import AT, CASE, CHANCE, AxiLite, AxiStream, NoBus, Plain, Wishbone


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

# A clock of its own may be slower than the core's.
SLOW = 1 if len(CASE["clocks"]) == 1 else 8


@cocotb.test(timeout_time=10 * MOST * SLOW, timeout_unit="ns")
async def learns_as_the_golden_model(dut):
    # Clocks of unrelated periods, the core's first.
    domains = {name: (getattr(dut, clock), getattr(dut, reset), low) for name, clock, reset, low in CASE["clocks"]}
    clock = domains["core"][0]
    for (wire, reset, low), period in zip(domains.values(), [10, CHANCE.choice([3.1, 9.9, 27.3]), CHANCE.choice([4.7, 10.3, 33.1])]):
        cocotb.start_soon(Clock(wire, period, "ns").start())
        reset.value = int(not low)
    bus = {"axi": AxiLite, "wishbone": Wishbone, "none": NoBus}[CASE["bus"]](dut)
    stream = {"axi": AxiStream, "plain": Plain}[CASE["stream"]](dut, domains.get("streams", domains["core"])[0])
    await ClockCycles(clock, 3 if len(domains) == 1 else 12)
    for _, reset, low in domains.values():
        reset.value = int(low)
    await ClockCycles(clock, 2 if len(domains) == 1 else 20)
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
            await with_timeout(stream.send(sample), CASE["patience"] * 10 * SLOW, "ns")
            if sample["cut"] == 0:
                expected.append(sample["answer"])
            if has_bus and CASE["busy"] and CHANCE.random() < 0.2:
                # A bus that comes while the stream goes on changes nothing.
                assert await bus.read(AT["ID"]) == CASE["identity"]["ID"]
                await bus.write(AT["CONTROL"], CHANCE.choice([1, 3]))
        for _ in range(CASE["patience"] * SLOW):
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
