//! Values into words, one value a cycle.

use crate::emit::Source;

/// `gather.v`
pub static SOURCE: Source = Source { name: "gather", text: include_str!("gather.v"), uses: &[] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::Bench;
    use crate::emit::Leaf;
    use entrain_model::plan::index_bits;
    use entrain_model::rule::XorShift32;

    const WIDTH: u32 = 5;

    /// Two samples of `fan_in` values, with pauses.
    fn samples(fan_in: usize, lanes: usize) {
        let words = fan_in.div_ceil(lanes);
        let bits = index_bits(words);
        let leaf = Leaf::new(&SOURCE).parameter("LANES", lanes).parameter("WIDTH", WIDTH).parameter("WORDS", words);
        let leaf = leaf.parameter("WORD_BITS", bits).parameter("REST", fan_in - (words - 1) * lanes);
        let leaf = leaf.inputs(&[("clk", 1), ("valid", 1), ("value", WIDTH), ("word", bits)]).outputs(&[("full", lanes as u32 * WIDTH)]);
        let mut bench = Bench::new(leaf);
        let mut random = XorShift32::new(fan_in as u32);
        for _ in 0..2 {
            let mut expected = 0u64;
            for value in 0..fan_in {
                let (word, lane) = (value / lanes, value % lanes);
                while random.next_u32() & 3 == 0 {
                    bench.set(&[("valid", 0), ("value", random.next_u32() as u64 & 31)]);
                    bench.clock();
                }
                let drawn = random.next_u32() as u64 & 31;
                expected = if lane == 0 { drawn } else { expected | drawn << (lane as u32 * WIDTH) };
                bench.set(&[("valid", 1), ("value", drawn), ("word", word as u64)]);
                bench.clock();
                if lane == lanes - 1 || value == fan_in - 1 {
                    assert_eq!(bench.port("full").get(), expected, "{fan_in} values in {lanes} lanes, word {word}");
                }
            }
        }
    }

    #[test]
    fn the_first_value_is_in_lane_0() {
        for (fan_in, lanes) in [(12, 4), (13, 4), (7, 3), (3, 8), (5, 1), (1, 1), (11, 12)] {
            samples(fan_in, lanes);
        }
    }
}
