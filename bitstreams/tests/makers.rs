//! Block RAM of the example where Entrain has no flow of its own: Yosys stands for the makers' tools of Xilinx and Intel.

use entrain_flow::tools::tool;
use entrain_hdl::{Options, Start, core, emit, start_files};
use entrain_model::plan::Role;
use entrain_model::{Model, Network, Plan};
use std::collections::BTreeMap;
use std::path::Path;

/// A maker: the commands as far as memories have become cells, and the cells that are block RAM and distributed RAM.
struct Maker {
    commands: &'static str,
    block: &'static str,
    distributed: &'static str,
    /// Cells of the weights of digits, a number a layer.
    weights: [usize; 2],
}

const MAKERS: [Maker; 2] = [
    Maker {
        commands: "synth_xilinx -family xc7 -flatten -run :map_ffs -top digits",
        block: "t:RAMB18E1 t:RAMB36E1",
        distributed: "t:RAM32M t:RAM64M t:RAM*X1D",
        weights: [3, 1],
    },
    Maker {
        commands: "synth_intel_alm -family cyclonev -run :map_ffs -top digits",
        block: "t:MISTRAL_M10K",
        distributed: "t:MISTRAL_MLAB",
        weights: [5, 3],
    },
];

/// The memories that have such cells, and how many.
fn memories(folder: &Path, files: &[&str], maker: &Maker, cells: &str) -> BTreeMap<String, usize> {
    let script = format!("read_verilog {}; {}; log SELECTED; select -list {cells}", files.join(" "), maker.commands);
    let done = tool("yosys").command().unwrap_or_else(|error| panic!("{error}")).current_dir(folder).arg(&script).output();
    let done = done.unwrap_or_else(|error| panic!("yosys: {error}"));
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let listed = text.rsplit("SELECTED").next().unwrap_or_default().lines().filter_map(|line| line.strip_prefix("digits/"));
    let mut found = BTreeMap::new();
    listed.filter_map(|cell| cell.split_once(".mem.")).for_each(|(memory, _)| *found.entry(memory.into()).or_default() += 1);
    found
}

/// The weights of the example, with their start contents, are block RAM; what has a few hundred words or fewer is left to the tool.
#[test]
#[ignore = "minutes: make test-full"]
fn weights_become_block_ram_at_xilinx_and_intel() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml");
    let network = Network::load(&path).unwrap_or_else(|error| panic!("{error}"));
    let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    let design = emit::write(&plan.name, core(&plan, Options { start: Start::Named, ..Options::default() }));
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for (name, text) in design.files.iter().chain(&start_files(&plan, &Model::new(&plan))) {
        std::fs::write(folder.path().join(name), text).unwrap_or_else(|error| panic!("{error}"));
    }
    let files: Vec<&str> = design.files.iter().map(|(name, _)| name.as_str()).collect();
    for maker in &MAKERS {
        let [block, distributed] = [maker.block, maker.distributed].map(|cells| memories(folder.path(), &files, maker, cells));
        println!("{}: block RAM {block:?}, distributed {distributed:?}", maker.block);
        for (host, &cells) in plan.host_memories().iter().filter(|host| host.memory.role == Role::Weights).zip(&maker.weights) {
            let weights = format!("layer{}.weights.block.ram.one.ram", host.layer);
            assert_eq!((block.get(&weights), distributed.get(&weights)), (Some(&cells), None), "{weights}, {} bits", host.memory.width);
        }
    }
}
