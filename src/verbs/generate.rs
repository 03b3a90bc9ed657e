//! `entrain generate`

use super::{Target, WeightsChoice};
use crate::output::{Format, print, shown};
use crate::project::Project;
use crate::weights::{self, Weights};
use clap::{Args, ValueEnum};
use entrain_flow::asic::{librelane, sdc};
use entrain_hdl::integration::{Package, SAMPLES};
use entrain_hdl::{self as hdl, Bus, Fronts, Start, Stream, emit, start_files};
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Result, digest};
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
    /// Put the registers and the memories behind a bus; docs/integration.md.
    #[arg(long, value_enum, default_value_t = BusName::None)]
    pub bus: BusName,
    /// How samples come and answers go.
    #[arg(long, value_enum, default_value_t = StreamName::Plain)]
    pub stream: StreamName,
    /// The clock of the bus.
    #[arg(long, value_enum, default_value_t = ClockName::Core)]
    pub bus_clock: ClockName,
    /// The clock of AXI4-Stream.
    #[arg(long, value_enum, default_value_t = ClockName::Core)]
    pub stream_clock: ClockName,
    /// Write a twin instead: the same network with the same lanes and cycles, less what the twin does not do.
    #[arg(long, value_enum)]
    pub twin: Option<Twin>,
}

/// A bus.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BusName {
    /// The core's own ports.
    None,
    /// AXI4-Lite.
    Axi,
    /// Wishbone B4, classic.
    Wishbone,
    /// SPI, in frames: samples and answers, too.
    Spi,
}

/// A way of samples and answers.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StreamName {
    /// As the core has them: valid, ready, a value a beat.
    Plain,
    /// AXI4-Stream.
    Axi,
}

/// The clock of a front.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ClockName {
    /// The core's.
    Core,
    /// One of its own, of any frequency and phase.
    Own,
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
    /// What stands around the core.
    pub fronts: Fronts,
}

impl Arguments {
    fn options(&self) -> Result<Options> {
        let (output, weights) = (self.output.clone(), self.weights.weights.clone());
        Ok(Options { output, weights, trace: self.trace, twin: self.twin, fronts: self.fronts()? })
    }

    /// What stands around the core.
    fn fronts(&self) -> Result<Fronts> {
        let bus = match self.bus {
            BusName::None => Bus::None,
            BusName::Axi => Bus::Axi,
            BusName::Wishbone => Bus::Wishbone,
            BusName::Spi => Bus::Spi,
        };
        let stream = match self.stream {
            StreamName::Plain => Stream::Plain,
            StreamName::Axi => Stream::Axi,
        };
        let [bus_clock, stream_clock] = [self.bus_clock, self.stream_clock].map(|clock| clock == ClockName::Own);
        let fronts = Fronts { bus, stream, bus_clock, stream_clock };
        let refuse = |what: &str, help: &str| Err(Diagnostic::new(what).help(help));
        match (fronts.registers(), stream) {
            (_, Stream::Axi) if bus == Bus::Spi => refuse(
                "--bus spi brings samples and answers, too; --stream axi has nothing to carry",
                "leave --stream out, or choose --bus axi",
            ),
            (false, _) if bus_clock => refuse(
                "--bus-clock own: there is no bus that could have a clock of its own",
                "it goes with --bus axi and --bus wishbone; SPI always has its own",
            ),
            (_, Stream::Plain) if stream_clock => {
                refuse("--stream-clock own: the core's own ports have the core's clock", "it goes with --stream axi")
            }
            _ => Ok(fronts),
        }
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
    /// Layers whose weights have no start contents, 1 first.
    pub in_spram: Vec<usize>,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let report = work(&project, &arguments.options()?)?;
    print(format, true, &report.text(), report.json());
    Ok(true)
}

impl Report {
    /// For people.
    fn text(&self) -> String {
        let names: String = self.files.iter().map(|name| format!("  {name}\n")).collect();
        let text = format!("{} files, {} lines of Verilog in {}\n{names}", self.files.len(), self.lines, self.folder.display());
        let unset: Vec<String> = self.in_spram.iter().map(usize::to_string).collect();
        let note = match unset.as_slice() {
            [] => String::new(),
            layers => format!(
                "SPRAM starts with anything: write the memories of layer {} before the\nfirst sample (host port or bus); there is no bench beside this core\n",
                layers.join(", ")
            ),
        };
        text + &format!("weights {}\n{note}", self.weights.words())
    }

    /// For programs.
    fn json(&self) -> Value {
        json!({
            "folder": shown(&self.folder), "files": self.files, "lines": self.lines, "top": self.top,
            "hashes": self.weights.hashes(), "weights": weights::value(&self.weights.origin), "in_spram": self.in_spram,
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
    let start = start_files(&plan, &weights.model);
    let top = options.fronts.top(&plan.name);
    let design = |build_id| Ok(emit::write(&top, hdl::design(&plan, options.fronts, form, build_id)?));
    // The number of everything that decides what the hardware does, itself aside.
    let build_id = digest::number(design(0)?.files.iter().chain(&start).flat_map(|(name, text)| [name, text]));
    let design = design(build_id)?;
    let lines = design.files.iter().map(|(_, text)| text.lines().count()).sum();
    let names: Vec<String> = design.files.iter().map(|(name, _)| name.clone()).collect();
    let list: String = names.iter().map(|name| format!("{name}\n")).collect();
    let start_names: Vec<String> = start.iter().map(|(name, _)| name.clone()).collect();
    let package = Package {
        plan: &plan,
        model: &weights.model,
        fronts: options.fronts,
        design: &design,
        start: &start_names,
        samples: SAMPLES,
        build_id,
    };
    let beside = if options.trace { Vec::new() } else { package.files() };
    let (top, mut files) = (design.top.clone(), design.files.clone());
    files.extend(start);
    files.push((format!("{}.f", plan.name), list));
    files.extend(beside);
    let clock_mhz = project.clock_mhz();
    files.push((format!("{}.sdc", plan.name), sdc(clock_mhz)));
    files.push(("librelane.json".into(), librelane(&plan.name, &names, clock_mhz)));
    for (name, text) in &files {
        write_atomically(&folder.join(name), text.as_bytes())?;
    }
    let files = files.into_iter().map(|(name, _)| name).collect();
    let in_spram = plan.in_spram().collect();
    Ok(Report { folder, files, lines, top, weights, in_spram })
}
