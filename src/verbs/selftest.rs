//! `entrain selftest`

use super::Target;
use super::connection::{self, Connected, Connection};
use crate::output::{Format, print, thousands};
use crate::progress;
use crate::project::Project;
use crate::weights::hashes;
use clap::Args;
use entrain_host::audit::Deed;
use entrain_host::{SelfTest, Traffic, VirtualPort, selftest};
use entrain_model::Result;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Instant;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    #[command(flatten)]
    pub connection: connection::Arguments,
    /// Weights to start from: a checkpoint, or `start` [default: the start weights, which still have all to learn].
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Samples to learn [default: all training samples once].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub samples: Option<u32>,
    /// Learn from data of which more than 5 % of the values are clipped.
    #[arg(long)]
    pub allow_clipped: bool,
}

/// How a board is tested.
pub struct Options {
    pub connection: Connection,
    /// Weights to start from; the start weights without.
    pub weights: Option<PathBuf>,
    /// Samples to learn; all training samples once without.
    pub samples: Option<usize>,
    /// Learn from data of which too much is clipped.
    pub allow_clipped: bool,
}

impl Arguments {
    fn options(&self) -> Options {
        let samples = self.samples.map(|count| count as usize);
        let (connection, weights) = (self.connection.connection(), self.weights.clone());
        Options { connection, weights, samples, allow_clipped: self.allow_clipped }
    }
}

/// What the test found.
pub struct Report {
    /// The port, or "virtual".
    name: String,
    build_id: String,
    found: SelfTest,
    traffic: Traffic,
    advice: Option<String>,
    seconds: f64,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let report = work(&project, &arguments.options())?;
    print(format, report.is_good(), &text(&report), report.json());
    Ok(report.is_good())
}

/// Lets the board and the golden model learn the same samples from the same weights, and compares everything.
///
/// # Errors
/// No board, no data, a line that is gone.
pub fn work(project: &Project, options: &Options) -> Result<Report> {
    project.hardware_ready()?;
    let loaded = project.loaded()?;
    Project::refuse_clipped(&loaded.report, options.allow_clipped)?;
    let (data, start) = (loaded.data, project.model(options.weights.as_deref())?);
    let Connected { mut board, mut audit, name, advice, running, .. } = options.connection.connect(project, &start)?;
    let count = options.samples.unwrap_or(data.train.len());
    let bar = progress::bar("self-test", count as u64);
    let started = Instant::now();
    let found = selftest(&mut board, &start, &data.train, count, &mut |done| bar.set_position(done))?;
    bar.finish_and_clear();
    let (seconds, traffic) = (started.elapsed().as_secs_f64(), board.traffic());
    let build_id = format!("{:08x}", board.identity().build_id);
    audit.add(Deed::Tested { samples: count as u64, passed: found.passed() }, &board.hashes()?)?;
    drop(board);
    running.map_or(Ok(()), VirtualPort::switch_off)?;
    Ok(Report { name, build_id, found, traffic, advice, seconds })
}

impl Report {
    /// The board computes what the golden model does, and has its weights back.
    fn is_good(&self) -> bool {
        self.found.passed() && self.found.restored
    }

    /// For programs.
    fn json(&self) -> Value {
        let found = &self.found;
        json!({
            "board": self.name, "build_id": self.build_id, "samples": found.samples, "registers": found.registers,
            "wrong_answers": found.wrong_answers, "first_wrong_answer": found.first_wrong_answer,
            "weights_compared": found.weights_compared, "wrong_weights": found.wrong_weights,
            "first_wrong_weight": found.first_wrong_weight, "hashes": hashes(&found.hashes), "hashes_golden": hashes(&found.golden),
            "registers_compared": found.registers_compared, "wrong_registers": found.wrong_registers,
            "restored": found.restored, "traffic": self.traffic, "advice": self.advice, "seconds": self.seconds,
        })
    }
}

/// What went over the line, in words; and what slows it down.
pub fn line_text(traffic: &Traffic, advice: Option<&str>) -> String {
    let advice = advice.map(|advice| format!("\n  {advice}")).unwrap_or_default();
    format!(
        "{} frames sent for {} answers; {} asked again, {} damaged, {} late{advice}",
        thousands(traffic.sent),
        thousands(traffic.answered),
        thousands(traffic.repeated),
        thousands(traffic.damaged),
        thousands(traffic.stale)
    )
}

/// For people.
fn text(test: &Report) -> String {
    let Report { name, found: report, seconds, .. } = test;
    let line = line_text(&test.traffic, test.advice.as_deref());
    let mut text = format!(
        "{name}: {} samples learned, {} weights compared in {seconds:.1} s\n",
        thousands(report.samples as u64),
        thousands(report.weights_compared as u64)
    );
    if !report.registers.is_empty() {
        text += &format!("  {} changed on the way\n", report.registers.join(", "));
    }
    if report.registers_compared > 0 {
        text += &format!("  {} registers read by their addresses\n", report.registers_compared);
    }
    let (board, golden) = (hashes(&report.hashes).join(" "), hashes(&report.golden).join(" "));
    text += &format!("  hashes of the board        {board}\n  hashes of the golden model {golden}\n  {line}\n");
    if !report.passed() {
        text += &format!("  DIFFERENT: {} answers, {} weights\n", report.wrong_answers, report.wrong_weights);
        report.wrong_registers.iter().for_each(|wrong| text += &format!("  register {wrong}\n"));
        if let Some(sample) = report.first_wrong_answer {
            text += &format!("  first answer that differs: sample {sample}\n");
        }
        if let Some(wrong) = &report.first_wrong_weight {
            let whose = if wrong.of_code { "code of class" } else { "neuron" };
            let what = if wrong.of_code { "value" } else { "the weight of input" };
            let place = wrong.column.map_or("its bias".into(), |column| format!("{what} {column}"));
            text += &format!(
                "  first weight that differs: layer {}, {whose} {}, {place}: {} instead of {}\n",
                wrong.layer, wrong.row, wrong.found, wrong.expected
            );
        }
        text += "  the board does not compute what the golden model does: build with a slower --clock, or another --seed, and test again\n";
    }
    text += if report.restored {
        "  the weights that the board had before are in it again\n"
    } else {
        "  the weights that the board had before could NOT be put back\n"
    };
    text + if report.passed() { "self-test passed\n" } else { "self-test FAILED\n" }
}
