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

#[cfg(test)]
mod tests {
    use super::{SOURCE, parameters};
    use crate::bench::Bench;
    use crate::emit::Leaf;
    use entrain_model::codes::{CodePlan, codes};
    use entrain_model::network::Basis;
    use entrain_model::plan::index_bits;

    /// Every class and row of layers whose width is a power of two, even, and odd.
    #[test]
    fn counters_make_the_codes_of_the_golden_model() {
        for (basis, units, classes) in
            [(Basis::Sqq, 32, 10), (Basis::Sqq, 22, 7), (Basis::Sqq, 15, 15), (Basis::Walsh, 19, 6), (Basis::Walsh, 16, 15)]
        {
            let bits = index_bits(classes);
            let leaf = parameters(Leaf::new(&SOURCE).parameter("CLASS_BITS", bits), "BITS", &CodePlan::new(basis, units, classes));
            let mut bench = Bench::new(leaf.inputs(&[("clk", 1), ("load", 1), ("advance", 1), ("class_id", bits)]).outputs(&[("code", 1)]));
            for (class, code) in codes(basis, units, classes).iter().enumerate() {
                bench.set(&[("load", 1), ("advance", 0), ("class_id", class as u64)]);
                bench.clock();
                for (row, &sign) in code.iter().enumerate() {
                    // A row lasts two cycles here: the code must hold until it is told to advance.
                    bench.set(&[("load", 0), ("advance", 0)]);
                    bench.clock();
                    assert_eq!(bench.port("code").is_high(), sign > 0, "{basis:?} of {units}: class {class}, row {row}");
                    bench.set(&[("advance", 1)]);
                    bench.clock();
                }
            }
        }
    }
}
