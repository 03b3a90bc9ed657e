//! Two slots for snapshots at the end of a flash: whatever happens while one is written, the other is whole.
//!
//! ```text
//! slot:  header (one page) | contents of every memory, words low byte first
//! ```
//!
//! A snapshot goes into the slot that does not hold the newest whole one: erased, contents, read back, and the header last. A slot
//! counts if its header and its contents have the checksums that the header says; the one with the larger number is the newer.

use super::chip::{Chip, PAGE, SECTOR, Spi};
use entrain_model::plan::image::{Word, fill, images};
use entrain_model::{Diagnostic, Model, Plan, Result};
use entrain_protocol::crc16;
use sha2::{Digest, Sha256};

/// "ENTRAIN" and the version of the format.
const MAGIC: [u8; 8] = *b"ENTRAIN\x01";
/// Magic, network, number, samples, length, digest of the contents; a CRC behind them.
const HEADER: usize = 8 + 4 + 4 + 4 + 4 + 32;

/// A snapshot that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Slot, 0 or 1.
    pub slot: usize,
    /// Its number; the newest is the largest.
    pub number: u32,
}

/// A whole snapshot that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub kept: Kept,
    /// Samples that the board had learned.
    pub samples: u32,
    contents: Vec<u8>,
}

/// The slots of a network on a chip.
#[derive(Debug)]
pub struct Slots<S> {
    chip: Chip<S>,
    plan: Plan,
    /// Address of the first slot.
    start: usize,
    /// Bytes of a slot, whole sectors.
    size: usize,
}

impl<S: Spi> Slots<S> {
    /// The slots of `plan` at the end of a chip of `bytes` bytes, of which the first `taken` are somebody else's (the bitstream).
    ///
    /// # Errors
    /// A chip too small; the line is gone.
    pub fn open(spi: S, plan: &Plan, bytes: usize, taken: usize) -> Result<Slots<S>> {
        let size = (PAGE + contents_bytes(plan)).next_multiple_of(SECTOR);
        let start = bytes.checked_sub(2 * size).filter(|&start| start >= taken);
        let start = start.ok_or_else(|| {
            Diagnostic::new(format!("the flash has no room for two snapshots of {size} bytes behind the bitstream"))
                .help("keep snapshots in files: `entrain monitor --save FILE`")
        })?;
        Ok(Slots { chip: Chip::open(spi)?, plan: plan.clone(), start, size })
    }

    /// The newest whole snapshot of this network.
    pub fn newest(&mut self) -> Result<Option<Found>> {
        let found = [self.read(0)?, self.read(1)?];
        Ok(found.into_iter().flatten().max_by_key(|found| found.kept.number))
    }

    /// Keeps `model`'s weights, in the slot that does not hold the newest snapshot.
    pub fn keep(&mut self, model: &Model) -> Result<Kept> {
        let newest = self.newest()?.map(|found| found.kept);
        let kept = newest.map_or(Kept { slot: 0, number: 1 }, |kept| Kept { slot: 1 - kept.slot, number: kept.number + 1 });
        let (at, contents) = (self.start + kept.slot * self.size, contents(&self.plan, model));
        for sector in (0..self.size).step_by(SECTOR) {
            self.chip.erase(at + sector)?;
        }
        for (page, bytes) in contents.chunks(PAGE).enumerate() {
            self.chip.program(at + (page + 1) * PAGE, bytes)?;
        }
        if self.chip.read(at + PAGE, contents.len())? != contents {
            return Err(worn());
        }
        // From here on the snapshot counts, and not before.
        self.chip.program(at, &self.header(kept.number, model.samples as u32, &contents))?;
        match self.read(kept.slot)? {
            Some(found) if found.contents == contents => Ok(kept),
            _ => Err(worn()),
        }
    }

    /// Puts the newest snapshot's weights into `model`.
    ///
    /// # Errors
    /// There is none.
    pub fn restore(&mut self, model: &mut Model) -> Result<Kept> {
        let found = self.newest()?.ok_or_else(|| {
            Diagnostic::new(format!("the flash of the board holds no snapshot of {}", self.plan.name))
                .help("`entrain monitor --save flash` keeps one")
        })?;
        fill(&self.plan, &images_of(&self.plan, &found.contents), model);
        Ok(found.kept)
    }

    fn header(&self, number: u32, samples: u32, contents: &[u8]) -> Vec<u8> {
        let mut header = MAGIC.to_vec();
        for field in [self.plan.fingerprint(), number, samples, contents.len() as u32] {
            header.extend(field.to_le_bytes());
        }
        header.extend_from_slice(&Sha256::digest(contents));
        header.extend(crc16(&header).to_le_bytes());
        header
    }

    /// A slot, if it is whole and of this network.
    fn read(&mut self, slot: usize) -> Result<Option<Found>> {
        let at = self.start + slot * self.size;
        let header = self.chip.read(at, HEADER + 2)?;
        let field = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
        let (number, samples, length) = (field(12), field(16), field(20) as usize);
        if crc16(&header[..HEADER]).to_le_bytes() != header[HEADER..] || length != contents_bytes(&self.plan) {
            return Ok(None);
        }
        let contents = self.chip.read(at + PAGE, length)?;
        let whole = header == self.header(number, samples, &contents);
        Ok(whole.then_some(Found { kept: Kept { slot, number }, samples, contents }))
    }
}

fn worn() -> Diagnostic {
    Diagnostic::new("the flash of the board does not hold what was written; the snapshot before is still whole")
        .help("try again; if it comes back, the flash is worn out or write-protected: keep snapshots in files (`--save FILE`)")
}

/// Bytes of the contents of all memories.
fn contents_bytes(plan: &Plan) -> usize {
    plan.host_memories().iter().map(|memory| memory.memory.depth * memory.memory.width.div_ceil(8) as usize).sum()
}

fn contents(plan: &Plan, model: &Model) -> Vec<u8> {
    let memories = plan.host_memories().into_iter().zip(images(plan, model));
    let bytes =
        |word: &Word, width: u32| word.iter().flat_map(|chunk| chunk.to_le_bytes()).take(width.div_ceil(8) as usize).collect::<Vec<u8>>();
    memories.flat_map(|(memory, words)| words.iter().flat_map(|word| bytes(word, memory.memory.width)).collect::<Vec<u8>>()).collect()
}

fn images_of(plan: &Plan, contents: &[u8]) -> Vec<Vec<Word>> {
    let mut rest = contents;
    let image = |memory: &entrain_model::plan::HostMemory| {
        let bytes = memory.memory.width.div_ceil(8) as usize;
        let (mine, others) = rest.split_at(bytes * memory.memory.depth);
        rest = others;
        let chunk = |bytes: &[u8]| bytes.iter().rev().fold(0, |chunk, &byte| chunk << 8 | byte as u32);
        mine.chunks(bytes).map(|word| word.chunks(4).map(chunk).collect()).collect()
    };
    plan.host_memories().iter().map(image).collect()
}
