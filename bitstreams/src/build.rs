//! A build: Verilog and start weights into a folder, a build id over all of it, then the family's tools.

use crate::ice40;
use crate::report::Outcome;
use entrain_boards::Board;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Model, Plan, Result};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Instant;

/// A bitstream to make.
#[derive(Debug)]
pub struct Job<'a> {
    /// The network.
    pub plan: &'a Plan,
    /// Its start weights.
    pub model: &'a Model,
    /// The board.
    pub board: &'a Board,
    /// Clock of the design, MHz.
    pub clock_mhz: f64,
    /// Seed of the placer.
    pub seed: u32,
    /// Everything goes here.
    pub folder: &'a Path,
}

/// Makes the bitstream, or returns the one that is there if nothing that goes into it has changed.
///
/// `step` is told the name of each step as it begins.
///
/// # Errors
/// A tool missing or failing, a clock that the PLL cannot make, timing not met, a full disk.
pub fn build(job: &Job, step: &mut dyn FnMut(&str)) -> Result<Outcome> {
    if job.board.device.family != "ice40" {
        return Err(Diagnostic::new(format!("boards of the family {} cannot be built yet", job.board.device.family)));
    }
    let inputs = ice40::inputs(job, 0)?;
    let tools = ice40::versions();
    let mut hasher = Sha256::new();
    let parts = inputs.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]).chain(tools.iter().map(String::as_str));
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.update(job.seed.to_le_bytes());
    let digest = hasher.finalize();
    let build_id = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    let record = job.folder.join("build.json");
    if let Some(outcome) = recorded(&record, build_id) {
        return Ok(outcome);
    }
    let started = Instant::now();
    let files = ice40::inputs(job, build_id)?;
    for (name, text) in &files {
        write_atomically(&job.folder.join(name), text.as_bytes())?;
    }
    let mut outcome = ice40::run(job, &files, build_id, step)?;
    outcome.tools = tools;
    outcome.seconds = started.elapsed().as_secs_f64();
    let text = serde_json::to_string_pretty(&outcome).expect("plain data becomes JSON");
    write_atomically(&record, text.as_bytes())?;
    Ok(outcome)
}

/// An earlier build of the same inputs whose bitstream is still there.
fn recorded(record: &Path, build_id: u32) -> Option<Outcome> {
    let text = std::fs::read_to_string(record).ok()?;
    let outcome: Outcome = serde_json::from_str(&text).ok()?;
    let size = std::fs::metadata(&outcome.bitstream).ok()?.len();
    let same = outcome.build_id == format!("{build_id:08x}") && size == outcome.bitstream_bytes;
    same.then_some(Outcome { reused: true, ..outcome })
}
