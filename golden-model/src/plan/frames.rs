//! What the serial line's frames need to know of a network.

use super::layer::LayerPlan;
use super::memory::{Memory, Role};
use super::{Device, Plan};
use crate::digest::first_word;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Smallest buffer: a block RAM of the iCE40, and room for a page of flash with its command.
const SMALLEST: usize = 512;
/// What a frame has around its values or words at most: command bytes and the CRC.
const AROUND: usize = 8;

/// Bytes of words in a frame at most: enough that what is around them weighs little, few enough that noise seldom hits it.
const MOST_WORD_BYTES: usize = 192;
/// Memory and word, in front of the words.
const ADDRESS_BYTES: usize = 3;
/// CRC behind a frame, which is also in the buffer.
const CRC_BYTES: usize = 2;
/// Version, number, kind, length, CRC.
const FRAME_BYTES: usize = 7;

/// The memory that holds a frame until its checksum is known.
pub(super) fn buffer(layers: &[LayerPlan]) -> Memory {
    let learned = layers.iter().flat_map(LayerPlan::memories).filter(|memory| memory.role.is_learned());
    let word = learned.map(|memory| memory.width.div_ceil(8) as usize).max().unwrap_or(0);
    let longest = AROUND + layers.first().map_or(0, LayerPlan::fan_in).max(word);
    Memory { role: Role::Frames, width: 8, depth: longest.next_power_of_two().max(SMALLEST) }
}

/// Block RAMs of `device` that are left for the layers.
pub(super) fn left(layers: &[LayerPlan], device: &Device) -> usize {
    let buffer = buffer(layers);
    device.block_rams.saturating_sub(device.block_rams_for(buffer.width, buffer.depth))
}

impl Plan {
    /// Bytes of a flash that are written together.
    pub const FLASH_PAGE: usize = 256;
    /// Bytes of a flash that are erased together.
    pub const FLASH_SECTOR: usize = 4096;

    /// The memory that holds a frame until its checksum is known.
    pub fn frame_buffer(&self) -> Memory {
        buffer(&self.layers)
    }

    /// Bytes of the largest payload: the buffer also holds the CRC, and its last two bytes stay free.
    pub fn frame_room(&self) -> usize {
        self.frame_buffer().depth - CRC_BYTES - 2
    }

    /// Words that a frame reads or writes at once, of memories as wide as the widest.
    pub fn words_a_frame(&self) -> usize {
        (MOST_WORD_BYTES.min(self.frame_room() - ADDRESS_BYTES) / self.host.word_bits.div_ceil(8) as usize).max(1)
    }

    /// Bytes of a slot for a snapshot in flash, whole sectors: a page for its head, and the frames that write all words, twice as
    /// long as they are plain, because every byte may need an escape.
    pub fn slot_bytes(&self) -> usize {
        let (word, words) = (self.host.word_bits.div_ceil(8) as usize, self.words_a_frame());
        let frame = |words: usize| 2 + 2 * (FRAME_BYTES + ADDRESS_BYTES + words * word);
        let frames: usize = self.host_memories().iter().map(|host| host.memory.depth.div_ceil(words) * frame(words)).sum();
        (Plan::FLASH_PAGE + frames + 2 + 2 * FRAME_BYTES).next_multiple_of(Plan::FLASH_SECTOR)
    }

    /// Address of the first of two slots at the end of a flash of `bytes` bytes; 0 if they do not fit.
    pub fn slots_start(&self, bytes: usize) -> usize {
        bytes.saturating_sub(2 * self.slot_bytes())
    }

    /// Whether two slots have room at the end of a flash of `bytes` bytes, behind the first `taken` ones.
    pub fn slots_fit(&self, bytes: usize, taken: usize) -> bool {
        taken + 2 * self.slot_bytes() <= bytes
    }

    /// 32 bits of a SHA-256 over all that decides what a board computes and how its memories are laid out; not over weights,
    /// and not over what only training in software knows.
    pub fn fingerprint(&self) -> u32 {
        let layers: Vec<_> = self.layers.iter().map(|layer| layer.engine.plan().fingerprint()).collect();
        let mut all = json!({
            "name": self.name, "classes": self.classes, "features": self.features, "margin": self.training.margin,
            "revival": self.training.revival, "layers": layers,
        });
        if let Some(head) = &self.input_head {
            all["input_head"] = json!({ "bits": head.bits, "shift_z": head.shift_z, "slower_paces": head.slower_paces });
        }
        if let Some(pacing) = &self.pacing {
            all["pacing"] = json!(pacing);
        }
        first_word(&Sha256::digest(all.to_string()))
    }
}
