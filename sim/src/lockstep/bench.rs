//! The test bench: drives the core's ports, and compares what it does in every cycle with what is expected.

use super::expect::{Golden, Mismatch};
use super::job::{Lockstep, Report};
use super::ports::Ports;
use super::queue::Expected;
use crate::model::Simulation;
use entrain_model::Result;
use entrain_model::plan::Activity;
use entrain_model::plan::Timeline;
use std::collections::VecDeque;

/// Called before every cycle with the cycle's number.
pub(super) type Watch<'w> = dyn FnMut(&mut Simulation, u64) -> Result<()> + 'w;

/// What is inside of the core: its first beat was taken, its end has not been seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Sample,
    Flush,
}

pub(super) struct Bench<'a> {
    pub(super) job: &'a Lockstep<'a>,
    pub(super) simulation: Simulation,
    pub(super) ports: Ports,
    pub(super) golden: Golden<'a>,
    pub(super) report: Report,
    pub(super) cycle: u64,
    pub(super) inside: VecDeque<Inside>,
    /// First cycle in which nothing was inside any more, and whether busy has fallen since.
    quiet: (u64, bool),
}

impl<'a> Bench<'a> {
    pub fn new(job: &'a Lockstep<'a>, simulation: Simulation) -> Bench<'a> {
        let ports = Ports::new(&simulation, job.plan);
        let golden = Golden::new(job.plan, job.start);
        let report = Report { activity: Activity::new(job.plan), ..Report::default() };
        Bench { job, simulation, ports, golden, report, cycle: 0, inside: VecDeque::new(), quiet: (0, false) }
    }

    /// One cycle of reset, and the start weights through the host's port.
    pub fn begin(&mut self) {
        for port in self.ports.controls() {
            port.set(0);
        }
        if let Some(paces) = &self.ports.paces {
            paces.share_we.set(0);
        }
        self.ports.rst.set(1);
        self.clock();
        self.ports.rst.set(0);
        self.set_registers(&self.job.plan.reset_registers());
        self.load();
    }

    /// The report of a run that ended with `mismatch` or without.
    pub fn end(mut self, mismatch: Option<Mismatch>) -> Report {
        self.report.mismatch = mismatch;
        self.report.hashes = self.golden.model.hashes();
        self.report.activity.updates = self.golden.counts.updates;
        self.report
    }

    /// Lets the logic settle in front of a clock edge.
    pub(super) fn settle(&mut self) {
        self.ports.clk.set(0);
        self.simulation.eval();
    }

    pub(super) fn edge(&mut self) {
        self.ports.clk.set(1);
        self.simulation.eval();
        self.cycle += 1;
    }

    pub(super) fn clock(&mut self) {
        self.settle();
        self.edge();
    }

    pub(super) fn plain(&self, what: &str, expected: impl ToString, found: impl ToString) -> Mismatch {
        let (what, expected, found) = (what.to_string(), expected.to_string(), found.to_string());
        Mismatch { what, cycle: self.cycle, sample: self.report.samples, layer: None, row: None, column: None, expected, found }
    }

    /// What the core shows in this cycle: writes, the answer that waits, flushed, refused and busy.
    pub(super) fn observe(&mut self) -> Option<Mismatch> {
        self.report.activity.cycles += 1;
        for (layer, (walk, scan)) in self.report.activity.layers.iter_mut().zip(self.ports.walks.iter().zip(&self.ports.scans)) {
            layer.walk_cycles += walk.get();
            layer.scan_cycles += scan.get();
        }
        self.unknown().or_else(|| self.writes()).or_else(|| self.flushed()).or_else(|| self.waiting()).or_else(|| self.busy())
    }

    /// No output is X or Z, but the words of trace ports that write none.
    fn unknown(&self) -> Option<Mismatch> {
        let idle = |name: &str| {
            let tap = ["_addr", "_old", "_new"].iter().find_map(|end| name.strip_suffix(end)).filter(|tap| tap.starts_with("trace"));
            tap.is_some_and(|tap| !self.simulation.port(&format!("{tap}_write")).is_high())
        };
        let name = self.simulation.unknowns().find(|name| !idle(name))?;
        Some(self.plain(&format!("output {name}"), "0 or 1 in every bit", "X or Z"))
    }

    /// Compares the words that are being written in this cycle.
    fn writes(&mut self) -> Option<Mismatch> {
        for (memory, tap) in self.ports.taps.iter().enumerate() {
            if !tap.write.is_high() {
                continue;
            }
            let Some(Expected { sample, row, address, old, new }) = self.golden.writes[memory].first() else {
                let found = format!("word {} written", tap.addr.get());
                let layer = Some(tap.memory.layer);
                return Some(Mismatch { layer, ..self.plain("a write that nothing asked for", "no write", found) });
            };
            let located = |what: &str, mismatch: Mismatch| Mismatch { what: what.into(), cycle: self.cycle, sample, ..mismatch };
            if tap.addr.get() != address {
                let found = format!("word {}", tap.addr.get());
                let mismatch = self.plain("", format!("word {address}"), found);
                return Some(located("wrong word corrected", Mismatch { layer: Some(tap.memory.layer), row: Some(row), ..mismatch }));
            }
            for (what, port, expected) in [("weight before the update", &tap.old, old), ("weight after the update", &tap.new, new)] {
                if !port.equals(expected) {
                    return Some(located(what, self.golden.word_mismatch(memory, address, expected, &port.word())));
                }
            }
            self.golden.written(memory);
            self.report.updates_checked += 1;
            self.report.weights_compared += tap.memory.lanes as u64;
            *self.report.activity.layers[tap.memory.layer].writes(tap.memory.memory.role) += 1;
        }
        None
    }

    /// A flush is acknowledged once, when everything before it has been answered.
    fn flushed(&mut self) -> Option<Mismatch> {
        if !self.ports.flushed.is_high() {
            return None;
        }
        match self.inside.front() {
            Some(Inside::Flush) => drop(self.inside.pop_front()),
            Some(Inside::Sample) => return Some(self.plain("flushed", "the answer of a sample before", "flushed")),
            None => return Some(self.plain("flushed", "no flush is inside", "flushed")),
        }
        None
    }

    /// The answer on the output, in every cycle that it waits.
    fn waiting(&mut self) -> Option<Mismatch> {
        if !self.ports.m_valid.is_high() {
            let refused = self.ports.refused.is_high();
            return refused.then(|| self.plain("refused without an answer", "0", "1"));
        }
        let expected = match (self.inside.front(), self.golden.answers.front()) {
            (Some(Inside::Sample), Some(expected)) => expected,
            _ => return Some(self.plain("an answer without a sample", "none", "an answer")),
        };
        let plan = self.job.plan;
        for (class, &total) in expected.totals.iter().enumerate() {
            let logit = self.ports.logit(class, plan.total_bits);
            if logit != total as i64 {
                return Some(self.plain(&format!("summed logit of class {class}"), total, logit));
            }
        }
        let flags = [
            ("class", expected.class as u64, &self.ports.m_class),
            ("refused", expected.refused as u64, &self.ports.refused),
            ("updates", expected.updates, &self.ports.updates),
        ];
        flags.into_iter().find(|(_, expected, port)| port.get() != *expected).map(|(what, expected, port)| {
            let bits = |value: u64| if what == "updates" { format!("{value:b} (layer 0 in the low bit)") } else { value.to_string() };
            self.plain(what, bits(expected), bits(port.get()))
        })
    }

    /// Busy while anything is inside; afterwards until the last decisions are made, and not again by itself.
    fn busy(&mut self) -> Option<Mismatch> {
        let (answered, busy) = (self.ports.m_valid.is_high(), self.ports.busy.is_high());
        if self.inside.len() > answered as usize {
            self.quiet = (self.cycle + 1, false);
            return (!busy).then(|| self.plain("busy while a sample or a flush is inside", "1", "0"));
        }
        let (since, fallen) = self.quiet;
        self.quiet.1 |= !busy;
        let late = fallen || self.cycle >= since + self.job.plan.busy_after_answer() as u64;
        (busy && late).then(|| self.plain("busy with nothing inside", "0", "1"))
    }

    /// A sample or a flush has begun to come in.
    pub(super) fn enter(&mut self, what: Inside) {
        self.inside.push_back(what);
    }

    /// Nothing is inside any more, whatever was.
    pub(super) fn forget(&mut self) {
        self.inside.clear();
        self.quiet = (self.cycle, true);
    }

    /// Takes the answer that `observe` has compared; its cycle is compared where that is predicted.
    pub(super) fn take_answer(&mut self, timeline: Option<&mut Timeline>, start: u64) -> Option<Mismatch> {
        let expected = self.golden.answers.pop_front()?;
        self.inside.pop_front();
        let predicted = timeline.map(|timeline| timeline.sample(&expected.work) as u64);
        if let Some(predicted) = predicted.filter(|&predicted| predicted != self.cycle - start) {
            return Some(self.plain("cycle of the answer", predicted, self.cycle - start));
        }
        self.report.answers_compared += 1;
        self.report.samples += 1;
        self.report.activity.samples += 1;
        None
    }

    /// After a flush nothing may be missing.
    pub(super) fn nothing_missing(&self) -> Option<Mismatch> {
        let missing = self.golden.writes.iter().enumerate().find_map(|(memory, queue)| queue.first().map(|write| (memory, write)));
        let (memory, write) = missing?;
        let mismatch = self.plain("a write is missing", format!("word {} corrected", write.address), "no write");
        let layer = Some(self.golden.memories[memory].layer);
        Some(Mismatch { sample: write.sample, layer, row: Some(write.row), ..mismatch })
    }
}
