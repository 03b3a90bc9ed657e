//! What a session can be asked for, apart from the command line.

use crate::verbs::connection::Connection;
use entrain_model::rollback::Rollback;
use std::path::{Path, PathBuf};

/// A session with a board.
pub struct Options {
    pub connection: Connection,
    /// What is streamed.
    pub rows: Rows,
    /// Learn from data of which too much is clipped.
    pub allow_clipped: bool,
    /// Learn, or only predict.
    pub learn: bool,
    /// How many samples; all of them, once, or as many as come, without.
    pub samples: Option<u64>,
    /// Layers of the file that stay as they are, from 0.
    pub held: Vec<usize>,
    /// The registers, where they are not the network file's.
    pub rate: Option<u32>,
    pub margin: Option<u32>,
    pub revival: Option<u32>,
    /// Go back to weights that were better.
    pub rollback: Option<Rollback>,
    /// Drift alarm: the accuracy of a window of so many samples is so much below the best one, as a share.
    pub alarm: f64,
    pub window: usize,
    /// Weights that are put into the board first.
    pub restore: Option<Place>,
    /// Weights with which a virtual board comes up, as `Project::weights` takes them.
    pub weights: Option<PathBuf>,
    /// Where the board's weights are kept at the end.
    pub save: Option<Place>,
    /// A snapshot of another network in the flash may be lost.
    pub overwrite: bool,
    /// Log; in the build folder without.
    pub log: Option<PathBuf>,
    /// Samples between two lines of the log.
    pub every: u64,
}

/// Samples of a session.
pub enum Rows {
    /// The project's training rows.
    Training,
    /// Its test rows.
    Test,
    /// The training rows of another file.
    File(PathBuf),
    /// Rows with labels as they come, from a table that may grow, or from standard input where it is called `-`.
    Stream(PathBuf),
}

/// A place for weights.
pub enum Place {
    /// The board's own flash.
    Flash,
    /// A checkpoint, or the word for start weights.
    File(PathBuf),
}

impl Place {
    /// As an option names it.
    pub fn new(path: &Path) -> Place {
        if path == Path::new("flash") { Place::Flash } else { Place::File(path.into()) }
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Place::Flash => None,
            Place::File(path) => Some(path),
        }
    }

    /// As an option names it.
    pub fn words(&self) -> String {
        self.file().map_or("flash".into(), |path| path.display().to_string())
    }
}
