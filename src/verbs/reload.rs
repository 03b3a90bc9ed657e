//! The last build of a board, with the weights that are wanted by now.

use crate::progress;
use crate::project::Project;
use crate::weights::hashes;
use entrain_boards::Board;
use entrain_flow::{Job, Outcome, exchange};
use entrain_model::{Diagnostic, Result};
use std::path::Path;

/// The bitstream in `folder`. Weights that were trained since it was built, or are asked for, are exchanged in it. Weights that somebody
/// asked for when it was built stay, unless others are asked for now.
///
/// # Errors
/// Nothing was built; the network, the board or the program is another one since, so that weights do not fit into what was placed.
pub fn built(project: &Project, board: &Board, folder: &Path, asked: Option<&Path>) -> Result<Outcome> {
    let outcome = Outcome::read(folder)?;
    if asked.is_none() && outcome.origin.as_ref().is_some_and(|origin| origin.asked) {
        return Ok(outcome);
    }
    let weights = project.weights(asked)?;
    if (&outcome.weights, &outcome.codes) == (&weights.hashes(), &hashes(&weights.model.code_hashes())) {
        return outcome.of_weights(folder, &weights.origin);
    }
    let seeds = outcome.tries.iter().map(|tried| tried.seed).collect();
    let (plan, clock_mhz) = (&project.plan, outcome.clock_mhz);
    let job = Job { plan, model: &weights.model, board, clock_mhz, seeds, allow_slow: true, folder };
    let spinner = progress::spinner("weights");
    let exchanged = exchange(&job, &mut |step| spinner.set_message(step.to_string()));
    spinner.finish_and_clear();
    match exchanged? {
        Some(outcome) => outcome.of_weights(folder, &weights.origin),
        None => {
            let had = outcome.origin.as_ref().map_or("others".into(), |origin| origin.words());
            let message = format!(
                "{} has other weights than those to be flashed ({}), and they cannot be exchanged in it: {had}",
                outcome.bitstream.display(),
                weights.origin.words()
            );
            Err(Diagnostic::new(message).help("build it again: `entrain build`; or flash it as it is with --bitstream FILE"))
        }
    }
}
