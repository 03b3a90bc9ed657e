//! How many lanes each layer gets: as few as reach the best cycle count that the device allows.

use super::device::Device;
use super::layer::LayerPlan;
use super::memory::Role;
use super::placement::{self, Lanes, Short, block_memories, place};
use crate::diagnostic::{Diagnostic, Result};
use crate::layers::dense::most_lanes;
use crate::network::{Layer, LayerType, Network, Part, Walk};
use std::ops::Range;

/// Lanes that are worth a look where multipliers are made of logic.
const SOFT_LANES: usize = 8;
/// Lanes of a layer when no device is named.
const DEFAULT_LANES: usize = 4;

/// Plans every layer; lanes that the file leaves open are chosen for `device`.
pub(super) fn choose(network: &Network, device: Option<&Device>) -> Result<Vec<LayerPlan>> {
    let open = network.layers.iter().any(Layer::is_open);
    match device {
        Some(device) if open => fastest(network, device),
        _ => {
            let mut plans = plan_with(network, &|_| DEFAULT_LANES)?;
            device.map_or(Ok(()), |device| fits(network, &mut plans, device))?;
            Ok(plans)
        }
    }
}

fn plan_with(network: &Network, lanes: &dyn Fn(usize) -> usize) -> Result<Vec<LayerPlan>> {
    let plan = |(index, layer): (usize, &Layer)| {
        let (lanes, walk) = (layer.lanes.unwrap_or_else(|| lanes(index)), layer.walk.unwrap_or(Walk::Row));
        let most = if layer.lanes.is_none() && walk == Walk::Column { layer.units().map_or(1, most_useful) } else { usize::MAX };
        LayerPlan::new(network, index, lanes.min(most), walk)
    };
    network.layers.iter().enumerate().map(plan).collect()
}

/// Lanes beyond which a column walk over so many units has nothing to do for one; at least one.
fn most_useful(units: usize) -> usize {
    most_lanes(units).max(1)
}

/// Every way to build a layer with as many lanes as `device` has multipliers for, fewest lanes first. Columns are worth a look only where the file
/// asks for them or says that some inputs need no cycle.
fn candidates(network: &Network, index: usize, device: &Device) -> Result<Vec<LayerPlan>> {
    let layer = &network.layers[index];
    let useful = || layer.lanes.map_or_else(|| layer.useful_lanes(most_lanes_on(device)), |lanes| vec![lanes]);
    let Some(units) = layer.units() else {
        return useful().into_iter().map(|lanes| on(device, network, index, lanes, Walk::Row)).collect();
    };
    let walks = match (layer.walk, layer.active) {
        (Some(walk), _) => vec![walk],
        (None, Some(_)) => vec![Walk::Row, Walk::Column],
        (None, None) => vec![Walk::Row],
    };
    let possible = |lanes: usize, walk| walk == Walk::Row || layer.lanes.is_some() || lanes <= most_useful(units);
    let all =
        useful().into_iter().flat_map(|lanes| walks.iter().map(move |&walk| (lanes, walk))).filter(|&(lanes, walk)| possible(lanes, walk));
    all.map(|(lanes, walk)| on(device, network, index, lanes, walk)).collect()
}

/// A layer with the multipliers that `device` gives its lanes, as if there were enough of them.
fn on(device: &Device, network: &Network, index: usize, lanes: usize, walk: Walk) -> Result<LayerPlan> {
    let mut plan = LayerPlan::new(network, index, lanes, walk)?;
    plan.share_multipliers(device);
    Ok(plan)
}

/// Lanes that the multipliers of a device could serve, or that its logic might.
fn most_lanes_on(device: &Device) -> usize {
    let cut = device.narrow.map_or(1, |narrow| narrow.lanes);
    if device.dsps > 0 { device.dsps * cut } else { SOFT_LANES }
}

/// A way to build a layer, every lane with a multiplier.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The layer.
    pub plan: LayerPlan,
    /// SPRAMs that hold its weights, or a part of them.
    pub sprams: usize,
    /// Block RAMs of its memories.
    pub blocks: usize,
}

