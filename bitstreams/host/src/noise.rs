//! A line that does what bad lines do, on purpose.

use crate::line::Line;
use entrain_model::Result;
use entrain_model::rule::XorShift32;
use serde::Serialize;

/// How bad the line is: chances in 2^16, each for every byte, in both directions.
#[derive(Debug, Clone, Copy)]
pub struct Noise {
    /// Bits are flipped, one to all eight.
    pub flip: u32,
    /// The byte is lost.
    pub lose: u32,
    /// The byte comes twice.
    pub double: u32,
    /// A byte comes that nobody sent.
    pub invent: u32,
    /// This byte and all behind it come only after the other side has given up waiting.
    pub delay: u32,
}

impl Noise {
    /// All kinds of harm alike.
    pub fn even(chance: u32) -> Noise {
        Noise { flip: chance, lose: chance, double: chance, invent: chance, delay: chance }
    }
}

/// Harm that was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Harm {
    /// Bytes that came through.
    pub bytes: u64,
    /// Bytes with flipped bits.
    pub flipped: u64,
    /// Bytes lost.
    pub lost: u64,
    /// Bytes doubled.
    pub doubled: u64,
    /// Bytes invented.
    pub invented: u64,
    /// Times that bytes were held back.
    pub delayed: u64,
}

/// A line with noise.
#[derive(Debug)]
pub struct Noisy<L> {
    line: L,
    noise: Noise,
    random: XorShift32,
    harm: Harm,
    /// Held back on the way out, and on the way in.
    held: [Vec<u8>; 2],
}

impl<L: Line> Noisy<L> {
    /// `line` with noise from `seed`.
    pub fn new(line: L, noise: Noise, seed: u32) -> Noisy<L> {
        Noisy { line, noise, random: XorShift32::new(seed), harm: Harm::default(), held: Default::default() }
    }

    /// The harm so far.
    pub fn harm(&self) -> Harm {
        self.harm
    }

    /// The line without the noise.
    pub fn inner(&mut self) -> &mut L {
        &mut self.line
    }

    fn happens(&mut self, chance: u32) -> bool {
        self.random.next_u32() & 0xffff < chance
    }

    /// What becomes of `bytes`: those that come, and those that come late.
    fn harm_to(&mut self, bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let (mut now, mut late) = (Vec::new(), None);
        for &byte in bytes {
            if late.is_none() && self.happens(self.noise.delay) {
                self.harm.delayed += 1;
                late = Some(Vec::new());
            }
            let mut byte = byte;
            if self.happens(self.noise.flip) {
                self.harm.flipped += 1;
                byte ^= 1 + (self.random.next_u32() % 255) as u8;
            }
            let (lost, doubled, invented) =
                (self.happens(self.noise.lose), self.happens(self.noise.double), self.happens(self.noise.invent));
            let out = late.as_mut().unwrap_or(&mut now);
            self.harm.bytes += 1;
            self.harm.lost += lost as u64;
            self.harm.doubled += doubled as u64;
            self.harm.invented += invented as u64;
            out.extend((!lost).then_some(byte));
            out.extend(doubled.then_some(byte));
            if invented {
                out.push(self.random.next_u32() as u8);
            }
        }
        (now, late.unwrap_or_default())
    }
}

impl<L: Line> Line for Noisy<L> {
    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        let mut all = std::mem::take(&mut self.held[0]);
        let (now, late) = self.harm_to(bytes);
        all.extend(now);
        self.held[0] = late;
        self.line.send(&all)
    }

    fn receive(&mut self) -> Result<Vec<u8>> {
        let held = std::mem::take(&mut self.held[1]);
        if !held.is_empty() {
            return Ok(held);
        }
        loop {
            let bytes = self.line.receive()?;
            if bytes.is_empty() {
                // The other side has waited long enough; now what was held back goes on, too late.
                let late = std::mem::take(&mut self.held[0]);
                if !late.is_empty() {
                    self.line.send(&late)?;
                }
                return Ok(bytes);
            }
            let (now, late) = self.harm_to(&bytes);
            if !late.is_empty() {
                self.held[1] = late;
                // Silence first, if nothing came before.
                return Ok(now);
            }
            if !now.is_empty() {
                return Ok(now);
            }
        }
    }
}
