//! Real samples through the netlist, their answers compared with the golden model, their energy by part and layer.

use super::clock_tree::ClockTree;
use super::design::Design;
use super::gates::{Accesses, Gates};
use super::netlist::Netlist;
use super::sram::SramModel;
use crate::energy::parts::{Part, Table, layer, part};
use entrain_model::data::Samples;
use entrain_model::plan::image::images;
use entrain_model::{Diagnostic, Model, Plan, Result};
use serde::Serialize;
use std::collections::VecDeque;

/// A simulation to run.
pub struct Job<'a> {
    /// The plan of the netlist.
    pub plan: &'a Plan,
    /// The netlist.
    pub netlist: &'a Netlist,
    /// Bound to a library.
    pub design: &'a Design,
    /// Its clock tree.
    pub tree: &'a ClockTree,
    /// What memories cost.
    pub sram: &'a SramModel,
    /// Weights at the start.
    pub start: &'a Model,
    /// Samples, in file order; more than are measured, to fill the pipeline.
    pub samples: &'a Samples,
    /// Samples that are measured.
    pub window: usize,
    /// They are learned.
    pub learn: bool,
    /// Clock, MHz.
    pub clock_mhz: f64,
    /// At the end, flush and compare every weight with the golden model's.
    pub compare_weights: bool,
}

/// What was measured.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Measured {
    /// Samples in the window.
    pub samples: usize,
    /// Clock cycles in the window.
    pub cycles: u64,
    /// Layer updates that the margin did not skip, of the samples whose answers are in the window.
    pub updates: u64,
    /// Weights, corrected: words written times lanes.
    pub weights: u64,
    /// Memory words written and read of each layer's weights.
    pub weight_writes: Vec<u64>,
    /// See `weight_writes`.
    pub weight_reads: Vec<u64>,
    /// Joules.
    #[serde(skip)]
    pub energy: Table,
    /// Changes of nets.
    pub changes: f64,
    /// Changes that came too late for the clock.
    pub late: u64,
}

impl Measured {
    /// Joules of all.
    pub fn total(&self) -> f64 {
        self.energy.values().sum()
    }

    /// Joules of a part.
    pub fn part(&self, part: Part) -> f64 {
        self.energy.iter().filter(|((_, of), _)| *of == part).map(|(_, joules)| joules).sum()
    }
}

/// The netlist with its ports, the samples that go in, and the golden model beside it.
struct Bench<'a> {
    job: &'a Job<'a>,
    gates: Gates<'a>,
    golden: Model,
    /// Answers and updates of the samples that are on their way.
    expected: VecDeque<(usize, u64)>,
    period: u64,
    cycles: u64,
    sample: usize,
    beat: usize,
}

/// What happened in a cycle.
struct Step {
    /// The class that was answered, and the updates of that sample.
    answer: Option<(usize, u64)>,
    /// A beat was taken.
    taken: bool,
}

impl<'a> Bench<'a> {
    fn new(job: &'a Job<'a>) -> Result<Bench<'a>> {
        let clock = port(job, "clk")?[0];
        let mut golden = job.start.clone();
        golden.samples = 0;
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
    fn begin(&mut self) -> Result<()> {
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
    fn step(&mut self) -> Result<Step> {
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
    fn edge(&mut self, taken: bool) {
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
    fn compare_weights(&mut self) -> Result<()> {
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
                    Some((memory, _)) => {
                        Err(Diagnostic::new(format!("the netlist's {} differs from the golden model's", self.job.design.memories[*memory].path)))
                    }
                };
            }
        }
        Err(Diagnostic::new("the netlist does not acknowledge the flush"))
    }

    fn patience(&self) -> u64 {
        4 * self.job.plan.cycles_per_sample() as u64 * (self.job.plan.layers.len() as u64 + 5) + 4096
    }
}

fn port<'a>(job: &'a Job, name: &str) -> Result<&'a [u32]> {
    let found = job.netlist.ports.get(name).map(|(_, nets)| nets.as_slice());
    found.ok_or_else(|| Diagnostic::new(format!("the netlist has no port {name}")))
}