/// Every way to build layer `index` on `device`, whatever the file says about its lanes and walk, fewest lanes first: as many
/// lanes as all of the multipliers and half of the logic could serve, which is what a file may ask for.
///
/// # Errors
/// A rate or weight format that cannot learn.
pub fn choices(network: &Network, index: usize, device: &Device) -> Result<Vec<Choice>> {
    let mut free = network.clone();
    let layer = &mut free.layers[index];
    (layer.lanes, layer.walk) = (None, None);
    layer.active = layer.active.or(Some(1.0));
    let Some(units) = layer.units() else {
        let mut all = Vec::new();
        for lanes in free.layers[index].useful_lanes(most_lanes_on(device)) {
            let plan = on(device, &free, index, lanes, Walk::Row)?;
            all.extend(placement::ways(&plan, device).map(|(plan, sprams, blocks)| Choice { plan, sprams, blocks }));
        }
        return Ok(all);
    };
    let mut all = Vec::new();
    for (walk, useful) in [(Walk::Row, usize::MAX), (Walk::Column, most_lanes(units))] {
        let most = if useful == 0 { 0 } else { useful.min(most_lanes_with_logic(&free, index, walk, device)?) };
        for lanes in 1..=most {
            let plan = on(device, &free, index, lanes, walk)?;
            all.extend(placement::ways(&plan, device).map(|(plan, sprams, blocks)| Choice { plan, sprams, blocks }));
        }
    }
    all.sort_by_key(|choice| choice.plan.lanes());
    Ok(all)
}

/// Lanes that a layer can have if the device serves no other one.
fn most_lanes_with_logic(network: &Network, index: usize, walk: Walk, device: &Device) -> Result<usize> {
    let one = on(device, network, index, 1, walk)?;
    let soft = device.luts / 2 / one.soft_product_luts();
    let numbers = if walk == Walk::Row { one.fan_in() } else { one.units() };
    Ok((device.dsps * one.placement.lanes_per_dsp + soft).clamp(1, numbers))
}

/// The smallest cycle count whose lanes fit; equal counts take the fewest lanes, or, where those do not fit, the fewest
/// block RAMs: a word that fills their width may be a wider one.
fn fastest(network: &Network, device: &Device) -> Result<Vec<LayerPlan>> {
    let mut choices: Vec<Vec<(usize, LayerPlan)>> = Vec::new();
    for index in 0..network.layers.len() {
        choices.push(candidates(network, index, device)?.into_iter().map(|plan| (blocks(&plan, device), plan)).collect());
    }
    let mut targets: Vec<usize> = choices.iter().flatten().map(|(_, plan)| plan.cycles()).collect();
    targets.sort_unstable();
    targets.dedup();
    // SPRAM only for what block RAM cannot hold however slow: a bitstream cannot fill it.
    let without = Device { sprams: 0, spram_shape: None, ..device.clone() };
    let tries = [&without, device].into_iter().take(1 + device.spram_shape.is_some() as usize);
    for (device, &target) in tries.flat_map(|device| targets.iter().map(move |target| (device, target))) {
        let fast = |layer: &Vec<(usize, LayerPlan)>| layer.iter().filter(|(_, plan)| plan.cycles() <= target).cloned().collect::<Vec<_>>();
        let fast: Vec<_> = choices.iter().map(fast).collect();
        let fewest_lanes: Option<Vec<LayerPlan>> = fast.iter().map(|layer| layer.first().map(|(_, plan)| plan.clone())).collect();
        let smallest = |layer: &Vec<(usize, LayerPlan)>| layer.iter().min_by_key(|(blocks, _)| *blocks).map(|(_, plan)| plan.clone());
        for mut plans in [fewest_lanes, fast.iter().map(smallest).collect()].into_iter().flatten() {
            if place(&mut plans, device, Lanes::Chosen).is_ok() {
                return Ok(plans);
            }
        }
    }
    // Nothing fits: say so for the smallest design there is.
    let mut smallest = plan_with(network, &|_| 1)?;
    fits(network, &mut smallest, device)?;
    Ok(smallest)
}

/// The largest number of the range that `fits`, if what fits goes on down to its beginning. Where it does not quite (an odd number of
/// words finds no SPRAM), a number that fits, with none that does among the next few.
fn largest(range: Range<usize>, fits: impl Fn(usize) -> bool) -> Option<usize> {
    const ODD_ONES: usize = 8;
    let (mut low, mut high) = (range.start, range.end);
    let among = |low: usize, high: usize| (low..high.min(low + ODD_ONES)).rev().find(|&number| fits(number));
    let mut found = among(low, high)?;
    while low < high {
        let middle = low + (high - low) / 2;
        match among(middle, high) {
            Some(fitting) => (found, low) = (fitting, fitting + 1),
            None => high = middle,
        }
    }
    Some(found)
}

