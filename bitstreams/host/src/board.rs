//! A board that runs a network.

use crate::line::Line;
use crate::link::{Link, Traffic};
use entrain_model::plan::image::{Word, fill, images};
use entrain_model::plan::{HostMemory, Registers};
use entrain_model::{Diagnostic, Model, Plan, Result};
use entrain_protocol::{Command, Identity, SampleAnswer};
use serde::Serialize;

/// A board, identified and of the right network.
#[derive(Debug)]
pub struct Board<L> {
    link: Link<L>,
    plan: Plan,
    identity: Identity,
}

/// What happened to a sample that was learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learned {
    /// The class that was predicted before.
    pub class: usize,
    /// Whether each layer corrects itself; the others had reached their margin, or are held.
    pub updates: Vec<bool>,
}

/// What a board has counted since its reset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Samples learned.
    pub samples: u32,
    /// Samples of these that corrected each layer; the others were skipped.
    pub updates: Vec<u32>,
}

impl<L: Line> Board<L> {
    /// Identifies the board behind `line`.
    ///
    /// # Errors
    /// No answer; a board of another network, or of another build than `build_id`, if one is given.
    pub fn open(line: L, plan: &Plan, build_id: Option<u32>) -> Result<Board<L>> {
        let mut link = Link::new(line);
        let answer = link.ask(&Command::Identify)?;
        let identity = Identity::read(&answer).ok_or_else(|| garbled("its identity"))?;
        let board = Board { link, plan: plan.clone(), identity };
        board.check(build_id)?;
        Ok(board)
    }

    fn check(&self, build_id: Option<u32>) -> Result<()> {
        let (found, plan) = (&self.identity, &self.plan);
        let units = |units: &mut dyn Iterator<Item = usize>| units.map(|units| units.to_string()).collect::<Vec<_>>().join("-");
        let theirs = units(&mut found.units.iter().map(|&units| units as usize));
        let ours = units(&mut plan.learning().map(|layer| layer.units()));
        let shape = |features: usize, units: &str, classes: usize| format!("{features} inputs, {units} units, {classes} classes");
        if found.network != plan.fingerprint() {
            let theirs = shape(found.features as usize, &theirs, found.classes as usize);
            let ours = shape(plan.features, &ours, plan.classes);
            let detail =
                if theirs == ours { " of the same shape, but other lanes, widths or constants".into() } else { format!(": {theirs}") };
            let message = format!("the board runs another network{detail}; {} has {ours}", plan.name);
            return Err(
                Diagnostic::new(message).help("name the right network file and --board, or build and flash the bitstream of this one")
            );
        }
        match build_id.filter(|&id| id != found.build_id) {
            None => Ok(()),
            Some(id) => {
                Err(Diagnostic::new(format!("the board runs build {:08x}, the last one of this project is {id:08x}", found.build_id))
                    .help("flash the last build, or say --any-build if you know that the other one is right"))
            }
        }
    }

    /// What the board says of itself.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The plan of its network.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What has gone over the line so far.
    pub fn traffic(&self) -> Traffic {
        self.link.traffic()
    }

    /// The line.
    pub fn line(&mut self) -> &mut L {
        self.link.line()
    }

    /// Gives the line back.
    pub fn into_line(self) -> L {
        self.link.into_line()
    }

    /// The class of a sample.
    pub fn predict(&mut self, input: &[i16]) -> Result<usize> {
        let payload = self.link.ask(&Command::Predict { values: values(input) })?;
        Ok(SampleAnswer::read(&payload).ok_or_else(|| garbled("a class"))?.class as usize)
    }

    /// The class of a sample, then learns that it should be `label`.
    pub fn learn(&mut self, input: &[i16], label: usize) -> Result<Learned> {
        let payload = self.link.ask(&Command::Learn { label: label as u8, values: values(input) })?;
        let answer = SampleAnswer::read(&payload).ok_or_else(|| garbled("a class"))?;
        let updates = (0..self.plan.learning().count()).map(|layer| answer.updates >> layer & 1 != 0).collect();
        Ok(Learned { class: answer.class as usize, updates })
    }

