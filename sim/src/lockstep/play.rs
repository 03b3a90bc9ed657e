//! A schedule on the core: what the contract allows, at any moment that it allows, and garbage on every input that does not
//! count in a cycle.

use super::bench::{Bench, Inside, Watch};
use super::expect::Mismatch;
use super::job::{Happened, Progress, Report};
use super::schedule::{Dice, Event, Mood};
use entrain_model::Result;
use std::collections::VecDeque;

/// A bench that plays a schedule.
pub(super) struct Play<'a> {
    pub bench: Bench<'a>,
    pub dice: Dice,
    pub mood: Mood,
    /// What each layer is to see on its bit of `held` when it hands on the items that are inside, oldest first.
    pub holds: Vec<VecDeque<bool>>,
    /// A correction may be due.
    pub due: bool,
    /// Cycle in which something moved last, or nothing was inside.
    pub last_progress: u64,
    pub happened: Happened,
}

/// What is on the stream's ports in a cycle.
#[derive(Debug, Clone, Copy)]
pub(super) enum Offer {
    Nothing,
    /// A value; `last` of its sample, or its first.
    Value {
        data: u64,
        first: bool,
        last: Option<(bool, u64)>,
    },
    Flush,
}

impl<'a> Play<'a> {
    /// Plays all events, then a flush, and reads every memory back; what else is random comes from `seed`.
    pub fn run(
        mut bench: Bench<'a>,
        seed: u32,
        events: impl Iterator<Item = (Event, Mood)>,
        progress: &mut Progress,
        watch: &mut Watch,
    ) -> Result<Report> {
        bench.begin();
        bench.golden.keep_memories();
        let layers = bench.job.plan.learning().count();
        let (dice, mood) = (Dice::new(seed, u32::MAX), Mood { offers: 16, takes: 16 });
        let holds = vec![Default::default(); layers];
        let last_progress = bench.cycle;
        let mut play = Play { bench, dice, mood, holds, due: false, last_progress, happened: Happened::default() };
        let mut mismatch = None;
        for (event, mood) in events {
            watch(&mut play.bench.simulation, play.bench.cycle)?;
            play.mood = mood;
            play.happened.events += 1;
            mismatch = play.event(&event).err().map(|found| *found);
            if mismatch.is_some() {
                break;
            }
            if play.happened.events.is_multiple_of(64) {
                progress(play.happened.events);
            }
        }
        let end = |play: &mut Play| play.flushes(1).and_then(|()| play.quiet()).err().map(|found| *found);
        let mismatch = mismatch.or_else(|| end(&mut play)).or_else(|| play.bench.read_back());
        let mut report = play.bench.end(mismatch);
        report.cycles = report.activity.cycles;
        report.cycles_per_sample = report.cycles as f64 / report.samples.max(1) as f64;
        report.happened = Some(play.happened);
        Ok(report)
    }

    /// Everything that the world drives but reset and clock, at random.
    pub fn garbage(&mut self) {
        let (ports, dice) = (&self.bench.ports, &mut self.dice);
        ports.free().into_iter().for_each(|port| port.fill(&mut || dice.word()));
    }

    /// Offers a beat until it is taken.
    pub fn offer(&mut self, offer: Offer) -> Step {
        loop {
            let offers = self.dice.sixteenths(self.mood.offers);
            if self.cycle(if offers { offer } else { Offer::Nothing })? {
                return Ok(());
            }
        }
    }

    /// Cycles in which nothing is offered, until nothing is inside and the core is not busy.
    pub fn quiet(&mut self) -> Step {
        while !self.bench.inside.is_empty() || self.bench.ports.busy.is_high() {
            self.cycle(Offer::Nothing)?;
        }
        if self.due { Ok(()) } else { same(self.bench.nothing_missing()) }
    }

    /// One cycle; whether the beat was taken. The host's port is not claimed in it.
    pub fn cycle(&mut self, offer: Offer) -> std::result::Result<bool, Box<Mismatch>> {
        self.garbage();
        let (takes, ports) = (self.dice.sixteenths(self.mood.takes), &self.bench.ports);
        ports.host_en.set(0);
        ports.m_ready.set(takes as u64);
        ports.s_valid.set(!matches!(offer, Offer::Nothing) as u64);
        match offer {
            Offer::Nothing => {}
            Offer::Flush => ports.s_flush.set(1),
            Offer::Value { data, first, last } => {
                ports.s_data.set(data);
                if first {
                    ports.s_flush.set(0);
                }
                if let Some((learn, label)) = last {
                    ports.s_learn.set(learn as u64);
                    if learn {
                        ports.s_label.set(label);
                    }
                }
            }
        }
        self.step(takes)?;
        let ports = &self.bench.ports;
        let taken = ports.s_valid.is_high() && ports.s_ready.is_high();
        match offer {
            Offer::Flush if taken => self.bench.enter(Inside::Flush),
            Offer::Value { first: true, .. } if taken => self.bench.enter(Inside::Sample),
            _ => {}
        }
        self.bench.edge();
        Ok(taken)
    }

    /// Settles, shows each layer its bit of `held` in the cycle in which it counts, and compares everything.
    pub fn step(&mut self, takes: bool) -> Step {
        self.bench.settle();
        let mut held = self.bench.ports.held.get();
        for (layer, (hand, holds)) in self.bench.ports.hands.iter().zip(&mut self.holds).enumerate() {
            if hand.is_high() {
                let planned = holds.pop_front().unwrap_or(false) as u64;
                held = held & !(1 << layer) | planned << layer;
            }
        }
        self.bench.ports.held.set(held);
        self.bench.settle();
        same(self.bench.observe())?;
        if self.bench.inside.is_empty() {
            self.last_progress = self.bench.cycle;
        }
        if self.bench.ports.m_valid.is_high() && takes {
            self.last_progress = self.bench.cycle;
            same(self.bench.take_answer(None, 0))?;
        }
        let waited = self.bench.cycle - self.last_progress;
        if waited > 32 * self.bench.patience() {
            return Err(Box::new(self.bench.plain("no answer", "an answer", format!("none for {waited} cycles"))));
        }
        Ok(())
    }
}

/// The first difference, if there is one.
pub(super) type Step = std::result::Result<(), Box<Mismatch>>;

/// Goes on where there is no difference.
pub(super) fn same(found: Option<Mismatch>) -> Step {
    found.map_or(Ok(()), |found| Err(Box::new(found)))
}
