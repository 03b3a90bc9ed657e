//! Bytes from a serial line.

use crate::emit::{Leaf, Source};
use entrain_model::plan::index_bits;

/// `uart_rx.v`
pub static SOURCE: Source = Source { name: "uart_rx", text: include_str!("uart_rx.v"), uses: &[] };

/// A receiver of `divider` clock cycles a bit.
pub fn leaf(divider: usize) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("DIVIDER", divider)
        .parameter("BITS", index_bits(divider + 1))
        .inputs(&[("clk", 1), ("rst", 1), ("rx", 1)])
        .outputs(&[("valid", 1), ("data", 8)])
}

#[cfg(test)]
mod tests {
    use super::leaf;
    use crate::bench::Bench;
    use entrain_model::rule::XorShift32;

    /// Bytes of a sender whose bits are so many per cent longer than the receiver's, without a pause.
    fn received(divider: usize, per_cent: f64, bytes: &[u8]) -> Vec<u8> {
        let mut bench = Bench::new(leaf(divider));
        bench.set(&[("rst", 1), ("rx", 1)]);
        bench.clock();
        bench.set(&[("rst", 0)]);
        (0..3 * divider).for_each(|_| bench.clock());
        let bit = divider as f64 * (1.0 + per_cent / 100.0);
        let line: Vec<bool> = bytes
            .iter()
            .flat_map(|byte| [false].into_iter().chain((0..8).map(move |at| byte >> at & 1 != 0)).chain([true]))
            .chain([true; 3])
            .collect();
        let mut found = Vec::new();
        for cycle in 0..(bit * line.len() as f64) as usize {
            let level = line[((cycle as f64 / bit) as usize).min(line.len() - 1)];
            bench.set(&[("rx", level as u64)]);
            bench.clock();
            found.extend(bench.port("valid").is_high().then(|| bench.port("data").get() as u8));
        }
        found
    }

    #[test]
    fn bits_are_sampled_in_their_middle() {
        let mut random = XorShift32::new(1);
        let bytes: Vec<u8> = (0..12).map(|_| (random.next_u32() >> 8) as u8).collect();
        for divider in [16, 52] {
            for per_cent in [-3.0, 0.0, 3.0] {
                assert_eq!(received(divider, per_cent, &bytes), bytes, "{divider} cycles a bit, {per_cent} %");
            }
        }
    }
}
