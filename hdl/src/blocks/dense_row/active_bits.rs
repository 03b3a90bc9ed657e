//! One bit a neuron: was it active in the sample before?

use crate::blocks::sdp_ram;
use crate::emit::Source;

/// `active_bits.v`
pub static SOURCE: Source = Source { name: "active_bits", text: include_str!("active_bits.v"), uses: &[&sdp_ram::SOURCE] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::Bench;
    use crate::emit::Leaf;
    use entrain_model::plan::index_bits;
    use entrain_model::rule::XorShift32;

    /// Rows begin every `words` cycles and are finished `late` cycles after their last word, as in a row walk.
    fn passes(rows: usize, words: usize, late: usize, queue: u32) {
        let (bits, ahead) = (index_bits(rows), (1 + late / words).min(rows - 1));
        let leaf = Leaf::new(&SOURCE).parameter("ROWS", rows).parameter("ROW_BITS", bits);
        let leaf = leaf.parameter("QUEUE", queue).parameter("AHEAD", ahead).inputs(&[("clk", 1), ("first", 1), ("begin_row", 1)]);
        let leaf = leaf.inputs(&[("row", bits), ("take", 1), ("done", 1), ("active", 1)]).outputs(&[("was_active", 1)]);
        let mut bench = Bench::new(leaf);
        let mut random = XorShift32::new(rows as u32);
        let mut before = vec![false; rows];
        for pass in 0..5 {
            bench.set(&[("first", 1), ("begin_row", 0), ("done", 0), ("take", 0)]);
            bench.clock();
            bench.set(&[("first", 0)]);
            let now: Vec<bool> = (0..rows).map(|_| random.next_u32() & 1 == 1).collect();
            for cycle in 0..=rows * words + late {
                // Row r begins in the cycle before its first word; its last word is words cycles later.
                let begins = (cycle % words == 0).then_some(cycle / words).filter(|&row| row < rows);
                let done = cycle.checked_sub(words + late).filter(|since| since % words == 0).map(|since| since / words);
                bench.set(&[("begin_row", begins.is_some() as u64), ("row", begins.unwrap_or(0) as u64), ("take", (cycle == 0) as u64)]);
                let active = done.is_some_and(|row| now[row]);
                bench.set(&[("done", done.is_some() as u64), ("active", active as u64)]);
                bench.clock();
                if let Some(row) = begins.filter(|_| pass > 0) {
                    assert_eq!(bench.port("was_active").is_high(), before[row], "{rows} rows of {words}, pass {pass}, row {row}");
                }
            }
            before = now;
        }
    }

    #[test]
    fn every_row_finds_its_bit() {
        for (rows, words, late) in [(17, 16, 7), (9, 1, 7), (4, 1, 9), (12, 3, 8), (13, 7, 7), (12, 8, 7), (2, 1, 6)] {
            passes(rows, words, late, 1);
        }
        passes(12, 3, 8, 0);
    }
}
