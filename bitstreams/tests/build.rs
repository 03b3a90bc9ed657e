//! A bitstream of a small network, with the real tools.

use entrain_boards::Board;
use entrain_flow::{Job, build};
use entrain_model::{Model, Network, Plan};
use std::path::Path;

const NETWORK: &str = "[network]\nname = \"small\"\nclasses = 3\ninput = { shape = [8], format = \"u8\" }\n\
                       [[layer]]\ntype = \"dense\"\nunits = 8\n[weights]\nbits = 9\nfraction = 8\n[training]\nrate = 8\n";

#[test]
fn a_small_network_becomes_a_bitstream() {
    let network = Network::parse(NETWORK, Path::new("small.toml")).unwrap_or_else(|error| panic!("{error}"));
    let board = Board::find("icebreaker").unwrap_or_else(|error| panic!("{error}"));
    let plan = Plan::new(&network, Some(&board.device.resources)).unwrap_or_else(|error| panic!("{error}"));
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let mut job = Job { plan: &plan, model: &Model::new(&plan), board: &board, clock_mhz: 24.0, seed: 1, folder: folder.path() };
    let mut steps = Vec::new();
    let first = build(&job, &mut |step| steps.push(step.to_string())).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(steps, ["synthesis", "place and route", "packing"]);
    assert_eq!(first.bitstream_bytes, 104_090);
    assert!(first.fmax_mhz >= 24.0 && !first.reused);
    assert_eq!(first.resource("DSP").used, plan.multipliers());
    assert_eq!(first.resource("block RAM").used, plan.memory_use(&board.device.resources).0.blocks);

    // The same inputs are not built again.
    let again = build(&job, &mut |_| panic!("built again")).unwrap_or_else(|error| panic!("{error}"));
    assert!(again.reused && again.build_id == first.build_id);

    // A clock that cannot be met is refused, and the message says what can.
    job.clock_mhz = 200.0;
    let message = build(&job, &mut |_| {}).map(|_| ()).unwrap_err().to_string();
    assert!(message.contains("timing is not met") && message.contains("--clock"), "{message}");
}

/// Weights that are told to be in SPRAM come out as SB_SPRAM256KA cells: two banks of what a word needs.
#[test]
fn weights_in_spram_become_spram_cells() {
    let network = Network::parse(NETWORK, Path::new("small.toml")).unwrap_or_else(|error| panic!("{error}"));
    let board = Board::find("icebreaker").unwrap_or_else(|error| panic!("{error}"));
    let device = &board.device.resources;
    let mut plan = Plan::new(&network, Some(device)).unwrap_or_else(|error| panic!("{error}"));
    let layer = &mut plan.layers[0];
    assert!(layer.weight_memory.width > 16 && layer.weight_memory.width < 128);
    layer.placement.spram_bits = 16;
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let job = Job { plan: &plan, model: &Model::new(&plan), board: &board, clock_mhz: 24.0, seed: 1, folder: folder.path() };
    let outcome = build(&job, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
    let (block, spram) = plan.memory_use(device);
    assert_eq!((outcome.resource("SPRAM").used, spram.map(|spram| spram.blocks)), (2, Some(2)));
    assert_eq!(outcome.resource("block RAM").used, block.blocks);
}
