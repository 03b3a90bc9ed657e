//! The registers as SystemRDL 2.0.

use super::Package;
use entrain_model::plan::register_map::{Access, PlacedField};

/// `NAME_registers.rdl`.
pub fn text(package: &Package) -> String {
    let name = &package.plan.name;
    let mut text = format!(
        "// SPDX-License-Identifier: Apache-2.0\n// The registers of {}. Written by Entrain.\naddrmap {name}_registers {{\n    \
         name = \"{name}\";\n    default regwidth = 32;\n    default accesswidth = 32;\n    addressing = regalign;\n",
        package.design.top
    );
    for register in package.plan.register_map(package.build_id) {
        text += "\n    reg {\n";
        text += &register.fields.iter().map(field).collect::<String>();
        text += &format!("    }} {} @ 0x{:03x};\n", register.name, register.address);
    }
    text + "};\n"
}

fn field(field: &PlacedField) -> String {
    let access = match (field.access, field.name) {
        (Access::Read, _) => "sw = r; hw = w;",
        (Access::ReadWrite, _) => "sw = rw; hw = r;",
        // What happened stays until a 1 is written; what is to be done is done at once.
        (Access::WriteOne, "error") => "sw = rw; hw = w; onwrite = woclr;",
        (Access::WriteOne, _) => "sw = w; hw = r; singlepulse;",
    };
    let why = field.why.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "        field {{ {access} desc = \"{why}\"; }} {}[{}:{}] = 0x{:x};\n",
        field.name,
        field.low + field.bits - 1,
        field.low,
        field.reset
    )
}
