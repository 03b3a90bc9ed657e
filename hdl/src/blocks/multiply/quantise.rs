//! A finished accumulator becomes an activation.

use crate::emit::{Leaf, Source};
use entrain_model::plan::ACTIVATION_BITS;

/// `quantise.v`
pub static SOURCE: Source = Source { name: "quantise", text: include_str!("quantise.v"), uses: &[] };

/// The rounding shift and the clip of accumulators of `accumulator` bits.
pub fn leaf(accumulator: u32, shift: u32) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("ACC", accumulator)
        .parameter("SHIFT", shift)
        .inputs(&[("clk", 1), ("rst", 1), ("acc", accumulator), ("last", 1)])
        .outputs(&[("h", ACTIVATION_BITS), ("valid", 1)])
}

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::{Bench, field};
    use crate::emit::Leaf;
    use entrain_model::rule::quantise;

    /// Every accumulator of a narrow one, at shifts that leave few and many bits.
    #[test]
    fn every_accumulator_equals_the_formula() {
        for (acc, shift) in [(14, 5), (12, 1), (13, 9)] {
            let leaf = Leaf::new(&SOURCE).parameter("ACC", acc).parameter("SHIFT", shift);
            let leaf = leaf.inputs(&[("clk", 1), ("rst", 1), ("acc", acc), ("last", 1)]).outputs(&[("h", 8), ("valid", 1)]);
            let mut bench = Bench::new(leaf);
            bench.set(&[("rst", 0), ("last", 1)]);
            for value in -(1i64 << (acc - 1))..1 << (acc - 1) {
                bench.set(&[("acc", field(value, acc))]);
                bench.clock();
                assert_eq!(bench.port("h").get() as i16, quantise(value, shift), "{value} >> {shift}");
                assert!(bench.port("valid").is_high());
            }
        }
    }
}
