//! What a host does to the core between samples: it loads weights, sets registers, and reads all weights back.

use super::bench::Bench;
use super::expect::Mismatch;
use entrain_model::network::Pacing;
use entrain_model::plan::Registers;
use entrain_model::plan::image::images;

impl Bench<'_> {
    /// Writes the start weights through the host's port, and e where it has a port.
    pub fn load(&mut self) {
        let memories = self.job.plan.host_memories();
        for (host, words) in memories.iter().zip(images(self.job.plan, self.job.start)) {
            self.claim(host.select);
            self.ports.host_we.set(1);
            for (address, word) in words.iter().enumerate() {
                self.ports.host_addr.set(address as u64);
                self.ports.host_wdata.set_word(word);
                self.clock();
            }
            self.ports.host_we.set(0);
        }
        // The port is the host's for one cycle more.
        self.ports.host_en.set(0);
        self.clock();
        let shares: Vec<_> = self.job.start.shares().into_iter().enumerate().collect();
        self.set_shares(&shares);
    }

    /// Writes e of these learners through its port, while nothing is inside.
    pub fn set_shares(&mut self, shares: &[(usize, u16)]) {
        for &(learner, share) in shares {
            let Some(paces) = &self.ports.paces else { return };
            paces.share_we.set(1 << learner);
            paces.share.set(share as u64);
            self.clock();
            if let Some(paces) = &self.ports.paces {
                paces.share_we.set(0);
            }
            self.golden.model.set_share(learner, share);
        }
    }

    /// Compares e of every learner, where there is one, and its rate with the golden model's, while nothing is inside.
    pub fn paces(&self) -> Option<Mismatch> {
        let (paces, model) = (self.ports.paces.as_ref()?, &self.golden.model);
        let own = self.job.plan.pacing.as_ref().is_some_and(|pacing| pacing.law == Pacing::SelfPaced);
        let expected = model.paces().into_iter().zip(model.shares()).map(|(slower, share)| (slower, if own { share } else { 0 }));
        expected.enumerate().find(|&(learner, expected)| paces.report(learner) != expected).map(|(learner, expected)| {
            let words = |(slower, share): (u32, u16)| format!("{slower} shifts, e = {share}");
            self.plain(&format!("pace of learner {learner}"), words(expected), words(paces.report(learner)))
        })
    }

    /// The host's port belongs to a memory from the cycle after, and reads; whatever stood on the port before.
    pub(super) fn claim(&mut self, select: usize) {
        self.ports.host_we.set(0);
        self.ports.host_en.set(1);
        self.ports.host_select.set(select as u64);
        self.clock();
    }

    /// The registers, from the next sample on.
    pub fn set_registers(&mut self, registers: &Registers) {
        if let Some([margin, revival, slower]) = &self.ports.registers {
            margin.set(self.job.plan.registers.margin(registers.margin) as u64);
            revival.set(registers.revival as u64);
            slower.set(registers.slower as u64);
        }
    }

    /// Some cycles without a sample, after a flush.
    pub fn pause(&mut self) {
        self.ports.s_valid.set(0);
        self.ports.s_flush.set(0);
        (0..4).for_each(|_| self.clock());
    }

    /// Reads every weight memory through the host's port and compares it with the golden model's.
    pub fn read_back(&mut self) -> Option<Mismatch> {
        let plan = self.job.plan;
        self.ports.s_valid.set(0);
        self.ports.s_flush.set(0);
        self.edge();
        for (memory, words) in images(plan, &self.golden.model).iter().enumerate() {
            let host = self.golden.memories[memory];
            self.claim(host.select);
            for (address, word) in words.iter().enumerate() {
                self.ports.host_addr.set(address as u64);
                self.clock();
                if self.ports.busy.is_high() {
                    return Some(self.plain("busy after the flush", "idle", "busy"));
                }
                if !self.ports.host_rdata.equals(word) {
                    let found = self.ports.host_rdata.word();
                    let mismatch = self.golden.word_mismatch(memory, address as u64, word, &found);
                    let (what, sample) = ("weight at the end".into(), self.report.samples);
                    return Some(Mismatch { what, cycle: self.cycle, sample, ..mismatch });
                }
                self.report.weights_compared += host.lanes as u64;
            }
        }
        self.paces()
    }
}
