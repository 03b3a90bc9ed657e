//! Simulation of a netlist with the delays of its cells: glitches are seen, and cost.
//!
//! Event driven. Each cell's output has one pending change at most: a pulse shorter than the cell's delay dies in it
//! (inertial delay, as in Verilog). The clock arrives everywhere at once; flip-flops take what their inputs were then.

use super::design::Design;
use super::meter::Meter;
use super::outputs::{Output, of_instance};
use entrain_model::{Diagnostic, Result};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Accesses of a memory.
#[derive(Debug, Clone, Copy, Default)]
pub struct Accesses {
    /// Words read: cycles in which the read address was another one than before, or its word was written.
    pub reads: u64,
    /// Words written.
    pub writes: u64,
}

/// From the clock's edge to a memory's read data, picoseconds.
const MEMORY_ACCESS: u64 = 1000;

struct Ram {
    words: Vec<Vec<u64>>,
    last: Option<usize>,
    accesses: Accesses,
}

/// A running netlist.
pub struct Gates<'a> {
    design: &'a Design,
    /// What it costs.
    pub meter: Meter<'a>,
    values: Vec<u8>,
    masks: Vec<u32>,
    outputs: Vec<Vec<Output>>,
    flip_flops: Vec<u32>,
    state: Vec<bool>,
    /// Of each net: the value that it is about to take, and when; u64::MAX for none.
    pending: Vec<(u64, u8)>,
    queue: BinaryHeap<Reverse<(u64, u32)>>,
    rams: Vec<Ram>,
    clock: u32,
    now: u64,
    late: u64,
}

