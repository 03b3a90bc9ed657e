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
            let (mut seen, mut bits) = (0, 0);
            while bench.port("busy").is_high() {
                // The flash: its next bit lies there before the rising edge, at which it takes ours.
                bench.set(&[("miso", answer >> (7 - bits.min(7)) & 1)]);
                let before = bench.port("sclk").is_high();
                bench.clock();
                if !before && bench.port("sclk").is_high() {
                    seen = seen << 1 | bench.port("mosi").get();
                    bits += 1;
                }
            }
            assert_eq!((seen, bits, bench.port("got").get()), (byte, 8, answer));
        }
    }
}
