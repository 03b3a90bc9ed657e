//! The steps of a build: told to whoever waits, and timed.

use crate::report::Step;
use entrain_model::Result;
use std::time::Instant;

/// Tells a caller what is being done, and keeps the time of each step.
pub(crate) struct Steps<'a> {
    tell: &'a mut dyn FnMut(&str),
    /// What was done, in order.
    pub done: Vec<Step>,
}

impl<'a> Steps<'a> {
    /// None so far.
    pub fn new(tell: &'a mut dyn FnMut(&str)) -> Steps<'a> {
        Steps { tell, done: Vec::new() }
    }

    /// Does `work` as the step `name`; one that fails is not kept.
    pub fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        (self.tell)(name);
        let started = Instant::now();
        let result = work()?;
        self.done.push(Step { name: name.into(), seconds: started.elapsed().as_secs_f64(), earlier: false });
        Ok(result)
    }
}
