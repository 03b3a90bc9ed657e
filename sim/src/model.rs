//! A running design: its ports as memory, its clock as two calls, whoever simulates it.

use crate::icarus::Icarus;
use crate::port::{Port, PortHandle};
use crate::verilated::Verilated;
use crate::verilator::Sources;
use entrain_model::Result;
use std::path::Path;

/// A running model.
#[derive(Debug)]
pub struct Simulation {
    ports: Vec<(Port, PortHandle)>,
    simulator: Simulator,
    time: u64,
}

/// Who simulates.
#[derive(Debug)]
enum Simulator {
    Verilated(Verilated),
    Icarus(Box<Icarus>),
}

impl Simulation {
    /// Opens a model that `Cache::build` made.
    ///
    /// # Errors
    /// The object is not there, or is none.
    pub fn open(object: &Path, ports: &[Port]) -> Result<Simulation> {
        let (model, handles) = Verilated::open(object, ports)?;
        Ok(Simulation::of(ports, handles, Simulator::Verilated(model)))
    }

    /// Starts Icarus Verilog on `sources`.
    ///
    /// # Errors
    /// It is not installed, or refuses the design.
    pub fn icarus(sources: &Sources) -> Result<Simulation> {
        let (model, handles) = Icarus::start(sources)?;
        Ok(Simulation::of(&sources.ports, handles, Simulator::Icarus(Box::new(model))))
    }

    fn of(ports: &[Port], handles: Vec<PortHandle>, simulator: Simulator) -> Simulation {
        Simulation { ports: ports.iter().cloned().zip(handles).collect(), simulator, time: 0 }
    }

    /// The port called `name`.
    ///
    /// # Panics
    /// If there is none: a fault of the caller.
    pub fn port(&self, name: &str) -> PortHandle {
        let found = self.ports.iter().find(|(port, _)| port.name == name);
        found.unwrap_or_else(|| panic!("the model has no port {name}")).1.clone()
    }

    /// Whether there is such a port.
    pub fn has_port(&self, name: &str) -> bool {
        self.ports.iter().any(|(port, _)| port.name == name)
    }

    /// Settles the logic for the inputs as they are.
    pub fn eval(&mut self) {
        match &mut self.simulator {
            Simulator::Verilated(model) => model.eval(self.time),
            Simulator::Icarus(model) => model.eval(),
        }
        self.time += 1;
    }

    /// Half clock periods so far.
    pub fn time(&self) -> u64 {
        self.time
    }

    /// The outputs of which some bit was X or Z after the last `eval`; such bits read as 0. Verilator knows no X and no Z.
    pub fn unknowns(&self) -> impl Iterator<Item = &str> {
        let unknown = match &self.simulator {
            Simulator::Verilated(_) => &[],
            Simulator::Icarus(model) => model.unknown(),
        };
        unknown.iter().map(|&index| self.ports[index].0.name.as_str())
    }

    /// The first of `unknowns`.
    pub fn unknown(&self) -> Option<String> {
        self.unknowns().next().map(String::from)
    }

    /// Whether the simulator still runs: from where it ended on, the outputs stand still.
    ///
    /// # Errors
    /// It does not: the reason.
    pub fn check(&self) -> Result<()> {
        match &self.simulator {
            Simulator::Verilated(_) => Ok(()),
            Simulator::Icarus(model) => model.check(),
        }
    }

    /// Writes a waveform (FST) from now on; only for models built with waves. It is whole when the simulation is dropped.
    ///
    /// # Errors
    /// The model was built without waves, or the path is no file name.
    pub fn start_waves(&mut self, path: &Path) -> Result<()> {
        match &mut self.simulator {
            Simulator::Verilated(model) => model.start_waves(path),
            Simulator::Icarus(model) => {
                model.start_waves(path);
                Ok(())
            }
        }
    }
}
