//! The emitted Verilog: the structure as it should read, and every tool's opinion of it.

use crate::common;

use common::net::Net;
use common::{network_text, parse, sources, walked_text};
use entrain_boards::{Family, Primitive};
use entrain_hdl::{FlashTimes, FlashWay, Options, Start, blocks, core, emit, serial};
use entrain_model::digest::sha256;
use entrain_model::{Network, Plan};
use std::path::{Path, PathBuf};
use std::process::Command;

fn plan(text: &str) -> Plan {
    Plan::new(&parse(text), None).unwrap_or_else(|error| panic!("{error}"))
}

fn digits() -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml");
    let network = Network::load(&path).unwrap_or_else(|error| panic!("{error}"));
    Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"))
}

/// A network of tests/plans.
fn named(name: &str) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/plans").join(name).with_extension("toml");
    let network = Network::load(&path).unwrap_or_else(|error| panic!("{error}"));
    Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"))
}

/// Compares a text with a file of tests/golden. Set ENTRAIN_BLESS=1 to accept a change.
fn same_as(file: &str, found: &str) {
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    if std::env::var_os("ENTRAIN_BLESS").is_some() {
        std::fs::write(&golden, found).unwrap_or_else(|error| panic!("{error}"));
    }
    let expected = std::fs::read_to_string(&golden).unwrap_or_else(|error| panic!("{}: {error}", golden.display()));
    assert!(found == expected, "{file} changed; look at it, then ENTRAIN_BLESS=1");
}

#[test]
fn structures_read_as_they_should() {
    for (name, plan) in [("digits", digits()), ("columns", named("columns"))] {
        same_as(&format!("{name}.v"), &emit::write(name, core(&plan, Options::default())).files[0].1);
    }
}

/// A convolution, a pool and a dense layer behind them.
#[test]
fn a_convolution_reads_as_it_should() {
    let net = Net::new(&[1, 8, 8], "u8", 4).named("seeing").conv(4, 3, 2, 2).pool().rows(8, 4);
    same_as("seeing.v", &emit::write("seeing", core(&net.plan(), Options::default())).files[0].1);
}

/// Every other form of a core, too long to be read in a snapshot: a digest of the structure that the generator writes.
#[test]
fn every_form_stays() {
    let mut all = String::new();
    for plan in ["rows", "columns", "mixed"].map(named) {
        let plain = Options { start: Start::Named, ..Options::default() };
        let board = Options { trace: true, registers: true, start: Start::Build, family: Some(Family::Ice40) };
        for (form, plan) in [("learning", plan.clone()), ("twin", plan.inference_twin())] {
            let flash = FlashWay { bytes: 1 << 20, times: FlashTimes::at(24.0), primitive: None };
            let serial = serial(&plan, 24, 0x1234_abcd, board, Some(flash)).unwrap_or_else(|error| panic!("{error}"));
            for (what, module) in [("plain", core(&plan, plain)), ("traced", core(&plan, board)), ("serial", serial)] {
                let design = emit::write("net", module);
                let leaves: Vec<&str> = design.files[1..].iter().map(|(name, _)| name.as_str()).collect();
                all += &format!("{} {form} {what} {} {}\n", plan.name, sha256(&design.files[0].1), leaves.join(" "));
            }
        }
    }
    same_as("forms.txt", &all);
}

/// Cells of a family, whose inside is not looked at.
const CELLS: &str = "/* verilator lint_off UNUSED */ module USRMCLK (input wire USRMCLKI, input wire USRMCLKTS); endmodule\n";

