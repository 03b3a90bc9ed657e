//! Bytes over SPI.

use crate::emit::{Leaf, Source};

/// `spi_master.v`
pub static SOURCE: Source = Source { name: "spi_master", text: include_str!("spi_master.v"), uses: &[] };

/// The way to the flash.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE)
        .inputs(&[("clk", 1), ("rst", 1), ("start", 1), ("data", 8)])
        .outputs(&[("busy", 1), ("got", 8), ("sclk", 1), ("mosi", 1)])
        .inputs(&[("miso", 1)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;

    #[test]
    fn every_byte_goes_out_and_comes_in() {
        let mut bench = Bench::new(leaf());
        bench.set(&[("rst", 1), ("start", 0), ("miso", 0)]);
        bench.clock();
        bench.set(&[("rst", 0)]);
        for byte in 0..=255u64 {
            let answer = byte * 37 % 256;
            bench.set(&[("start", 1), ("data", byte)]);
            bench.clock();
            bench.set(&[("start", 0), ("data", 0)]);
            let (mut seen, mut bits, mut given) = (0, 0, 0);
            while bench.port("busy").is_high() {
                // The flash takes a bit at the rising edge and gives its next one after the falling edge, as late as it may.
                let before = bench.port("sclk").is_high();
                bench.set(&[("miso", if before { answer >> (7 - given) & 1 } else { 1 ^ (answer >> (7 - given)) & 1 })]);
                bench.clock();
                match (before, bench.port("sclk").is_high()) {
                    (false, true) => (seen, bits) = (seen << 1 | bench.port("mosi").get(), bits + 1),
                    (true, false) => given = (given + 1).min(7),
                    _ => {}
                }
            }
            assert_eq!((seen, bits, bench.port("got").get()), (byte, 8, answer));
        }
    }
}
