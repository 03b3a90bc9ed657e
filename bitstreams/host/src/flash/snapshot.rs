//! A snapshot as the frames that write it.

use crate::board::{to_bytes, to_word};
use entrain_model::plan::image::{Word, images};
use entrain_model::{Model, Plan};
use entrain_protocol::{Command, Decoder, Frame, VERSION};

/// Bytes of a slot in which its head ends, escapes included.
pub(super) const HEAD_BYTES: usize = 2 + 2 * (7 + 48);

/// The first frame of a slot: `identify` with a payload, number 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Fingerprint of the network.
    pub network: u32,
    /// Number of the snapshot; the larger is the newer.
    pub number: u32,
    /// Samples learned.
    pub samples: u32,
    /// Bytes of the frames.
    pub bytes: u32,
    /// Their SHA-256.
    pub digest: [u8; 32],
}

impl Head {
    /// As bytes in flash.
    pub fn encode(&self) -> Vec<u8> {
        let mut payload = Vec::new();
        [self.network, self.number, self.samples, self.bytes].iter().for_each(|field| payload.extend(field.to_le_bytes()));
        payload.extend(self.digest);
        Frame::new(0, Command::Identify.kind(), payload).encode()
    }

    /// The head at the start of `bytes`, if there is a whole one.
    pub fn decode(bytes: &[u8]) -> Option<Head> {
        let mut decoder = Decoder::default();
        let frame = bytes.iter().find_map(|&byte| decoder.push(byte))?.ok()?;
        let (fields, digest) = frame.payload.split_at_checked(16)?;
        let digest = digest.try_into().ok()?;
        let fields = fields.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect::<Vec<u32>>();
        let &[network, number, samples, bytes] = fields.as_slice() else { return None };
        let ours = (frame.version, frame.number, frame.kind) == (VERSION, 0, Command::Identify.kind());
        ours.then_some(Head { network, number, samples, bytes, digest })
    }
}

/// The frames that write `model`'s weights, numbered from 1 on, and `counters`, which ends them.
pub(super) fn frames(plan: &Plan, model: &Model) -> Vec<u8> {
    let (bytes, many) = (plan.host.word_bits.div_ceil(8) as usize, plan.words_a_frame());
    let writes = plan.host_memories().into_iter().zip(images(plan, model)).flat_map(|(memory, words)| {
        let write = |(index, chunk): (usize, &[Word])| Command::Write {
            memory: memory.select as u8,
            address: (index * many) as u16,
            words: chunk.iter().flat_map(|word| to_bytes(word, bytes)).collect(),
        };
        words.chunks(many).enumerate().map(write).collect::<Vec<_>>()
    });
    let numbered = (1u8..=255).chain(std::iter::once(0)).cycle();
    writes.chain([Command::Counters]).zip(numbered).flat_map(|(command, number)| command.frame(number).encode()).collect()
}

/// The words of every memory that `frames` write; none if they are not frames that write words.
pub(super) fn images_of(plan: &Plan, frames: &[u8]) -> Option<Vec<Vec<Word>>> {
    let bytes = plan.host.word_bits.div_ceil(8) as usize;
    let memories = plan.host_memories();
    let mut images: Vec<Vec<Word>> = memories.iter().map(|_| Vec::new()).collect();
    let mut decoder = Decoder::default();
    for frame in frames.iter().filter_map(|&byte| decoder.push(byte)) {
        let frame = frame.ok().filter(|frame| frame.version == VERSION)?;
        if frame.kind == Command::Counters.kind() {
            break;
        }
        let (select, words) = (*frame.payload.first()? as usize, frame.payload.get(3..)?);
        let (memory, image) = memories.iter().zip(&mut images).find(|(memory, _)| memory.select == select)?;
        image.extend(words.chunks(bytes).map(|word| to_word(word, memory.memory.width)));
    }
    let whole = memories.iter().zip(&images).all(|(memory, image)| image.len() == memory.memory.depth);
    whole.then_some(images)
}
