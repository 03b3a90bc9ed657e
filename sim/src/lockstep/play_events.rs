//! The events of a schedule, one after the other: samples, flushes, registers and resets. Those of the host are in `play_host`.

use super::play::{Offer, Play, Step, same};
use super::schedule::{Dice, Event, Sample};
use entrain_model::plan::Registers;
use std::collections::VecDeque;

impl Play<'_> {
    /// What `event` wants; the first difference that it brings.
    pub fn event(&mut self, event: &Event) -> Step {
        match *event {
            Event::Sample(ref sample) => self.sample(sample),
            Event::Flush(count) => self.flushes(count),
            Event::Host { accesses, random } => self.host(accesses, random),
            Event::Registers { slower, margin, revival, shares } => self.registers(slower, margin, revival, shares),
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

    /// So many flushes behind each other.
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

    fn registers(&mut self, slower: u32, margin: u32, revival: u32, shares: u32) -> Step {
        if self.bench.ports.registers.is_none() {
            return Ok(());
        }
        self.flushes(1)?;
        self.quiet()?;
        same(self.bench.paces())?;
        let fits = self.bench.job.plan.registers;
        let (slower, revival) = (slower.min(fits.slowest), revival & ((1 << fits.revival_bits) - 1));
        let registers = Registers { slower, margin: margin as i32, revival };
        self.bench.set_registers(&registers);
        self.bench.golden.model.set_registers(&registers);
        let learners = (0..self.bench.job.plan.learners()).filter(|learner| shares >> (16 + learner % 16) & 1 != 0);
        let shares: Vec<_> = learners.map(|learner| (learner, shares as u16)).collect();
        self.bench.set_shares(&shares);
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
        self.holds.iter_mut().for_each(VecDeque::clear);
        (self.due, self.last_progress) = (false, self.bench.cycle);
        Ok(())
    }
}
