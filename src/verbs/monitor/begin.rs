//! The beginning of a session: the board is reached, has the weights that it should have, and somebody knows whose they are.

use super::options::{Options, Place};
use crate::project::Project;
use crate::verbs::connection::{Connected, slots};
use crate::weights::Weights;
use entrain_host::audit::Deed;
use entrain_model::Result;
use entrain_model::checkpoint::{Origin, START};
use std::path::Path;

/// A board that is ready to learn.
pub struct Begun {
    pub connected: Connected,
    /// It came up with the snapshot in its flash.
    pub came_up: bool,
    /// Where its weights come from.
    pub origin: Origin,
}

/// Reaches the board, whose bitstream is thought to have brought `bitstream`, and restores the weights that are asked for.
///
/// # Errors
/// No board; a flash in which a snapshot of another network would be lost; a checkpoint that does not fit.
pub fn begin(project: &Project, options: &Options, bitstream: Weights) -> Result<Begun> {
    let mut connected = options.connection.connect(project, &bitstream.model)?;
    let Connected { board, audit, name, flash, .. } = &mut connected;
    audit.add(Deed::Opened { line: name.clone() }, &board.hashes()?)?;
    let came_up = board.is_restored();
    // Before anything is learned, not when it is to be kept.
    if matches!(options.save, Some(Place::Flash))
        && !options.overwrite
        && let Some(foreign) = slots(board, *flash)?.foreign()?
    {
        return Err(foreign.refusal());
    }
    if let Some(place) = &options.restore {
        let mut model = project.model(place.file())?;
        if matches!(place, Place::Flash) {
            slots(board, *flash)?.restore(&mut model)?;
        }
        board.write_weights(&model)?;
        if place.file().is_some() {
            board.set_shares(&model.shares())?;
        }
        audit.add(Deed::Restored { place: place.words(), why: "asked for".into() }, &board.hashes()?)?;
    }
    let origin = whose(project, options, bitstream, &board.model()?.learned_hashes());
    Ok(Begun { connected, came_up, origin })
}

/// The weights that the board's bitstream is thought to have brought: a real one can only be asked.
pub fn came_with(project: &Project, options: &Options) -> Result<Weights> {
    match project.weights(options.weights.as_deref()) {
        Err(_) if !options.connection.is_virtual() => project.weights(Some(Path::new(START))),
        found => found,
    }
}

/// Where the weights come from that the board has before it learns.
fn whose(project: &Project, options: &Options, bitstream: Weights, hashes: &[u32]) -> Origin {
    let named = options.restore.as_ref().and_then(Place::file).map(|path| project.weights(Some(path)));
    let start = project.weights(Some(Path::new(START)));
    let known: Vec<Result<Weights>> = [named, Some(Ok(bitstream)), Some(start)].into_iter().flatten().collect();
    known
        .into_iter()
        .flatten()
        .find(|weights| weights.model.learned_hashes() == hashes)
        .map_or_else(Origin::board, |weights| weights.origin)
}