    /// Which layers stay as they are, and whether anything is learned at all.
    pub fn hold(&mut self, layers: &[usize], all: bool) -> Result<()> {
        let held = layers.iter().fold((all as u8) << 7, |held, layer| held | 1 << layer);
        self.link.ask(&Command::Set { held }).map(drop)
    }

    /// Whether rate, margin and revival can be set; else they are the network file's for good.
    pub fn has_registers(&self) -> bool {
        self.identity.abilities & Identity::REGISTERS != 0
    }

    /// Rate, margin and revival from the next sample on, until a reset.
    ///
    /// # Errors
    /// Other values than the network file's on a board that has no registers.
    pub fn set_registers(&mut self, registers: &Registers) -> Result<()> {
        if !self.has_registers() {
            return match *registers == self.plan.reset_registers() {
                true => Ok(()),
                false => Err(Diagnostic::new("the board has no registers for rate, margin and revival")
                    .help("its bitstream was built without them; build and flash it again with this program")),
            };
        }
        let Registers { slower, margin, revival } = *registers;
        let margin = self.plan.registers.margin(margin);
        self.link.ask(&Command::Registers { margin, revival: revival as u16, slower: slower as u8 }).map(drop)
    }

    /// Whether registers can be read and written by their addresses.
    pub fn has_addresses(&self) -> bool {
        self.identity.abilities & Identity::ADDRESSES != 0
    }

    /// The value of the register at `address` of `Plan::register_map`.
    ///
    /// # Errors
    /// A board whose bitstream is older than such frames.
    pub fn peek(&mut self, address: u32) -> Result<u32> {
        let payload = self.link.ask(&Command::Peek { address: address as u16 })?;
        Ok(u32::from_le_bytes(payload.as_slice().try_into().map_err(|_| garbled("a register"))?))
    }

    /// Writes the register at `address`.
    ///
    /// # Errors
    /// A value that it cannot hold; a board whose bitstream is older than such frames.
    pub fn poke(&mut self, address: u32, value: u32) -> Result<()> {
        self.link.ask(&Command::Poke { address: address as u16, value }).map(drop)
    }

    /// Addresses of SHARE; none where no learner has a pace of its own, or where registers have no addresses.
    fn share_addresses(&self) -> Vec<u32> {
        let map = if self.has_addresses() { self.plan.register_map(self.identity.build_id) } else { Vec::new() };
        map.iter().filter(|register| register.name.starts_with("SHARE")).map(|register| register.address).collect()
    }

    /// e of each learner that has a pace of its own.
    pub fn shares(&mut self) -> Result<Vec<u16>> {
        self.share_addresses().into_iter().map(|address| Ok(self.peek(address)? as u16)).collect()
    }

    /// Writes e of the learners that have a pace of their own; the next sample is learned at the rate that follows from it.
    pub fn set_shares(&mut self, shares: &[u16]) -> Result<()> {
        self.share_addresses().into_iter().zip(shares).try_for_each(|(address, &share)| self.poke(address, share.into()))
    }

    /// What was learned since the reset.
    pub fn counters(&mut self) -> Result<Counters> {
        let payload = self.link.ask(&Command::Counters)?;
        let numbers: Vec<u32> = payload.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        match numbers.split_first() {
            Some((&samples, updates)) if updates.len() == self.plan.learning().count() => {
                Ok(Counters { samples, updates: updates.to_vec() })
            }
            _ => Err(garbled("its counters")),
        }
    }

    /// Words of one memory, from `first` on.
    pub fn read_words(&mut self, memory: &HostMemory, first: usize, count: usize) -> Result<Vec<Word>> {
        let bytes = self.identity.word_bytes as usize;
        let mut words = Vec::with_capacity(count);
        while words.len() < count {
            let many = (count - words.len()).min(self.plan.words_a_frame());
            let address = (first + words.len()) as u16;
            let asked = Command::Read { memory: memory.select as u8, address, bytes: (many * bytes) as u16 };
            let answer = self.link.ask(&asked)?;
            if answer.len() != many * bytes {
                return Err(garbled("words of a memory"));
            }
            words.extend(answer.chunks(bytes).map(|bytes| to_word(bytes, memory.memory.width)));
        }
        Ok(words)
    }

