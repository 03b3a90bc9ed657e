//! The example where Entrain has no flow of its own: Yosys stands for the makers' tools of Xilinx and Intel. Block RAM, and what fronts cost.

use entrain_flow::tools::tool;
use entrain_hdl::{Bus, Fronts, Options, Start, Stream, core, emit, start_files};
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

/// LUTs and flip-flops of `top` without the core inside of it.
fn around_the_core(folder: &Path, files: &[&str], top: &str, synth: &str) -> [usize; 2] {
    let (file, core) = (format!("{top}.v"), format!("module {top}_core #("));
    let text = std::fs::read_to_string(folder.join(&file)).unwrap_or_else(|error| panic!("{error}"));
    let (front, rest) = text.split_once(&core).unwrap_or_else(|| panic!("{file} has no core"));
    for (name, text) in [("front.v", front), ("core.v", &(core + rest))] {
        std::fs::write(folder.join(name), text).unwrap_or_else(|error| panic!("{error}"));
    }
    let others: Vec<&str> = files.iter().copied().filter(|name| *name != file).collect();
    let script = format!("read_verilog -lib core.v; read_verilog front.v {}; {synth} -top {top}; tee -o cells.txt stat", others.join(" "));
    let done = tool("yosys").command().unwrap_or_else(|error| panic!("{error}")).current_dir(folder).arg(&script).output();
    let done = done.unwrap_or_else(|error| panic!("yosys: {error}"));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = std::fs::read_to_string(folder.join("cells.txt")).unwrap_or_else(|error| panic!("{error}"));
    let cells = |is: &dyn Fn(&str) -> bool| {
        let count = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let name = words.iter().find(|word| word.starts_with(|letter: char| letter.is_ascii_uppercase()))?;
            words.iter().find_map(|word| word.parse::<usize>().ok()).filter(|_| is(name))
        };
        text.lines().filter_map(count).sum()
    };
    let lut = |name: &str| name == "SB_LUT4" || name.starts_with("LUT");
    let register = |name: &str| name.starts_with("SB_DFF") || name == "TRELLIS_FF" || name.starts_with("FD");
    [cells(&lut), cells(&register)]
}

/// What is in docs/integration.md: cells of each front of the example, without its core, by the synthesis of three families.
#[test]
#[ignore = "a minute or two: make test-full"]
fn the_price_of_each_front() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml");
    let network = Network::load(&path).unwrap_or_else(|error| panic!("{error}"));
    let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    let of = |bus, stream| Fronts { bus, stream, ..Fronts::default() };
    let fronts = [
        of(Bus::None, Stream::Axi),
        of(Bus::Wishbone, Stream::Plain),
        of(Bus::Axi, Stream::Plain),
        of(Bus::Axi, Stream::Axi),
        Fronts { bus_clock: true, ..of(Bus::Axi, Stream::Plain) },
        of(Bus::Spi, Stream::Plain),
    ];
    for fronts in fronts {
        let module = entrain_hdl::design(&plan, fronts, Options { start: Start::Named, ..Options::default() }, 1);
        let design = emit::write(&fronts.top(&plan.name), module.unwrap_or_else(|error| panic!("{error}")));
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        for (name, text) in design.files.iter().chain(&start_files(&plan, &Model::new(&plan))) {
            std::fs::write(folder.path().join(name), text).unwrap_or_else(|error| panic!("{error}"));
        }
        let files: Vec<&str> = design.files.iter().map(|(name, _)| name.as_str()).collect();
        let cells = ["synth_ice40", "synth_ecp5", "synth_xilinx -family xc7"]
            .map(|synth| around_the_core(folder.path(), &files, &design.top, &format!("{synth} -flatten")));
        println!("{fronts:?}: LUTs and flip-flops on iCE40 {:?}, ECP5 {:?}, Xilinx 7 {:?}", cells[0], cells[1], cells[2]);
        assert!(cells.iter().all(|[luts, registers]| (20..2000).contains(luts) && *registers > 20), "{cells:?}");
    }
}
