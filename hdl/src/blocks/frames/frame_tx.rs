//! Frames into bytes to send.

use crate::emit::{Leaf, Source};

/// `frame_tx.v`
pub static SOURCE: Source = Source { name: "frame_tx", text: include_str!("frame_tx.v"), uses: &[] };

/// A sender of frames.
pub fn leaf() -> Leaf {
    Leaf::new(&SOURCE)
        .parameter("VERSION", format!("8'd{}", entrain_protocol::VERSION))
        .inputs(&[("clk", 1), ("rst", 1), ("start", 1), ("number", 8), ("kind", 8), ("length", 16)])
        .inputs(&[("payload_valid", 1), ("payload", 8)])
        .outputs(&[("crc_clear", 1), ("crc_valid", 1), ("crc_data", 8)])
        .inputs(&[("crc", 16)])
        .outputs(&[("take", 1), ("more", 1), ("sending", 1), ("tx_valid", 1)])
        .inputs(&[("tx_ready", 1)])
        .outputs(&[("tx_data", 8)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::blocks::crc16::Beside;
    use entrain_model::rule::XorShift32;
    use entrain_protocol::Frame;

    #[test]
    fn sends_what_the_codec_sends() {
        let (mut bench, mut random, mut crc) = (Bench::new(leaf()), XorShift32::new(3), Beside::default());
        bench.set(&[("rst", 1), ("start", 0), ("payload_valid", 0), ("tx_ready", 0)]);
        bench.clock();
        bench.set(&[("rst", 0)]);
        for _ in 0..600 {
            let mut draw = |below: u32| random.next_u32() % below;
            let payload: Vec<u8> = (0..draw(40)).map(|_| if draw(3) == 0 { 0x7d + draw(2) as u8 } else { draw(256) as u8 }).collect();
            let frame = Frame::new(draw(256) as u8, draw(256) as u8, payload);
            let (mut sent, mut taken) = (Vec::new(), 0);
            bench.set(&[("number", frame.number as u64), ("kind", frame.kind as u64)]);
            bench.set(&[("length", frame.payload.len() as u64 + 2), ("start", 1)]);
            crc.clock(&mut bench);
            bench.set(&[("start", 0), ("length", draw(65536) as u64)]);
            while bench.port("sending").is_high() {
                let payload = frame.payload.get(taken).filter(|_| draw(3) > 0);
                bench.set(&[("payload_valid", payload.is_some() as u64), ("payload", payload.copied().unwrap_or(0x7e) as u64)]);
                bench.set(&[("tx_ready", (draw(2) == 0) as u64)]);
                bench.settle();
                if bench.port("tx_valid").is_high() && bench.port("tx_ready").is_high() {
                    sent.push(bench.port("tx_data").get() as u8);
                }
                taken += bench.port("take").is_high() as usize;
                crc.clock(&mut bench);
            }
            assert_eq!((sent, taken), (frame.encode(), frame.payload.len()));
        }
    }
}
