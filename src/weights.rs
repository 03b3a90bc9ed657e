//! The weights that a verb starts from: the newest checkpoint of the network, the one that is named, or start weights.

use crate::output::warn;
use crate::project::Project;
use entrain_data::Warning;
use entrain_model::checkpoint::{self, Facts, Origin, START};
use entrain_model::{Model, Result};
use serde_json::{Value, json};
use std::path::Path;

/// Weights, and where they come from.
pub struct Weights {
    pub model: Model,
    pub origin: Origin,
    /// What the checkpoint says besides.
    pub facts: Facts,
}

impl Project {
    /// The weights that are asked for; if none are, those of the newest checkpoint of this network in the build folder.
    ///
    /// # Errors
    /// A checkpoint that is damaged; one that is asked for and belongs to another network.
    pub fn weights(&self, asked: Option<&Path>) -> Result<Weights> {
        match asked {
            Some(path) if path == Path::new(START) => Ok(self.start(true)),
            Some(path) => self.checkpointed(path, true),
            None => {
                let found = checkpoint::newest(&self.build_folder(), &self.network)?;
                if let Some((path, why)) = found.foreign {
                    let message = format!("{} belongs to another network and is not taken: {why}", path.display());
                    warn(&[Warning::new("foreign_checkpoint", message, None)]);
                }
                found.path.map_or_else(|| Ok(self.start(false)), |path| self.checkpointed(&path, false))
            }
        }
    }

    fn start(&self, asked: bool) -> Weights {
        Weights { model: Model::new(&self.plan), origin: Origin::start(asked), facts: Facts::default() }
    }

    fn checkpointed(&self, path: &Path, asked: bool) -> Result<Weights> {
        let mut model = Model::new(&self.plan);
        let about = checkpoint::load(path, &self.network, &mut model)?;
        Ok(Weights { model, origin: Origin::checkpoint(path, &about, asked), facts: about.facts })
    }
}

impl Weights {
    /// Each layer's hash.
    pub fn hashes(&self) -> Vec<String> {
        hashes(&self.model.hashes())
    }

    /// For people: the hashes and where the weights come from.
    pub fn words(&self) -> String {
        format!("{}: {}", self.hashes().join(" "), self.origin.words())
    }
}

/// Hashes as people read them.
pub fn hashes(hashes: &[u32]) -> Vec<String> {
    hashes.iter().map(|hash| format!("{hash:08x}")).collect()
}

/// For programs: where weights come from.
pub fn value(origin: &Origin) -> Value {
    json!({ "source": origin.source, "file": origin.file, "accuracy": origin.accuracy, "time": origin.time })
}
