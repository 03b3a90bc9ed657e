//! From a decision and an input's increments to what is added to a weight.

use crate::emit::Source;

/// `correction.v`
pub static SOURCE: Source = Source { name: "correction", text: include_str!("correction.v"), uses: &[] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::{Bench, signed};
    use crate::emit::Leaf;

    /// Every increment and step, signed and unsigned.
    #[test]
    fn sum_and_carry_are_the_signed_increment() {
        const UB: u32 = 3;
        for sign in [0, 1] {
            let leaf = Leaf::new(&SOURCE).parameter("UB", UB).parameter("SIGNED", sign);
            let leaf = leaf.inputs(&[("clk", 1), ("u", UB + 1), ("step", 2)]).outputs(&[("add", UB + 1), ("carry", 1)]);
            let mut bench = Bench::new(leaf);
            for stored in 0..1u64 << (UB + 1) {
                for step in 0..4 {
                    bench.set(&[("u", stored), ("step", step)]);
                    bench.clock();
                    let (tie, low) = ((stored >> UB) as i64, stored & ((1 << UB) - 1));
                    let up = if sign == 1 { signed(low, UB) } else { low as i64 };
                    let expected = [0, -(up + tie), 0, up][step as usize];
                    let found = signed(bench.port("add").get(), UB + 1) + bench.port("carry").get() as i64;
                    assert_eq!(found, expected, "signed {sign}, stored {stored:04b}, step {step:02b}");
                }
            }
        }
    }
}
