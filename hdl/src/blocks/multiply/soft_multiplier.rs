//! One lane's product where DSP blocks have run out.

use crate::emit::Source;

/// `soft_multiplier.v`
pub static SOURCE: Source = Source { name: "soft_multiplier", text: include_str!("soft_multiplier.v"), uses: &[] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::{Bench, signed};
    use crate::blocks::multiplier;
    use crate::emit::{Leaf, Source};

    /// Every weight with every input, in both multipliers.
    #[test]
    fn both_multipliers_equal_the_product() {
        for (wb, ab, is_signed) in [(6u32, 8u32, 0u32), (6, 8, 1), (5, 9, 0), (4, 9, 1), (9, 3, 1)] {
            for source in [&SOURCE, &multiplier::SOURCE] {
                every_product(source, wb, ab, is_signed);
            }
        }
    }

    fn every_product(source: &'static Source, wb: u32, ab: u32, is_signed: u32) {
        let product = wb + ab;
        let leaf = Leaf::new(source).parameter("WB", wb).parameter("AB", ab).parameter("SIGNED", is_signed).parameter("PRODUCT", product);
        let leaf = leaf.inputs(&[("clk", 1), ("w", wb), ("a", ab)]).outputs(&[("product", product)]);
        let mut bench = Bench::new(leaf);
        for w in 0..1u64 << wb {
            for a in 0..1u64 << ab {
                bench.set(&[("w", w), ("a", a)]);
                bench.clock();
                let input = if is_signed == 1 { signed(a, ab) } else { a as i64 };
                let found = signed(bench.port("product").get(), product);
                assert_eq!(found, signed(w, wb) * input, "{}, signed {is_signed}: w {w:b}, a {a:b}", source.name);
            }
        }
    }
}
