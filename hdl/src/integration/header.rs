//! The registers as a C header.

use super::Package;
use entrain_model::plan::register_map::{Access, PlacedField, PlacedRegister};

/// `NAME_registers.h`.
pub fn text(package: &Package) -> String {
    let name = package.plan.name.to_uppercase();
    let mut text = format!(
        "/* SPDX-License-Identifier: Apache-2.0\n * The registers of {}: 32 bits each, addresses in bytes. Written by Entrain. */\n\
         #ifndef {name}_REGISTERS_H\n#define {name}_REGISTERS_H\n",
        package.design.top
    );
    for register in package.plan.register_map(package.build_id) {
        text += &format!("\n{}", define(&name, &register));
        for field in &register.fields {
            text += &bits(&name, &register, field);
        }
    }
    text += "\n/* MEM_ADDR counts parts of 32 bits; a word has so many, and takes as many addresses as 1 << PART_BITS. */\n";
    text += &format!("#define {name}_WORD_PARTS {}u\n", package.plan.word_parts());
    text += &format!("#define {name}_PART_BITS  {}u\n", package.plan.part_bits());
    text += "\n/* The memories behind MEM_SELECT: bits a word, words. */\n";
    for host in package.plan.host_memories() {
        let what = format!("{name}_MEM{}", host.select);
        text += &format!("#define {what}_WIDTH {}u /* layer {}, {} */\n", host.memory.width, host.layer + 1, host.memory.role.name());
        text += &format!("#define {what}_WORDS {}u\n", host.memory.depth);
    }
    text + "\n#endif\n"
}

fn define(name: &str, register: &PlacedRegister) -> String {
    format!("#define {name}_{} 0x{:03x}u\n", register.name, register.address)
}

fn bits(name: &str, register: &PlacedRegister, field: &PlacedField) -> String {
    let mask = ((1u64 << field.bits) - 1) << field.low;
    let access = match field.access {
        Access::Read => "read",
        Access::ReadWrite => "read, write",
        Access::WriteOne => "write 1",
    };
    let what = match register.fields.len() {
        1 => format!("{name}_{}", register.name),
        _ => format!("{name}_{}_{}", register.name, field.name.to_uppercase()),
    };
    format!("#define {what}_MASK 0x{mask:08x}u /* {access}; {} after a reset; {} */\n", reset(field), field.why)
}

fn reset(field: &PlacedField) -> String {
    if field.reset > 0xffff { format!("0x{:08x}", field.reset) } else { field.reset.to_string() }
}
