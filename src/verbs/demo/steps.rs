//! The steps of the demo: numbered, told with their time, and left out where a tool is missing.

use crate::output::{Format, put};
use entrain_model::Result;
use std::time::Instant;

/// How many there are.
const STEPS: usize = 6;

/// Those that were done.
pub struct Steps {
    format: Format,
    done: usize,
    /// Those that were left out, and why.
    pub skipped: Vec<String>,
}

impl Steps {
    pub fn new(format: Format) -> Steps {
        Steps { format, done: 0, skipped: Vec::new() }
    }

    /// Does `work`, and says `words` about what it brought.
    ///
    /// # Errors
    /// Those of `work`, but for a tool that is missing.
    pub fn step<T>(&mut self, name: &str, words: impl FnOnce(&T) -> String, work: impl FnOnce() -> Result<T>) -> Result<Option<T>> {
        self.done += 1;
        let started = Instant::now();
        let (result, line) = match work() {
            Ok(result) => {
                let line = words(&result);
                (Some(result), line)
            }
            Err(error) if error.is_missing_tool() => {
                self.skipped.push(format!("{name}: {}", error.message()));
                (None, format!("skipped: {}", error.message()))
            }
            Err(error) => return Err(error),
        };
        if self.format == Format::Text {
            put(&format!("[{}/{STEPS}] {name:<9} {line}   {:.1} s\n", self.done, started.elapsed().as_secs_f64()));
        }
        Ok(result)
    }
}
