//! Bitstreams of a small network, with the real tools of each family.

use entrain_boards::{Board, names};
use entrain_flow::{Job, Outcome, build};
use entrain_model::{Model, Network, Plan};
use std::path::Path;

const NETWORK: &str = "[network]\nname = \"small\"\nclasses = 3\ninput = { shape = [8], format = \"u8\" }\n\
                       [[layer]]\ntype = \"dense\"\nunits = 8\n[weights]\nbits = 9\nfraction = 8\n[training]\nrate = 8\n";

struct Small {
    board: Board,
    plan: Plan,
    folder: tempfile::TempDir,
}

impl Small {
    fn new(board: &str) -> Small {
        let network = Network::parse(NETWORK, Path::new("small.toml")).unwrap_or_else(|error| panic!("{error}"));
        let board = Board::find(board, None).unwrap_or_else(|error| panic!("{error}"));
        let plan = Plan::new(&network, Some(&board.device.resources)).unwrap_or_else(|error| panic!("{error}"));
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        Small { board, plan, folder }
    }

    fn build(&self, clock_mhz: f64, seeds: &[u32], step: &mut dyn FnMut(&str)) -> entrain_model::Result<Outcome> {
        let model = Model::new(&self.plan);
        build(
            &Job {
                plan: &self.plan,
                model: &model,
                board: &self.board,
                clock_mhz,
                seeds: seeds.to_vec(),
                allow_slow: false,
                folder: self.folder.path(),
            },
            step,
        )
    }

    /// Builds at the board's own clock, and checks what the plan says of the resources.
    fn check(&self) -> Outcome {
        let built = self.build(self.board.clock.design_mhz, &[1], &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
        assert!(built.fmax_mhz >= self.board.clock.design_mhz && !built.reused, "{built:?}");
        assert!(built.resource("DSP").used <= self.plan.multipliers(), "{built:?}");
        assert!(built.resource("block RAM").used <= self.plan.block_rams(&self.board.device.resources), "{built:?}");
        built
    }
}

#[test]
fn a_small_network_becomes_a_bitstream() {
    let small = Small::new("icebreaker");
    let mut steps = Vec::new();
    let first = small.build(24.0, &[1, 2], &mut |step| steps.push(step.to_string())).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(steps, ["synthesis", "place and route, seed 1", "place and route, seed 2", "weights", "packing"]);
    assert_eq!(first.bitstream_bytes, 104_090);
    assert_eq!(first.resource("DSP").used, small.plan.multipliers());
    assert_eq!(first.resource("block RAM").used, small.plan.block_rams(&small.board.device.resources));
    assert_eq!(first.spread().map(|[worst, _, best]| (worst <= best, best)), Some((true, first.fmax_mhz)));

    // The same inputs are not built again.
    let again = small.build(24.0, &[1, 2], &mut |_| panic!("built again")).unwrap_or_else(|error| panic!("{error}"));
    assert!(again.reused && again.build_id == first.build_id);

    // A clock that cannot be met is refused, and the message says what can.
    let message = small.build(200.0, &[1], &mut |_| {}).map(|_| ()).unwrap_err().to_string();
    assert!(message.contains("timing is not met") && message.contains("--clock"), "{message}");
}

#[test]
fn ecp5_becomes_a_bitstream() {
    Small::new("colorlight-i5").check();
}

#[test]
fn gowin_becomes_a_bitstream() {
    Small::new("tangnano9k").check();
}

#[test]
#[ignore = "a minute or two a board: make test-full"]
fn every_board_has_a_bitstream() {
    for name in names(None) {
        let built = Small::new(&name).check();
        println!("{name}: {} {}, {:.1} MHz, {:.0} s", built.logic().used, built.logic().name, built.fmax_mhz, built.seconds);
    }
}
