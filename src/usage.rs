//! The command line itself: what a person mistyped is an object too where a program asked for JSON.

use crate::hints;
use crate::output::{self, Format};
use clap::error::ErrorKind;
use clap::{ArgAction, CommandFactory, Parser};
use entrain_model::Diagnostic;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// What a shell expects of a command line that is not understood.
const MISUSED: u8 = 2;

/// The arguments of this process; or, where there is nothing to do or they are wrong, all is printed and this is how to end.
pub fn parse<T: Parser + CommandFactory>() -> Result<T, ExitCode> {
    let given: Vec<OsString> = std::env::args_os().collect();
    // "-3" is a number that is out of range, not an option that nobody knows.
    let command = T::command().term_width(output::width()).mut_subcommands(|verb| {
        verb.mut_args(|argument| match argument.get_action() {
            ArgAction::Set | ArgAction::Append if !argument.is_positional() => argument.allow_negative_numbers(true),
            _ => argument,
        })
    });
    let read = command.clone().try_get_matches_from(&given).and_then(|matches| {
        hints::remember(&command, &matches);
        T::from_arg_matches(&matches)
    });
    let error = match read {
        Ok(arguments) => return Ok(arguments),
        Err(error) => error,
    };
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Whoever stops reading has read enough.
        error.print().unwrap_or_default();
        return Err(ExitCode::SUCCESS);
    }
    if asks_for_json(&given) {
        let text = error.to_string();
        let (message, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let diagnostic = Diagnostic::new(message.trim_start_matches("error: "));
        let help = rest.trim();
        output::error(Format::Json, &if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    } else {
        writeln!(std::io::stderr(), "{}", output::fitted_error(&error.to_string(), output::width())).unwrap_or_default();
    }
    Err(MISUSED.into())
}

/// Whether `--format json` stands in arguments that could not be read as a whole; behind `--` they are another program's.
fn asks_for_json(given: &[OsString]) -> bool {
    let own: Vec<&OsString> = given.iter().take_while(|argument| *argument != "--").collect();
    own.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json") || own.iter().any(|argument| *argument == "--format=json")
}
