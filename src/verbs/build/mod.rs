//! `entrain build`

mod all;
mod text;
mod twin;
mod work;

pub use work::{Clock, Options, samples_per_second, work};

use super::{Target, WeightsChoice};
use crate::numbers::seeds_from;
use crate::output::{Format, print};
use crate::project::Project;
use clap::Args;
use entrain_model::{Diagnostic, Result};
use std::path::PathBuf;
use text::{text, value};
use work::SEED;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Clock of the design in MHz, or `fastest`: the largest that place and route meet, found by up to five builds [default: the board's].
    #[arg(long)]
    pub clock: Option<Clock>,
    /// First seed of the placer.
    #[arg(long, default_value_t = SEED)]
    pub seed: u32,
    /// How many seeds to try; the fastest result is kept.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub seeds: u32,
    /// A clock that is not reached is no error; the result says what was reached.
    #[arg(long)]
    pub allow_slow: bool,
    /// Weights that the bitstream starts with. If nothing else has changed since the last build, they are exchanged in it
    /// without place and route.
    #[command(flatten)]
    pub weights: WeightsChoice,
    /// Folder in which the board's folder is made [default: the build folder beside the network file].
    #[arg(long)]
    pub output: Option<PathBuf>,
    /// Build the inference-only twin as well, and print what learning costs.
    #[arg(long, conflicts_with = "all_boards")]
    pub twin: bool,
    /// Build for every board, and print one table.
    #[arg(long, conflicts_with = "board")]
    pub all_boards: bool,
}

impl Arguments {
    fn options(&self) -> Options {
        Options {
            clock: self.clock,
            seeds: seeds_from(self.seed, self.seeds),
            allow_slow: self.allow_slow,
            weights: self.weights.weights.clone(),
            output: self.output.clone(),
        }
    }
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let options = arguments.options();
    if arguments.all_boards {
        if let Some(Clock::Mhz(mhz)) = arguments.clock {
            let message = format!("--clock {mhz} is one clock for all boards");
            return Err(Diagnostic::new(message).help("leave it out for each board's own, or take `--clock fastest`"));
        }
        return all::run(&arguments.target.path, &options, format);
    }
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    if arguments.twin {
        return twin::run(&project, &options, format);
    }
    let outcome = work(&project, &options)?;
    print(format, true, &text(&project, &outcome), value(&project, &outcome));
    Ok(true)
}
