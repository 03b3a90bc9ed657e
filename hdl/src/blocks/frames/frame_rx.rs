//! Frames out of received bytes.

use crate::emit::{Leaf, Source};

/// `frame_rx.v`
pub static SOURCE: Source = Source { name: "frame_rx", text: include_str!("frame_rx.v"), uses: &[] };

/// A receiver of frames for a buffer of 2^`buffer_bits` bytes, the last two of which stay free.
pub fn leaf(buffer_bits: u32) -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("VERSION", format!("8'd{}", entrain_protocol::VERSION))
        .parameter("ADDR", buffer_bits)
        .inputs(&[("clk", 1), ("rst", 1), ("listen", 1), ("rx_valid", 1), ("rx_data", 8)])
        .outputs(&[("crc_clear", 1), ("crc_valid", 1), ("crc_data", 8)])
        .inputs(&[("crc", 16)])
        .outputs(&[("store", 1), ("at", buffer_bits), ("value", 8), ("good", 1), ("ours", 1), ("number", 8), ("kind", 8)])
        .outputs(&[("payload", buffer_bits)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::blocks::crc16::Beside;
    use entrain_model::rule::XorShift32;
    use entrain_protocol::{Decoder, Frame, VERSION};

    const BITS: u32 = 6;

    /// Lines of frames, most of them damaged in some way: what the codec finds in them, the block finds too.
    #[test]
    fn finds_what_the_codec_finds() {
        let (mut bench, mut random, mut decoder) = (Bench::new(leaf(BITS)), XorShift32::new(7), Decoder::default());
        let mut crc = Beside::default();
        bench.set(&[("rst", 1), ("listen", 1), ("rx_valid", 0)]);
        bench.clock();
        bench.set(&[("rst", 0)]);
        let (mut buffer, mut good, mut damaged) = (vec![0u8; 1 << BITS], 0, 0);
        for _ in 0..3000 {
            let mut draw = |below: u32| random.next_u32() % below;
            let payload = (0..draw(70)).map(|_| if draw(4) == 0 { 0x7d + draw(2) as u8 } else { draw(256) as u8 }).collect();
            let version = if draw(8) == 0 { draw(256) as u8 } else { VERSION };
            let mut line = Frame { version, ..Frame::new(draw(256) as u8, draw(256) as u8, payload) }.encode();
            let at = draw(line.len() as u32) as usize;
            match draw(8) {
                0 => line[at] ^= 1 << draw(8),
                1 => drop(line.remove(at)),
                2 => line.insert(at, line[at]),
                3 => line.truncate(at),
                4 => line.insert(at, draw(256) as u8),
                _ => {}
            }
            for byte in line {
                bench.set(&[("rx_valid", 1), ("rx_data", byte as u64)]);
                bench.settle();
                if bench.port("store").is_high() {
                    buffer[bench.port("at").get() as usize] = bench.port("value").get() as u8;
                }
                crc.clock(&mut bench);
                bench.set(&[("rx_valid", 0)]);
                let pauses = 1 + draw(2);
                let expected = decoder.push(byte);
                damaged += matches!(expected, Some(Err(_))) as usize;
                let expected = expected.and_then(Result::ok).filter(|frame| frame.payload.len() + 2 < (1 << BITS) - 1);
                assert_eq!(bench.port("good").is_high(), expected.is_some(), "{expected:?}");
                if let Some(frame) = expected {
                    good += 1;
                    assert_eq!(bench.port("ours").is_high(), frame.version == VERSION);
                    let field = |name| bench.port(name).get() as usize;
                    assert_eq!([field("number"), field("kind")], [frame.number as usize, frame.kind as usize]);
                    assert_eq!(buffer[..field("payload")], frame.payload);
                }
                (0..pauses).for_each(|_| crc.clock(&mut bench));
                assert!(!bench.port("good").is_high());
            }
        }
        assert!(good > 1000 && damaged > 500, "{good} good, {damaged} damaged");
    }

    #[test]
    fn what_comes_while_nobody_listens_is_no_frame() {
        let (mut bench, mut crc) = (Bench::new(leaf(BITS)), Beside::default());
        bench.set(&[("rst", 1), ("listen", 1), ("rx_valid", 0)]);
        bench.clock();
        bench.set(&[("rst", 0)]);
        let line = Frame::new(1, 2, vec![3; 9]).encode();
        let mut good = |bench: &mut Bench, deaf: std::ops::Range<usize>| {
            let mut found = 0;
            for (at, byte) in line.iter().enumerate() {
                bench.set(&[("rx_valid", 1), ("rx_data", *byte as u64), ("listen", !deaf.contains(&at) as u64)]);
                crc.clock(bench);
                found += bench.port("good").is_high() as usize;
            }
            found
        };
        assert_eq!(good(&mut bench, 0..0), 1);
        for at in 0..line.len() {
            // Deaf for one byte in the middle: the rest of the frame is nothing, and its last flag begins the next one.
            assert_eq!(good(&mut bench, at..at + 1), 0, "byte {at}");
            assert_eq!(good(&mut bench, 0..0), 1);
        }
    }
}
