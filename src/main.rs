//! `entrain`: from a network file to hardware that learns in the field. One file a verb.

mod bars;
mod explore;
mod output;
mod plot;
mod progress;
mod project;
mod verbs;

use clap::Parser;
use output::Format;
use std::process::ExitCode;

/// From a small network file to hardware that learns in the field.
#[derive(Parser)]
#[command(version, max_term_width = 120)]
struct Arguments {
    #[command(subcommand)]
    verb: verbs::Verb,
    /// What to print: text for people, JSON for programs.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.verb.run(arguments.format) {
        Ok(agrees) if agrees => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            output::error(arguments.format, &error);
            ExitCode::FAILURE
        }
    }
}
