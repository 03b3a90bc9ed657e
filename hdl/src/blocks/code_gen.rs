//! Class codes from counters.

use crate::emit::{Leaf, Source};
use entrain_model::codes::CodePlan;
use entrain_model::network::Basis;

/// `code_gen.v`
pub static SOURCE: Source = Source { name: "code_gen", text: include_str!("code_gen.v"), uses: &[] };

/// Sets the parameters of a code, which several blocks share; `bits` is the name of the counter's width there.
pub fn parameters(leaf: Leaf, bits: &str, code: &CodePlan) -> Leaf {
    leaf.parameter("WALSH", (code.basis == Basis::Walsh) as u32)
        .parameter(bits, code.bits)
        .parameter("MODULUS", code.modulus)
        .parameter("QUARTER", code.quarter)
        .parameter("STEP", code.step)
        .parameter("START", code.start)
}
