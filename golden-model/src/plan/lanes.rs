//! How many lanes each layer gets: as few as reach the best cycle count that the device allows.

use super::column::most_lanes;
use super::device::Device;
use super::layer::{LayerPlan, Memory};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Layer, Network, Part, Walk};

/// Lanes that are worth a look where multipliers are made of logic.
const SOFT_LANES: usize = 8;
/// Lanes of a layer when no device is named.
const DEFAULT_LANES: usize = 4;

/// Plans every layer; lanes that the file leaves open are chosen for `device`.
pub(super) fn choose(network: &Network, device: Option<&Device>) -> Result<Vec<LayerPlan>> {
    let open = network.layers.iter().any(|layer| layer.lanes.is_none() || (layer.walk.is_none() && layer.active.is_some()));
    match device {
        Some(device) if open => fastest(network, device),
        _ => {
            let plans = plan_with(network, &|_| DEFAULT_LANES)?;
            device.map_or(Ok(()), |device| fits(network, &plans, device))?;
            Ok(plans)
        }
    }
}

fn plan_with(network: &Network, lanes: &dyn Fn(usize) -> usize) -> Result<Vec<LayerPlan>> {
    let plan = |(index, layer): (usize, &Layer)| {
        let (lanes, walk) = (layer.lanes.unwrap_or_else(|| lanes(index)), layer.walk.unwrap_or(Walk::Row));
        let most = if layer.lanes.is_none() && walk == Walk::Column { most_lanes(layer.units).max(1) } else { usize::MAX };
        LayerPlan::new(network, index, lanes.min(most), walk)
    };
    network.layers.iter().enumerate().map(plan).collect()
}

/// Every way to build a layer with up to `most` lanes, fewest lanes first. Columns are worth a look only where the file
/// asks for them or says that some inputs need no cycle.
fn candidates(network: &Network, index: usize, most: usize) -> Result<Vec<LayerPlan>> {
    let layer = &network.layers[index];
    let walks = match (layer.walk, layer.active) {
        (Some(walk), _) => vec![walk],
        (None, Some(_)) => vec![Walk::Row, Walk::Column],
        (None, None) => vec![Walk::Row],
    };
    let lanes = layer.lanes.map_or(1..=most, |lanes| lanes..=lanes);
    let possible = |lanes: usize, walk| walk == Walk::Row || layer.lanes.is_some() || lanes <= most_lanes(layer.units).max(1);
    let all = lanes.flat_map(|lanes| walks.iter().map(move |&walk| (lanes, walk))).filter(|&(lanes, walk)| possible(lanes, walk));
    all.map(|(lanes, walk)| LayerPlan::new(network, index, lanes, walk)).collect()
}

/// Multipliers of a device, or how many of them its logic might replace.
fn most_lanes_on(device: &Device) -> usize {
    if device.dsps > 0 { device.dsps } else { SOFT_LANES }
}

/// Every way to build layer `index` on `device`, whatever the file says about its lanes and walk; fewest lanes first.
///
/// # Errors
/// A rate or weight format that cannot learn.
pub fn choices(network: &Network, index: usize, device: &Device) -> Result<Vec<LayerPlan>> {
    let mut free = network.clone();
    let layer = &mut free.layers[index];
    (layer.lanes, layer.walk) = (None, None);
    layer.active = layer.active.or(Some(1.0));
    candidates(&free, index, most_lanes_on(device))
}

/// Whether `device` has the block RAMs and multipliers for these layers.
pub fn fit_on(plans: &[LayerPlan], device: &Device) -> bool {
    short_of(plans, device).is_none()
}

