//! Bitstreams of a small network, with the real tools of each family; and other weights in them.

use crate::common;

use common::Small;
use entrain_boards::{Family, names};
use entrain_flow::Outcome;
use entrain_model::Model;
use std::path::Path;
use std::process::Command;

/// The lines of a text that are not contents of block RAM.
fn without(text: &str, contents: &dyn Fn(&str) -> bool) -> Vec<String> {
    text.lines().filter(|line| !contents(line)).map(str::to_string).collect()
}

#[test]
fn a_small_network_becomes_a_bitstream() {
    let small = Small::new("icebreaker");
    let start = Model::new(&small.plan);
    let mut steps = Vec::new();
    let first = small.build(&start, 24.0, &[1, 2], &mut |step| steps.push(step.to_string())).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(steps, ["synthesis", "place and route, seed 1", "place and route, seed 2", "weights", "packing"]);
    assert_eq!(first.bitstream_bytes, 104_090);
    assert_eq!(first.resource("DSP").used, small.plan.multipliers());
    assert_eq!(first.resource("block RAM").used, small.plan.block_rams(&small.board.device.resources));
    assert_eq!(first.spread().map(|[worst, _, best]| (worst <= best, best)), Some((true, first.fmax_mhz)));

    // The same inputs are not built again.
    let again = small.build(&start, 24.0, &[1, 2], &mut |_| panic!("built again")).unwrap_or_else(|error| panic!("{error}"));
    assert!(again.reused && again.build_id == first.build_id);

    // A file of the same length that is not the bitstream is made again.
    let mut bytes = std::fs::read(&first.bitstream).unwrap_or_else(|error| panic!("{error}"));
    bytes[50_000] ^= 1;
    std::fs::write(&first.bitstream, bytes).unwrap_or_else(|error| panic!("{error}"));
    assert!(Outcome::read(small.folder.path()).is_err());
    let repaired = small.build(&start, 24.0, &[1, 2], &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
    assert!(!repaired.reused && repaired.bitstream_sha256 == first.bitstream_sha256);

    // The record is read from wherever somebody looks, and whatever the folder is called by then.
    let moved = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for name in ["build.json", "tiny.bin"] {
        std::fs::copy(small.file(name), moved.path().join(name)).unwrap_or_else(|error| panic!("{error}"));
    }
    let found = Outcome::read(moved.path()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.bitstream, moved.path().join("tiny.bin"));

    // What was placed when a slow clock was good enough is refused where it is not.
    let record = small.text("build.json").replace(&format!("\"fmax_mhz\": {}", first.fmax_mhz), "\"fmax_mhz\": 20.5");
    std::fs::write(small.file("build.json"), record).unwrap_or_else(|error| panic!("{error}"));
    let message = small.build(&start, 24.0, &[1, 2], &mut |_| {}).map(|_| ()).unwrap_err().to_string();
    assert!(message.contains("timing is not met: 20.5 MHz reached, 24 MHz wanted"), "{message}");

    // A clock that cannot be met is refused, and the message says what can.
    let message = small.build(&start, 200.0, &[1], &mut |_| {}).map(|_| ()).unwrap_err().to_string();
    assert!(message.contains("timing is not met") && message.contains("--clock"), "{message}");
}

/// The search ends at a clock that is met, above the board's own, and does not search again.
#[test]
#[ignore = "several builds: make test-full"]
fn the_fastest_clock_is_met_and_remembered() {
    let small = Small::new("icebreaker");
    let start = Model::new(&small.plan);
    let found = small.fastest(&start, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
    let last = found.asked.last().expect("clocks were asked for");
    assert_eq!((last.clock_mhz, last.fmax_mhz), (found.clock_mhz, Some(found.fmax_mhz)));
    assert!(found.clock_mhz > 24.0 && found.fmax_mhz >= found.clock_mhz && found.asked.len() > 1, "{found:?}");
    assert_eq!(found.asked[0].clock_mhz, 24.0);

    let again = small.fastest(&start, &mut |_| panic!("built again")).unwrap_or_else(|error| panic!("{error}"));
    assert!(again.reused && again.clock_mhz == found.clock_mhz && again.asked.len() == found.asked.len());

    // Other weights go into it without place and route.
    let mut steps = Vec::new();
    let other = small.fastest(&small.trained(), &mut |step| steps.push(step.to_string())).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((steps, other.clock_mhz), (vec!["weights".to_string(), "packing".into()], found.clock_mhz));
}

/// What was damaged since it was made is made again: the bitstream from the placed design, that one from the sources.
#[test]
#[ignore = "half a minute: make test-full"]
fn what_was_damaged_is_made_again() {
    let small = Small::new("icebreaker");
    let (start, bitstream) = (Model::new(&small.plan), small.folder.path().join(format!("{}.bin", small.plan.name)));
    let steps = || {
        let mut steps = Vec::new();
        small.build(&start, 24.0, &[1], &mut |step| steps.push(step.to_string())).unwrap_or_else(|error| panic!("{error}"));
        steps
    };
    assert_eq!(steps(), ["synthesis", "place and route", "weights", "packing"]);
    let whole = std::fs::read(&bitstream).unwrap_or_else(|error| panic!("{error}"));
    let mut other = whole.clone();
    other[1000] ^= 1;
    let damage = |path: &Path, bytes: &[u8]| std::fs::write(path, bytes).unwrap_or_else(|error| panic!("{error}"));
    damage(&bitstream, &other);
    assert_eq!(steps(), ["weights", "packing"]);
    damage(&bitstream, b"");
    damage(&small.folder.path().join("placed.asc"), b"nothing that anybody placed");
    assert_eq!(steps(), ["weights", "synthesis", "place and route", "weights", "packing"]);
    assert!(!small.folder.path().join("odd-cut").exists());
    assert!(std::fs::read(&bitstream).is_ok_and(|bytes| bytes == whole));
    assert_eq!(steps(), Vec::<String>::new());
}

/// Weights that are told to be in SPRAM come out as SB_SPRAM256KA cells: two banks of what a word needs.
#[test]
fn weights_in_spram_become_spram_cells() {
    let mut small = Small::new("icebreaker");
    let layer = &mut small.plan.layers[0];
    assert!(layer.weights().width > 16 && layer.weights().width < 128);
    layer.placement.spram_bits = 16;
    let built = small.build_at_design_clock().unwrap_or_else(|error| panic!("{error}"));
    let (block, spram) = small.plan.memory_use(&small.board.device.resources);
    assert_eq!((built.resource("SPRAM").used, spram.map(|spram| spram.blocks)), (2, Some(2)));
    assert_eq!(built.resource("block RAM").used, block.blocks);
}

#[test]
#[ignore = "a minute: make test-full"]
fn ecp5_becomes_a_bitstream() {
    let small = Small::new("colorlight-i5");
    let first = small.check();
    let before = small.text("top.config");
    // The way to the flash's clock is there, and nobody else has it.
    for words in ["enum: CCLK.MODE USRMCLK", "enum: SYSCONFIG.MASTER_SPI_PORT DISABLE"] {
        assert!(before.contains(words), "{words}");
    }
    let second = small.exchange(&small.trained());
    assert!(second.build_id == first.build_id && second.weights != first.weights);
    let after = small.text("top.config");
    let contents = |line: &str| line.len() == 8 * 4 - 1 && line.bytes().all(|c| c.is_ascii_hexdigit() || c == b' ');
    assert_ne!(before, after);
    assert_eq!(without(&before, &contents), without(&after, &contents));
}

/// Weights, biases and the learned code are exchanged without place and route; block RAMs and multipliers are those of the plan.
#[test]
#[ignore = "minutes: make test-full"]
fn a_convolution_becomes_a_bitstream() {
    for name in ["icebreaker", "ulx3s-25f"] {
        let small = Small::seeing(name);
        let first = small.check();
        let (luts, mhz) = (first.luts, first.fmax_mhz);
        println!("{name}: {luts} logic cells or LUTs, {mhz:.1} MHz");
        let trained = small.trained();
        let second = small.exchange(&trained);
        assert_eq!(second.build_id, first.build_id);
        assert!(second.weights != first.weights && second.codes != first.codes && second.codes.len() == 1);
        // A code alone that is another one is another bitstream.
        let mut other = trained.clone();
        let mut code = other.layers[0].code();
        code[3] ^= 1;
        other.layers[0].set_code(&code);
        let third = small.exchange(&other);
        assert!(third.weights == second.weights && third.codes != second.codes);
        assert_ne!(third.bitstream_sha256, second.bitstream_sha256);
    }
}

#[test]
#[ignore = "minutes: make test-full"]
fn gowin_becomes_a_bitstream() {
    let small = Small::new("tangnano9k");
    let first = small.check();
    let before = small.text("top.pnr.json");
    let second = small.exchange(&small.trained());
    assert!(second.build_id == first.build_id && second.weights != first.weights);
    let after = small.text("top.pnr.json");
    let contents = |line: &str| line.trim_start().starts_with("\"INIT_RAM_");
    assert_ne!(before, after);
    assert_eq!(without(&before, &contents), without(&after, &contents));
}

/// Yosys packs 2,080 words of 12 bits so that a block holds bits of several parts of the words. Where the part's file does not
/// say that it can, the weights go through place and route; where it does, they are exchanged.
#[test]
#[ignore = "half a minute: make test-full"]
fn weights_that_synthesis_cuts_in_an_unknown_way_are_built_in() {
    let mut small = Small::odd("icebreaker");
    let known = small.build(&Model::new(&small.plan), 24.0, &[1], &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(known.resource("block RAM").used, small.plan.block_rams(&small.board.device.resources));
    let second = small.exchange(&small.trained());
    assert!(second.build_id == known.build_id && second.weights != known.weights);

    small.board.device.resources.ram_shapes.iter_mut().for_each(|shape| shape.enables = 1);
    small.folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let mut steps = Vec::new();
    let start = Model::new(&small.plan);
    let built = small.build(&start, 24.0, &[1], &mut |step| steps.push(step.to_string())).unwrap_or_else(|error| panic!("{error}"));
    let around = ["synthesis", "place and route", "weights"];
    assert_eq!(steps, [&around[..], &around[..], &["packing"]].concat());
    // Next time it is known.
    steps.clear();
    let other =
        small.build(&small.trained(), 24.0, &[1], &mut |step| steps.push(step.to_string())).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(steps, [&around[..], &["packing"]].concat());
    assert_ne!(built.weights, other.weights);
    assert!(small.build(&small.trained(), 24.0, &[1], &mut |_| {}).is_ok_and(|again| again.reused));
}

/// What the estimate of logic is fitted to: the count without placing is that of the placed design. Of a Gowin it is more: after packing,
/// nextpnr counts the LUTs that carry chains and LUT RAMs block, too, and those through which a flip-flop is reached it adds later.
#[test]
#[ignore = "minutes: make test-full"]
fn logic_is_counted_without_placing_it() {
    for name in ["icebreaker", "colorlight-i5", "tangnano9k"] {
        let small = Small::new(name);
        let (counted, _) = small.count().unwrap_or_else(|error| panic!("{name}: {error}"));
        let built = small.build_at_design_clock().unwrap_or_else(|error| panic!("{name}: {error}"));
        let placed = built.logic().used;
        println!("{name}: {counted} {} counted, {placed} placed", built.logic().name);
        let most = if small.board.device.family == Family::Gowin { placed + placed / 8 } else { placed };
        assert!((placed..=most).contains(&counted), "{name}");
    }
}

#[test]
#[ignore = "minutes a board: make test-full"]
fn digits_has_a_bitstream_for_every_board() {
    for name in names(None) {
        let digits = Small::digits("entrain.toml", &name);
        let built = digits.build_at_design_clock().unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(built.resource("block RAM").used, digits.plan.block_rams(&digits.board.device.resources), "{built:?}");
        println!("{name}: {} {}, {:.1} MHz, {:.0} s", built.logic().used, built.logic().name, built.fmax_mhz, built.seconds);
    }
}

#[test]
fn a_failing_tool_is_named_with_its_log() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let log = folder.path().join("tool.log");
    let mut command = Command::new("sh");
    command.args(["-c", "echo one; echo ERROR: no such cell >&2; exit 3"]);
    let message = entrain_flow::tools::run(&mut command, "place and route", &log).map(|_| ()).unwrap_err().to_string();
    assert!(message.contains("place and route failed:") && message.contains("ERROR: no such cell"), "{message}");
    assert!(message.contains(&format!("all that sh printed is in {}", log.display())), "{message}");
    assert_eq!(std::fs::read_to_string(log).ok().as_deref(), Some("one\nERROR: no such cell\n"));
}
