//! The sum of many numbers, registered between its levels.

use crate::emit::Source;

/// `adder_tree.v`; `entrain_model::plan::tree_levels` says how many levels it has.
pub static SOURCE: Source = Source { name: "adder_tree", text: include_str!("adder_tree.v"), uses: &[] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::{Bench, field, signed};
    use crate::emit::Leaf;
    use entrain_model::plan::tree_levels;
    use entrain_model::rule::XorShift32;

    /// The sum, `LEVELS` cycles later, of random numbers and of the extremes.
    #[test]
    fn sums_equal_and_come_in_time() {
        const WIDTH: u32 = 7;
        for count in [1usize, 2, 4, 5, 16, 17, 23] {
            let levels = tree_levels(count);
            let leaf = Leaf::new(&SOURCE).parameter("COUNT", count).parameter("WIDTH", WIDTH).parameter("LEVELS", levels);
            let out = WIDTH + 2 * levels as u32;
            let leaf = leaf.inputs(&[("clk", 1), ("numbers", count as u32 * WIDTH)]).outputs(&[("sum", out)]);
            let mut bench = Bench::new(leaf);
            let mut random = XorShift32::new(count as u32);
            for round in 0..40 {
                let number = |bits: u32| match round {
                    0 => -64,
                    1 => 63,
                    _ => (bits % 128) as i64 - 64,
                };
                let numbers: Vec<i64> = (0..count).map(|_| number(random.next_u32())).collect();
                let mut word = vec![0u32; (count * WIDTH as usize).div_ceil(32)];
                for (at, &value) in numbers.iter().enumerate() {
                    for bit in (0..WIDTH as usize).filter(|bit| field(value, WIDTH) >> bit & 1 == 1) {
                        let place = at * WIDTH as usize + bit;
                        word[place / 32] |= 1 << (place % 32);
                    }
                }
                bench.port("numbers").set_word(&word);
                (0..levels).for_each(|_| bench.clock());
                bench.settle();
                assert_eq!(signed(bench.port("sum").get(), out), numbers.iter().sum::<i64>(), "{count} numbers");
            }
        }
    }
}
