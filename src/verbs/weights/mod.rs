//! `entrain weights`: weights as files of other programs.

mod export;

use crate::output::Format;
use clap::{Args, Subcommand};
use entrain_model::Result;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Weights, biases and codes into a file for numpy (.npz) or PyTorch (.safetensors): real numbers, or the hardware's integers.
    Export(export::Arguments),
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    match &arguments.what {
        What::Export(arguments) => export::run(arguments, format),
    }
}
