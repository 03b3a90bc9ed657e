//! Activity from a waveform: VCD or FST, of a simulation of the same netlist.

use super::design::Design;
use super::meter::Meter;
use super::netlist::Netlist;
use entrain_model::{Diagnostic, Result};
use std::collections::HashMap;
use std::path::Path;
use wellen::stream::{Filter, read_from_file};
use wellen::{Hierarchy, LoadOptions, SignalRef, SignalValueRef, TimescaleUnit};

/// What was measured from a waveform.
pub struct Measured<'a> {
    /// The meter at the end.
    pub meter: Meter<'a>,
    /// Length, seconds.
    pub seconds: f64,
    /// Nets driven by a cell, and how many of them the waveform names.
    pub nets: usize,
    /// See `nets`.
    pub found: usize,
}

/// Runs a waveform through the meter. `scope` is the instance of the top in it: "tb.dut".
///
/// # Errors
/// The file cannot be read, or holds no such instance.
pub fn measure<'a>(design: &'a Design, netlist: &Netlist, path: &Path, scope: &str) -> Result<Measured<'a>> {
    let wrong = |what: String| Diagnostic::new(format!("cannot read the waveform {}: {what}", path.display()));
    let mut wave = read_from_file(path, &LoadOptions::default()).map_err(|error| wrong(error.to_string()))?;
    let hierarchy = wave.hierarchy();
    let (signals, known) = named(netlist, hierarchy, scope);
    if signals.is_empty() {
        return Err(wrong(format!("it names no net of the design below \"{scope}\"")));
    }
    let unit = picoseconds(hierarchy);
    let mut meter = Meter::new(design);
    let (mut now, mut batch, mut last) = (0, Vec::new(), 0);
    let wanted: Vec<SignalRef> = signals.keys().copied().collect();
    wave.stream_changes(Filter::include_signals(&wanted), |time, signal, value| -> std::result::Result<(), std::convert::Infallible> {
        let time = (time as f64 * unit) as u64;
        if time != now {
            meter.change(now, &batch);
            batch.clear();
            now = time;
        }
        last = last.max(time);
        if let (Some(nets), SignalValueRef::BitVec(bits)) = (signals.get(&signal), value) {
            let text = bits.bit_string();
            let value = |c: char| match c {
                '0' => 0,
                '1' => 1,
                _ => 2,
            };
            batch.extend(nets.iter().copied().zip(text.chars().rev().map(value)));
        }
        Ok(())
    })
    .map_err(|error| wrong(format!("{error:?}")))?;
    meter.change(now, &batch);
    meter.finish(last);
    let driven = (2..netlist.nets).filter(|net| design.drivers[*net].is_some());
    let (nets, found) = driven.fold((0, 0), |(nets, found), net| (nets + 1, found + known[net] as usize));
    Ok(Measured { meter, seconds: last as f64 * 1e-12, nets, found })
}

/// The nets of the design that the waveform names, each signal with its bits; and which of all nets these are.
fn named(netlist: &Netlist, hierarchy: &Hierarchy, scope: &str) -> (HashMap<SignalRef, Vec<u32>>, Vec<bool>) {
    let prefix = format!("{scope}.");
    let mut signals: HashMap<SignalRef, Vec<u32>> = HashMap::new();
    let mut known = vec![false; netlist.nets];
    for var in hierarchy.all_vars() {
        let var = &hierarchy[var];
        let full = var.full_name(hierarchy);
        let Some(name) = full.strip_prefix(&prefix) else { continue };
        let name = name.trim_start_matches('\\').trim_end();
        // The reader gathers bits "x[9]", "x[8]" into one vector; in a netlist each may be a net of its own.
        let bits = || {
            let index = var.index()?;
            let step = if index.msb() >= index.lsb() { 1 } else { -1 };
            let bit = |k: u32| {
                let number = index.lsb() + step * k as i64;
                let alone = netlist.find(&format!("{name}[{number}]")).filter(|bits| bits.len() == 1).map(|bits| bits[0]);
                alone.or_else(|| netlist.find(name)?.get(usize::try_from(number).ok()?).copied())
            };
            (0..index.width()).map(bit).collect::<Option<Vec<u32>>>()
        };
        let whole = netlist.find(name).filter(|nets| Some(nets.len() as u32) == var.length(hierarchy)).map(<[u32]>::to_vec);
        if let Some(nets) = whole.or_else(bits) {
            nets.iter().for_each(|net| known[*net as usize] = true);
            signals.entry(var.signal_ref()).or_insert(nets);
        }
    }
    (signals, known)
}

/// Picoseconds of the waveform's unit of time.
fn picoseconds(hierarchy: &Hierarchy) -> f64 {
    hierarchy.timescale().map_or(1.0, |scale| {
        let unit = match scale.unit {
            TimescaleUnit::FemtoSeconds => 1e-3,
            TimescaleUnit::NanoSeconds => 1e3,
            TimescaleUnit::MicroSeconds => 1e6,
            TimescaleUnit::MilliSeconds => 1e9,
            _ => 1.0,
        };
        unit * scale.factor as f64
    })
}
