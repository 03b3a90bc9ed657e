//! `entrain`: from a network file to hardware that learns in the field. One file a verb.

mod data_text;
mod explore;
mod hints;
mod incoming;
mod numbers;
mod output;
mod progress;
mod project;
mod svg;
mod usage;
mod verbs;
mod warning;
mod weights;

use clap::Parser;
use output::Format;
use std::process::ExitCode;

/// From a small network file to hardware that learns in the field.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    verb: verbs::Verb,
    /// What to print: text for people, JSON for programs.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,
}

fn main() -> ExitCode {
    let arguments: Arguments = match usage::parse() {
        Ok(arguments) => arguments,
        Err(status) => return status,
    };
    match arguments.verb.run(arguments.format) {
        Ok(agrees) if agrees && output::is_whole() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            output::error(arguments.format, &error);
            ExitCode::FAILURE
        }
    }
}