/// The smallest cycle count whose lanes fit; equal counts take the fewest lanes.
fn fastest(network: &Network, device: &Device) -> Result<Vec<LayerPlan>> {
    let most = most_lanes_on(device);
    let mut choices: Vec<Vec<LayerPlan>> = Vec::new();
    for index in 0..network.layers.len() {
        choices.push(candidates(network, index, most)?);
    }
    let mut targets: Vec<usize> = choices.iter().flatten().map(|plan| plan.cycles).collect();
    targets.sort_unstable();
    targets.dedup();
    for target in targets {
        let picked: Option<Vec<LayerPlan>> = choices.iter().map(|layer| layer.iter().find(|plan| plan.cycles <= target).cloned()).collect();
        if let Some(picked) = picked.filter(|plans| short_of(plans, device).is_none()) {
            return Ok(picked);
        }
    }
    // Nothing fits: say so for the smallest design there is.
    let smallest = plan_with(network, &|_| 1)?;
    fits(network, &smallest, device)?;
    Ok(smallest)
}

/// Block RAMs of a layer's memories. Weights and biases take one at least, however few they are: what a bitstream starts
/// with can be exchanged in block RAM only.
pub fn blocks(plan: &LayerPlan, device: &Device) -> usize {
    let blocks = |memory: &Memory| device.block_rams_for(memory.width, memory.depth);
    let start: Vec<Memory> = std::iter::once(plan.weight_memory).chain(plan.bias_memory).collect();
    let rest = plan.memories().into_iter().filter(|memory| !start.contains(memory));
    start.iter().map(|memory| blocks(memory).max(1)).sum::<usize>() + rest.map(|memory| blocks(&memory)).sum::<usize>()
}

/// The layer at which `device` runs out of block RAM.
fn short_of(plans: &[LayerPlan], device: &Device) -> Option<(usize, usize)> {
    let lanes: usize = plans.iter().map(|plan| plan.lanes).sum();
    let mut left = device.block_rams;
    for plan in plans {
        let needed = blocks(plan, device);
        if needed > left {
            return Some((plan.index, left));
        }
        left -= needed;
    }
    (device.dsps > 0 && lanes > device.dsps).then_some((plans.len(), 0))
}

/// Refuses a network that `device` cannot hold, with what is short and the nearest change that helps.
fn fits(network: &Network, plans: &[LayerPlan], device: &Device) -> Result<()> {
    let Some((index, left)) = short_of(plans, device) else { return Ok(()) };
    if index == plans.len() {
        let lanes: usize = plans.iter().map(|plan| plan.lanes).sum();
        let message = format!("{lanes} lanes do not fit on {}: it has {} multipliers", device.part, device.dsps);
        let diagnostic = network.point_at(Diagnostic::new(message), Part::Lanes(index - 1), "one multiplier a lane");
        return Err(diagnostic.help("leave `lanes` out and they are chosen for the board"));
    }
    let plan = &plans[index];
    let units = plan.units;
    let message = format!("layer {} (\"dense\", {units} units) does not fit on {}", index + 1, device.part);
    let needed = blocks(plan, device);
    let label = format!("its memories need {needed} block RAMs; {left} of {} are left", device.block_rams);
    let mut diagnostic = network.point_at(Diagnostic::new(message), Part::Units(index), label);
    let room = |candidate: &Network| plan_with(candidate, &|_| 1).is_ok_and(|plans| short_of(&plans, device).is_none());
    let mut helps = Vec::new();
    let narrower = (4..network.weights.bits).rev().find(|&bits| {
        let mut candidate = network.clone();
        let dropped = network.weights.bits - bits;
        candidate.weights.bits = bits;
        candidate.weights.fraction = network.weights.fraction.saturating_sub(dropped).max(1);
        candidate.training.rate = network.training.rate.saturating_sub(dropped).max(1);
        room(&candidate)
    });
    if let Some(bits) = narrower {
        helps.push(format!("{bits}-bit weights fit (bits = {bits})"));
    }
    let fewer = (network.classes + 1..units).rev().find(|&units| {
        let mut candidate = network.clone();
        candidate.layers[index].units = units;
        room(&candidate)
    });
    if let Some(units) = fewer {
        helps.push(format!("{units} units"));
    }
    helps.push("a larger board (`entrain boards`)".into());
    diagnostic = diagnostic.help(helps.join(", or "));
    Err(diagnostic)
}
