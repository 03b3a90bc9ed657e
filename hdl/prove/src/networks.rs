//! Tiny networks whose whole core is proven.

use entrain_hdl::emit::{Direction, Port};
use entrain_hdl::{Options, core, emit};
use entrain_model::plan::names;
use entrain_model::{Diagnostic, Network, Plan, Result};
use std::path::Path;

/// Name, inputs, format, classes, and (units, lanes, walk) of each layer.
type Tiny = (&'static str, usize, &'static str, usize, &'static [(usize, usize, &'static str)]);

const NETWORKS: [Tiny; 4] = [
    ("rows", 2, "u8", 2, &[(3, 2, "row"), (3, 1, "row")]),
    ("columns", 2, "u8", 2, &[(3, 1, "column"), (3, 1, "column")]),
    ("mixed", 2, "u8", 2, &[(3, 1, "column"), (3, 3, "row")]),
    ("three", 2, "u8", 3, &[(4, 2, "row"), (4, 1, "column")]),
];

/// The core of the network called `name`: (file name, text) of its Verilog, and of two heads for the module `prove`:
/// `figures.svh`, what is different from core to core, as parameters, and `inputs.svh`, the core's inputs.
///
/// # Errors
/// There is no such network.
pub fn core_of(name: &str) -> Result<Vec<(String, String)>> {
    let Some(tiny) = NETWORKS.iter().find(|(known, ..)| *known == name) else {
        let names: Vec<_> = NETWORKS.iter().map(|(name, ..)| *name).collect();
        return Err(Diagnostic::new(format!("there is no tiny network {name}")).help(format!("there are {}", names.join(", "))));
    };
    let network = Network::parse(&text(tiny), Path::new("tiny.toml"))?;
    let plan = Plan::new(&network, None)?;
    let mut design = emit::write("core", core(&plan, Options { trace: true, ..Options::default() }));
    let figures = [
        ("FEATURES", plan.features as u32),
        ("CLASSES", plan.classes as u32),
        ("CLASS_BITS", plan.class_bits),
        ("TOTAL", plan.total_bits),
        ("LAYERS", plan.layers.len() as u32),
        ("HOST_SELECT", plan.host.select_bits),
        ("HOST_ADDR", plan.host.address_bits),
        ("HOST_WIDTH", plan.host.word_bits),
        ("WEIGHTS", weights(&plan, 0).1 + weights(&plan, 1).1),
        ("WEIGHTS_0", weights(&plan, 0).1),
        ("TRACE_0", trace(&plan, 0).1),
    ];
    let inputs = design.ports.iter().filter(|port| port.direction == Direction::Input);
    let inputs: Vec<String> = inputs.map(|port| declaration(&port.name, port.direction, port.width)).collect();
    let parameters: String = figures.iter().map(|(key, value)| format!("parameter {key} = {value},\n")).collect();
    design.files.extend([
        ("shell.v".into(), shell(&plan, &design.ports)),
        ("figures.svh".into(), parameters),
        ("inputs.svh".into(), inputs.join(",\n") + "\n"),
    ]);
    Ok(design.files)
}

/// The core with the same ports whatever its walks, and with what is inside and is spoken of:
///
/// - wrote: a bit a layer, a weight or a bias is written in this cycle
/// - trace_0: every write of layer 0, flags, addresses and words
/// - weights, weights_0: the words of all memories, of those of layer 0
fn shell(plan: &Plan, ports: &[Port]) -> String {
    let (outside, inside): (Vec<_>, Vec<_>) = ports.iter().partition(|port| !port.name.starts_with("trace"));
    let mut head: Vec<String> = outside.iter().map(|port| declaration(&port.name, port.direction, port.width)).collect();
    let ((words_0, bits_0), (words_1, bits_1), (traced, trace_bits)) = (weights(plan, 0), weights(plan, 1), trace(plan, 0));
    head.extend(
        [("wrote", 2), ("trace_0", trace_bits), ("weights", bits_0 + bits_1), ("weights_0", bits_0)]
            .map(|(name, bits)| declaration(name, Direction::Output, bits)),
    );
    let mut text = format!("module shell (\n    {}\n);\n", head.join(",\n    "));
    inside.iter().for_each(|port| text += &format!("    wire [{}:0] {};\n", port.width - 1, port.name));
    let connections: Vec<String> = ports.iter().map(|port| format!(".{0}({0})", port.name)).collect();
    text += &format!("    core core ({});\n", connections.join(", "));
    for (name, width) in words_0.iter().chain(&words_1) {
        text += &format!("    (* hierconn *) wire [{}:0] \\{name} ;\n", width - 1);
    }
    let list = |words: &[(String, u32)]| words.iter().map(|(name, _)| format!("\\{name} ")).collect::<Vec<_>>().join(", ");
    let writes = |layer: usize| {
        let flags = inside.iter().filter(|port| port.name.starts_with(&names::trace(layer, "")) && port.name.ends_with("_write"));
        flags.map(|port| port.name.as_str()).collect::<Vec<_>>().join(" | ")
    };
    text += &format!("    assign wrote = {{{}, {}}};\n    assign trace_0 = {{{traced}}};\n", writes(1), writes(0));
    text +=
        &format!("    assign weights_0 = {{{}}};\n    assign weights = {{weights_0, {}}};\nendmodule\n", list(&words_0), list(&words_1));
    text
}

fn declaration(name: &str, direction: Direction, width: u32) -> String {
    let direction = if direction == Direction::Input { "input " } else { "output" };
    format!("{direction} wire [{}:0] {name}", width - 1)
}

/// Names and widths of the words of a layer's memories, and their bits together.
fn weights(plan: &Plan, layer: usize) -> (Vec<(String, u32)>, u32) {
    let words: Vec<_> = plan.layers[layer]
        .host_memories()
        .into_iter()
        .flat_map(|host| {
            let word = move |at| format!("core.{}.block.ram.one.ram.mem[{at}]", host.instance());
            (0..host.memory.depth).map(move |at| (word(at), host.memory.width))
        })
        .collect();
    let bits = words.iter().map(|(_, width)| width).sum();
    (words, bits)
}

/// All that says what a layer writes, 0 where it does not, and its bits.
fn trace(plan: &Plan, layer: usize) -> (String, u32) {
    let memories = plan.layers[layer].host_memories();
    let parts = memories.iter().map(|host| {
        let bits = host.memory.address_bits() + host.memory.width;
        let [write, addr, new] = ["write", "addr", "new"].map(|what| host.trace_port(what));
        format!("{write}, {{{bits}{{{write}}}}} & {{{addr}, {new}}}")
    });
    (parts.collect::<Vec<_>>().join(", "), memories.iter().map(|host| 1 + host.memory.address_bits() + host.memory.width).sum())
}

fn text((name, inputs, format, classes, layers): &Tiny) -> String {
    let mut text = format!(
        "[network]\nname = \"{name}\"\nclasses = {classes}\ninput = {{ shape = [{inputs}], format = \"{format}\" }}\nbasis = \"walsh\"\n"
    );
    for (units, lanes, walk) in *layers {
        text += &format!("[[layer]]\ntype = \"dense\"\nunits = {units}\nlanes = {lanes}\nwalk = \"{walk}\"\n");
    }
    text + "[weights]\nbits = 4\nfraction = 2\n[training]\nrate = 3\nmargin = 16\nrevival = 1\n"
}