/// Block RAMs of a layer's memories.
pub fn blocks(plan: &LayerPlan, device: &Device) -> usize {
    block_memories(plan, plan.placement, device).iter().map(|(_, blocks)| blocks).sum()
}

/// Refuses a network that `device` cannot hold, with what is short and the nearest change that helps.
fn fits(network: &Network, plans: &mut [LayerPlan], device: &Device) -> Result<()> {
    let (index, left) = match place(plans, device, Lanes::Given) {
        Ok(()) => return Ok(()),
        Err(Short::BlockRams { layer, left }) => (layer, left),
        Err(Short::Multipliers) => {
            let lanes: usize = plans.iter().map(LayerPlan::lanes).sum();
            let codes: usize = plans.iter().map(|plan| plan.engine.plan().other_multipliers()).sum();
            let codes = if codes > 0 { format!(" beside {codes} for learned codes") } else { String::new() };
            let message = format!("{lanes} lanes{codes} do not fit on {}: it has {} multipliers", device.part, device.dsps);
            let shared = plans.iter().any(|plan| plan.placement.lanes_per_dsp > 1);
            let label = if shared { "a multiplier for two lanes" } else { "one multiplier a lane" };
            let label = format!("{label}, and the others would take more than half of the logic");
            let diagnostic = network.point_at(Diagnostic::new(message), Part::Lanes(plans.len() - 1), label);
            return Err(diagnostic.help("leave `lanes` out and they are chosen for the board"));
        }
    };
    let plan = &plans[index];
    let dense = network.layers[index].units().is_some();
    let (wide, part) = match (dense, &network.layers[index].kind) {
        (false, LayerType::Conv2d { channels, .. }) => (format!("{channels} channels"), Part::Channels(index)),
        _ => (format!("{} units", plan.units()), Part::Units(index)),
    };
    let message = format!("layer {} (\"{}\", {wide}) does not fit on {}", index + 1, plan.facts().kind, device.part);
    let needed = blocks(plan, device);
    let engine = plan.engine.plan();
    let spram = match device.spram_shape {
        Some(_) if dense && !engine.may_be_spram(Role::Weights) => ", and SPRAM wants an even number of words a column",
        Some(_) => ", and SPRAM has no room for its weights",
        None => "",
    };
    let label = format!("its memories need {needed} block RAMs; {left} of {} are left{spram}", device.block_rams);
    let mut diagnostic = network.point_at(Diagnostic::new(message), part, label);
    let room = |candidate: &Network| plan_with(candidate, &|_| 1).is_ok_and(|mut plans| place(&mut plans, device, Lanes::Given).is_ok());
    let mut helps = Vec::new();
    let shorter = (1..network.layers[index].lanes.unwrap_or(1)).rev().find(|&lanes| {
        let mut candidate = network.clone();
        candidate.layers[index].lanes = Some(lanes);
        room(&candidate)
    });
    if let Some(lanes) = shorter {
        helps.push(format!("{lanes} lanes fit"));
    }
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
    let of_units = |units: usize| {
        let mut candidate = network.clone();
        candidate.layers[index].set_units(units);
        room(&candidate)
    };
    if let Some(units) = network.layers[index].units().and_then(|units| largest(network.classes + 1..units, of_units)) {
        helps.push(format!("{units} units"));
    }
    helps.push("a larger board (`entrain boards`)".into());
    diagnostic = diagnostic.help(helps.join(", or "));
    Err(diagnostic)
}

#[cfg(test)]
mod tests {
    use super::largest;
    use std::cell::Cell;

    #[test]
    fn the_largest_that_fits_is_found_in_few_looks() {
        for limit in [11, 12, 13, 500, 39_999] {
            let looks = Cell::new(0);
            let fits = |number: usize| {
                looks.set(looks.get() + 1);
                number <= limit
            };
            assert_eq!(largest(11..40_000, fits), Some(limit));
            assert!(looks.get() < 200, "{limit}: {}", looks.get());
        }
        assert_eq!(largest(11..40_000, |_| false), None);
        // Only even numbers fit, and only up to 777.
        assert_eq!(largest(11..40_000, |number| number % 2 == 0 && number <= 777), Some(776));
        assert_eq!(largest(5..5, |_| true), None);
    }
}
