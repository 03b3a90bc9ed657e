//! A product for every lane of a word.

use crate::blocks::{multiplier, multiplier_pair, soft_multiplier};
use crate::emit::{Leaf, Source};
use entrain_boards::Family;
use entrain_model::plan::LayerPlan;

/// `multiplier_bank.v`
pub static SOURCE: Source = Source {
    name: "multiplier_bank",
    text: include_str!("multiplier_bank.v"),
    uses: &[&multiplier::SOURCE, &soft_multiplier::SOURCE, &multiplier_pair::SOURCE],
};

/// Sets how many pairs of lanes share a multiplier, where the plan says that they do, and whether by the cell of `family`; and
/// how many lanes have none.
pub(crate) fn share(leaf: Leaf, layer: &LayerPlan, family: Option<Family>) -> Leaf {
    let leaf = match layer.placement.pairs {
        true => leaf.parameter("PAIRS", layer.hard_lanes() / 2).parameter("CELL", (family == Some(Family::Ice40)) as u32),
        false => leaf,
    };
    match layer.placement.soft_lanes {
        0 => leaf,
        soft => leaf.parameter("SOFT", soft),
    }
}

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::{Bench, field, signed};
    use crate::emit::Leaf;
    use entrain_model::rule::XorShift32;

    /// Pairs, single lanes and lanes of logic beside each other, each with numbers of its own, the extremes among them.
    #[test]
    fn every_lane_has_its_own_product() {
        const WB: u32 = 5;
        const PRODUCT: u32 = WB + 9 - 1;
        for (lanes, pairs, soft, is_signed) in [(4u32, 0u32, 0u32, 0u32), (5, 2, 0, 1), (4, 0, 4, 1), (4, 1, 1, 0), (2, 1, 0, 1)] {
            let leaf = Leaf::new(&SOURCE).parameter("LANES", lanes).parameter("WB", WB).parameter("AB", 8).parameter("SIGNED", is_signed);
            let leaf = leaf.parameter("PRODUCT", PRODUCT).parameter("PAIRS", pairs).parameter("SOFT", soft);
            let leaf = leaf.inputs(&[("clk", 1), ("w", lanes * WB), ("a", lanes * 8)]).outputs(&[("product", lanes * PRODUCT)]);
            let (mut bench, mut random) = (Bench::new(leaf), XorShift32::new(lanes));
            for _ in 0..2000 {
                let mut draw = |bits: u32| match random.next_u32() % 4 {
                    0 => 1u64 << (bits - 1),
                    _ => u64::from(random.next_u32()) & ((1 << bits) - 1),
                };
                let numbers: Vec<(u64, u64)> = (0..lanes).map(|_| (draw(WB), draw(8))).collect();
                let word = |bits: u32, of: &dyn Fn(&(u64, u64)) -> u64| {
                    numbers.iter().rev().fold(0, |word, number| word << bits | field(of(number) as i64, bits))
                };
                bench.set(&[("w", word(WB, &|number| number.0)), ("a", word(8, &|number| number.1))]);
                bench.clock();
                for (lane, &(w, a)) in numbers.iter().enumerate() {
                    let at = lane * PRODUCT as usize;
                    let bits = (0..PRODUCT as usize).fold(0u64, |bits, bit| {
                        bits | u64::from(bench.port("product").chunk((at + bit) / 32) >> ((at + bit) % 32) & 1) << bit
                    });
                    let input = if is_signed == 1 { signed(a, 8) } else { a as i64 };
                    assert_eq!(signed(bits, PRODUCT), signed(w, WB) * input, "lane {lane} of {lanes}: w {w:b}, a {a:b}");
                }
            }
        }
    }
}
