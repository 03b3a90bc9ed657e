//! The instance, to be copied.

use super::Package;
use crate::LICENCE;
use crate::emit::{Direction, Port};

/// `inst_NAME.v`: not to be compiled, but to be copied into a design.
pub fn text(package: &Package) -> String {
    let (name, top) = (&package.plan.name, &package.design.top);
    let mut text = format!(
        "{LICENCE}\n// The instance of {top}, to be copied into a design and to be wired. What the ports are stands above {top} in {top}.v.\n\
         // The memories start with the files *.hex of this folder: MEMORY_FOLDER says where they are, seen from where the tool runs.\n\n"
    );
    text += &declarations(&package.design.ports, "");
    text + &instance(top, &format!("{name}_i"), &package.design.ports)
}

/// The instance inside of a bench, with its wires and an empty line behind.
pub(super) fn in_bench(package: &Package) -> String {
    let (top, ports) = (&package.design.top, &package.design.ports);
    let wires = declarations(ports, "    ").replace("  // to be driven", "");
    let instance = instance(top, "dut", ports).replace('\n', "\n    ").replace("    \n", "\n");
    (wires + &instance).trim_end().to_string() + "\n\n"
}

/// A wire for each port; `input` is what those are that drive the instance.
fn declarations(ports: &[Port], indent: &str) -> String {
    let width = |port: &Port| if port.width == 1 { String::new() } else { format!("[{}:0] ", port.width - 1) };
    let widest = ports.iter().map(|port| width(port).len()).max().unwrap_or(0);
    let note = |port: &Port| if port.direction == Direction::Input { "  // to be driven" } else { "" };
    ports.iter().map(|port| format!("{indent}wire {:<widest$}{};{}\n", width(port), port.name, note(port))).collect()
}

/// The instance itself, each port on a wire of its own name.
fn instance(top: &str, name: &str, ports: &[Port]) -> String {
    let widest = ports.iter().map(|port| port.name.len()).max().unwrap_or(0);
    let lines: Vec<String> = ports.iter().map(|port| format!("    .{:<widest$} ({})", port.name, port.name)).collect();
    format!("\n{top} #(\n    .MEMORY_FOLDER(\".\")\n) {name} (\n{}\n);\n", lines.join(",\n"))
}
