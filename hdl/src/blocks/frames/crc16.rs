//! The checksum of frames.

use crate::emit::{Leaf, Source};

/// `crc16.v`
pub static SOURCE: Source = Source { name: "crc16", text: include_str!("crc16.v"), uses: &[] };

/// The checksum that a receiver and a sender share.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE)
        .inputs(&[("clk", 1), ("rx_clear", 1), ("rx_valid", 1), ("rx_data", 8), ("tx_clear", 1), ("tx_valid", 1), ("tx_data", 8)])
        .outputs(&[("crc", 16)])
}

/// The checksum beside a leaf that is tested alone: what crc16 would say.
#[cfg(test)]
#[derive(Default)]
pub struct Beside(u16);

#[cfg(test)]
impl Beside {
    /// One clock cycle of `bench`, whose ports crc_* are served.
    pub fn clock(&mut self, bench: &mut crate::bench::Bench) {
        bench.set(&[("crc", self.0 as u64)]);
        bench.settle();
        if bench.port("crc_clear").is_high() {
            self.0 = 0xffff;
        } else if bench.port("crc_valid").is_high() {
            let crc = self.0 ^ bench.port("crc_data").get() as u16;
            self.0 = (0..8).fold(crc, |crc, _| if crc & 1 != 0 { crc >> 1 ^ 0x8408 } else { crc >> 1 });
        }
        bench.clock();
        bench.set(&[("crc", self.0 as u64)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use entrain_model::rule::XorShift32;

    #[test]
    fn agrees_with_the_codec() {
        let (mut bench, mut random) = (Bench::new(leaf()), XorShift32::new(1));
        for length in 0..60 {
            let (used, idle) = if length % 2 == 0 { ("rx", "tx") } else { ("tx", "rx") };
            let port = |name: &str, end: &str| format!("{name}_{end}");
            bench.set(&[(&port(used, "clear"), 1), (&port(used, "valid"), 1), (&port(idle, "clear"), 0), (&port(idle, "valid"), 0)]);
            bench.clock();
            bench.set(&[(&port(used, "clear"), 0)]);
            let mut bytes = Vec::new();
            while bytes.len() < length {
                let (byte, valid) = (random.next_u32() as u8, random.next_u32() % 4 != 0);
                bench.set(&[(&port(used, "data"), byte as u64), (&port(used, "valid"), valid as u64)]);
                bench.set(&[(&port(idle, "data"), random.next_u32() as u64 & 0xff)]);
                bench.clock();
                bytes.extend(valid.then_some(byte));
            }
            assert_eq!(!bench.port("crc").get() as u16, entrain_protocol::crc16(&bytes), "{bytes:02x?}");
        }
    }
}
