//! From rust-hdl's Verilog to Verilog that a person likes to read.
//!
//! rust-hdl writes 1995-style port lists, declares a register for every instance input and joins them with
//! `assign`. This pass reads that regular text back, replaces each such pair by the net that drives it, and
//! prints ports, nets and instances in columns, with the comments that the generator gave. It changes names
//! (`$` becomes `_`) and layout, never logic.

use regex::Regex;
use std::collections::BTreeMap;

/// The first line of every file of Verilog: what a design is made of stays under its licence in whatever project it goes into.
pub const LICENCE: &str = "// SPDX-License-Identifier: Apache-2.0";

/// What the generator knows about a module besides its wiring.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// Stands above the module.
    pub comment: String,
    /// Its parameter for the folder of files.
    pub folder: Option<&'static str>,
    /// Instance name -> comment above it.
    pub instances: BTreeMap<String, String>,
    /// Nets that nobody reads.
    pub unread: Vec<String>,
    /// Outputs that are constant, and their values.
    pub direct: Vec<(String, String)>,
}

#[derive(Default)]
struct Parsed {
    name: String,
    ports: Vec<(String, String)>,
    nets: Vec<(String, String)>,
    instances: Vec<Placed>,
    drivers: BTreeMap<String, String>,
}

struct Placed {
    module: String,
    parameters: Vec<String>,
    name: String,
    ports: Vec<(String, String)>,
}

/// Rewrites all modules of `text`; `top` comes first.
///
/// # Panics
/// At a line of another form than rust-hdl is known to write.
pub fn tidy(text: &str, top: &str, notes: &BTreeMap<String, Notes>) -> String {
    let mut modules = parse(text);
    modules.sort_by_key(|module| (module.name != top, module.name.clone()));
    let mut out = format!("{LICENCE}\n`default_nettype none\n");
    for module in &modules {
        print(module, notes, &mut out);
    }
    out + "\n`default_nettype wire\n"
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern")
}

fn parse(text: &str) -> Vec<Parsed> {
    let text = text.replace('$', "_");
    let header = pattern(r"^module (\w+)\(");
    let port = pattern(r"^(input|output) (?:wire|reg)\s+(\[\d+:0\])?\s*(\w+);$");
    let net = pattern(r"^(?:wire|reg)\s+(\[\d+:0\])?\s*(\w+);$");
    let instance = pattern(r"^(\w+) (?:#\((.*)\) )?(\w+)\($");
    let connection = pattern(r"^\.(\w+)\(([^)]*)\),?$");
    let assign = pattern(r"^assign (\w+) = (.*);$");
    let mut modules: Vec<Parsed> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(found) = header.captures(line) {
            modules.push(Parsed { name: found[1].into(), ..Parsed::default() });
            continue;
        }
        let Some(module) = modules.last_mut() else { continue };
        let range = |found: Option<regex::Match>| found.map_or(String::new(), |range| range.as_str().into());
        if let Some(found) = port.captures(line) {
            let width = range(found.get(2));
            module.ports.push((format!("{:<6} wire {width}", &found[1]).trim_end().into(), found[3].into()));
        } else if let Some(found) = net.captures(line) {
            module.nets.push((format!("wire {}", range(found.get(1))).trim_end().into(), found[2].into()));
        } else if let Some(found) = assign.captures(line) {
            module.drivers.insert(found[1].into(), found[2].into());
        } else if let Some(found) = connection.captures(line) {
            if let Some(placed) = module.instances.last_mut() {
                placed.ports.push((found[1].into(), found[2].into()));
            }
        } else if let Some(found) = instance.captures(line) {
            let parameters = found.get(2).map_or(Vec::new(), |list| list.as_str().split(", ").map(String::from).collect());
            module.instances.push(Placed { module: found[1].into(), parameters, name: found[3].into(), ports: Vec::new() });
        } else {
            // A line that is dropped without a word would be logic that is lost.
            assert!(is_frame(line), "the writer of rust-hdl has a line in {} that this pass does not know: {line}", module.name);
        }
    }
    modules
}