impl<'a> Gates<'a> {
    /// All flip-flops 0, all memories 0, all inputs 0, everything settled. `clock` is the clock's net.
    ///
    /// # Errors
    /// A cell that cannot be simulated, or a flip-flop on another clock.
    pub fn new(design: &'a Design, clock: u32) -> Result<Gates<'a>> {
        let count = design.instances.len();
        let (mut outputs, mut flip_flops) = (Vec::with_capacity(count), Vec::new());
        for (index, instance) in design.instances.iter().enumerate() {
            let cell = design.cell(index);
            let place = || format!("{}.{} ({})", design.scopes[instance.scope].path, instance.name, cell.name);
            if cell.other_memory {
                return Err(Diagnostic::new(format!("{} is a latch or a clock gate: only flip-flops can be simulated", place())));
            }
            if cell.flip_flop.is_some() {
                if !cell.pins.iter().zip(&instance.pins).any(|(pin, net)| pin.clock && *net == clock) {
                    return Err(Diagnostic::new(format!("{} is on another clock", place())));
                }
                flip_flops.push(index as u32);
            }
            outputs.push(of_instance(design, index, &place)?);
        }
        let rams = design.memories.iter().map(|memory| {
            let words = vec![vec![0; memory.width.div_ceil(64)]; memory.depth];
            Ram { words, last: None, accesses: Accesses::default() }
        });
        let mut gates = Gates {
            design,
            meter: Meter::new(design),
            values: vec![0; design.load.len()],
            masks: vec![0; count],
            outputs,
            flip_flops,
            state: vec![false; count],
            pending: vec![(u64::MAX, 0); design.load.len()],
            queue: BinaryHeap::new(),
            rams: rams.collect(),
            clock,
            now: 0,
            late: 0,
        };
        gates.values[1] = 1;
        for &index in &gates.flip_flops {
            gates.masks[index as usize] |= 2 << design.cell(index as usize).pins.len();
        }
        for &(instance, pin) in &design.sinks[1] {
            gates.masks[instance as usize] |= 1 << pin;
        }
        let known: Vec<(u32, u8)> = (2..design.load.len() as u32).map(|net| (net, 0)).collect();
        gates.meter.change(0, &known);
        for instance in 0..count {
            gates.evaluate(instance, 0);
        }
        gates.run_until(u64::MAX);
        Ok(gates)
    }

    /// Time, picoseconds.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Changes that came after the next edge of the clock: more than none means that the clock is too fast.
    pub fn late(&self) -> u64 {
        self.late
    }

    /// Accesses of each memory.
    pub fn accesses(&self) -> Vec<Accesses> {
        self.rams.iter().map(|ram| ram.accesses).collect()
    }

    /// Fills a memory: words as chunks of 32 bits, the low chunk first.
    pub fn fill(&mut self, memory: usize, words: &[Vec<u32>]) {
        self.rams[memory].last = None;
        for (place, word) in self.rams[memory].words.iter_mut().zip(words) {
            for (index, chunk) in word.iter().enumerate() {
                let shift = index % 2 * 32;
                place[index / 2] = place[index / 2] & !(0xffff_ffff << shift) | (*chunk as u64) << shift;
            }
        }
    }

    /// A memory's words, as `fill` takes them.
    pub fn words(&self, memory: usize) -> Vec<Vec<u32>> {
        let chunks = self.design.memories[memory].width.div_ceil(32);
        let word = |word: &Vec<u64>| (0..chunks).map(|index| (word[index / 2] >> (index % 2 * 32)) as u32).collect();
        self.rams[memory].words.iter().map(word).collect()
    }

    /// The number at some nets, the lowest bit first.
    pub fn get(&self, nets: &[u32]) -> u64 {
        nets.iter().take(64).enumerate().map(|(index, net)| (self.values[*net as usize] as u64) << index).sum()
    }

    /// Sets inputs.
    pub fn set(&mut self, nets: &[u32], value: u64) {
        for (index, &net) in nets.iter().enumerate() {
            self.apply(net, (value >> index.min(63) & 1) as u8);
        }
    }

    /// One clock cycle of `period` picoseconds: the clock rises, what follows settles, inputs may be set after `hold`.
    ///
    /// Returns at the falling edge: set the next inputs then.
    pub fn cycle(&mut self, period: u64) {
        let edge = self.now;
        self.apply(self.clock, 1);
        // All flip-flops and memories see the values before the edge.
        let mut next = Vec::with_capacity(self.flip_flops.len());
        for &index in &self.flip_flops {
            let cell = self.design.cell(index as usize);
            if let Some(ff) = &cell.flip_flop {
                let mask = self.masks[index as usize];
                let forced =
                    [(&ff.clear, false), (&ff.preset, true)].into_iter().find(|(truth, _)| truth.as_ref().is_some_and(|t| t.value(mask)));
                next.push(forced.map_or_else(|| ff.next.value(mask), |(_, value)| value));
            }
        }
        let read: Vec<Vec<(u32, u8)>> = (0..self.rams.len()).map(|memory| self.access(memory)).collect();
        for (at, value) in next.into_iter().enumerate() {
            let index = self.flip_flops[at] as usize;
            if self.state[index] != value {
                self.state[index] = value;
                let variables = self.design.cell(index).pins.len() as u32;
                self.masks[index] = self.masks[index] & !(3 << variables) | (if value { 1 } else { 2 }) << variables;
                let clock_pin = self.design.cell(index).pins.iter().position(|pin| pin.clock).unwrap_or(0);
                self.evaluate(index, clock_pin);
            }
        }
        for (net, value) in read.into_iter().flatten() {
            self.schedule(net, value, self.now + MEMORY_ACCESS);
        }
        self.run_until(edge + period / 2);
        self.now = edge + period / 2;
        self.apply(self.clock, 0);
    }

    /// Lets what was set at the falling edge settle, up to the next rising edge.
    pub fn settle(&mut self, period: u64) {
        let end = self.now + (period - period / 2);
        self.run_until(end);
        self.late += self.queue.iter().filter(|Reverse((time, net))| self.pending[*net as usize].0 == *time).count() as u64;
        self.now = end;
    }

    /// A memory at the clock's edge: writes, reads; returns what its read data become.
    fn access(&mut self, memory: usize) -> Vec<(u32, u8)> {
        let ports = &self.design.memories[memory];
        let (raddr, waddr) = (self.get(&ports.raddr) as usize, self.get(&ports.waddr) as usize);
        let write = self.values[ports.we as usize] == 1 && waddr < ports.depth;
        let ram = &mut self.rams[memory];
        let enabled = self.values[ports.re as usize] == 1;
        let read = enabled && raddr < ports.depth && ram.last != Some(raddr);
        if enabled {
            ram.last = Some(raddr);
        }
        ram.last = ram.last.filter(|last| !(write && waddr == *last));
        ram.accesses.reads += read as u64;
        let data = |bit: usize, words: &Vec<Vec<u64>>| (words[raddr][bit / 64] >> (bit % 64) & 1) as u8;
        let out = if read { ports.rdata.iter().enumerate().map(|(bit, net)| (*net, data(bit, &ram.words))).collect() } else { Vec::new() };
        if write {
            ram.accesses.writes += 1;
            for (bit, net) in ports.wdata.iter().enumerate() {
                let word = &mut ram.words[waddr][bit / 64];
                *word = *word & !(1 << (bit % 64)) | (self.values[*net as usize] as u64) << (bit % 64);
            }
        }
        out
    }

    fn run_until(&mut self, end: u64) {
        while let Some(&Reverse((time, net))) = self.queue.peek() {
            if time > end {
                return;
            }
            self.queue.pop();
            let (due, value) = self.pending[net as usize];
            if due == time {
                self.pending[net as usize].0 = u64::MAX;
                self.now = time;
                self.apply(net, value);
            }
        }
    }

    fn apply(&mut self, net: u32, value: u8) {
        if net <= 1 || self.values[net as usize] == value {
            return;
        }
        self.values[net as usize] = value;
        self.meter.change(self.now, &[(net, value)]);
        let design = self.design;
        for &(instance, pin) in &design.sinks[net as usize] {
            let mask = &mut self.masks[instance as usize];
            *mask = *mask & !(1 << pin) | (value as u32) << pin;
            if design.cell(instance as usize).flip_flop.is_none() {
                self.evaluate(instance as usize, pin as usize);
            }
        }
    }

    /// Computes the outputs of an instance after its pin `cause` changed.
    fn evaluate(&mut self, instance: usize, cause: usize) {
        let mask = self.masks[instance];
        for at in 0..self.outputs[instance].len() {
            let output = &self.outputs[instance][at];
            let value = output.function.value(mask) as u8;
            let (net, delay) = (output.net, output.delays[cause][(value == 0) as usize]);
            debug_assert!(output.pin < 32);
            let (due, coming) = self.pending[net as usize];
            if due != u64::MAX && coming != value {
                // A pulse that did not live long enough.
                self.pending[net as usize].0 = u64::MAX;
            } else if due == u64::MAX && self.values[net as usize] != value {
                self.schedule(net, value, self.now + delay as u64);
            }
        }
    }

    fn schedule(&mut self, net: u32, value: u8, time: u64) {
        if net > 1 {
            self.pending[net as usize] = (time, value);
            self.queue.push(Reverse((time, net)));
        }
    }
}
