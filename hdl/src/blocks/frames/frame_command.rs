//! May a frame be done, and what will be answered? Inside of `frame_bridge`.

use crate::emit::Source;

/// `frame_command.v`
pub static SOURCE: Source = Source { name: "frame_command", text: include_str!("frame_command.v"), uses: &[] };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::emit::Leaf;
    use entrain_protocol::table::{Content, Listener, refusal};
    use entrain_protocol::{KINDS, Kind, VERSION};

    /// Every kind, every length, with and without session, flash and the right version: what the table of the protocol says.
    #[test]
    fn does_what_the_table_says() {
        for flash in [false, true] {
            let leaf = Leaf::new(&SOURCE).parameter("ADDR", 5).parameter("FEATURES", 9).parameter("HAS_FLASH", flash as u32);
            let leaf = leaf.inputs(&[("ours", 1), ("kind", 8), ("payload", 5), ("open", 1)]);
            let mut bench = Bench::new(leaf.outputs(&[("taken", 1), ("reason", 3), ("content", 7)]));
            for kind in 0..=255u8 {
                for state in 0..4 * 32 {
                    let (ours, open, payload) = (state & 1 == 1, state & 2 != 0, state as usize >> 2);
                    bench.set(&[("ours", ours as u64), ("open", open as u64), ("kind", kind as u64), ("payload", payload as u64)]);
                    bench.evaluate();
                    let board = Listener { open, flash, inputs: 9 };
                    let why = refusal(board, if ours { VERSION } else { VERSION + 1 }, kind, payload);
                    let row = KINDS.iter().find(|row| row.byte == kind && why.is_none());
                    let content = match row.map(|row| row.content) {
                        None => 1,
                        Some(Content::Nothing) => 0,
                        Some(Content::Class) => 2,
                        Some(Content::Words) => 4,
                        Some(Content::Identity) => 8,
                        Some(Content::Counters) => 16,
                        Some(Content::Flash) => 32,
                        Some(Content::Register) => 64,
                    };
                    let taken = ours && (open || kind == Kind::IDENTIFY.byte);
                    let expected = [why.map_or(0, |reason| reason.byte as u64), content, taken as u64];
                    let found = ["reason", "content", "taken"].map(|port| bench.port(port).get());
                    assert_eq!(found, expected, "kind {kind:02x}, {payload} bytes, ours {ours}, open {open}, flash {flash}");
                }
            }
        }
    }
}
