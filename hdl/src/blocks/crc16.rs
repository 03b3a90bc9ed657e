//! The checksum of frames.

use crate::emit::Source;

/// `crc16.v`
pub static SOURCE: Source = Source { name: "crc16", text: include_str!("crc16.v"), uses: &[] };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::emit::Leaf;
    use entrain_model::rule::XorShift32;

    #[test]
    fn agrees_with_the_codec() {
        let leaf = Leaf::new(&SOURCE).inputs(&[("clk", 1), ("clear", 1), ("valid", 1), ("data", 8)]).outputs(&[("crc", 16)]);
        let (mut bench, mut random) = (Bench::new(leaf), XorShift32::new(1));
        for length in 0..60 {
            bench.set(&[("clear", 1), ("valid", 1)]);
            bench.clock();
            bench.set(&[("clear", 0)]);
            let mut bytes = Vec::new();
            while bytes.len() < length {
                let (byte, valid) = (random.next_u32() as u8, random.next_u32() % 4 != 0);
                bench.set(&[("data", byte as u64), ("valid", valid as u64)]);
                bench.clock();
                bytes.extend(valid.then_some(byte));
            }
            assert_eq!(!bench.port("crc").get() as u16, entrain_protocol::crc16(&bytes), "{bytes:02x?}");
        }
    }
}
