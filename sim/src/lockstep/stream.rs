//! The plain run: all samples in order and a flush, streaming or with gaps and stalls.

use super::bench::{Bench, Inside, Watch};
use super::expect::Mismatch;
use super::job::{Progress, Report};
use crate::stimulus::Stimulus;
use entrain_model::Result;
use entrain_model::plan::{Timeline, Work};
use std::ops::Range;

impl Bench<'_> {
    /// All samples, with the registers set anew where the job says so; then every memory is read back.
    pub fn run(mut self, mut stimulus: Stimulus, progress: &mut Progress, watch: &mut Watch) -> Result<Report> {
        self.begin();
        let (mut mismatch, mut first) = (None, 0);
        for (at, registers) in self.job.changes {
            mismatch = mismatch.map_or_else(|| self.stream(first..*at, &mut stimulus, progress, watch), |found| Ok(Some(found)))?;
            self.pause();
            self.set_registers(registers);
            self.golden.model.set_registers(registers);
            first = *at;
        }
        let rest = first..self.job.samples.len();
        let mismatch = mismatch.map_or_else(|| self.stream(rest, &mut stimulus, progress, watch), |found| Ok(Some(found)))?;
        let mismatch = mismatch.or_else(|| self.read_back());
        let steady = self.report.samples.saturating_sub(self.job.plan.layers.len() as u64 + 2);
        if steady == 0 {
            self.report.cycles_per_sample = self.report.cycles as f64 / self.report.samples.max(1) as f64;
        }
        Ok(self.end(mismatch))
    }

    /// These samples and a flush; returns the first difference.
    fn stream(
        &mut self,
        samples: Range<usize>,
        stimulus: &mut Stimulus,
        progress: &mut Progress,
        watch: &mut Watch,
    ) -> Result<Option<Mismatch>> {
        let mut timeline = stimulus.is_streaming().then(|| Timeline::new(self.job.plan));
        let start = self.cycle;
        let patience = self.patience() * if stimulus.is_streaming() { 1 } else { 64 };
        let mut feed = Feed { sample: samples.start, end: samples.end, ..Feed::default() };
        let (mut last_progress, mut steady_from) = (self.cycle, None);
        loop {
            watch(&mut self.simulation, self.cycle)?;
            let (offers, takes) = stimulus.step();
            self.offer(&mut feed, offers);
            self.ports.m_ready.set(takes as u64);
            self.settle();

            if let Some(mismatch) = self.observe() {
                return Ok(Some(mismatch));
            }
            if self.ports.m_valid.is_high() && takes {
                last_progress = self.cycle;
                if let Some(mismatch) = self.take_answer(timeline.as_mut(), start) {
                    return Ok(Some(mismatch));
                }
                self.pace(&mut steady_from);
                if self.report.samples.is_multiple_of(64) {
                    progress(self.report.samples);
                }
            }
            if self.ports.flushed.is_high() {
                self.report.cycles += self.cycle - start;
                let predicted = timeline.as_mut().map(|timeline| timeline.flush(feed.flush_work.as_deref().unwrap_or_default()) as u64);
                self.report.cycles_predicted = predicted.map(|predicted| predicted + self.report.cycles_predicted.unwrap_or(0));
                return Ok(self.finished());
            }
            if self.ports.s_valid.is_high() && self.ports.s_ready.is_high() {
                if feed.beat == 0 {
                    self.enter(if feed.flushing() { Inside::Flush } else { Inside::Sample });
                }
                feed.taken(self.job.plan.features);
            }
            if self.cycle - last_progress > patience {
                let found = format!("none for {} cycles", self.cycle - last_progress);
                return Ok(Some(self.plain("no answer", "an answer", found)));
            }
            self.edge();
        }
    }

    /// Puts the next beat on the ports, when it is offered; the golden model has the sample with its first beat.
    fn offer(&mut self, feed: &mut Feed, offers: bool) {
        feed.offering |= offers && feed.sample <= feed.end;
        let (job, sample, flushing) = (self.job, feed.sample, feed.flushing());
        if flushing && feed.flush_work.is_none() {
            feed.flush_work = Some(self.golden.flush());
        }
        if feed.offering && !flushing && feed.shown != Some((sample, feed.beat)) {
            feed.shown = Some((sample, feed.beat));
            let (input, label) = job.samples.get(sample);
            let learn = job.predict_every.is_none_or(|every| sample % every != every - 1);
            if feed.beat == 0 {
                self.golden.sample(sample as u64, input, label, learn);
            }
            self.ports.s_data.set(input[feed.beat] as u8 as u64);
            self.ports.s_label.set(label as u64);
            self.ports.s_learn.set(learn as u64);
        }
        self.ports.s_valid.set((feed.offering && sample <= feed.end) as u64);
        self.ports.s_flush.set(flushing as u64);
    }

    /// Cycles a sample, from when the pipeline is full: the answer from which it is, and its cycle, are in `from`.
    fn pace(&mut self, from: &mut Option<(u64, u64)>) {
        let done = self.report.samples;
        match *from {
            None if done > self.job.plan.layers.len() as u64 + 2 => *from = Some((done, self.cycle)),
            Some((first, from)) => self.report.cycles_per_sample = (self.cycle - from) as f64 / (done - first) as f64,
            None => {}
        }
    }

    /// Cycles after which a streaming core that has not answered hangs.
    pub(super) fn patience(&self) -> u64 {
        8 * self.job.plan.cycles_per_sample() as u64 * (self.job.plan.layers.len() as u64 + 2) + 4096
    }

    /// After the flush nothing may be missing, and it must have come in time.
    fn finished(&self) -> Option<Mismatch> {
        let left = self.golden.answers.len();
        let missing = (left > 0).then(|| self.plain("answers", "one a sample", format!("{left} missing")));
        let (cycles, predicted) = (self.report.cycles, self.report.cycles_predicted);
        let late = predicted.filter(|&predicted| predicted != cycles);
        self.nothing_missing().or(missing).or_else(|| late.map(|predicted| self.plain("cycle of the flush", predicted, cycles)))
    }
}

/// Where a plain run is in its samples.
#[derive(Default)]
struct Feed {
    /// The sample that goes in; `end` is the flush behind them.
    sample: usize,
    /// Number of the flush.
    end: usize,
    /// Its value that goes in next.
    beat: usize,
    /// It is on the ports, and stays there until it is taken.
    offering: bool,
    /// Sample and beat whose values are on the ports.
    shown: Option<(usize, usize)>,
    /// Corrections that the flush makes, once it has begun.
    flush_work: Option<Vec<Work>>,
}

impl Feed {
    /// All samples are inside.
    fn flushing(&self) -> bool {
        self.sample == self.end
    }

    /// A beat, or the flush, has been taken.
    fn taken(&mut self, features: usize) {
        self.offering = false;
        self.beat += 1;
        if self.flushing() || self.beat == features {
            (self.sample, self.beat) = (self.sample + 1, 0);
        }
    }
}
