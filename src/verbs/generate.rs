//! `entrain generate`

use super::{Target, WeightsChoice};
use crate::output::{Format, print, shown};
use crate::project::Project;
use crate::weights::{self, Weights};
use clap::{Args, ValueEnum};
use entrain_flow::asic::{librelane, sdc};
use entrain_hdl::{self as hdl, Start, core, emit, start_files};
use entrain_model::Result;
use entrain_model::checkpoint::write_atomically;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Folder for the Verilog [default: build/rtl beside the network file].
    #[arg(long)]
    pub output: Option<PathBuf>,
    /// Weights that the memories start with.
    #[command(flatten)]
    pub weights: WeightsChoice,
    /// Add the ports that show every weight write.
    #[arg(long)]
    pub trace: bool,
    /// Write a twin instead: the same network with the same lanes and cycles, less what the twin does not do.
    #[arg(long, value_enum)]
    pub twin: Option<Twin>,
}

/// A twin of a network.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Twin {
    /// Without learning: no increments, no decisions, no corrections, no error unit; labels go by unread.
    Inference,
}

/// What is written, and where; the default is what `entrain generate PATH` does.
#[derive(Default)]
pub struct Options {
    /// Folder for the Verilog; build/rtl beside the network file without.
    pub output: Option<PathBuf>,
    /// Weights that the memories start with, as `Project::weights` takes them.
    pub weights: Option<PathBuf>,
    /// With the ports that show every weight write.
    pub trace: bool,
    /// A twin instead.
    pub twin: Option<Twin>,
}

impl Arguments {
    fn options(&self) -> Options {
        Options { output: self.output.clone(), weights: self.weights.weights.clone(), trace: self.trace, twin: self.twin }
    }
}

/// What was written.
pub struct Report {
    pub folder: PathBuf,
    pub files: Vec<String>,
    pub lines: usize,
    /// Name of the top module.
    pub top: String,
    pub weights: Weights,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let report = work(&project, &arguments.options())?;
    print(format, true, &report.text(), report.json());
    Ok(true)
}

impl Report {
    /// For people.
    fn text(&self) -> String {
        let names: String = self.files.iter().map(|name| format!("  {name}\n")).collect();
        let text = format!("{} files, {} lines of Verilog in {}\n{names}", self.files.len(), self.lines, self.folder.display());
        text + &format!("weights {}\n", self.weights.words())
    }

    /// For programs.
    fn json(&self) -> Value {
        json!({
            "folder": shown(&self.folder), "files": self.files, "lines": self.lines, "top": self.top,
            "hashes": self.weights.hashes(), "weights": weights::value(&self.weights.origin),
        })
    }
}

/// Writes the Verilog, the start weights, a file list, and for a layout the constraints and LibreLane's configuration.
pub fn work(project: &Project, options: &Options) -> Result<Report> {
    project.hardware_ready()?;
    let folder = options.output.clone().unwrap_or_else(|| project.build_folder().join("rtl"));
    let weights = project.weights(options.weights.as_deref())?;
    let form = hdl::Options { trace: options.trace, start: Start::Named, ..hdl::Options::default() };
    let plan = match options.twin {
        Some(Twin::Inference) => project.plan.inference_twin(),
        None => project.plan.clone(),
    };
    let design = emit::write(&plan.name, core(&plan, form));
    let lines = design.files.iter().map(|(_, text)| text.lines().count()).sum();
    let mut files = design.files;
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let list: String = files.iter().map(|(name, _)| format!("{name}\n")).collect();
    files.extend(start_files(&plan, &weights.model));
    files.push((format!("{}.f", project.plan.name), list));
    let clock_mhz = project.clock_mhz();
    files.push((format!("{}.sdc", plan.name), sdc(clock_mhz)));
    files.push(("librelane.json".into(), librelane(&plan.name, &names, clock_mhz)));
    for (name, text) in &files {
        write_atomically(&folder.join(name), text.as_bytes())?;
    }
    let files = files.into_iter().map(|(name, _)| name).collect();
    Ok(Report { folder, files, lines, top: project.plan.name.clone(), weights })
}
