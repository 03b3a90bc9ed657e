//! Real samples through the netlist, their answers compared with the golden model, their energy by part and layer.

use super::bench::Bench;
use super::gates::{Accesses, Gates};
pub use super::job::Job;
use crate::energy::parts::{Part, Table, layer, part};
use entrain_model::plan::Role;
use entrain_model::{Diagnostic, Result};
use serde::Serialize;

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
                let spent =
                    |(now, then): (&Accesses, &Accesses)| Accesses { reads: now.reads - then.reads, writes: now.writes - then.writes };
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
    let (layers, learned) = (job.plan.layers.len(), job.plan.host_memories());
    (measured.weight_reads, measured.weight_writes) = (vec![0; layers], vec![0; layers]);
    for (memory, count) in job.design.memories.iter().zip(accesses) {
        let scope = &job.design.scopes[memory.scope];
        let (layer, part, costs) = (layer(scope), part(scope), job.sram.memory(memory.width, memory.depth));
        add(layer, part, count.reads as f64 * costs.read);
        let writes = if part == Part::WeightRead { Part::WeightWrite } else { part };
        add(layer, writes, count.writes as f64 * costs.write);
        add(layer, Part::Static, costs.leakage * seconds);
        if let Some(host) = learned.iter().find(|host| memory.path.starts_with(&format!("{}.", host.instance()))) {
            if host.memory.role == Role::Weights {
                measured.weight_reads[host.layer] += count.reads;
                measured.weight_writes[host.layer] += count.writes;
            }
            measured.weights += count.writes * host.lanes as u64;
        }
    }
    add(None, Part::Clock, (job.tree.switching + job.tree.internal) * measured.cycles as f64);
    add(None, Part::Static, job.tree.leakage * seconds);
    measured.energy = energy;
}
