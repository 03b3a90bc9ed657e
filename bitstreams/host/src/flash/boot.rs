//! What a board does with its flash when it comes up: the model of `hdl/src/blocks/flash/boot_restore.v`.

use super::snapshot::images_of;
use entrain_model::Plan;
use entrain_model::plan::image::Word;
use entrain_protocol::{Command, Decoder, FLAG, VERSION};

/// A slot as the board sees it.
struct Look {
    /// The low two bits of its number: of two whole slots one has the number behind the other's.
    number: u8,
    /// The frames behind the head.
    frames: Vec<u8>,
}

/// The slot that a board of `plan` takes its weights from, and every memory's words; none if it starts with its start weights.
pub fn boot(flash: &[u8], plan: &Plan) -> Option<(usize, Vec<Vec<Word>>)> {
    let (start, size) = (plan.slots_start(flash.len()), plan.slot_bytes());
    let slot = |slot: usize| flash.get(start + slot * size..start + (slot + 1) * size).and_then(|bytes| look(bytes, plan));
    let (slot, chosen) = match (slot(0), slot(1)) {
        (Some(first), Some(second)) if second.number == (first.number + 1) & 3 => (1, second),
        (Some(first), _) => (0, first),
        (None, second) => (1, second?),
    };
    images_of(plan, &chosen.frames).map(|images| (slot, images))
}

/// Whole if the head is of this network and every frame comes whole, in order and of this version, up to `counters`.
fn look(bytes: &[u8], plan: &Plan) -> Option<Look> {
    let (mut decoder, mut next, mut found, mut begun) = (Decoder::default(), 0u8, None, 0);
    for (index, &byte) in bytes.iter().enumerate() {
        if index == 0 && byte != FLAG {
            return None;
        }
        // Frames that are not whole go by; the number of the next one tells.
        let Some(Ok(frame)) = decoder.push(byte) else { continue };
        if (frame.version, frame.number) != (VERSION, next) {
            return None;
        }
        if next == 0 && found.is_none() {
            let (network, number) = frame.payload.split_at_checked(4)?;
            if frame.kind != Command::Identify.kind() || network != plan.fingerprint().to_le_bytes() {
                return None;
            }
            (found, begun) = (Some(number.first()? & 3), index + 1);
        }
        next = next.wrapping_add(1);
        if frame.kind == Command::Counters.kind() {
            return found.map(|number| Look { number, frames: bytes[begun..=index].to_vec() });
        }
    }
    None
}
