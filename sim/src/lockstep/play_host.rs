//! A host in the middle of a schedule: it reads and writes as soon as the core is not busy, and as close to the stream as the
//! contract allows.

use super::expect::Mismatch;
use super::play::{Offer, Play, Step, same};
use super::schedule::Dice;
use entrain_model::Model;
use entrain_model::plan::LearnedCode;
use entrain_model::plan::image::{Word, images};

/// What the port shows one cycle after an address.
enum Expected {
    Nothing,
    Word(usize, usize),
}

impl Play<'_> {
    /// So many reads and writes. Writes only where no correction is due: it would be made to what was written.
    pub fn host(&mut self, accesses: u32, random: u32) -> Step {
        while self.bench.ports.busy.is_high() || self.unanswered() {
            self.cycle(Offer::Nothing)?;
        }
        let mut dice = Dice::new(random, 0);
        let words = if self.due { None } else { Some(self.random_words(random)) };
        let memories = self.bench.golden.memories.len();
        let mut left = accesses;
        while left > 0 {
            // Now and then a number that no memory has.
            let memory = match dice.below(8) {
                0 => dice.below(1 << self.bench.job.plan.host.select_bits) as usize,
                _ => self.bench.golden.memories[dice.below(memories as u32) as usize].select,
            };
            let burst = (1 + dice.below(4)).min(left);
            left -= burst;
            self.burst(&mut dice, memory, burst, words.as_deref())?;
        }
        Ok(())
    }

    /// A sample is inside whose answer has not shown; one that waits to be taken does not matter to the host.
    fn unanswered(&self) -> bool {
        self.bench.inside.len() > self.bench.ports.m_valid.is_high() as usize
    }

    /// Words for every memory, none of them with a bit where there is no weight.
    fn random_words(&self, random: u32) -> Vec<Vec<Word>> {
        let (plan, mut dice) = (self.bench.job.plan, Dice::new(random, 1));
        let mut model = Model::new(plan);
        for (layer, plan) in model.layers.iter_mut().zip(plan.learning()) {
            let mut value = || (dice.word() as i16) >> (16 - plan.facts().weight_bits);
            let (weights, biases) = layer.sizes();
            let weights: Vec<i16> = (0..weights).map(|_| value()).collect();
            layer.set(&weights, &(0..biases).map(|_| value()).collect::<Vec<i16>>());
            let code = layer
                .code()
                .iter()
                .map(|_| ((dice.word() as i16) >> (16 - LearnedCode::BITS)).max(-LearnedCode::TOP))
                .collect::<Vec<i16>>();
            layer.set_code(&code);
        }
        images(plan, &model)
    }

    /// Accesses to the memory of a number on the port, one a cycle, the port claimed one cycle ahead.
    fn burst(&mut self, dice: &mut Dice, memory: usize, count: u32, words: Option<&[Vec<Word>]>) -> Step {
        let plan = self.bench.job.plan;
        let place = self.bench.golden.place(memory);
        let depth = place.map_or(1, |place| self.bench.golden.memories[place].memory.depth);
        self.host_cycle(Some(memory), None, &Expected::Nothing)?;
        let (mut expected, mut wrote) = (Expected::Nothing, false);
        for access in 0..count {
            let limit = if dice.below(8) == 0 { 1 << plan.host.address_bits } else { depth as u32 };
            let address = dice.below(limit) as usize;
            let word = words.filter(|_| dice.below(3) == 0).map(|words| {
                let inside = place.and_then(|place| words[place].get(address));
                // Past the end anything may be written, and nothing is.
                inside.cloned().unwrap_or_else(|| vec![dice.word() & ((1u64 << plan.host.word_bits.min(32)) - 1) as u32])
            });
            let next = (access + 1 < count).then_some(memory);
            self.host_cycle(next, Some((address, word.as_ref())), &expected)?;
            let written = word.is_some();
            expected = match word {
                Some(word) => {
                    self.happened.host_writes += 1;
                    self.bench.golden.host_write(memory, address, &word);
                    Expected::Nothing
                }
                // An address behind a write brings nothing.
                None if wrote => Expected::Nothing,
                None => {
                    self.happened.host_reads += 1;
                    Expected::Word(memory, address)
                }
            };
            wrote = written;
        }
        self.host_cycle(None, None, &expected)
    }

    /// A cycle of the host: `claim` for the next one, an access in this one, and what the last address must have brought.
    fn host_cycle(&mut self, claim: Option<usize>, access: Option<(usize, Option<&Word>)>, expected: &Expected) -> Step {
        self.garbage();
        let takes = self.dice.sixteenths(self.mood.takes);
        let ports = &self.bench.ports;
        ports.s_valid.set(0);
        ports.m_ready.set(takes as u64);
        ports.host_en.set(claim.is_some() as u64);
        if let Some(select) = claim {
            ports.host_select.set(select as u64);
        }
        if let Some((address, word)) = access {
            ports.host_we.set(word.is_some() as u64);
            ports.host_addr.set(address as u64);
            if let Some(word) = word {
                ports.host_wdata.set_word(word);
            }
        }
        self.step(takes)?;
        if let Expected::Word(memory, address) = *expected {
            same(self.compare(memory, address))?;
        }
        self.bench.edge();
        Ok(())
    }

    fn compare(&mut self, memory: usize, address: usize) -> Option<Mismatch> {
        let (golden, found) = (&self.bench.golden, &self.bench.ports.host_rdata);
        let expected = golden.word(memory, address);
        if found.equals(expected) {
            self.bench.report.weights_compared += golden.place(memory).map_or(0, |place| golden.memories[place].lanes) as u64;
            return None;
        }
        let hex = |word: &[u32]| word.iter().rev().map(|chunk| format!("{chunk:08x}")).collect::<String>();
        let what = format!("word {address} of memory {memory}, read by the host");
        Some(self.bench.plain(&what, hex(expected), hex(&found.word())))
    }
}
