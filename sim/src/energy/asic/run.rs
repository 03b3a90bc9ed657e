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

/// Runs the samples and measures the window between the answers that begin and end it.
///
/// # Errors
/// An answer differs from the golden model's: the netlist is wrong, or the clock too fast for it.
pub fn run(job: &Job, progress: &mut dyn FnMut(usize)) -> Result<Measured> {
    let (plan, ports) = (job.plan, &job.netlist.ports);
    let port = |name: &str| ports.get(name).map(|(_, nets)| nets.clone()).ok_or_else(|| Diagnostic::new(format!("the netlist has no port {name}")));
    let clock = port("clk")?[0];
    let mut gates = Gates::new(job.design, clock)?;
    let period = (1e6 / job.clock_mhz) as u64;
    let (rst, s_valid, s_ready, s_data) = (port("rst")?, port("s_valid")?, port("s_ready")?, port("s_data")?);
    let (s_label, s_learn, m_valid, m_ready, m_class) = (port("s_label")?, port("s_learn")?, port("m_valid")?, port("m_ready")?, port("m_class")?);
    gates.meter.pause();
    gates.set(&rst, 1);
    for _ in 0..4 {
        gates.settle(period);
        gates.cycle(period);
    }
    gates.set(&rst, 0);
    gates.set(&m_ready, 1);
    for (host, words) in plan.host_memories().iter().zip(images(plan, job.start)) {
        let name = format!("layer{}.{}.", host.layer, if host.biases { "biases" } else { "weights" });
        let memory = job.design.memories.iter().position(|memory| memory.path.starts_with(&name));
        gates.fill(memory.ok_or_else(|| Diagnostic::new(format!("the netlist has no memory {name}")))?, &words);
    }
    let skip = plan.layers.len() + 1;
    let mut golden = job.start.clone();
    golden.samples = 0;
    let mut measured = Measured { samples: job.window, ..Measured::default() };
    let (mut sample, mut beat, mut answers, mut begun) = (0, 0, 0, None);
    let mut expected = std::collections::VecDeque::new();
    let mut at_start = Vec::new();
    let patience = 4 * plan.cycles_per_sample() as u64 * (skip + 4) as u64 + 4096;
    let (mut cycles, mut last) = (0u64, 0u64);
    loop {
        let (input, label) = job.samples.get(sample % job.samples.len());
        gates.set(&s_valid, 1);
        gates.set(&s_data, input[beat] as u8 as u64);
        gates.set(&s_label, label as u64);
        gates.set(&s_learn, job.learn as u64);
        gates.settle(period);
        let taken = gates.get(&s_ready) == 1;
        if gates.get(&m_valid) == 1 {
            let class = gates.get(&m_class) as usize;
            let (wanted, updates) = expected.pop_front().unwrap_or((class, 0));
            if class != wanted {
                return Err(Diagnostic::new(format!("the netlist answers sample {} with class {class}, the golden model with {wanted}", answers + 1))
                    .help(if gates.late() > 0 { format!("{} changes came after the clock's edge: try a slower --clock", gates.late()) } else { "run `entrain cosim`".into() }));
            }
            answers += 1;
            last = cycles;
            if answers == skip {
                gates.meter.restart(gates.now());
                at_start = gates.accesses();
                begun = Some(cycles);
            } else if answers > skip {
                measured.updates += updates;
                progress(answers - skip);
            }
            if answers == skip + job.window {
                break;
            }
        }
        gates.cycle(period);
        cycles += 1;
        if taken {
            if beat == 0 {
                let answer = if job.learn { golden.learn(input, label) } else { (golden.predict(input), Default::default()) };
                expected.push_back((answer.0, answer.1.updates));
            }
            beat += 1;
            if beat == plan.features {
                (sample, beat) = (sample + 1, 0);
            }
        }
        if cycles - last > patience {
            return Err(Diagnostic::new("the netlist does not answer").help("run `entrain cosim`; or the clock is too fast: try a slower --clock"));
        }
    }
    gates.meter.finish(gates.now());
    measured.cycles = cycles - begun.unwrap_or(0);
    measured.changes = gates.meter.changes();
    measured.late = gates.late();
    let accesses: Vec<Accesses> = gates.accesses().iter().zip(&at_start).map(|(now, then)| Accesses { reads: now.reads - then.reads, writes: now.writes - then.writes }).collect();
    energies(job, &gates, &accesses, &mut measured);
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
