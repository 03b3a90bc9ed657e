//! A netlist made of a library's cells: who drives what, capacitances, transition times and delays.

use super::liberty::{Cell, Library};
use super::netlist::{Netlist, ONE, Scope, ZERO};
use super::wires::Wires;
use entrain_model::{Diagnostic, Result};
use std::collections::HashMap;

/// A pin that is not connected.
pub const NONE: u32 = u32::MAX;

/// A memory left as a black box: one read and one write port.
#[derive(Debug, Clone)]
pub struct MemoryUse {
    /// Instances from the top down: "layer0.weights.ram".
    pub path: String,
    /// Its scope: that of the module that holds it.
    pub scope: usize,
    /// Bits a word.
    pub width: usize,
    /// Words.
    pub depth: usize,
    /// Nets at the ports.
    pub we: u32,
    /// Read.
    pub re: u32,
    /// Write address and data, read address and data.
    pub waddr: Vec<u32>,
    /// See `waddr`.
    pub wdata: Vec<u32>,
    /// See `waddr`.
    pub raddr: Vec<u32>,
    /// See `waddr`.
    pub rdata: Vec<u32>,
}

/// A use of a cell.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Its name in its scope.
    pub name: String,
    /// Index of its cell.
    pub cell: usize,
    /// Index of its scope.
    pub scope: usize,
    /// Net at each pin of the cell, or `NONE`.
    pub pins: Vec<u32>,
}

/// The design.
#[derive(Debug)]
pub struct Design {
    /// Supply, volts.
    pub voltage: f64,
    /// Places in the hierarchy.
    pub scopes: Vec<Scope>,
    /// Kinds of cells.
    pub cells: Vec<Cell>,
    /// Cells.
    pub instances: Vec<Instance>,
    /// Memories.
    pub memories: Vec<MemoryUse>,
    /// (instance, pin) that a net drives.
    pub sinks: Vec<Vec<(u32, u8)>>,
    /// (instance, pin) that drives a net.
    pub drivers: Vec<Option<(u32, u8)>>,
    /// Capacitance of each net, farads: wire and pins.
    pub load: Vec<f64>,
    /// Transition time of each net, rising and falling, seconds.
    pub slew: Vec<[f64; 2]>,
}

impl Design {
    /// Binds `netlist` to the cells of `library`; `slew` is the transition time of the inputs and of the clock, seconds.
    ///
    /// # Errors
    /// A cell that is neither in the library nor a memory.
    pub fn new(netlist: &Netlist, library: &Library, wires: &Wires, slew: f64) -> Result<Design> {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut cells: Vec<Cell> = Vec::new();
        let (mut instances, mut memories) = (Vec::new(), Vec::new());
        for cell in &netlist.cells {
            if cell.kind == "sdp_ram" {
                memories.push(memory(netlist, cell)?);
                continue;
            }
            // Fillers and taps are connected to nothing but the supply.
            if cell.pins.values().all(Vec::is_empty) {
                continue;
            }
            let Some(of_library) = library.cell(&cell.kind) else {
                let place = format!("{}.{}", netlist.scopes[cell.scope].path, cell.name);
                return Err(Diagnostic::new(format!("library {} has no cell {}, used at {place}", library.name, cell.kind)));
            };
            let number = *numbers.entry(&of_library.name).or_insert_with(|| {
                cells.push(of_library.clone());
                cells.len() - 1
            });
            let net = |name: &str| cell.pins.get(name).and_then(|bits| bits.first()).copied().unwrap_or(NONE);
            let pins = of_library.pins.iter().map(|pin| net(&pin.name)).collect();
            instances.push(Instance { name: cell.name.clone(), cell: number, scope: cell.scope, pins });
        }
        let (mut sinks, mut drivers) = (vec![Vec::new(); netlist.nets], vec![None; netlist.nets]);
        for (index, instance) in instances.iter().enumerate() {
            for (pin, &net) in instance.pins.iter().enumerate().filter(|(_, net)| **net != NONE) {
                if cells[instance.cell].pins[pin].output {
                    drivers[net as usize] = Some((index as u32, pin as u8));
                } else {
                    sinks[net as usize].push((index as u32, pin as u8));
                }
            }
        }
        let mut design = Design {
            voltage: library.voltage,
            scopes: netlist.scopes.clone(),
            cells,
            instances,
            memories,
            sinks,
            drivers,
            load: Vec::new(),
            slew: vec![[slew; 2]; netlist.nets],
        };
        design.load = design.loads(netlist, wires);
        design.propagate(slew);
        Ok(design)
    }

    /// The cell of an instance.
    pub fn cell(&self, instance: usize) -> &Cell {
        &self.cells[self.instances[instance].cell]
    }

    fn loads(&self, netlist: &Netlist, wires: &Wires) -> Vec<f64> {
        let memory_pins = self
            .memories
            .iter()
            .flat_map(|memory| [&memory.waddr, &memory.wdata, &memory.raddr].into_iter().flatten().chain([&memory.we, &memory.re]));
        let mut extra = vec![0usize; netlist.nets];
        memory_pins.for_each(|net| extra[*net as usize] += 1);
        let pins = |net: usize| {
            let pin = |(instance, pin): &(u32, u8)| self.cell(*instance as usize).pins[*pin as usize].capacitance;
            self.sinks[net].iter().map(pin).sum::<f64>()
        };
        let extracted = wires.extracted(netlist);
        (0..netlist.nets)
            .map(|net| {
                let fanout = self.sinks[net].len() + extra[net];
                let wire = extracted.get(&(net as u32)).copied().unwrap_or_else(|| wires.estimate(fanout));
                if net as u32 <= ONE { 0.0 } else { wire + pins(net) + extra[net] as f64 * wires.memory_pin }
            })
            .collect()
    }

