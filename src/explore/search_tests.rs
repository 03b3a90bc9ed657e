//! The search beside a list of all designs there are, on networks small enough to have one.

use super::search::designs;
use entrain_boards::Family;
use entrain_flow::resources::{Estimator, shipped};
use entrain_model::network::Walk;
use entrain_model::plan::{Cutter, Device, Narrow, RamShape};
use entrain_model::{Network, Plan};
use proptest::prelude::*;
use std::path::Path;

fn estimator() -> Estimator {
    shipped(Family::Ice40).as_ref().and_then(Estimator::fit).unwrap_or_else(|| panic!("no fit"))
}

/// A device whose multipliers, memories and logic are all soon at their end.
fn device(dsps: usize, luts: usize, block_rams: usize, sprams: usize, narrow: Option<Cutter>) -> Device {
    let shape = |width, depth| RamShape { width, depth, enables: 1 };
    let narrow = narrow.map(|by| Narrow { lanes: 2, weight: 8, input: 8, by });
    let (ram_shapes, spram_shape) = ([(16, 16), (8, 32)].map(|(width, depth)| shape(width, depth)).to_vec(), Some(shape(16, 64)));
    let spram_shape = spram_shape.filter(|_| sprams > 0);
    Device { part: "test".into(), luts, dsps, block_rams, ram_shapes, sprams, spram_shape, lut_ram: None, narrow }
}

fn network(inputs: usize, format: &str, units: &[usize], bits: u32) -> Network {
    let layers: String = units.iter().map(|units| format!("[[layer]]\ntype = \"dense\"\nunits = {units}\n")).collect();
    let text = format!(
        "[network]\nname = \"net\"\nclasses = 3\ninput = {{ shape = [{inputs}], format = \"{format}\" }}\n{layers}\
         [weights]\nbits = {bits}\n[training]\nrate = 7\n"
    );
    Network::parse(&text, Path::new("net.toml")).unwrap_or_else(|error| panic!("{error}"))
}

/// All designs of `network` that a file can ask for and `device` can hold, with cycles, logic, multipliers, SPRAMs.
fn all(network: &Network, device: &Device, estimator: &Estimator) -> Vec<(Plan, [f64; 4])> {
    let mut networks = vec![network.clone()];
    for index in 0..network.layers.len() {
        let fan_in = if index == 0 { network.features() } else { network.layers[index - 1].units().unwrap_or(0) };
        let rows = (1..=fan_in).map(|lanes| (lanes, Walk::Row));
        let ways: Vec<(usize, Walk)> =
            rows.chain((1..=network.layers[index].units().unwrap_or(0)).map(|lanes| (lanes, Walk::Column))).collect();
        networks = networks
            .iter()
            .flat_map(|network| {
                ways.iter().map(move |&(lanes, walk)| {
                    let mut network = network.clone();
                    (network.layers[index].lanes, network.layers[index].walk) = (Some(lanes), Some(walk));
                    network
                })
            })
            .collect();
    }
    let plans = networks.iter().filter_map(|network| Plan::new(network, Some(device)).ok());
    plans
        .map(|plan| {
            let values = values(&plan, device, estimator);
            (plan, values)
        })
        .filter(|(_, values)| values[1] <= device.luts as f64)
        .collect()
}

fn values(plan: &Plan, device: &Device, estimator: &Estimator) -> [f64; 4] {
    let sprams = plan.memory_use(device).1.map_or(0, |memory| memory.blocks);
    let multipliers = if device.dsps > 0 { plan.multipliers() } else { 0 };
    [plan.cycles_per_sample() as f64, estimator.logic(plan, device), multipliers as f64, sprams as f64]
}

/// Whether one of `found` is no worse than `values`, handshakes between its layers aside.
fn beaten(values: &[f64; 4], found: &[[f64; 4]], layers: usize) -> bool {
    let slack = [layers as f64 - 1.0, 1e-6, 0.0, 0.0];
    found.iter().any(|own| own.iter().zip(values).zip(slack).all(|((own, other), more)| *own <= other + more))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5))]

    /// Whatever could be built, something that was found is as good, but for the handshake of two layers that are equally slow; and
    /// whatever was found could be built.
    #[test]
    fn nothing_beats_what_the_search_finds(
        (inputs, signed, units, bits) in (3usize..9, any::<bool>(), prop::collection::vec(4usize..10, 1..3), prop::sample::select(vec![8u32, 9, 12])),
        (dsps, luts, block_rams, sprams) in (0usize..7, 1800usize..6000, 4usize..60, 0usize..5),
        narrow in prop::sample::select(vec![None, Some(Cutter::Tools), Some(Cutter::Generator)]),
    ) {
        let (estimator, device) = (estimator(), device(dsps, luts, block_rams, sprams, narrow));
        let network = network(inputs, if signed { "s8" } else { "u8" }, &units, bits);
        let found = designs(&network, &device, &estimator).unwrap_or_else(|error| panic!("{error}"));
        let all = all(&network, &device, &estimator);
        prop_assert_eq!(found.designs.is_empty(), all.is_empty());
        let own: Vec<_> = found.designs.iter().map(|design| values(&design.plan, &device, &estimator)).collect();
        for (plan, values) in &all {
            let lanes: Vec<_> = plan.layers.iter().map(|layer| (layer.lanes(), layer.facts().walk, layer.placement)).collect();
            prop_assert!(beaten(values, &own, units.len()), "{:?} of {:?} was not found", values, lanes);
        }
        for design in &found.designs {
            let (cycles, logic) = (design.cycles as f64, design.logic);
            let is_there = all.iter().any(|(_, values)| values[0] == cycles && (values[1] - logic).abs() < 1e-6);
            prop_assert!(is_there, "{} cycles, {logic} cells cannot be built", design.cycles);
        }
    }
}

/// Where multipliers are few and logic is plenty, the fastest design has lanes of logic, and as many as the plan allows.
#[test]
fn lanes_of_logic_are_found() {
    let (estimator, network) = (estimator(), network(64, "u8", &[32], 9));
    let fastest = |luts: usize| {
        let found = designs(&network, &device(4, luts, 500, 0, None), &estimator).unwrap_or_else(|error| panic!("{error}"));
        let design = found.designs.first().cloned().unwrap_or_else(|| panic!("nothing fits {luts} LUTs"));
        (design.plan.layers[0].lanes(), design.plan.layers[0].placement.soft_lanes, design.cycles)
    };
    let (lanes, soft, cycles) = fastest(100_000);
    assert_eq!((lanes, soft), (64, 60));
    // Twenty products of 9 x 8 bits are half of 6,000 LUTs, and what is around them has to fit as well.
    let (few, soft, slower) = fastest(6_000);
    assert!(few < lanes && soft > 0 && slower > cycles, "{few} lanes, {soft} of logic, {slower} cycles");
}
