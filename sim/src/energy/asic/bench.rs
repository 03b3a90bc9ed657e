//! The test bench of a netlist: offers samples, compares answers and weights with the golden model.

use super::gates::Gates;
use super::job::Job;
use entrain_model::plan::HostMemory;
use entrain_model::plan::image::images;
use entrain_model::{Diagnostic, Model, Result};
use std::collections::VecDeque;

/// The netlist with its ports, the samples that go in, and the golden model beside it.
pub(super) struct Bench<'a> {
    job: &'a Job<'a>,
    pub gates: Gates<'a>,
    golden: Model,
    /// Answers and updates of the samples that are on their way.
    expected: VecDeque<(usize, u64)>,
    period: u64,
    pub cycles: u64,
    sample: usize,
    beat: usize,
}

/// What happened in a cycle.
pub(super) struct Step {
    /// The class that was answered, and the updates of that sample.
    pub answer: Option<(usize, u64)>,
    /// A beat was taken.
    pub taken: bool,
}

impl<'a> Bench<'a> {
    pub fn new(job: &'a Job<'a>) -> Result<Bench<'a>> {
        let clock = port(job, "clk")?[0];
        let mut golden = job.start.clone();
        golden.start_anew();
        let gates = Gates::new(job.design, clock)?;
        let period = (1e6 / job.clock_mhz) as u64;
        Ok(Bench { job, gates, golden, expected: VecDeque::new(), period, cycles: 0, sample: 0, beat: 0 })
    }

    fn set(&mut self, name: &str, value: u64) -> Result<()> {
        let nets = port(self.job, name)?;
        self.gates.set(nets, value);
        Ok(())
    }

    fn get(&self, name: &str) -> Result<u64> {
        Ok(self.gates.get(port(self.job, name)?))
    }

    /// Reset, and the start weights into the memories.
    pub fn begin(&mut self) -> Result<()> {
        self.gates.meter.pause();
        self.set("rst", 1)?;
        for _ in 0..4 {
            self.gates.settle(self.period);
            self.gates.cycle(self.period);
        }
        self.set("rst", 0)?;
        self.set("m_ready", 1)?;
        for (memory, words) in memories(self.job, self.job.start)? {
            self.gates.fill(memory, &words);
        }
        Ok(())
    }

    /// A clock cycle in which the next beat is offered.
    pub fn step(&mut self) -> Result<Step> {
        let (input, label) = self.job.samples.get(self.sample % self.job.samples.len());
        self.set("s_valid", 1)?;
        self.set("s_data", input[self.beat] as u8 as u64)?;
        self.set("s_label", label as u64)?;
        self.set("s_learn", self.job.learn as u64)?;
        self.gates.settle(self.period);
        let taken = self.get("s_ready")? == 1;
        let answer = if self.get("m_valid")? == 1 { Some(self.answer()?) } else { None };
        Ok(Step { answer, taken })
    }

    fn answer(&mut self) -> Result<(usize, u64)> {
        let class = self.get("m_class")? as usize;
        let (wanted, updates) = self.expected.pop_front().unwrap_or((class, 0));
        if class == wanted {
            return Ok((class, updates));
        }
        let message = format!("the netlist answers class {class}, the golden model {wanted}");
        Err(Diagnostic::new(message).help(match self.gates.late() {
            0 => "run `entrain cosim`".into(),
            late => format!("{late} changes came after the clock's edge: try a slower --clock"),
        }))
    }

    /// The edge that ends a cycle.
    pub fn edge(&mut self, taken: bool) {
        self.gates.cycle(self.period);
        self.cycles += 1;
        if taken {
            if self.beat == 0 {
                let (input, label) = self.job.samples.get(self.sample % self.job.samples.len());
                let learned = if self.job.learn { Some(self.golden.learn(input, label)) } else { None };
                let answer = learned.map_or_else(|| (self.golden.predict(input), 0), |(class, counts)| (class, counts.updates));
                self.expected.push_back(answer);
            }
            self.beat += 1;
            if self.beat == self.job.plan.features {
                (self.sample, self.beat) = (self.sample + 1, 0);
            }
        }
    }

    /// Finishes the sample at hand, flushes, and compares every weight with the golden model's.
    pub fn compare_weights(&mut self) -> Result<()> {
        while self.beat != 0 {
            let step = self.step()?;
            self.edge(step.taken);
        }
        self.set("s_valid", 1)?;
        self.set("s_flush", 1)?;
        for _ in 0..self.patience() {
            self.gates.settle(self.period);
            let taken = self.get("s_valid")? == 1 && self.get("s_ready")? == 1;
            if self.get("m_valid")? == 1 {
                self.answer()?;
            }
            let flushed = self.get("flushed")? == 1;
            self.gates.cycle(self.period);
            if taken {
                self.set("s_valid", 0)?;
                self.set("s_flush", 0)?;
            }
            if flushed {
                let all = memories(self.job, &self.golden)?;
                return match all.iter().find(|(memory, words)| self.gates.words(*memory)[..words.len()] != words[..]) {
                    None => Ok(()),
                    Some((memory, _)) => Err(Diagnostic::new(format!(
                        "the netlist's {} differs from the golden model's",
                        self.job.design.memories[*memory].path
                    ))),
                };
            }
        }
        Err(Diagnostic::new("the netlist does not acknowledge the flush"))
    }

    pub fn patience(&self) -> u64 {
        4 * self.job.plan.cycles_per_sample() as u64 * (self.job.plan.layers.len() as u64 + 5) + 4096
    }
}

fn port<'a>(job: &'a Job, name: &str) -> Result<&'a [u32]> {
    let found = job.netlist.ports.get(name).map(|(_, nets)| nets.as_slice());
    found.ok_or_else(|| Diagnostic::new(format!("the netlist has no port {name}")))
}

/// The weight memories of the netlist, with the words of `model`.
fn memories(job: &Job, model: &Model) -> Result<Vec<(usize, Vec<Vec<u32>>)>> {
    let find = |(host, words): (&HostMemory, Vec<Vec<u32>>)| {
        let name = format!("{}.", host.instance());
        let memory = job.design.memories.iter().position(|memory| memory.path.starts_with(&name));
        Ok((memory.ok_or_else(|| Diagnostic::new(format!("the netlist has no memory {name}")))?, words))
    };
    job.plan.host_memories().iter().zip(images(job.plan, model)).map(find).collect()
}
