//! A project: a network file, its board, its plan, and the folder for what is made from it.

use crate::output::warn;
use crate::warning::idle_lanes;
use entrain_boards::Board;
use entrain_data::{DataReport, DataSet, Loaded};
use entrain_hdl::emit::{self, Direction};
use entrain_hdl::{Design, Options, core};
use entrain_model::network::Part;
use entrain_model::{Diagnostic, Model, Network, Plan, Result, checkpoint};
use entrain_sim::{Cache, Port, Sources};
use std::path::{Path, PathBuf};

/// Everything that the verbs start from.
pub struct Project {
    pub network: Network,
    pub board: Option<Board>,
    pub plan: Plan,
}

impl Project {
    /// Opens a network file or a folder with an `entrain.toml`; `board` overrides the file's.
    pub fn open(path: &Path, board: Option<&str>) -> Result<Project> {
        let project = Project::open_to_fit(path, board)?;
        let plan = Plan::new(&project.network, project.board.as_ref().map(|board| &board.device.resources))?;
        let project = Project { plan, ..project };
        warn(&idle_lanes(&project.network, &project.plan));
        Ok(project)
    }

    /// The same for who looks for a design that fits the board: the plan is one on no device.
    pub fn open_to_fit(path: &Path, board: Option<&str>) -> Result<Project> {
        let file = if path.is_dir() { path.join("entrain.toml") } else { path.to_path_buf() };
        let network = Network::load(&file)?;
        let board = match (board, &network.board) {
            (Some(name), _) => Some(Board::find(name, Some(network.folder()))?),
            (None, Some(name)) => Some(Board::find(name, Some(network.folder())).map_err(|error| match error.line() {
                None => network.point_at(error, Part::Board, "see `entrain boards`"),
                Some(_) => error, // in the board's own file
            })?),
            (None, None) => None,
        };
        let plan = Plan::new(&network, None)?;
        Ok(Project { network, board, plan })
    }

    /// The board, for verbs that need one.
    pub fn needs_board(&self) -> Result<&Board> {
        self.board.as_ref().ok_or_else(|| {
            Diagnostic::new("no board is named").help("give --board NAME, or in the network file:\n\n[target]\nboard = \"icebreaker\"")
        })
    }

    /// The clock of the design in MHz: the board's, or 24 where no board says one.
    pub fn clock_mhz(&self) -> f64 {
        self.board.as_ref().map_or(24.0, |board| board.clock.design_mhz)
    }

    /// Folder for everything that is made: `build` beside `entrain.toml`, and in it a folder for each other network file.
    pub fn build_folder(&self) -> PathBuf {
        let build = self.network.folder().join("build");
        match self.network.path().file_stem() {
            Some(stem) if stem != "entrain" => build.join(stem),
            _ => build,
        }
    }

    /// Where `train` puts its checkpoint.
    pub fn checkpoint(&self) -> PathBuf {
        self.build_folder().join(checkpoint::NAME)
    }

    /// The model with start weights, or with those of a checkpoint.
    pub fn model(&self, weights: Option<&Path>) -> Result<Model> {
        let mut model = Model::new(&self.plan);
        if let Some(path) = weights.filter(|path| *path != Path::new(checkpoint::START)) {
            checkpoint::load(path, &self.network, &mut model)?;
        }
        Ok(model)
    }

    /// The data that the network names.
    pub fn data(&self) -> Result<DataSet> {
        self.loaded().map(|loaded| loaded.data)
    }

    /// The same with everything that was found out about them; warnings are printed with the verb's result.
    pub fn loaded(&self) -> Result<Loaded> {
        let loaded = Loaded::new(&self.network)?;
        warn(&loaded.report.warnings);
        Ok(loaded)
    }

    /// Refuses to let a board learn from data of which too much is lost, unless `allowed`.
    pub fn refuse_clipped(report: &DataReport, allowed: bool) -> Result<()> {
        if allowed || report.clipped.share <= DataReport::CLIPPED_REFUSED {
            return Ok(());
        }
        let worst = report.clipped.worst.as_deref().unwrap_or_default();
        let (share, own) = (100.0 * report.clipped.share, 100.0 * report.clipped.worst_share);
        let message = format!("{share:.1} % of the values are clipped, most in {worst} ({own:.1} %): a board is not to learn from these");
        let help = "[data] normalise = \"standard\" gives each column a scale; --allow-clipped learns from them as they are";
        Err(Diagnostic::new(message).help(help).help("`entrain check` says more of the data"))
    }

    /// Refuses what the generator cannot build; for the verbs that make Verilog.
    pub fn hardware_ready(&self) -> Result<()> {
        self.plan.hardware_ready(&self.network)
    }

    /// The Verilog with trace ports, for co-simulation, with ports for the registers of a host or with constants.
    pub fn traced(&self, registers: bool) -> Sources {
        sources(emit::write(&self.plan.name, core(&self.plan, Options { trace: true, registers, ..Options::default() })))
    }

    /// The same as a netlist of the board's cells, with their models; kept in the cache.
    pub fn netlist(&self, cache: &Cache) -> Result<Sources> {
        Ok(sources(entrain_flow::netlist(&self.plan, self.needs_board()?, &cache.netlists())?))
    }
}

/// A design as the simulators take it.
fn sources(design: Design) -> Sources {
    let port = |port: &emit::Port| Port { name: port.name.clone(), width: port.width, output: port.direction == Direction::Output };
    let ports = design.ports.iter().map(port).collect();
    Sources { top: design.top, files: design.files, ports }
}
