//! The clock tree, which synthesis leaves to layout: buffers of the library over the clock pins, level by level.

use super::design::Design;
use super::liberty::{Cell, Library};
use serde::Serialize;

/// Pins that a buffer drives.
const FANOUT: usize = 16;

/// A clock tree.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ClockTree {
    /// The buffer.
    pub buffer: String,
    /// How many.
    pub buffers: usize,
    /// Joules a clock cycle: wires and pins, both edges.
    pub switching: f64,
    /// Joules a clock cycle inside of the buffers.
    pub internal: f64,
    /// Watts.
    pub leakage: f64,
    /// Square micrometres.
    pub area: f64,
}

/// The tree over all clock pins of a design: flip-flops and memories. `wire` is the capacitance of wire a pin, farads.
pub fn clock_tree(design: &Design, library: &Library, clock: u32, wire: f64, slew: f64) -> ClockTree {
    let sinks = design.sinks[clock as usize].len() + design.memories.len();
    let volts = design.voltage * design.voltage;
    let mut tree = ClockTree { switching: design.load[clock as usize] * volts, ..ClockTree::default() };
    let Some((buffer, input, output)) = buffer(library) else { return tree };
    tree.buffer = buffer.name.clone();
    let input_load = buffer.pins[input].capacitance + wire;
    let mean = if sinks > 0 { design.load[clock as usize] / sinks as f64 } else { 0.0 };
    let (mut level, mut load) = (sinks, mean);
    while level > 1 {
        let buffers = level.div_ceil(FANOUT);
        let driven = load * level as f64 / buffers as f64;
        let powers = |pin: usize| buffer.pins[pin].powers.iter().filter(|power| power.when.is_none());
        let tables = powers(output).chain(powers(input)).flat_map(|power| power.edges.iter().flatten());
        tree.internal += buffers as f64 * tables.map(|table| table.at(slew, driven)).sum::<f64>();
        tree.switching += buffers as f64 * input_load * volts;
        tree.leakage += buffers as f64 * buffer.leakage;
        tree.area += buffers as f64 * buffer.area;
        tree.buffers += buffers;
        (level, load) = (buffers, input_load);
    }
    tree
}

/// The middle one, by area, of the library's clock buffers: cells of one input whose output follows it.
fn buffer(library: &Library) -> Option<(&Cell, usize, usize)> {
    let usable = |cell: &'_ Cell| -> Option<(usize, usize)> {
        let output = cell.pins.iter().position(|pin| pin.output)?;
        let input = cell.pins.iter().position(|pin| !pin.output)?;
        let follows = cell.pins[output].function.as_ref().is_some_and(|f| f.support() == 1 << input && f.value(1 << input));
        (cell.pins.len() == 2 && follows && cell.flip_flop.is_none()).then_some((input, output))
    };
    let named = |word: &'static str| {
        let cells = library.cells.values().filter(move |cell| cell.name.to_lowercase().contains(word));
        let mut found: Vec<_> = cells.filter_map(|cell| usable(cell).map(|(input, output)| (cell, input, output))).collect();
        found.sort_by(|a, b| a.0.area.total_cmp(&b.0.area));
        (!found.is_empty()).then(|| found[found.len() / 2])
    };
    named("clkbuf").or_else(|| named("buf"))
}
