//! The rows of a network as they were read, for other programs.

use super::loaded::Loaded;
use super::prepare::Preparation;
use super::rows::{Rows, Side};
use csv::Writer;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Network;
use std::path::Path;

/// Writes every row as CSV: `side` (train or test), `class`, and each input in the units of the file, gaps filled, before any scale.
/// How many rows there are.
///
/// # Errors
/// As `Loaded::new`; a file that cannot be written; rows that are permuted before they are split.
pub fn export(network: &Network, path: &Path) -> Result<u64> {
    let source = network.source_of_data()?;
    if source.permute.is_some() {
        return Err(Diagnostic::new("rows that are permuted before they are split cannot be written in their order")
            .help("[data] split = { test = 0.25 } draws test rows without a permutation"));
    }
    let loaded = Loaded::new(network)?;
    let mut writer = Writer::from_path(path).map_err(|error| refused(path, &error))?;
    let header = ["side", "class"].into_iter().chain(loaded.inputs.names.iter().map(String::as_str));
    writer.write_record(header).map_err(|error| refused(path, &error))?;
    let preparation = Preparation::of(source, network)?;
    let form = Some(loaded.inputs.form.clone());
    let rows = Rows::training(source, preparation.drawn.clone(), network)?;
    let mut written = write(rows, None, &preparation, &loaded, &mut writer, path)?;
    if let Some(files) = &source.test {
        let rows = Rows::whole(files, form, network)?;
        written += write(rows, Some(Side::Test), &preparation, &loaded, &mut writer, path)?;
    }
    writer.flush().map_err(|error| Diagnostic::io("write", path, &error))?;
    Ok(written)
}

/// Writes the rows of one source; all of them on `side`, if it is given.
fn write(
    mut rows: Rows,
    side: Option<Side>,
    preparation: &Preparation,
    loaded: &Loaded,
    writer: &mut Writer<std::fs::File>,
    path: &Path,
) -> Result<u64> {
    // The samples have the classes, in the same order on each side.
    let mut next = [0usize; 2];
    let mut count = 0;
    while let Some(own) = rows.next()? {
        let test = usize::from(side.unwrap_or(own) == Side::Test);
        let samples = if test == 1 { &loaded.data.test } else { &loaded.data.train };
        let class = &loaded.class_names[samples.get(next[test]).1];
        next[test] += 1;
        preparation.fill(&mut rows.row.values);
        let cells = [["train", "test"][test].to_string(), class.clone()].into_iter();
        let record: Vec<String> = cells.chain(rows.row.values.iter().map(f64::to_string)).collect();
        writer.write_record(record).map_err(|error| refused(path, &error))?;
        count += 1;
    }
    Ok(count)
}

fn refused(path: &Path, error: &csv::Error) -> Diagnostic {
    Diagnostic::new(format!("{} cannot be written: {error}", path.display()))
}
