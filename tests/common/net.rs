//! Networks for tests: what a test cares for is said, everything else is as in a network file that leaves it out.

// The tests of a crate use a part of this.
#![allow(dead_code)]

use entrain_model::{Network, Plan};
use std::fmt::Display;
use std::path::Path;

/// The text of a network file.
#[derive(Debug, Clone)]
pub struct Net {
    network: String,
    layers: String,
    weights: String,
    training: String,
    rest: String,
}

impl Net {
    /// A network "net" of inputs of this shape, values in `format`; a layer is still to be given.
    pub fn new(shape: &[usize], format: &str, classes: usize) -> Net {
        let network = format!("[network]\nname = \"net\"\nclasses = {classes}\ninput = {{ shape = {shape:?}, format = \"{format}\" }}\n");
        let empty = String::new;
        Net { network, layers: empty(), weights: empty(), training: empty(), rest: empty() }
    }

    /// Another name.
    pub fn named(mut self, name: &str) -> Net {
        self.network = self.network.replace("\"net\"", &format!("\"{name}\""));
        self
    }

    /// A line in [network].
    pub fn with(mut self, key: &str, value: impl Display) -> Net {
        self.network += &format!("{key} = {value}\n");
        self
    }

    /// The waveform of the codes.
    pub fn basis(self, basis: &str) -> Net {
        self.with("basis", format_args!("\"{basis}\""))
    }

    /// A dense layer that is walked by rows.
    pub fn rows(self, units: usize, lanes: usize) -> Net {
        self.dense(units, lanes, "row")
    }

    /// A dense layer that is walked by columns.
    pub fn columns(self, units: usize, lanes: usize) -> Net {
        self.dense(units, lanes, "column")
    }

    /// A dense layer whose walk the plan chooses.
    pub fn layer(mut self, units: usize, lanes: usize) -> Net {
        self.layers += &format!("[[layer]]\ntype = \"dense\"\nunits = {units}\nlanes = {lanes}\n");
        self
    }

    /// A dense layer with its walk.
    pub fn dense(mut self, units: usize, lanes: usize, walk: &str) -> Net {
        self.layers += &format!("[[layer]]\ntype = \"dense\"\nunits = {units}\nlanes = {lanes}\nwalk = \"{walk}\"\n");
        self
    }

    /// A pool of 2 x 2.
    pub fn pool(mut self) -> Net {
        self.layers += "[[layer]]\ntype = \"max-pool\"\n";
        self
    }

    /// A convolution.
    pub fn conv(mut self, channels: usize, kernel: usize, cells: usize, lanes: usize) -> Net {
        let keys = format!("channels = {channels}\nkernel = {kernel}\ncells = {cells}\nlanes = {lanes}");
        self.layers += &format!("[[layer]]\ntype = \"conv2d\"\n{keys}\n");
        self
    }

    /// Bits of a weight.
    pub fn bits(mut self, bits: u32) -> Net {
        self.weights += &format!("bits = {bits}\n");
        self
    }

    /// Fraction bits of a weight.
    pub fn fraction(mut self, fraction: u32) -> Net {
        self.weights += &format!("fraction = {fraction}\n");
        self
    }

    /// A line in [training].
    pub fn training(mut self, key: &str, value: impl Display) -> Net {
        self.training += &format!("{key} = {value}\n");
        self
    }

    /// More tables, as they stand in a file.
    pub fn tables(mut self, text: &str) -> Net {
        self.rest += text;
        self
    }

    /// The file.
    pub fn text(&self) -> String {
        let table = |name: &str, lines: &str| if lines.is_empty() { String::new() } else { format!("[{name}]\n{lines}") };
        let (weights, training) = (table("weights", &self.weights), table("training", &self.training));
        format!("{}{}{weights}{training}{}", self.network, self.layers, self.rest)
    }

    /// The network.
    pub fn network(&self) -> Network {
        let text = self.text();
        Network::parse(&text, Path::new("test.toml")).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    /// Its plan, on no device.
    pub fn plan(&self) -> Plan {
        Plan::new(&self.network(), None).unwrap_or_else(|error| panic!("{error}\n{}", self.text()))
    }
}
