//! A memory in banks as deep as a block RAM.

use crate::blocks::sdp_ram;
use crate::emit::Source;

/// `banked_ram.v`
pub static SOURCE: Source = Source { name: "banked_ram", text: include_str!("banked_ram.v"), uses: &[&sdp_ram::SOURCE] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::Bench;
    use crate::emit::Leaf;
    use entrain_model::plan::index_bits;
    use entrain_model::rule::XorShift32;

    /// Writes and reads at random, never the same word at once.
    #[test]
    fn every_word_is_found_again_in_any_number_of_banks() {
        for (banks, depth) in [(1, 5), (2, 8), (2, 13), (4, 18), (8, 9)] {
            let address = index_bits(depth);
            let leaf = Leaf::new(&SOURCE).parameter("WIDTH", 7).parameter("DEPTH", depth).parameter("ADDR", address);
            let leaf = leaf.parameter("BANKS", banks).inputs(&[("clk", 1), ("we", 1), ("waddr", address), ("wdata", 7)]);
            let mut bench = Bench::new(leaf.inputs(&[("raddr", address)]).outputs(&[("rdata", 7)]));
            let (mut random, mut memory) = (XorShift32::new(depth as u32), vec![None; depth]);
            for _ in 0..40 * depth {
                let [to, from, value, write] = [0; 4].map(|_| random.next_u32() as usize >> 3);
                let (to, from, value, write) = (to % depth, from % depth, value % 128, write % 2);
                let expected: Option<usize> = memory[from].filter(|_| to != from || write == 0);
                bench.set(&[("we", write as u64), ("waddr", to as u64), ("wdata", value as u64), ("raddr", from as u64)]);
                bench.clock();
                if write == 1 {
                    memory[to] = Some(value);
                }
                if let Some(expected) = expected {
                    assert_eq!(bench.port("rdata").get(), expected as u64, "{depth} words in {banks} banks, word {from}");
                }
            }
        }
    }
}