#[test]
fn every_shape_is_lint_clean() {
    let shapes = [
        network_text(1, "u8", 2, "sqq", &[(2, 1)], 12, 9),
        network_text(5, "s8", 3, "walsh", &[(7, 5), (4, 9)], 4, 4),
        network_text(33, "u8", 10, "sqq", &[(30, 8), (21, 7), (11, 1)], 16, 12),
        walked_text(33, "u8", 10, "sqq", &[(32, 8, "column"), (21, 7, "column"), (11, 1, "row"), (11, 1, "column")], 16, 12),
        walked_text(300, "s8", 3, "walsh", &[(64, 16, "column"), (21, 7, "column")], 9, 8),
    ];
    let mut pairs = plan(&walked_text(33, "u8", 10, "sqq", &[(30, 5, "row"), (24, 7, "column"), (11, 4, "column")], 7, 7));
    pairs.layers.iter_mut().for_each(|layer| (layer.placement.lanes_per_dsp, layer.placement.pairs) = (2, true));
    let mut soft = pairs.clone();
    soft.layers.iter_mut().for_each(|layer| layer.placement.soft_lanes = layer.lanes() / 2);
    for plan in shapes.iter().map(|text| plan(text)).chain([digits(), pairs, soft]) {
        for options in [Options::default(), Options { trace: true, ..Options::default() }] {
            let sources = sources(emit::write(&plan.name, core(&plan, options)));
            entrain_sim::lint(&sources).unwrap_or_else(|error| panic!("{error}"));
        }
        let way = |primitive| FlashWay { bytes: 1 << 20, times: FlashTimes::at(24.0), primitive };
        for flash in [None, Some(way(None)), Some(way(Some(Primitive::Usrmclk)))] {
            let module = serial(&plan, 24, 0x1234_abcd, Options::default(), flash).unwrap_or_else(|error| panic!("{error}"));
            let mut sources = sources(emit::write("serial", module));
            sources.files.push(("cells.v".into(), CELLS.into()));
            entrain_sim::lint(&sources).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

/// A network that is named as one of the modules beside it would give a design with two of that name.
/// rust-hdl takes the first link that names an output of an instance: the second output that shows it would have no driver.
#[test]
fn two_outputs_may_show_the_same() {
    let mut m = emit::Module::new("");
    m.inputs(&[("clk", 1), ("locked", 1)]);
    m.outputs(&[("first", 1), ("second", 1), ("third", 1)]);
    m.place("power", "", blocks::power_on::leaf());
    ["first", "second", "third"].into_iter().for_each(|port| m.wire(port, "power.rst"));
    m.wires(&[("power.clk", "clk"), ("power.locked", "locked")]);
    let text = sources(emit::write("shown", m)).files.remove(0).1;
    assert!(["second", "third"].iter().all(|port| text.contains(&format!("    assign {port} = first;\n"))), "{text}");
}

/// rust-hdl takes `$next` out of every path: the port would stay open, and nobody would say so.
#[test]
#[should_panic(expected = "rust-hdl has no port whose name begins with next")]
fn a_port_that_rust_hdl_would_lose_is_refused() {
    emit::Module::new("").inputs(&[("next_value", 1)]);
}

#[test]
fn no_network_is_named_as_a_block() {
    let entries = |folder: PathBuf| {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{error}"));
        entries.map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).path())
    };
    let folders = entries(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/blocks")).filter(|path| path.is_dir());
    let stem = |path: PathBuf| Some(path.file_name()?.to_str()?.strip_suffix(".v")?.to_string());
    let names: Vec<String> = folders.flat_map(entries).filter_map(stem).collect();
    assert!(names.len() > 50);
    for name in names.into_iter().chain(["top".into(), "serial".into()]) {
        let text = network_text(5, "s8", 3, "walsh", &[(7, 5)], 9, 9).replace("\"net\"", &format!("\"{name}\""));
        assert!(Network::parse(&text, Path::new("test.toml")).is_err(), "a network may be named {name}");
    }
}

#[test]
fn icarus_accepts_it() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    // Both engines in one network.
    let plan = plan(&walked_text(33, "u8", 10, "sqq", &[(32, 8, "column"), (21, 7, "row"), (11, 3, "column")], 16, 12));
    let design = emit::write("both", core(&plan, Options { trace: true, ..Options::default() }));
    let mut icarus = Command::new("iverilog");
    icarus.args(["-g2005", "-Wall", "-s", "both", "-o", "/dev/null"]).current_dir(folder.path());
    for (name, text) in &design.files {
        std::fs::write(folder.path().join(name), text).unwrap_or_else(|error| panic!("{error}"));
        icarus.arg(name);
    }
    let done = icarus.output().unwrap_or_else(|error| panic!("iverilog: {error}; apt-get install iverilog"));
    let text = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && text.is_empty(), "{text}");
}
