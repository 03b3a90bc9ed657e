//! Tiny networks whose whole core is proven.

use entrain_hdl::{Options, core, emit};
use entrain_model::{Diagnostic, Network, Plan, Result};
use std::path::Path;

/// Name, inputs, format, classes, and (units, lanes, walk) of each layer.
type Tiny = (&'static str, usize, &'static str, usize, &'static [(usize, usize, &'static str)]);

const NETWORKS: [Tiny; 3] = [
    ("rows", 2, "u8", 2, &[(3, 2, "row"), (2, 1, "row")]),
    ("columns", 2, "u8", 2, &[(3, 1, "column"), (3, 1, "column")]),
    ("mixed", 2, "u8", 2, &[(3, 1, "column"), (2, 2, "row")]),
];

/// Files of a core by name, and its figures as parameters of the module `prove`.
type Core = (Vec<(String, String)>, Vec<(String, String)>);

/// The core of the network called `name`: (file name, text) of its Verilog, and parameters of the module `prove`.
///
/// # Errors
/// There is no such network.
pub fn core_of(name: &str) -> Result<Core> {
    let Some(tiny) = NETWORKS.iter().find(|(known, ..)| *known == name) else {
        let names: Vec<_> = NETWORKS.iter().map(|(name, ..)| *name).collect();
        return Err(Diagnostic::new(format!("there is no tiny network {name}")).help(format!("there are {}", names.join(", "))));
    };
    let network = Network::parse(&text(tiny), Path::new("tiny.toml"))?;
    let plan = Plan::new(&network, None)?;
    let design = emit::write("core", core(&plan, Options { trace: true, ..Options::default() }));
    let figures = [
        ("FEATURES", plan.features as u32),
        ("CLASSES", plan.classes as u32),
        ("CLASS_BITS", plan.class_bits),
        ("TOTAL", plan.total_bits),
        ("LAYERS", plan.layers.len() as u32),
        ("HOST_SELECT", plan.host.select_bits),
        ("HOST_ADDR", plan.host.address_bits),
        ("HOST_WIDTH", plan.host.word_bits),
    ];
    Ok((design.files, figures.map(|(key, value)| (key.to_string(), value.to_string())).into()))
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
