//! One read and one write a cycle from single-ported memories.

use crate::emit::Source;

/// `spram_bank.v`
pub(super) static BANK: Source = Source { name: "spram_bank", text: include_str!("spram_bank.v"), uses: &[] };

/// `spram_memory.v`
pub static SOURCE: Source = Source { name: "spram_memory", text: include_str!("spram_memory.v"), uses: &[&BANK] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::Bench;
    use crate::emit::Leaf;
    use entrain_model::plan::index_bits;
    use entrain_model::rule::XorShift32;

    /// A pass as the engines make it: word n is read while word n - 2 is written back, more often than not changed.
    #[test]
    fn a_pass_reads_every_word_while_it_writes() {
        const WIDTH: u32 = 20;
        for depth in [5usize, 8, 64] {
            let bits = index_bits(depth);
            let leaf = Leaf::new(&SOURCE).parameter("WIDTH", WIDTH).parameter("DEPTH", depth).parameter("ADDR", bits);
            let leaf = leaf.inputs(&[("clk", 1), ("we", 1), ("waddr", bits), ("wdata", WIDTH), ("raddr", bits)]);
            let mut bench = Bench::new(leaf.outputs(&[("rdata", WIDTH)]));
            let mut random = XorShift32::new(depth as u32);
            let mut draw = || random.next_u32() as u64 >> (32 - WIDTH);
            let mut expected: Vec<u64> = (0..depth).map(|_| draw()).collect();
            for (address, &word) in expected.iter().enumerate() {
                bench.set(&[("we", 1), ("waddr", address as u64), ("wdata", word), ("raddr", 0)]);
                bench.clock();
            }
            for pass in 0..4 {
                for cycle in 0..depth + 3 {
                    bench.set(&[("raddr", cycle.min(depth - 1) as u64), ("we", 0)]);
                    if let Some(written) = cycle.checked_sub(2).filter(|&written| written < depth && draw() % 4 != 0) {
                        expected[written] = draw();
                        bench.set(&[("we", 1), ("waddr", written as u64), ("wdata", expected[written])]);
                    }
                    bench.clock();
                    if cycle < depth {
                        assert_eq!(bench.port("rdata").get(), expected[cycle], "{depth} words, pass {pass}, word {cycle}");
                    }
                }
            }
        }
    }
}
