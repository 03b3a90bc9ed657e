//! Bytes over SPI.

use crate::emit::{Leaf, Source};

/// `spi_master.v`
pub static SOURCE: Source = Source { name: "spi_master", text: include_str!("spi_master.v"), uses: &[] };

/// The way to the flash; half a bit takes `half` clock cycles.
pub fn leaf(half: u32) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("HALF", half)
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
        (1..=3).for_each(at_speed);
    }

    fn at_speed(half: u32) {
        let mut bench = Bench::new(leaf(half));
        bench.set(&[("rst", 1), ("start", 0), ("miso", 0)]);
        bench.clock();
        bench.set(&[("rst", 0)]);
        for byte in 0..=255u64 {
            let answer = byte * 37 % 256;
            bench.set(&[("start", 1), ("data", byte)]);
            bench.clock();
            bench.set(&[("start", 0), ("data", 0)]);
            let (mut seen, mut bits, mut given, mut level) = (0, 0, 0, 0);
            while bench.port("busy").is_high() {
                // The flash takes a bit at the rising edge and gives its next one after the falling edge, as late as it may.
                let before = bench.port("sclk").is_high();
                level += 1;
                let right = answer >> (7 - given) & 1;
                bench.set(&[("miso", if before && level == half { right } else { 1 ^ right })]);
                bench.clock();
                let after = bench.port("sclk").is_high();
                match (before, after) {
                    (false, true) => (seen, bits) = (seen << 1 | bench.port("mosi").get(), bits + 1),
                    (true, false) => given = (given + 1).min(7),
                    _ => continue,
                }
                assert_eq!(level, half, "cycles of half a bit");
                level = 0;
            }
            assert_eq!((seen, bits, bench.port("got").get()), (byte, 8, answer));
        }
    }
}
