//! Schedules: what a world that keeps to the core's contract, and to nothing more, does to it. Drawn from a seed.

use super::job::Lockstep;
use entrain_model::rule::XorShift32;
use entrain_model::{Diagnostic, Result};
use std::fmt;
use std::str::FromStr;

/// Events drawn from a seed, each from the seed and its own number, so that some can be left out and the others stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// The seed.
    pub seed: u32,
    /// The events' numbers, in order.
    pub events: Vec<u32>,
}

/// How eagerly the world offers values and takes answers, in 1/16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mood {
    pub offers: u32,
    pub takes: u32,
}

/// A sample as a schedule wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Which of the job's samples.
    pub index: usize,
    /// Learn from it.
    pub learn: bool,
    /// Instead of the sample's own; it may be no class.
    pub label: Option<u64>,
    /// Share of the inputs that are left as they are, in 1/16; none: every zero becomes something else.
    pub density: Option<u32>,
    /// Layers that the sample does not correct, bit 0 the first.
    pub held: u64,
    /// Seed of what is random within the sample.
    pub random: u32,
}

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A sample.
    Sample(Sample),
    /// So many flushes, one behind the other.
    Flush(u32),
    /// Reads and writes of the host, as soon as the core is idle; writes only behind a flush.
    Host {
        /// How many.
        accesses: u32,
        /// Seed of which and what.
        random: u32,
    },
    /// Other registers, behind a flush of their own, each cut to what its register holds.
    Registers {
        /// Steps below the file's rate.
        slower: u32,
        /// M.
        margin: u32,
        /// RV.
        revival: u32,
        /// e in the low half, the learners that it is written to in the other; only where they have one.
        shares: u32,
    },
    /// A reset of `length` cycles, `after` cycles behind the last beat; before it so many beats of a sample.
    Reset {
        /// Beats of a sample that never ends.
        beats: u32,
        /// Cycles.
        after: u32,
        /// Cycles.
        length: u32,
    },
}

/// The dice of one event.
pub(super) struct Dice(XorShift32);

impl Dice {
    pub fn new(seed: u32, number: u32) -> Dice {
        Dice(XorShift32::new(seed.wrapping_mul(0x9e37_79b9) ^ number.wrapping_mul(0x85eb_ca6b).rotate_left(13)))
    }

    /// Below `limit`, which is not 0.
    pub fn below(&mut self, limit: u32) -> u32 {
        ((self.0.next_u32() as u64 * limit as u64) >> 32) as u32
    }

    /// True in `share` of 16 cases.
    pub fn sixteenths(&mut self, share: u32) -> bool {
        self.below(16) < share
    }

    pub fn word(&mut self) -> u32 {
        self.0.next_u32()
    }
}

/// What an event is drawn for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    pub samples: usize,
    pub features: usize,
    pub classes: usize,
    /// Numbers that the label's port can hold.
    pub labels: u64,
    pub layers: usize,
    pub cycles_per_sample: usize,
}

impl Around {
    pub fn new(job: &Lockstep) -> Around {
        let plan = job.plan;
        Around {
            samples: job.samples.len(),
            features: plan.features,
            classes: plan.classes,
            labels: 1 << plan.class_bits,
            layers: plan.learning().count(),
            cycles_per_sample: plan.cycles_per_sample(),
        }
    }
}

impl Sample {
    /// Sample `index` as it is, to be learned.
    pub fn learned(index: usize) -> Sample {
        Sample { index, learn: true, label: None, density: Some(16), held: 0, random: 0 }
    }
}

impl Schedule {
    /// The first `events` events of a seed.
    pub fn new(seed: u32, events: usize) -> Schedule {
        Schedule { seed, events: (0..events as u32).collect() }
    }

    /// Event `number`, and how eager the world is meanwhile.
    pub(super) fn event(&self, number: u32, around: &Around) -> (Event, Mood) {
        let mut dice = Dice::new(self.seed, number);
        let mood = match dice.below(4) {
            0 => Mood { offers: 16, takes: 16 },
            1 => Mood { offers: 16, takes: 1 + dice.below(8) },
            2 => Mood { offers: 1 + dice.below(8), takes: 16 },
            _ => Mood { offers: 4 + dice.below(13), takes: 4 + dice.below(13) },
        };
        let event = match dice.below(64) {
            0..=3 => Event::Flush(1 + dice.below(3) * dice.below(2)),
            4..=6 => Event::Host { accesses: 1 + dice.below(12), random: dice.word() },
            7..=8 => Event::Registers { slower: dice.below(4), margin: margin(&mut dice), revival: dice.word(), shares: shares(&mut dice) },
            9..=10 => {
                let beats = if dice.below(2) == 0 { 0 } else { dice.below(around.features as u32) };
                let after = dice.below(2 * around.cycles_per_sample as u32 + 8);
                Event::Reset { beats, after: if beats > 0 { after % 4 } else { after }, length: 1 + dice.below(2) * dice.below(6) }
            }
            _ => Event::Sample(sample(&mut dice, around)),
        };
        (event, mood)
    }
}

