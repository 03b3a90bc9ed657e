//! Text for people, JSON for programs.

mod table;
mod width;

pub use table::{table, table_with_notes};
pub use width::{fitted, fitted_error, width};

use crate::hints;
use clap::ValueEnum;
use entrain_data::Warning;
use entrain_model::Diagnostic;
use serde_json::{Value, json};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Version of the JSON that every verb prints.
pub const FORMAT_VERSION: u32 = 1;

/// What to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: one object with `format_version` and `status`.
    Json,
}

/// Something could not be printed.
static LOST: AtomicBool = AtomicBool::new(false);

/// What a person should know of the data, whichever verb read them.
static WARNINGS: Mutex<Vec<Warning>> = Mutex::new(Vec::new());

/// Notes warnings, to be printed once with the verb's result.
pub fn warn(warnings: &[Warning]) {
    let mut all = WARNINGS.lock().unwrap_or_else(PoisonError::into_inner);
    for warning in warnings {
        if !all.contains(warning) {
            all.push(warning.clone());
        }
    }
}

/// What was warned of so far.
fn warnings() -> Vec<Warning> {
    WARNINGS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Whether all that was printed has reached somebody who wanted it.
pub fn is_whole() -> bool {
    !LOST.load(Ordering::Relaxed)
}

/// Puts text out; whether anybody still reads it. Who closes the pipe (`| head`) has read enough, which is no fault; a full disk is one.
pub fn put(text: &str) -> bool {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => true,
        Err(error) => {
            if error.kind() != ErrorKind::BrokenPipe && !LOST.swap(true, Ordering::Relaxed) {
                // Standard error may be gone, too.
                writeln!(std::io::stderr(), "error: cannot write the result: {error}").unwrap_or_default();
            }
            false
        }
    }
}

/// Prints a verb's result: `text` for people, or `value` as JSON with the version and the status.
pub fn print(format: Format, ok: bool, text: &str, value: Value) {
    match format {
        Format::Text => {
            let all_read = put(&fitted(&hints::complete(text), width()));
            let line = |warning: &Warning| fitted(&format!("warning: {}\n", warning.message), width());
            warnings().iter().for_each(|warning| write!(std::io::stderr(), "{}", line(warning)).unwrap_or_default());
            all_read
        }
        Format::Json => {
            let status = if ok { "ok" } else { "failed" };
            let mut object = json!({ "format_version": FORMAT_VERSION, "status": status, "warnings": warnings() });
            if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), value) {
                object.extend(fields);
            }
            put(&format!("{object:#}\n"))
        }
    };
}

/// Prints an error: to standard error for people, as an object for programs.
pub fn error(format: Format, error: &Diagnostic) {
    match format {
        Format::Text => writeln!(std::io::stderr(), "{}", fitted_error(&hints::complete(&error.to_string()), width())).unwrap_or_default(),
        Format::Json => {
            let mut object = json!({ "format_version": FORMAT_VERSION, "status": "error", "warnings": warnings() });
            if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), error_value(error)) {
                object.extend(fields);
            }
            put(&format!("{object:#}\n"));
        }
    }
}

/// A path for programs, which read UTF-8: what of it is none becomes a mark that says so.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// An error as a program reads it.
pub fn error_value(error: &Diagnostic) -> Value {
    let [message, text] = [error.message().to_string(), error.to_string()].map(|text| hints::complete(&text));
    json!({ "message": message, "line": error.line(), "text": text })
}

/// A number with thousands separators.
pub fn thousands(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or("")).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_are_grouped_from_the_right() {
        assert_eq!([1u64, 999, 1000, 1234567].map(super::thousands), ["1", "999", "1,000", "1,234,567"]);
    }
}
