//! Networks for the tests, from text to a lockstep run.

// The tests of a crate use a part of this.
#![allow(dead_code)]

#[path = "../../../tests/common/net.rs"]
pub mod net;

use entrain_hdl::emit::{self, Direction};
use entrain_hdl::integration::Package;
use entrain_hdl::{Design, Fronts, Options, Start, core, start_files};
use entrain_model::Samples;
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Network, Plan};
use entrain_sim::{Cache, Port, Sources};
use net::Net;
use std::path::Path;

/// A network file's text; `layers` is (units, lanes), walked by rows.
#[allow(clippy::too_many_arguments)]
pub fn network_text(inputs: usize, format: &str, classes: usize, basis: &str, layers: &[(usize, usize)], bits: u32, rate: u32) -> String {
    let walked: Vec<_> = layers.iter().map(|&(units, lanes)| (units, lanes, "row")).collect();
    walked_text(inputs, format, classes, basis, &walked, bits, rate)
}

/// The same, with the walk of each layer: (units, lanes, walk).
#[allow(clippy::too_many_arguments)]
pub fn walked_text(
    inputs: usize,
    format: &str,
    classes: usize,
    basis: &str,
    layers: &[(usize, usize, &str)],
    bits: u32,
    rate: u32,
) -> String {
    let net = Net::new(&[inputs], format, classes).basis(basis).bits(bits);
    let net = net.training("rate", rate).training("margin", 64).training("revival", 7);
    layers.iter().fold(net, |net, &(units, lanes, walk)| net.dense(units, lanes, walk)).text()
}

/// The network of a text.
pub fn parse(text: &str) -> Network {
    Network::parse(text, Path::new("test.toml")).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Compiled models of networks that every run of the tests has.
pub fn kept_models() -> Cache {
    Cache::in_folder(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("models"))
}

/// The Verilog of a plan, with trace ports.
pub fn traced(plan: &Plan) -> Sources {
    sources(emit::write(&plan.name, core(plan, Options { trace: true, ..Options::default() })))
}

/// The same with ports for the registers of a host.
pub fn settable(plan: &Plan) -> Sources {
    sources(emit::write(&plan.name, core(plan, Options { trace: true, registers: true, ..Options::default() })))
}

/// A design as Verilator takes it.
pub fn sources(design: Design) -> Sources {
    let port = |port: &emit::Port| Port { name: port.name.clone(), width: port.width, output: port.direction == Direction::Output };
    let ports = design.ports.iter().map(port).collect();
    Sources { top: design.top, files: design.files, ports }
}

/// The number that the tests' designs say of themselves.
pub const BUILD_ID: u32 = 7;

/// A plan behind fronts, as the verb writes it.
pub fn design(plan: &Plan, fronts: Fronts) -> Design {
    let options = Options { start: Start::Named, ..Options::default() };
    let module = entrain_hdl::design(plan, fronts, options, BUILD_ID).unwrap_or_else(|error| panic!("{error}"));
    emit::write(&fronts.top(&plan.name), module)
}

/// Everything in a folder, as the verb writes it; the bench learns so many samples.
pub fn written(plan: &Plan, fronts: Fronts, samples: usize, folder: &Path) -> Design {
    let (design, model) = (design(plan, fronts), Model::new(plan));
    let start = start_files(plan, &model);
    let names: Vec<String> = start.iter().map(|(name, _)| name.clone()).collect();
    let package = Package { plan, model: &model, fronts, design: &design, start: &names, samples, build_id: BUILD_ID };
    let list = (format!("{}.f", plan.name), design.files.iter().map(|(name, _)| format!("{name}\n")).collect());
    for (name, text) in design.files.iter().chain(&start).chain(&package.files()).chain([&list]) {
        std::fs::write(folder.join(name), text).unwrap_or_else(|error| panic!("{error}"));
    }
    design
}

/// Random samples in the network's format; about a quarter of the inputs are 0, so that ties and dead units occur.
pub fn samples(network: &Network, count: usize, seed: u32) -> Samples {
    let mut random = XorShift32::new(seed);
    let (low, high) = network.input.format.range();
    let mut samples = Samples::new(network.features());
    for _ in 0..count {
        let label = random.next_u32() as usize % network.classes;
        let mut value = |at: usize| match random.next_u32() % 4 {
            0 => 0,
            1 => high as i16 * ((at + label) % network.classes < 2) as i16,
            _ => (low + (random.next_u32() >> 8) as i32 % (high - low + 1)) as i16,
        };
        let input: Vec<i16> = (0..network.features()).map(&mut value).collect();
        samples.push(&input, label);
    }
    samples
}
