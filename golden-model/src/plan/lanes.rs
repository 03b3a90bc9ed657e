//! How many lanes each layer gets: as few as reach the best cycle count that the device allows.

use super::device::Device;
use super::layer::{LayerPlan, Memory};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Network, Part};

/// Lanes of a layer when no device is named.
const DEFAULT_LANES: usize = 4;

/// Plans every layer; lanes that the file leaves open are chosen for `device`.
pub(super) fn choose(network: &Network, device: Option<&Device>) -> Result<Vec<LayerPlan>> {
    let open = network.layers.iter().any(|layer| layer.lanes.is_none());
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
    let given = |index: usize| network.layers[index].lanes.unwrap_or_else(|| lanes(index));
    (0..network.layers.len()).map(|index| LayerPlan::new(network, index, given(index))).collect()
}

/// The smallest cycle count whose lanes fit; equal counts take the fewest lanes.
fn fastest(network: &Network, device: &Device) -> Result<Vec<LayerPlan>> {
    let most = if device.dsps > 0 { device.dsps } else { 8 };
    let mut choices: Vec<Vec<LayerPlan>> = Vec::new();
    for index in 0..network.layers.len() {
        let fixed = network.layers[index].lanes;
        let range = fixed.map_or(1..=most, |lanes| lanes..=lanes);
        choices.push(range.map(|lanes| LayerPlan::new(network, index, lanes)).collect::<Result<_>>()?);
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
pub(super) fn blocks(plan: &LayerPlan, device: &Device) -> usize {
    let blocks = |memory: &Memory| device.block_rams_for(memory.width, memory.depth);
    let start = [plan.weight_memory, plan.bias_memory];
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