    /// Writes words of one memory, from `first` on.
    pub fn write_words(&mut self, memory: &HostMemory, first: usize, words: &[Word]) -> Result<()> {
        let bytes = self.identity.word_bytes as usize;
        let many = self.plan.words_a_frame();
        for (index, chunk) in words.chunks(many).enumerate() {
            let address = (first + index * many) as u16;
            let words = chunk.iter().flat_map(|word| to_bytes(word, bytes)).collect();
            self.link.ask(&Command::Write { memory: memory.select as u8, address, words })?;
        }
        Ok(())
    }

    /// The contents of every memory, in the order of `Plan::host_memories`.
    pub fn read_images(&mut self, progress: &mut dyn FnMut(usize)) -> Result<Vec<Vec<Word>>> {
        let mut done = 0;
        let memories = self.plan.host_memories();
        let read = memories.iter().map(|memory| {
            let words = self.read_words(memory, 0, memory.memory.depth)?;
            done += words.len();
            progress(done);
            Ok(words)
        });
        read.collect()
    }

    /// Puts the board's weights into `model`; everything that was learned is in them.
    pub fn read_weights(&mut self, model: &mut Model) -> Result<()> {
        let images = self.read_images(&mut |_| {})?;
        fill(&self.plan, &images, model);
        Ok(())
    }

    /// Puts `model`'s weights into the board.
    pub fn write_weights(&mut self, model: &Model) -> Result<()> {
        let memories = self.plan.host_memories();
        memories.iter().zip(images(&self.plan, model)).try_for_each(|(memory, words)| self.write_words(memory, 0, &words))
    }

    /// Exchanges bytes with the board's flash: sends `bytes`, then reads `read` more, all with its chip select low.
    pub fn flash(&mut self, bytes: &[u8], read: usize) -> Result<Vec<u8>> {
        let answer = self.link.ask(&Command::Flash { read: read as u16, bytes: bytes.to_vec() })?;
        if answer.len() == read { Ok(answer) } else { Err(garbled("bytes of its flash")) }
    }

    /// Whether its weights came from its flash when it came up.
    pub fn is_restored(&self) -> bool {
        self.identity.abilities & Identity::RESTORED != 0
    }

    /// Whether its bitstream has a way to the flash.
    pub fn has_flash(&self) -> bool {
        self.identity.abilities & Identity::FLASH != 0
    }

    /// Hash of each layer's weights, from all of the board's memory.
    pub fn hashes(&mut self) -> Result<Vec<u32>> {
        Ok(self.model()?.hashes())
    }

    /// A model with all that the board has learned.
    pub fn model(&mut self) -> Result<Model> {
        let mut model = Model::new(&self.plan);
        self.read_weights(&mut model)?;
        Ok(model)
    }
}

/// Values as bytes on the line: two's complement where they are signed.
fn values(input: &[i16]) -> Vec<u8> {
    input.iter().map(|&value| value as u8).collect()
}

/// A word from its bytes; bits beyond its width are 0 on the line.
pub(crate) fn to_word(bytes: &[u8], width: u32) -> Word {
    let chunk = |bytes: &[u8]| bytes.iter().rev().fold(0, |chunk, &byte| chunk << 8 | byte as u32);
    bytes.chunks(4).map(chunk).take(width.div_ceil(32) as usize).collect()
}

/// The bytes of a word, `bytes` of them.
pub(crate) fn to_bytes(word: &Word, bytes: usize) -> Vec<u8> {
    let mut all: Vec<u8> = word.iter().flat_map(|chunk| chunk.to_le_bytes()).collect();
    all.resize(bytes, 0);
    all
}

/// A frame whose checksum is right but whose contents are not: another protocol, or a fault of the board.
fn garbled(what: &str) -> Diagnostic {
    Diagnostic::new(format!("the board answered with something that is not {what}"))
        .help("build its bitstream again with this program; if it comes back, run `entrain selftest`")
}
