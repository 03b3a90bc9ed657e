//! The samples to stream.

use super::options::{Options, Rows};
use crate::output::warn;
use crate::project::Project;
use entrain_model::data::{Loaded, Samples};
use entrain_model::network::Files;
use entrain_model::{Diagnostic, Result};

/// Samples.
pub struct Source {
    pub samples: Samples,
    /// What they are called.
    pub name: String,
    /// Share of their values that are clipped, 0 to 1.
    pub clipped: f64,
}

impl Source {
    /// The rows that are asked for.
    ///
    /// # Errors
    /// Files that cannot be read; values of which too many are clipped to learn from them; no test rows.
    pub fn new(project: &Project, options: &Options) -> Result<Source> {
        let loaded = match &options.rows {
            Rows::File(path) => Loaded::other(&Files::Csv(path.clone()), &project.network)?,
            _ => Loaded::new(&project.network)?,
        };
        let own = project.network.source_of_data()?.train.to_string();
        warn(&loaded.report.warnings);
        if options.learn {
            Project::refuse_clipped(&loaded.report, options.allow_clipped)?;
        }
        // What was learned from values that are cut is to be known later, too.
        let (clipped, data) = (loaded.report.clipped.share, loaded.data);
        match &options.rows {
            Rows::File(path) => Ok(Source { samples: data.train, name: path.display().to_string(), clipped }),
            Rows::Training => Ok(Source { samples: data.train, name: own, clipped }),
            Rows::Test if data.test.is_empty() => Err(Diagnostic::new("there are no test rows to stream")
                .help("in [data], rows = { train = N }, test = \"...\" or split = { ... } says which rows train and which test")),
            Rows::Test => Ok(Source { samples: data.test, name: format!("test rows of {own}"), clipped }),
        }
    }
}
