//! The test bench: drives the core's ports and compares what it does with what is expected.

use super::expect::{Golden, Mismatch};
use super::ports::Ports;
use super::queue::Write;
use super::{Lockstep, Report};
use crate::activity::Activity;
use crate::model::Simulation;
use crate::stimulus::Stimulus;
use entrain_model::Result;
use entrain_model::plan::{Timeline, Work};
use std::ops::Range;

/// Called before every cycle with the cycle's number.
type Watch<'w> = dyn FnMut(&mut Simulation, u64) -> Result<()> + 'w;

pub(super) struct Bench<'a> {
    pub(super) job: &'a Lockstep<'a>,
    simulation: Simulation,
    pub(super) ports: Ports,
    stimulus: Stimulus,
    pub(super) golden: Golden<'a>,
    pub(super) report: Report,
    pub(super) cycle: u64,
}

impl<'a> Bench<'a> {
    pub fn new(job: &'a Lockstep<'a>, simulation: Simulation, stimulus: Stimulus) -> Bench<'a> {
        let ports = Ports::new(&simulation, job.plan);
        let golden = Golden::new(job.plan, job.start);
        let report = Report { activity: Activity::new(job.plan), ..Report::default() };
        Bench { job, simulation, ports, stimulus, golden, report, cycle: 0 }
    }

    pub fn run(mut self, progress: &mut dyn FnMut(u64), watch: &mut Watch) -> Result<Report> {
        let plan = self.job.plan;
        for port in [self.ports.s_valid, self.ports.s_flush, self.ports.m_ready, self.ports.host_en, self.ports.host_we] {
            port.set(0);
        }
        self.ports.rst.set(1);
        for _ in 0..4 {
            self.clock();
        }
        self.ports.rst.set(0);
        self.set_registers(&plan.reset_registers());
        self.load();
        let (mut mismatch, mut first) = (None, 0);
        for (at, registers) in self.job.changes {
            mismatch = mismatch.map_or_else(|| self.stream(first..*at, progress, watch), |found| Ok(Some(found)))?;
            self.settle();
            self.set_registers(registers);
            self.golden.model.set_registers(registers);
            first = *at;
        }
        let rest = first..self.job.samples.len();
        let mismatch = mismatch.map_or_else(|| self.stream(rest, progress, watch), |found| Ok(Some(found)))?;
        let mismatch = mismatch.or_else(|| self.read_back());
        self.report.mismatch = mismatch;
        self.report.hashes = self.golden.model.hashes();
        self.report.activity.updates = self.golden.counts.updates;
        let steady = self.report.samples.saturating_sub(plan.layers.len() as u64 + 2);
        if steady == 0 {
            self.report.cycles_per_sample = self.report.cycles as f64 / self.report.samples.max(1) as f64;
        }
        Ok(self.report)
    }

    pub(super) fn clock(&mut self) {
        self.ports.clk.set(0);
        self.simulation.eval();
        self.edge();
    }

    pub(super) fn edge(&mut self) {
        self.ports.clk.set(1);
        self.simulation.eval();
        self.cycle += 1;
    }

    /// These samples and a flush; returns the first difference.
    fn stream(&mut self, samples: Range<usize>, progress: &mut dyn FnMut(u64), watch: &mut Watch) -> Result<Option<Mismatch>> {
        let (job, plan, total) = (self.job, self.job.plan, samples.end);
        let mut timeline = self.stimulus.is_streaming().then(|| Timeline::new(plan));
        let start = self.cycle;
        let patience = 8 * plan.cycles_per_sample() as u64 * (plan.layers.len() as u64 + 2) + 4096;
        let (mut sample, mut beat, mut offering) = (samples.start, 0, false);
        // The beat whose values are on the ports.
        let mut shown = None;
        let mut flush_work: Option<Vec<Work>> = None;
        let (mut last_progress, mut steady_from) = (self.cycle, None);
        let steady_after = plan.layers.len() as u64 + 2;
        loop {
            watch(&mut self.simulation, self.cycle)?;
            let (offers, takes) = self.stimulus.step();
            offering |= offers && sample <= total;
            let flushing = sample == total;
            if flushing && flush_work.is_none() {
                flush_work = Some(self.golden.flush());
            }
            if offering && !flushing && shown != Some((sample, beat)) {
                shown = Some((sample, beat));
                let (input, label) = job.samples.get(sample);
                let learn = job.predict_every.is_none_or(|every| sample % every != every - 1);
                if beat == 0 && self.golden.answers.len() + self.report.samples as usize == sample {
                    self.golden.sample(sample as u64, input, label, learn);
                }
                self.ports.s_data.set(input[beat] as u8 as u64);
                self.ports.s_label.set(label as u64);
                self.ports.s_learn.set(learn as u64);
            }
            self.ports.s_valid.set((offering && sample <= total) as u64);
            self.ports.s_flush.set(flushing as u64);
            self.ports.m_ready.set(takes as u64);
            self.ports.clk.set(0);
            self.simulation.eval();

            if self.ports.s_valid.is_high() && self.ports.s_ready.is_high() {
                offering = false;
                beat += 1;
                if flushing || beat == plan.features {
                    (sample, beat) = (sample + 1, 0);
                }
            }
            if let Some(mismatch) = self.writes() {
                return Ok(Some(mismatch));
            }
            self.count();
            if self.ports.m_valid.is_high() && takes {
                last_progress = self.cycle;
                if let Some(mismatch) = self.answer(timeline.as_mut(), start) {
                    return Ok(Some(mismatch));
                }
                let done = self.report.samples;
                match steady_from {
                    None if done > steady_after => steady_from = Some((done, self.cycle)),
                    Some((first, from)) => self.report.cycles_per_sample = (self.cycle - from) as f64 / (done - first) as f64,
                    None => {}
                }
                if done.is_multiple_of(64) {
                    progress(done);
                }
            }
            if self.ports.flushed.is_high() {
                self.report.cycles += self.cycle - start;
                let predicted = timeline.as_mut().map(|timeline| timeline.flush(flush_work.as_deref().unwrap_or_default()) as u64);
                self.report.cycles_predicted = predicted.map(|predicted| predicted + self.report.cycles_predicted.unwrap_or(0));
                return Ok(self.finished());
            }
            if self.cycle - last_progress > patience && self.stimulus.is_streaming() || self.cycle - last_progress > 64 * patience {
                let found = format!("none for {} cycles", self.cycle - last_progress);
                return Ok(Some(self.plain("no answer", "an answer".into(), found)));
            }
            self.edge();
        }
    }

    pub(super) fn plain(&self, what: &str, expected: String, found: String) -> Mismatch {
        let (what, sample) = (what.to_string(), self.report.samples);
        Mismatch { what, cycle: self.cycle, sample, layer: None, row: None, column: None, expected, found }
    }

    /// Compares the words that are being written in this cycle.
    fn writes(&mut self) -> Option<Mismatch> {
        for (memory, tap) in self.ports.taps.iter().enumerate() {
            if !tap.write.is_high() {
                continue;
            }
            let Some(Write { sample, row, address, old, new }) = self.golden.writes[memory].first() else {
                let found = format!("word {} written", tap.addr.get());
                let layer = Some(tap.memory.layer);
                return Some(Mismatch { layer, ..self.plain("a write that nothing asked for", "no write".into(), found) });
            };
            let located = |what: &str, mismatch: Mismatch| Mismatch { what: what.into(), cycle: self.cycle, sample, ..mismatch };
            if tap.addr.get() != address {
                let found = format!("word {}", tap.addr.get());
                let mismatch = self.plain("", format!("word {address}"), found);
                return Some(located("wrong word corrected", Mismatch { layer: Some(tap.memory.layer), row: Some(row), ..mismatch }));
            }
            for (what, port, expected) in [("weight before the update", tap.old, old), ("weight after the update", tap.new, new)] {
                if !port.equals(expected) {
                    return Some(located(what, self.golden.word_mismatch(memory, address, expected, &port.word())));
                }
            }
            self.golden.writes[memory].pop();
            self.report.updates_checked += 1;
            self.report.weights_compared += tap.memory.lanes as u64;
            let layer = &mut self.report.activity.layers[tap.memory.layer];
            let counter = if tap.memory.biases { &mut layer.bias_writes } else { &mut layer.weight_writes };
            *counter += 1;
        }
        None
    }

    fn count(&mut self) {
        self.report.activity.cycles += 1;
        for (layer, (walk, scan)) in self.report.activity.layers.iter_mut().zip(self.ports.walks.iter().zip(&self.ports.scans)) {
            layer.walk_cycles += walk.get();
            layer.scan_cycles += scan.get();
        }
    }

    /// Compares an answer, and its cycle where that is predicted.
    fn answer(&mut self, timeline: Option<&mut Timeline>, start: u64) -> Option<Mismatch> {
        let plan = self.job.plan;
        let Some(expected) = self.golden.answers.pop_front() else {
            return Some(self.plain("an answer without a sample", "none".into(), "an answer".into()));
        };
        let predicted = timeline.map(|timeline| timeline.sample(&expected.work));
        let found = self.ports.m_class.get() as usize;
        let bits = plan.total_bits as usize;
        for (class, &total) in expected.totals.iter().enumerate() {
            let (at, shift) = (class * bits / 32, class * bits % 32);
            let high = if shift + bits > 32 { self.ports.m_logits.chunk(at + 1) as u64 } else { 0 };
            let field = ((high << 32 | self.ports.m_logits.chunk(at) as u64) >> shift) << (64 - bits);
            let logit = (field as i64) >> (64 - bits);
            if logit != total as i64 {
                return Some(self.plain(&format!("summed logit of class {class}"), total.to_string(), logit.to_string()));
            }
        }
        if found != expected.class {
            return Some(self.plain("class", expected.class.to_string(), found.to_string()));
        }
        if let Some(predicted) = predicted.filter(|&predicted| predicted as u64 != self.cycle - start) {
            return Some(self.plain("cycle of the answer", predicted.to_string(), (self.cycle - start).to_string()));
        }
        self.report.answers_compared += 1;
        self.report.samples += 1;
        self.report.activity.samples += 1;
        None
    }

    /// After the flush nothing may be missing.
    fn finished(&self) -> Option<Mismatch> {
        let missing = self.golden.writes.iter().enumerate().find_map(|(memory, queue)| queue.first().map(|write| (memory, write)));
        if let Some((memory, write)) = missing {
            let mismatch = self.plain("a write is missing", format!("word {} corrected", write.address), "no write".into());
            return Some(Mismatch {
                sample: write.sample,
                layer: Some(self.golden.memories[memory].layer),
                row: Some(write.row),
                ..mismatch
            });
        }
        if !self.golden.answers.is_empty() {
            return Some(self.plain("answers", "one a sample".into(), format!("{} missing", self.golden.answers.len())));
        }
        let (cycles, predicted) = (self.report.cycles, self.report.cycles_predicted);
        predicted
            .filter(|&predicted| predicted != cycles)
            .map(|predicted| self.plain("cycle of the flush", predicted.to_string(), cycles.to_string()))
    }
}
