//! Bytes over SPI, for a microcontroller beside the FPGA.

use crate::emit::{Leaf, Source};
use entrain_protocol::FLAG;

/// `spi_slave.v`
pub static SOURCE: Source = Source { name: "spi_slave", text: include_str!("spi_slave.v"), uses: &[] };

/// Clock cycles for which each level of SCK and of chip select must last at least, and chip select be low ahead of SCK.
pub const LEVEL: usize = 4;

/// The slave; where it has nothing to say it sends the flag of frames.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("IDLE", FLAG)
        .inputs(&[("clk", 1), ("rst", 1), ("sck", 1), ("cs_n", 1), ("mosi", 1)])
        .outputs(&[("miso", 1), ("miso_en", 1), ("valid", 1), ("data", 8)])
        .inputs(&[("tx_valid", 1)])
        .outputs(&[("tx_ready", 1)])
        .inputs(&[("tx_data", 8)])
}

#[cfg(test)]
mod tests {
    use super::{LEVEL, leaf};
    use crate::bench::Bench;
    use entrain_model::rule::XorShift32;
    use entrain_protocol::FLAG;

    /// A master and a queue of bytes to be sent, clock cycle by clock cycle.
    struct Master {
        bench: Bench,
        came: Vec<u8>,
        queue: Vec<u8>,
        random: XorShift32,
        longest: u32,
    }

    impl Master {
        fn new(longest: u32) -> Master {
            let bench = Bench::new(leaf());
            let mut master = Master { bench, came: Vec::new(), queue: Vec::new(), random: XorShift32::new(9), longest };
            master.bench.set(&[("rst", 1), ("cs_n", 1), ("sck", 0)]);
            master.bench.clock();
            master.bench.set(&[("rst", 0)]);
            master.wait();
            master
        }

        /// As long as a level lasts, at random.
        fn wait(&mut self) {
            for _ in 0..LEVEL as u32 + self.random.next_u32() % (self.longest + 1) {
                self.bench
                    .set(&[("tx_valid", !self.queue.is_empty() as u64), ("tx_data", self.queue.first().map_or(0, |&byte| byte as u64))]);
                self.bench.settle();
                if self.bench.port("tx_ready").is_high() {
                    self.queue.remove(0);
                }
                self.bench.clock();
                let valid = self.bench.port("valid").is_high();
                self.came.extend(valid.then(|| self.bench.port("data").get() as u8));
            }
        }

        /// Chip select, so many bits, chip select; what came back.
        fn exchange(&mut self, bytes: &[u8], bits: usize) -> Vec<u8> {
            self.bench.set(&[("cs_n", 0)]);
            self.wait();
            let mut back = vec![0; bits / 8];
            for at in 0..bits {
                self.bench.set(&[("mosi", (bytes[at / 8] >> (7 - at % 8) & 1) as u64)]);
                self.wait();
                let miso = self.bench.port("miso").get() as u8;
                if let Some(byte) = back.get_mut(at / 8) {
                    *byte = *byte << 1 | miso;
                }
                self.bench.set(&[("sck", 1)]);
                self.wait();
                self.bench.set(&[("sck", 0)]);
            }
            self.bench.set(&[("cs_n", 1)]);
            self.wait();
            back
        }
    }

    #[test]
    fn bytes_go_both_ways_at_the_fastest_and_slower() {
        for longest in [0, 5] {
            let mut master = Master::new(longest);
            let mut bytes = |count: usize| (0..count).map(|_| (master.random.next_u32() >> 8) as u8).collect::<Vec<u8>>();
            let (out, back) = (bytes(40), bytes(30));
            master.queue = back.clone();
            master.wait();
            let got = master.exchange(&out, 8 * out.len());
            assert_eq!(master.came, out);
            assert_eq!((&got[..30], &got[30..]), (&back[..], &[FLAG; 10][..]), "levels up to {longest} cycles longer");
        }
    }

    /// A byte that chip select cuts is not told; what is to be sent behind it is whole.
    #[test]
    fn chip_select_ends_a_byte() {
        let mut master = Master::new(3);
        assert_eq!(master.exchange(&[0x12, 0xff], 13), [FLAG]);
        assert_eq!(master.came, [0x12]);
        master.queue = vec![0x34, 0x56];
        master.wait();
        assert_eq!(master.exchange(&[0xaa, 0xbb], 11), [0x34]);
        // The byte that was cut is gone: a frame that lacks it is asked for again.
        assert_eq!(master.exchange(&[0xcc], 8), [FLAG]);
        assert_eq!(master.came, [0x12, 0xaa, 0xcc]);
    }
}
