//! A core from power-on, in a simulator that knows X and Z: every output is looked at in the cycles in which it says something.

use entrain_model::Samples;
use entrain_model::plan::image::images;
use entrain_model::{Model, Plan};
use entrain_sim::Simulation;

/// A core in Icarus Verilog, and the first output that was X or Z when it counted.
struct Watched {
    simulation: Simulation,
    unknown: Option<String>,
}

impl Watched {
    fn set(&self, values: &[(&str, u64)]) {
        values.iter().for_each(|(name, value)| self.simulation.port(name).set(*value));
    }

    fn is_high(&self, name: &str) -> bool {
        self.simulation.port(name).is_high()
    }

    /// Whether an output says something in this cycle: what goes with a valid or a write, only there; the rest always.
    fn counts(&self, name: &str) -> bool {
        let tap = name.strip_suffix("_old").or(name.strip_suffix("_new")).or(name.strip_suffix("_addr"));
        match (name, tap) {
            ("m_class" | "m_logits" | "updates", _) => self.is_high("m_valid"),
            ("host_rdata", _) => self.is_high("host_en") && !self.is_high("host_we"),
            (_, Some(tap)) => self.is_high(&format!("{tap}_write")),
            _ => true,
        }
    }

    /// One clock cycle: whether the core took a beat, and whether it was done with a flush.
    fn clock(&mut self) -> (bool, bool) {
        self.set(&[("clk", 0)]);
        self.simulation.eval();
        let unknown = self.simulation.unknowns().find(|name| self.counts(name)).map(|name| format!("{name} at {}", self.simulation.time()));
        let seen = (self.is_high("s_valid") && self.is_high("s_ready"), self.is_high("flushed"));
        self.set(&[("clk", 1)]);
        self.simulation.eval();
        self.unknown = self.unknown.take().or(unknown);
        seen
    }

    /// One clock cycle in which nothing counts.
    fn skip(&mut self) {
        let before = self.unknown.take();
        self.clock();
        self.unknown = before;
    }

    /// Clocks until `done`.
    fn until(&mut self, done: impl Fn((bool, bool)) -> bool) {
        let cycles = (0..100_000).take_while(|_| !done(self.clock())).count();
        assert!(cycles < 100_000, "the core hangs; unknown: {:?}", self.unknown);
    }
}

/// What is X or Z and counts after a reset of some cycles: while weights are loaded, samples learned, a flush done, weights read.
pub fn unknown_after_reset(simulation: Simulation, plan: &Plan, samples: &Samples, cycles: usize) -> Option<String> {
    let mut core = Watched { simulation, unknown: None };
    core.set(&[("rst", 1), ("m_ready", 1)]);
    (0..cycles).for_each(|_| core.skip());
    core.set(&[("rst", 0)]);
    core.clock();
    // Words that are written; later the same, read.
    let words = images(plan, &Model::new(plan));
    let walk = |core: &mut Watched, write: u64| {
        for (memory, words) in plan.host_memories().iter().zip(&words) {
            // A memory is claimed a cycle ahead, and answers a cycle late.
            core.set(&[("host_we", 0), ("host_en", 1), ("host_select", memory.select as u64), ("host_addr", 0)]);
            (0..2).for_each(|_| core.skip());
            for (address, word) in words.iter().enumerate() {
                core.set(&[("host_we", write), ("host_addr", address as u64)]);
                core.simulation.port("host_wdata").set_word(word);
                core.clock();
            }
        }
        core.set(&[("host_we", 0), ("host_en", 0)]);
        core.clock();
    };
    walk(&mut core, 1);
    core.set(&[("s_valid", 1), ("s_learn", 1)]);
    for (input, label) in samples.iter() {
        for value in input {
            core.set(&[("s_data", *value as u8 as u64), ("s_label", label as u64)]);
            core.until(|(taken, _)| taken);
        }
    }
    core.set(&[("s_flush", 1)]);
    core.until(|(taken, _)| taken);
    core.set(&[("s_valid", 0), ("s_flush", 0)]);
    core.until(|(_, flushed)| flushed);
    core.clock();
    walk(&mut core, 0);
    core.simulation.check().unwrap_or_else(|error| panic!("{error}"));
    core.unknown
}
