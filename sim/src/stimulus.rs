//! When the source offers and when the sink takes: streaming, or gaps and stalls at random.

use entrain_model::rule::XorShift32;

/// The behaviour of the world around the core, the same for the same seed.
#[derive(Debug, Clone)]
pub struct Stimulus {
    random: Option<XorShift32>,
    longest: u32,
    source_waits: u32,
    sink_waits: u32,
}

impl Stimulus {
    /// A source that always offers and a sink that always takes.
    pub fn streaming() -> Stimulus {
        Stimulus { random: None, longest: 0, source_waits: 0, sink_waits: 0 }
    }

    /// Single idle cycles often, and now and then a wait of up to `longest` cycles, long enough to fill the pipeline.
    pub fn random(seed: u32, longest: usize) -> Stimulus {
        Stimulus { random: Some(XorShift32::new(seed)), longest: longest as u32, source_waits: 0, sink_waits: 0 }
    }

    /// Whether there are no gaps and no stalls, so that cycles can be predicted.
    pub fn is_streaming(&self) -> bool {
        self.random.is_none()
    }

    /// One clock cycle: (the source offers, the sink takes).
    pub fn step(&mut self) -> (bool, bool) {
        let Some(random) = &mut self.random else { return (true, true) };
        let dice = random.next_u32();
        for (waits, dice) in [(&mut self.source_waits, dice), (&mut self.sink_waits, dice >> 16)] {
            *waits = match *waits {
                0 if dice & 0xfff == 0 => 1 + random.next_u32() % self.longest.max(1),
                0 => 0,
                left => left - 1,
            };
        }
        (self.source_waits == 0 && dice >> 12 & 3 != 0, self.sink_waits == 0 && dice >> 30 != 0)
    }
}
