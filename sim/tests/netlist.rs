//! A network as a netlist of standard cells: it answers and learns as the golden model does, its memories are used as the
//! golden model foretells, and what it costs adds up.

use crate::common::net;

use entrain_data::DataSet;
use entrain_flow::asic::{Synthesis, default_liberty, synthesise};
use entrain_model::Samples;
use entrain_model::plan::Placement;
use entrain_model::{Model, Network, Plan};
use entrain_sim::energy::asic::run::{Job, Measured, run};
use entrain_sim::energy::asic::{
    clock_tree::clock_tree, design::Design, liberty::Library, netlist::Netlist, sram::SramModel, wires::Wires,
};
use entrain_sim::energy::parts::{Part, total};
use net::Net;
use std::path::Path;

/// Capacitance of wire a pin, farads, and transition time, seconds.
const WIRE: f64 = 10e-15;
const SLEW: f64 = 0.1e-9;

/// Synthesises and runs `window` samples, with learning and without; none without tools.
fn measure(plan: &Plan, samples: &Samples, window: usize) -> Option<[Measured; 2]> {
    let Ok(liberty) = default_liberty() else {
        println!("skipped: no cell library; make setup");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let made = match synthesise(&Synthesis { plan, liberty: &liberty, driver: "INVX4", dont_use: &[], folder: folder.path() }) {
        Err(error) if error.is_missing_tool() => {
            println!("skipped: {error}");
            return None;
        }
        other => other.unwrap(),
    };
    let netlist = Netlist::load(&made.json, &plan.name).unwrap();
    let library = Library::load(&liberty, &|_| true).unwrap();
    let design = Design::new(&netlist, &library, &Wires::estimated(WIRE, WIRE), SLEW).unwrap();
    let tree = clock_tree(&design, &library, netlist.ports["clk"].1[0], WIRE, SLEW);
    let (sram, start) = (SramModel::scaled(180.0, 1.8), Model::new(plan));
    let (netlist, design, tree, sram, start) = (&netlist, &design, &tree, &sram, &start);
    Some([true, false].map(|learn| {
        let job = Job { plan, netlist, design, tree, sram, start, samples, window, learn, clock_mhz: 24.0, compare_weights: true };
        run(&job, &mut |_| {}).unwrap()
    }))
}

fn plausible(plan: &Plan, [learning, inference]: &[Measured; 2]) {
    for measured in [learning, inference] {
        assert_eq!(measured.late, 0);
        assert!(Part::ALL.iter().all(|part| measured.part(*part) >= 0.0));
        assert!((total(&measured.energy) / Part::ALL.iter().map(|part| measured.part(*part)).sum::<f64>() - 1.0).abs() < 1e-9);
        // A row walk reads every word once a sample.
        for (layer, reads) in plan.layers.iter().zip(&measured.weight_reads) {
            assert_eq!(*reads as usize, layer.engine.plan().ideal_cycles() * measured.samples);
        }
    }
    assert_eq!(inference.weight_writes.iter().sum::<u64>() + inference.updates, 0);
    assert!(learning.updates > 0 && learning.weights > 0);
    assert!(total(&learning.energy) > total(&inference.energy));
    assert_eq!(inference.part(Part::WeightWrite), 0.0);
}

#[test]
fn a_small_network_in_standard_cells_learns_as_the_golden_model() {
    let net = Net::new(&[6], "u8", 3).named("little").layer(8, 2).layer(4, 4).bits(8).fraction(6);
    let plan = net.training("rate", 6).training("margin", 64).plan();
    let mut samples = Samples::new(6);
    let mut seed = 1u32;
    for number in 0..24 {
        let mut random = || {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            (seed >> 24) as i16
        };
        let input: Vec<i16> = (0..6).map(|_| random()).collect();
        samples.push(&input, number % 3);
    }
    if let Some(measured) = measure(&plan, &samples, 12) {
        plausible(&plan, &measured);
    }
}

#[test]
#[ignore = "a minute"]
fn digits_in_standard_cells_learns_as_the_golden_model() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml");
    let network = Network::load(&file).unwrap();
    let mut plan = Plan::new(&network, None).unwrap();
    plan.layers.iter_mut().for_each(|layer| layer.placement = Placement::default());
    let samples = DataSet::load(&network).unwrap().train;
    if let Some(measured) = measure(&plan, &samples, 4) {
        plausible(&plan, &measured);
        // 6144 multiplications of 12 by 8 bits at 0.18 um: tens of picojoules each.
        let mac = measured[1].part(Part::Mac) / 4.0 / 6144.0;
        assert!((20e-12..100e-12).contains(&mac), "{mac:e} J");
    }
}