/// The weight memories of the netlist, with the words of `model`.
fn memories(job: &Job, model: &Model) -> Result<Vec<(usize, Vec<Vec<u32>>)>> {
    let find = |(host, words): (&entrain_model::plan::HostMemory, Vec<Vec<u32>>)| {
        let name = format!("layer{}.{}.", host.layer, if host.biases { "biases" } else { "weights" });
        let memory = job.design.memories.iter().position(|memory| memory.path.starts_with(&name));
        Ok((memory.ok_or_else(|| Diagnostic::new(format!("the netlist has no memory {name}")))?, words))
    };
    job.plan.host_memories().iter().zip(images(job.plan, model)).map(find).collect()
}

/// Runs the samples and measures the window between the answers that begin and end it.
///
/// # Errors
/// An answer, or a weight, differs from the golden model's: the netlist is wrong, or the clock too fast for it.
pub fn run(job: &Job, progress: &mut dyn FnMut(usize)) -> Result<Measured> {
    let mut bench = Bench::new(job)?;
    bench.begin()?;
    let skip = job.plan.layers.len() + 1;
    let mut measured = Measured { samples: job.window, ..Measured::default() };
    let (mut answers, mut begun, mut last, mut at_start) = (0, 0, 0, Vec::new());
    while answers < skip + job.window {
        let step = bench.step()?;
        if let Some((_, updates)) = step.answer {
            answers += 1;
            last = bench.cycles;
            if answers == skip {
                bench.gates.meter.restart(bench.gates.now());
                (at_start, begun) = (bench.gates.accesses(), bench.cycles);
            } else if answers > skip {
                measured.updates += updates;
                progress(answers - skip);
            }
            if answers == skip + job.window {
                measured.cycles = bench.cycles - begun;
                bench.gates.meter.finish(bench.gates.now());
                measured.changes = bench.gates.meter.changes();
                measured.late = bench.gates.late();
                let spent = |(now, then): (&Accesses, &Accesses)| Accesses { reads: now.reads - then.reads, writes: now.writes - then.writes };
                let accesses: Vec<Accesses> = bench.gates.accesses().iter().zip(&at_start).map(spent).collect();
                energies(job, &bench.gates, &accesses, &mut measured);
                bench.gates.meter.pause();
            }
        }
        bench.edge(step.taken);
        if bench.cycles - last > bench.patience() {
            return Err(Diagnostic::new("the netlist does not answer").help("the clock may be too fast: try a slower --clock"));
        }
    }
    if job.compare_weights {
        bench.compare_weights()?;
    }
    Ok(measured)
}

/// Divides what was spent among layers and parts.
fn energies(job: &Job, gates: &Gates, accesses: &[Accesses], measured: &mut Measured) {
    let seconds = measured.cycles as f64 / (job.clock_mhz * 1e6);
    let mut energy = Table::new();
    let mut add = |layer, part, joules: f64| *energy.entry((layer, part)).or_default() += joules;
    for (instance, spent) in job.design.instances.iter().zip(gates.meter.spent()) {
        let scope = &job.design.scopes[instance.scope];
        let layer = layer(scope);
        add(layer, part(scope), spent.switching + spent.internal);
        add(layer, Part::Clock, spent.clock);
        add(layer, Part::Static, spent.leakage);
    }
    let layers = job.plan.layers.len();
    (measured.weight_reads, measured.weight_writes) = (vec![0; layers], vec![0; layers]);
    for (memory, count) in job.design.memories.iter().zip(accesses) {
        let scope = &job.design.scopes[memory.scope];
        let (layer, part, costs) = (layer(scope), part(scope), job.sram.memory(memory.width, memory.depth));
        add(layer, part, count.reads as f64 * costs.read);
        let writes = if part == Part::WeightRead { Part::WeightWrite } else { part };
        add(layer, writes, count.writes as f64 * costs.write);
        add(layer, Part::Static, costs.leakage * seconds);
        if let (Some(layer), Part::WeightRead) = (layer, part) {
            let biases = memory.path.contains(".biases.");
            if !biases {
                measured.weight_reads[layer] += count.reads;
                measured.weight_writes[layer] += count.writes;
            }
            measured.weights += count.writes * if biases { 1 } else { job.plan.layers[layer].lanes as u64 };
        }
    }
    add(None, Part::Clock, (job.tree.switching + job.tree.internal) * measured.cycles as f64);
    add(None, Part::Static, job.tree.leakage * seconds);
    measured.energy = energy;
}
