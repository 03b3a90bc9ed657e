//! Two slots for snapshots at the end of a flash: whatever happens while one is written, the other is whole.
//!
//! ```text
//! slot:  head, a frame within one page | the frames that write all weights, and `counters`
//! ```
//!
//! A snapshot is what a host would send: so a board that comes up reads it itself, frame by frame (`boot_restore.v`). It goes into
//! the slot that does not hold the newest whole one: erased, frames, read back, and the head last. A slot counts if its head is whole
//! and the frames have the digest that the head says; the one with the larger number is the newer.

use super::chip::{Chip, PAGE, SECTOR, Spi};
use super::snapshot::{HEAD_BYTES, Head, frames, images_of};
use entrain_model::plan::image::fill;
use entrain_model::{Diagnostic, Model, Plan, Result};
use sha2::{Digest, Sha256};

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
    frames: Vec<u8>,
}

/// A whole head of another network where this one's slots are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    /// Address in the flash.
    pub address: usize,
    /// Fingerprint of that network and of its layout in memory.
    pub network: u32,
    /// Samples that it had learned.
    pub samples: u32,
}

impl Foreign {
    /// What to say to somebody who would lose it.
    pub fn refusal(&self) -> Diagnostic {
        let Foreign { address, network, samples } = self;
        Diagnostic::new(format!(
            "the flash holds a snapshot of another network, {network:08x} after {samples} learned samples, at {address:#x}, where this \
             one's would go"
        ))
        .help("keep it by saving into a file (--save FILE), or lose it: --overwrite")
    }
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
        let size = plan.slot_bytes();
        if !plan.slots_fit(bytes, taken) {
            let message = format!("the flash has no room for two snapshots of {size} bytes behind the bitstream");
            return Err(Diagnostic::new(message).help("keep snapshots in files: `entrain monitor --save FILE`"));
        }
        Ok(Slots { chip: Chip::open(spi)?, plan: plan.clone(), start: plan.slots_start(bytes), size })
    }

    /// The newest whole snapshot of this network.
    pub fn newest(&mut self) -> Result<Option<Found>> {
        let found = [self.read(0)?, self.read(1)?];
        Ok(found.into_iter().flatten().max_by_key(|found| found.kept.number))
    }

    /// A snapshot of another network that `keep` would destroy, now or with one of the next.
    pub fn foreign(&mut self) -> Result<Option<Foreign>> {
        // Every slot begins with a sector.
        for address in (self.start..self.start + 2 * self.size).step_by(SECTOR) {
            let head = Head::decode(&self.chip.read(address, HEAD_BYTES)?);
            if let Some(Head { network, samples, .. }) = head.filter(|head| head.network != self.plan.fingerprint()) {
                return Ok(Some(Foreign { address, network, samples }));
            }
        }
        Ok(None)
    }

    /// Keeps `model`'s weights, in the slot that does not hold the newest snapshot.
    pub fn keep(&mut self, model: &Model) -> Result<Kept> {
        let newest = self.newest()?.map(|found| found.kept);
        let kept = newest.map_or(Kept { slot: 0, number: 1 }, |kept| Kept { slot: 1 - kept.slot, number: kept.number + 1 });
        let (at, frames) = (self.start + kept.slot * self.size, frames(&self.plan, model));
        for sector in (0..self.size).step_by(SECTOR) {
            self.chip.erase(at + sector)?;
        }
        for (page, bytes) in frames.chunks(PAGE).enumerate() {
            self.chip.program(at + (page + 1) * PAGE, bytes)?;
        }
        if self.chip.read(at + PAGE, frames.len())? != frames {
            return Err(worn());
        }
        // From here on the snapshot counts, and not before.
        let head = Head {
            network: self.plan.fingerprint(),
            number: kept.number,
            samples: model.samples as u32,
            bytes: frames.len() as u32,
            digest: Sha256::digest(&frames).into(),
        };
        self.chip.program(at, &head.encode())?;
        match self.read(kept.slot)? {
            Some(found) if found.frames == frames => Ok(kept),
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
        let images = images_of(&self.plan, &found.frames).ok_or_else(worn)?;
        fill(&self.plan, &images, model);
        Ok(found.kept)
    }

    /// A slot, if it is whole and of this network.
    fn read(&mut self, slot: usize) -> Result<Option<Found>> {
        let at = self.start + slot * self.size;
        let head = Head::decode(&self.chip.read(at, HEAD_BYTES)?);
        let Some(head) = head.filter(|head| head.network == self.plan.fingerprint() && PAGE + head.bytes as usize <= self.size) else {
            return Ok(None);
        };
        let frames = self.chip.read(at + PAGE, head.bytes as usize)?;
        // As the board sees it: frames that it would refuse are no snapshot, even if they are what was written.
        let whole = Sha256::digest(&frames)[..] == head.digest && images_of(&self.plan, &frames).is_some();
        Ok(whole.then_some(Found { kept: Kept { slot, number: head.number }, samples: head.samples, frames }))
    }
}

fn worn() -> Diagnostic {
    Diagnostic::new("the flash of the board does not hold what was written; the snapshot before is still whole")
        .help("try again; if it comes back, the flash is worn out or write-protected: keep snapshots in files (`--save FILE`)")
}