/// Lines that say nothing: comments, ends, and the empty block that rust-hdl writes for logic that a structure has none of.
fn is_frame(line: &str) -> bool {
    line.is_empty() || line.starts_with("//") || line.starts_with("endmodule") || [");", "always @(*) begin", "end"].contains(&line)
}

fn print(module: &Parsed, all: &BTreeMap<String, Notes>, out: &mut String) {
    let none = Notes::default();
    let notes = all.get(&module.name).unwrap_or(&none);
    out.push('\n');
    for line in notes.comment.lines() {
        out.push_str(format!("// {line}").trim_end());
        out.push('\n');
    }
    let folder = notes.folder.map_or(String::new(), |name| format!("#(\n    parameter {name} = \".\"\n) "));
    out.push_str(&format!("module {} {folder}(\n", module.name));
    columns(&module.ports, ",", out);
    out.push_str(");\n");
    let nets: Vec<_> = module.nets.iter().filter(|(_, name)| !module.drivers.contains_key(name)).cloned().collect();
    if !nets.is_empty() {
        let mut block = String::new();
        columns(&nets, ";", &mut block);
        out.push_str(block.trim_end());
        out.push_str(";\n");
    }
    notes.direct.iter().for_each(|(port, value)| out.push_str(&format!("    assign {port} = {value};\n")));
    for placed in &module.instances {
        out.push('\n');
        if let Some(comment) = notes.instances.get(&placed.name).filter(|comment| !comment.is_empty()) {
            out.push_str(&format!("    // {comment}\n"));
        }
        out.push_str(&format!("    {} ", placed.module));
        if !placed.parameters.is_empty() {
            out.push_str("#(\n");
            wrap(&placed.parameters, out);
            out.push_str("    ) ");
        } else if let Some(name) = all.get(&placed.module).and_then(|inner| inner.folder) {
            out.push_str(&format!("#(.{name}({name})) "));
        }
        out.push_str(&format!("{} (\n", placed.name));
        let widest = placed.ports.iter().map(|(port, _)| port.len()).max().unwrap_or(0);
        let last = placed.ports.len().saturating_sub(1);
        for (index, (port, net)) in placed.ports.iter().enumerate() {
            let net = module.drivers.get(net).unwrap_or(net);
            let comma = if index == last { "" } else { "," };
            out.push_str(&format!("        .{port:<widest$} ({net}){comma}\n"));
        }
        out.push_str("    );\n");
    }
    if !notes.unread.is_empty() {
        out.push_str(&format!("\n    wire unused = &{{1'b0, {}}};\n", notes.unread.join(", ")));
    }
    out.push_str("endmodule\n");
}

/// Two columns, one line an entry, `separator` between entries.
fn columns(entries: &[(String, String)], separator: &str, out: &mut String) {
    let widest = entries.iter().map(|(left, _)| left.len()).max().unwrap_or(0);
    for (index, (left, right)) in entries.iter().enumerate() {
        let separator = if index + 1 == entries.len() { "" } else { separator };
        out.push_str(&format!("    {left:<widest$} {right}{separator}\n"));
    }
}

/// Parameters, as many a line as fit in 120 columns.
fn wrap(parameters: &[String], out: &mut String) {
    let mut line = String::from("       ");
    for (index, parameter) in parameters.iter().enumerate() {
        if line.len() + parameter.len() > 118 {
            out.push_str(line.trim_end());
            out.push('\n');
            line = String::from("       ");
        }
        line.push(' ');
        line.push_str(parameter);
        line.push_str(if index + 1 == parameters.len() { "" } else { "," });
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str =
        "module top(a,b);\n    // Module arguments\n    input wire  a;\n    output wire  b;\n    assign b = a;\nendmodule // top\n";

    #[test]
    fn what_is_known_is_rewritten() {
        assert!(tidy(MODULE, "top", &BTreeMap::new()).contains("input  wire a"));
    }

    #[test]
    #[should_panic(expected = "that this pass does not know: always @(*) b = ~a;")]
    fn what_is_not_known_is_refused() {
        tidy(&MODULE.replace("assign b = a;", "always @(*) b = ~a;"), "top", &BTreeMap::new());
    }
}
