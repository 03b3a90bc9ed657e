//! The products of two narrow lanes in one DSP block.

use crate::blocks::multiplier;
use crate::emit::Source;

/// `multiplier_pair.v`
pub static SOURCE: Source = Source { name: "multiplier_pair", text: include_str!("multiplier_pair.v"), uses: &[&multiplier::SOURCE] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::{Bench, field, signed};
    use crate::emit::Leaf;

    /// Every pair of numbers in each half, beside another one in the other half; weights as wide as they may be, and narrower.
    #[test]
    fn every_product_equals_the_formula() {
        for (wb, is_signed) in [(8u32, 0), (8, 1), (5, 0)] {
            let product = wb + 9 - 1;
            let leaf = Leaf::new(&SOURCE).parameter("WB", wb).parameter("SIGNED", is_signed).parameter("PRODUCT", product);
            let leaf = leaf.inputs(&[("clk", 1), ("w", 2 * wb), ("a", 16)]).outputs(&[("product", 2 * product)]);
            let mut bench = Bench::new(leaf);
            let activation = |bits: i64| if is_signed == 1 { signed(bits as u64, 8) } else { bits };
            let (w_port, a_port, out) = (bench.port("w"), bench.port("a"), bench.port("product"));
            for w in -(1i64 << (wb - 1))..1 << (wb - 1) {
                for bits in 0..256 {
                    let (other_w, other_bits) = (signed((w * 7 + bits) as u64, wb), (bits * 5 + w) & 255);
                    w_port.set(field(w, wb) | field(other_w, wb) << wb);
                    a_port.set((bits | other_bits << 8) as u64);
                    bench.clock();
                    let found = [out.get(), out.get() >> product].map(|bits| signed(bits, product));
                    assert_eq!(found, [w * activation(bits), other_w * activation(other_bits)], "w {w} {other_w}, a {bits} {other_bits}");
                }
            }
        }
    }
}
