//! A schedule on the core: what the contract allows, at any moment that it allows, and garbage on every input that does not
//! count in a cycle.

use super::Progress;
use super::Report;
use super::bench::{Bench, Inside, Watch};
use super::expect::Mismatch;
use super::schedule::{Dice, Event, Mood, Sample};
use entrain_model::Result;
use entrain_model::plan::Registers;
use serde::Serialize;

/// What a schedule did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// Events.
    pub events: u64,
    /// Samples that were to be learned.
    pub learned: u64,
    /// Of these, labels that were no class.
    pub refused: u64,
    /// Samples of which some layer was held.
    pub held: u64,
    /// Flushes.
    pub flushes: u64,
    /// Resets, most of them with samples inside.
    pub resets: u64,
    /// Words that the host read.
    pub host_reads: u64,
    /// Words that the host wrote.
    pub host_writes: u64,
    /// Times that the registers were set.
    pub registers: u64,
}

/// A bench that plays a schedule.
pub(super) struct Play<'a> {
    pub bench: Bench<'a>,
    pub dice: Dice,
    pub mood: Mood,
    /// What each layer is to see on its bit of `held` when it hands on the items that are inside, oldest first.
    holds: Vec<std::collections::VecDeque<bool>>,
    scanned: Vec<bool>,
    /// A correction may be due.
    pub due: bool,
    last_progress: u64,
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
        let (scanned, last_progress) = (vec![false; layers], bench.cycle);
        let mut play = Play { bench, dice, mood, holds, scanned, due: false, last_progress, happened: Happened::default() };
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

    fn event(&mut self, event: &Event) -> Step {
        match *event {
            Event::Sample(ref sample) => self.sample(sample),
            Event::Flush(count) => self.flushes(count),
            Event::Host { accesses, random } => self.host(accesses, random),
            Event::Registers { slower, margin, revival } => self.registers(slower, margin, revival),
            Event::Reset { beats, after, length } => self.reset(beats, after, length),
        }
    }

    fn sample(&mut self, sample: &Sample) -> Step {
        let (input, own) = self.bench.job.samples.get(sample.index);
        let plan = self.bench.job.plan;
        let mut random = Dice::new(sample.random, 0);
        let (low, high) = if plan.layers[0].input().format.signed { (-128, 127) } else { (0, 255) };
        let mut change = |&value: &i16| match sample.density {
            Some(density) => {
                if random.sixteenths(density) {
                    value
                } else {
                    0
                }
            }
            None if value == 0 => {
                if random.below(2) == 0 {
                    high
                } else {
                    (low + 1).max(1)
                }
            }
            None => value,
        };
        let input: Vec<i16> = input.iter().map(&mut change).collect();
        let label = sample.label.unwrap_or(own as u64);
        let held: Vec<bool> = (0..plan.learning().count()).map(|layer| sample.held >> layer & 1 != 0).collect();
        self.bench.golden.model.hold(&held);
        self.bench.golden.sample(self.happened.events - 1, &input, label as usize, sample.learn && plan.learns());
        let is_class = (label as usize) < plan.classes;
        self.happened.learned += sample.learn as u64;
        self.happened.refused += (sample.learn && !is_class) as u64;
        self.happened.held += (sample.held != 0) as u64;
        self.due |= sample.learn && is_class;
        self.holds.iter_mut().zip(held).for_each(|(holds, held)| holds.push_back(held));
        for (beat, &value) in input.iter().enumerate() {
            let last = (beat + 1 == input.len()).then_some((sample.learn, label));
            self.offer(Offer::Value { data: value as u8 as u64, first: beat == 0, last })?;
        }
        Ok(())
    }

    pub fn flushes(&mut self, count: u32) -> Step {
        for _ in 0..count {
            self.bench.golden.flush();
            // What a flush sees on `held` does not count.
            self.holds.iter_mut().for_each(|holds| holds.push_back(false));
            self.happened.flushes += 1;
            self.offer(Offer::Flush)?;
        }
        self.due = false;
        Ok(())
    }

    fn registers(&mut self, slower: u32, margin: u32, revival: u32) -> Step {
        if self.bench.ports.registers.is_none() {
            return Ok(());
        }
        self.flushes(1)?;
        self.quiet()?;
        let fits = self.bench.job.plan.registers;
        let (slower, revival) = (slower.min(fits.slowest), revival & ((1 << fits.revival_bits) - 1));
        let registers = Registers { slower, margin: margin as i32, revival };
        self.bench.set_registers(&registers);
        self.bench.golden.model.set_registers(&registers);
        self.happened.registers += 1;
        Ok(())
    }

    fn reset(&mut self, beats: u32, after: u32, length: u32) -> Step {
        for beat in 0..beats {
            if beat == 0 {
                // It never comes to an end; only the bench has to know that something is inside.
                self.holds.iter_mut().for_each(|holds| holds.push_back(false));
            }
            let data = self.dice.below(256) as u64;
            self.offer(Offer::Value { data, first: beat == 0, last: None })?;
        }
        for _ in 0..after {
            self.cycle(Offer::Nothing)?;
        }
        self.happened.resets += 1;
        for cycle in 0..length {
            self.garbage();
            self.bench.ports.rst.set(1);
            self.bench.settle();
            if cycle == 0 {
                // What is shown in the first cycle still counts, and what is written in it is written.
                same(self.bench.observe())?;
                self.bench.golden.reset();
                self.bench.forget();
            } else {
                same(self.bench.observe())?;
            }
            self.bench.edge();
        }
        self.bench.ports.rst.set(0);
        self.holds.iter_mut().for_each(std::collections::VecDeque::clear);
        self.scanned.fill(false);
        (self.due, self.last_progress) = (false, self.bench.cycle);
        Ok(())
    }

    /// Everything that the world drives but reset and clock, at random.
    pub fn garbage(&mut self) {
        let (ports, dice) = (&self.bench.ports, &mut self.dice);
        ports.free().into_iter().for_each(|port| port.fill(&mut || dice.word()));
    }

    /// Offers a beat until it is taken.
    fn offer(&mut self, offer: Offer) -> Step {
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
        for layer in 0..self.scanned.len() {
            let scans = self.bench.ports.scans[layer].is_high();
            if self.scanned[layer] && !scans {
                let planned = self.holds[layer].pop_front().unwrap_or(false) as u64;
                held = held & !(1 << layer) | planned << layer;
            }
            self.scanned[layer] = scans;
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