/// Small ones, some as wide as a register, and the one that no lead reaches.
fn margin(dice: &mut Dice) -> u32 {
    let bits = dice.below(21);
    dice.below(2 << bits).min(1 << 20)
}

/// Any e that is as near to a step as to another.
fn shares(dice: &mut Dice) -> u32 {
    let near = (1 << dice.below(17)) - dice.below(2);
    dice.word() & 0xffff_0000 | near.min(0xffff)
}

fn sample(dice: &mut Dice, around: &Around) -> Sample {
    let learn = dice.sixteenths(12);
    let label = match dice.below(16) {
        0 => Some(dice.below(around.labels as u32) as u64),
        1..=4 => Some(dice.below(around.classes as u32) as u64),
        _ => None,
    };
    let density = match dice.below(16) {
        0 => Some(0),
        1 => None,
        2..=5 => Some(dice.below(17)),
        _ => Some(16),
    };
    let held = if dice.sixteenths(4) { dice.word() as u64 & ((1 << around.layers) - 1) } else { 0 };
    Sample { index: dice.below(around.samples as u32) as usize, learn, label, density, held, random: dice.word() }
}

/// `SEED`, or `SEED:NUMBERS` with numbers and ranges of numbers of the events that are left: `7:0-3,9`.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for &number in &self.events {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => runs.push((number, number)),
            }
        }
        let run = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}-{last}") };
        write!(f, "{}:{}", self.seed, runs.iter().map(run).collect::<Vec<_>>().join(","))
    }
}

/// A seed, and the numbers of its events where not all of them are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The seed.
    pub seed: u32,
    /// The events' numbers; none: as many as the run wants.
    pub events: Option<Vec<u32>>,
}

impl FromStr for Wanted {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Wanted> {
        let refuse =
            || Diagnostic::new(format!("\"{text}\" is no schedule")).help("a seed, 7, or a seed and the events that are wanted, 7:0-3,9");
        let number = |text: &str| text.parse::<u32>().map_err(|_| refuse());
        let (seed, list) = text.split_once(':').map_or((text, None), |(seed, list)| (seed, Some(list)));
        let mut events = Vec::new();
        for run in list.into_iter().flat_map(|list| list.split(',')) {
            let (first, last) = run.split_once('-').unwrap_or((run, run));
            let (first, last) = (number(first)?, number(last)?);
            if last < first || last - first > 1_000_000 || events.last().is_some_and(|before| *before >= first) {
                return Err(refuse());
            }
            events.extend(first..=last);
        }
        Ok(Wanted { seed: number(seed)?, events: list.map(|_| events) })
    }
}

impl Wanted {
    /// The schedule, of `events` events where nothing else is said.
    pub fn schedule(&self, events: usize) -> Schedule {
        match &self.events {
            Some(events) => Schedule { seed: self.seed, events: events.clone() },
            None => Schedule::new(self.seed, events),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_read() {
        for events in [vec![0], vec![0, 1, 2, 3, 9], vec![4, 6, 7], (0..300).collect()] {
            let schedule = Schedule { seed: 7, events };
            let read: Wanted = schedule.to_string().parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(read.schedule(5), schedule);
        }
        assert_eq!("7".parse::<Wanted>().map(|wanted| wanted.schedule(2)).ok(), Some(Schedule::new(7, 2)));
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for text in ["", "x", "7:", "7:3-1", "7:1,1", "7:0-4000000000", "-1"] {
            assert!(text.parse::<Wanted>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_event_is_the_same_whatever_else_is_left() {
        let around = Around { samples: 9, features: 4, classes: 3, labels: 4, layers: 2, cycles_per_sample: 90 };
        let (all, some) = (Schedule::new(3, 400), Schedule { seed: 3, events: vec![17, 300] });
        let kinds: std::collections::HashSet<_> =
            all.events.iter().map(|&number| std::mem::discriminant(&all.event(number, &around).0)).collect();
        assert_eq!(kinds.len(), 5, "400 events are of every kind");
        assert_eq!(all.event(300, &around), some.event(300, &around));
    }
}
