//! A single-ported memory for who never needs a word in the cycle of a write.

use super::spram_memory;
use crate::emit::Source;

/// `spram_single.v`
pub static SOURCE: Source = Source { name: "spram_single", text: include_str!("spram_single.v"), uses: &[&spram_memory::BANK] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::Bench;
    use crate::emit::Leaf;

    /// What is written at once, or a cycle later, is there for who reads behind it.
    #[test]
    fn words_that_are_written_are_read() {
        const DEPTH: u64 = 6;
        for late in 0..2u64 {
            let leaf =
                Leaf::new(&SOURCE).parameter("WIDTH", 9u32).parameter("DEPTH", DEPTH).parameter("ADDR", 3u32).parameter("LATE", late);
            let leaf = leaf.inputs(&[("clk", 1), ("we", 1), ("waddr", 3), ("wdata", 9), ("raddr", 3)]);
            let mut bench = Bench::new(leaf.outputs(&[("rdata", 9)]));
            let value = |address: u64, turn: u64| (address * 57 + turn * 101) % 512;
            for turn in 0..3 {
                for address in 0..DEPTH {
                    bench.set(&[("we", 1), ("waddr", address), ("wdata", value(address, turn)), ("raddr", DEPTH - 1 - address)]);
                    bench.clock();
                    // Nothing is read while it is written.
                    bench.set(&[("we", 0), ("waddr", 0), ("wdata", 0)]);
                    (0..late).for_each(|_| bench.clock());
                    bench.set(&[("raddr", address)]);
                    bench.clock();
                    assert_eq!(bench.port("rdata").get(), value(address, turn), "{late} late, word {address}");
                }
            }
        }
    }
}
