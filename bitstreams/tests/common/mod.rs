//! A small network on a board, and its builds.

// The tests of a crate use a part of this.
#![allow(dead_code)]

#[path = "../../../tests/common/net.rs"]
pub mod net;

use entrain_boards::Board;
use entrain_flow::{Job, Outcome, build, build_fastest, count};
use entrain_model::Samples;
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Network, Plan, Result};
use net::Net;
use std::path::{Path, PathBuf};

pub struct Small {
    pub board: Board,
    pub plan: Plan,
    pub folder: tempfile::TempDir,
}

impl Small {
    /// Few lanes keep it small; the plan is the same on every board.
    pub fn new(board: &str) -> Small {
        let net = Net::new(&[6], "u8", 3).named("tiny").layer(8, 2).bits(9).fraction(8).training("rate", 8);
        Small::of(net.network(), board)
    }

    /// One whose weight memory is no sum of equal block RAMs: 65 x 32 words of 12 bits.
    pub fn odd(board: &str) -> Small {
        Small::of(Net::new(&[64], "u8", 3).named("odd").columns(32, 1).network(), board)
    }

    /// A convolution, a pool and a dense layer.
    pub fn seeing(board: &str) -> Small {
        let net = Net::new(&[1, 6, 6], "u8", 3).named("seeing").conv(4, 3, 2, 2).pool().rows(8, 2);
        Small::of(net.training("conv_margin", 16).network(), board)
    }

    /// One whose lanes share multipliers: weights that are narrow enough for two in one, odd lanes, both walks.
    pub fn narrow(board: &str) -> Small {
        let net = Net::new(&[6], "s8", 2).named("narrow").layer(6, 3).columns(21, 7).bits(8).fraction(7).training("rate", 8);
        Small::of(net.network(), board)
    }

    /// The example instead, as one of its files has it.
    pub fn digits(file: &str, board: &str) -> Small {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits").join(file);
        Small::of(Network::load(&path).unwrap_or_else(|error| panic!("{error}")), board)
    }

    /// The network of a text.
    pub fn of_text(text: &str, board: &str) -> Small {
        Small::of(Network::parse(text, Path::new("net.toml")).unwrap_or_else(|error| panic!("{error}")), board)
    }

    fn of(network: Network, board: &str) -> Small {
        let board = Board::find(board, None).unwrap_or_else(|error| panic!("{error}"));
        let plan = Plan::new(&network, Some(&board.device.resources)).unwrap_or_else(|error| panic!("{error}"));
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        Small { board, plan, folder }
    }

    /// Builds for these weights, clock and seeds.
    pub fn build(&self, model: &Model, clock_mhz: f64, seeds: &[u32], step: &mut dyn FnMut(&str)) -> Result<Outcome> {
        build(&self.job(model, clock_mhz, seeds), step)
    }

    /// Builds at the fastest clock.
    pub fn fastest(&self, model: &Model, step: &mut dyn FnMut(&str)) -> Result<Outcome> {
        build_fastest(&self.job(model, self.board.clock.design_mhz, &[1]), step)
    }

    fn job<'a>(&'a self, model: &'a Model, clock_mhz: f64, seeds: &[u32]) -> Job<'a> {
        let (plan, board, folder) = (&self.plan, &self.board, self.folder.path());
        Job { plan, model, board, clock_mhz, seeds: seeds.to_vec(), allow_slow: false, folder }
    }

    /// Counts its logic, and does not place it.
    pub fn count(&self) -> Result<(usize, Vec<String>)> {
        let (plan, board, clock_mhz) = (&self.plan, &self.board, self.board.clock.design_mhz);
        let folder = self.folder.path().join("count");
        count(&Job { plan, model: &Model::new(plan), board, clock_mhz, seeds: vec![1], allow_slow: false, folder: &folder })
    }

    /// Builds with start weights at the board's own clock.
    pub fn build_at_design_clock(&self) -> Result<Outcome> {
        self.build(&Model::new(&self.plan), self.board.clock.design_mhz, &[1], &mut |_| {})
    }

    /// Builds with start weights at the board's own clock, and checks what the plan says of the resources.
    pub fn check(&self) -> Outcome {
        let built = self.build_at_design_clock().unwrap_or_else(|error| panic!("{error}"));
        assert!(built.fmax_mhz >= built.clock_mhz && !built.reused, "{built:?}");
        let resources = &self.board.device.resources;
        let multipliers = if resources.dsps == 0 { 0 } else { self.plan.multipliers() };
        assert_eq!(built.resource("DSP").used, multipliers, "{built:?}");
        assert_eq!(built.resource("block RAM").used, self.plan.block_rams(resources), "{built:?}");
        built
    }

    /// Exchanges the weights of a finished build at the board's own clock, and nothing else.
    pub fn exchange(&self, model: &Model) -> Outcome {
        let mut steps = Vec::new();
        let mhz = self.board.clock.design_mhz;
        let built = self.build(model, mhz, &[1], &mut |step| steps.push(step.to_string())).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(steps, ["weights", "packing"]);
        built
    }

    /// A model that has learned something.
    pub fn trained(&self) -> Model {
        let mut model = Model::new(&self.plan);
        let samples = samples(&self.plan, 50, 1);
        for (input, label) in samples.iter() {
            model.learn(input, label);
        }
        model
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

/// Random samples whose label shows in their inputs.
pub fn samples(plan: &Plan, count: usize, seed: u32) -> Samples {
    let mut random = XorShift32::new(seed);
    let mut samples = Samples::new(plan.features);
    for _ in 0..count {
        let label = random.next_u32() as usize % plan.classes;
        let value = |at: usize| if at % plan.classes == label { 255 } else { (random.next_u32() >> 25) as i16 };
        samples.push(&(0..plan.features).map(value).collect::<Vec<i16>>(), label);
    }
    samples
}

/// Yosys' models of the iCE40's cells.
pub fn cells() -> PathBuf {
    let library = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../.tools/lib");
    let pythons = std::fs::read_dir(&library).unwrap_or_else(|error| panic!("{}: {error}; make setup", library.display())).flatten();
    let mut files = pythons.map(|python| python.path().join("site-packages/pyosys/share/ice40/cells_sim.v"));
    files.find(|file| file.is_file()).unwrap_or_else(|| panic!("no pyosys below {}; make setup", library.display()))
}
