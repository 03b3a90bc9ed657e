//! The samples to stream.

use super::feed::Feed;
use super::options::{Options, Rows};
use crate::incoming;
use crate::output::warn;
use crate::project::Project;
use crate::weights::Weights;
use entrain_data::Loaded;
use entrain_model::network::Files;
use entrain_model::{Diagnostic, Result};
use std::path::Path;

/// Samples.
pub struct Source {
    pub feed: Feed,
    /// What they are called.
    pub name: String,
}

impl Source {
    /// The rows that are asked for; `weights` know what the training rows said.
    ///
    /// # Errors
    /// Files that cannot be read; values of which too many are clipped to learn from them; no test rows.
    pub fn new(project: &Project, options: &Options, weights: &Weights) -> Result<Source> {
        let allowed = !options.learn || options.allow_clipped;
        let loaded = match &options.rows {
            Rows::Stream(path) => {
                let known = incoming::known(project, weights, true)?;
                incoming::class_names(project, weights);
                let rows = incoming::open(project, path, true, known)?;
                let name = if path == Path::new("-") { "standard input".into() } else { path.display().to_string() };
                return Ok(Source { feed: Feed::stream(rows, options.samples, allowed), name });
            }
            Rows::File(path) => Loaded::other(&Files::Csv(path.clone()), &project.network)?,
            _ => Loaded::new(&project.network)?,
        };
        let own = project.network.source_of_data()?.train.to_string();
        warn(&loaded.report.warnings);
        Project::refuse_clipped(&loaded.report, allowed)?;
        // What was learned from values that are cut is to be known later, too.
        let (clipped, data) = (loaded.report.clipped.share, loaded.data);
        let (samples, name) = match &options.rows {
            Rows::Test if data.test.is_empty() => {
                return Err(Diagnostic::new("there are no test rows to stream")
                    .help("in [data], rows = { train = N }, test = \"...\" or split = { ... } says which rows train and which test"));
            }
            Rows::Test => (data.test, format!("test rows of {own}")),
            Rows::File(path) => (data.train, path.display().to_string()),
            _ => (data.train, own),
        };
        Ok(Source { feed: Feed::rows(samples, clipped, options.samples), name })
    }
}