    /// Transition times, from the inputs and flip-flops onwards: the slowest of the arcs into a net.
    fn propagate(&mut self, start: f64) {
        // Inputs of combinational cells that are still unknown, counted down.
        let combinational = |cell: &Cell| cell.flip_flop.is_none() && !cell.other_memory;
        let mut waiting: Vec<usize> = Vec::new();
        let mut ready: Vec<u32> = Vec::new();
        for (index, instance) in self.instances.iter().enumerate() {
            let cell = &self.cells[instance.cell];
            let driven = |(pin, net): (usize, &u32)| {
                *net != NONE
                    && *net > ONE
                    && !cell.pins[pin].output
                    && self.drivers[*net as usize].is_some_and(|(driver, _)| combinational(self.cell(driver as usize)))
            };
            let count = if combinational(cell) { instance.pins.iter().enumerate().filter(|entry| driven(*entry)).count() } else { 0 };
            waiting.push(count);
            if count == 0 {
                ready.push(index as u32);
            }
        }
        // A flip-flop's clock may be behind buffers: flip-flops first with the start value, then again at the end.
        let mut at = 0;
        while at < ready.len() {
            let index = ready[at] as usize;
            at += 1;
            let outputs = self.settle(index, start);
            if combinational(self.cell(index)) {
                for net in outputs {
                    for &(sink, _) in &self.sinks[net as usize] {
                        let left = &mut waiting[sink as usize];
                        if *left > 0 {
                            *left -= 1;
                            if *left == 0 {
                                ready.push(sink);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Computes the transition times of an instance's outputs.
    fn settle(&mut self, index: usize, start: f64) -> Vec<u32> {
        let instance = &self.instances[index];
        let cell = &self.cells[instance.cell];
        let mut found = Vec::new();
        for (pin, &net) in cell.pins.iter().zip(&instance.pins).filter(|(pin, net)| pin.output && **net != NONE) {
            let load = self.load[net as usize];
            let slowest = |edge: usize| {
                let of = |arc: &super::liberty::Arc| {
                    let related = instance.pins[arc.related];
                    let slews = if related == NONE || related <= ONE { [start; 2] } else { self.slew[related as usize] };
                    arc.transition[edge].as_ref().map(|table| table.at(slews[0].max(slews[1]), load))
                };
                pin.arcs.iter().filter_map(of).fold(0.0, f64::max)
            };
            found.push((net, [slowest(0), slowest(1)]));
        }
        for (net, slews) in &found {
            self.slew[*net as usize] = slews.map(|slew| if slew > 0.0 { slew } else { start });
        }
        found.into_iter().map(|(net, _)| net).collect()
    }

    /// Delay from pin `from` to the output `pin` of an instance when that rises (0) or falls (1), seconds: the mean of the arcs.
    pub fn delay(&self, instance: usize, from: usize, pin: usize, edge: usize) -> Option<f64> {
        let cell = self.cell(instance);
        let pins = &self.instances[instance].pins;
        let (load, slews) = (self.load[pins[pin] as usize], self.slew.get(pins[from] as usize)?);
        let arcs = cell.pins[pin].arcs.iter().filter(|arc| arc.related == from);
        let delays: Vec<f64> =
            arcs.filter_map(|arc| arc.delay[edge].as_ref()).map(|table| table.at(slews[0].max(slews[1]), load)).collect();
        (!delays.is_empty()).then(|| delays.iter().sum::<f64>() / delays.len() as f64)
    }

    /// Area of the cells, square micrometres, without memories.
    pub fn area(&self) -> f64 {
        self.instances.iter().map(|instance| self.cells[instance.cell].area).sum()
    }

    /// Flip-flops.
    pub fn flip_flops(&self) -> usize {
        self.instances.iter().filter(|instance| self.cells[instance.cell].flip_flop.is_some()).count()
    }
}

fn memory(netlist: &Netlist, cell: &super::netlist::CellUse) -> Result<MemoryUse> {
    let path = format!("{}.{}", netlist.scopes[cell.scope].path, cell.name);
    let parameter =
        |name: &str| cell.parameters.get(name).copied().ok_or_else(|| Diagnostic::new(format!("memory {path} has no parameter {name}")));
    let pin = |name: &str| cell.pins.get(name).cloned().unwrap_or_default();
    Ok(MemoryUse {
        width: parameter("WIDTH")? as usize,
        depth: parameter("DEPTH")? as usize,
        scope: cell.scope,
        we: pin("we").first().copied().unwrap_or(ZERO),
        re: pin("re").first().copied().unwrap_or(ONE),
        waddr: pin("waddr"),
        wdata: pin("wdata"),
        raddr: pin("raddr"),
        rdata: pin("rdata"),
        path,
    })
}
