//! The builds of an exploration as a Snakemake workflow, for who outgrows one machine.

use super::front::{Front, lanes};
use super::layout;
use entrain_boards::FOLDER;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Result};
use std::path::{Path, PathBuf};

/// What the workflow does; `@...@` is filled in.
const SNAKEFILE: &str = include_str!("Snakefile");

/// Writes a network file a design, the board's own file if the project has one, and a Snakefile that builds them all and
/// gathers what came out; returns how to run it.
///
/// Each job is one `entrain build`, which is not repeated where its result is there already, and goes on where it was
/// stopped.
///
/// # Errors
/// A folder that cannot be written; a project whose own boards cannot be read.
pub fn write(front: &Front, folder: &Path) -> Result<String> {
    let (network, board) = (&front.project.network, &front.board.name);
    let unusable = |path: &Path, error: &std::io::Error| Diagnostic::io("open", path, error);
    let entrain = std::env::current_exe().map_err(|error| unusable(Path::new("entrain"), &error))?;
    let of = network.path().canonicalize().map_err(|error| unusable(network.path(), &error))?;
    let own = own_boards(network.folder())?;
    let mut designs = String::new();
    for (number, one) in front.designs.iter().enumerate() {
        let name = format!("design{:02}", number + 1);
        let text = layout::text(&one.design.network)?;
        write_atomically(&folder.join(&name).join("entrain.toml"), text.as_bytes())?;
        own.iter().try_for_each(|(path, text)| write_atomically(&folder.join(&name).join(path), text))?;
        designs += &format!("    \"{name}\": {},\n", known(front, number));
    }
    let fields = [("@NETWORK@", of.display().to_string()), ("@BOARD@", board.clone()), ("@ENTRAIN@", entrain.display().to_string())];
    let filled = fields.iter().fold(SNAKEFILE.to_string(), |text, (field, value)| text.replace(field, value));
    write_atomically(&folder.join("Snakefile"), filled.replace("    @DESIGNS@\n", &designs).as_bytes())?;
    Ok(format!(
        "workflow: {} builds in {}; run them with\n  cd {} && snakemake --cores 2 --keep-going --rerun-incomplete\n",
        front.designs.len(),
        folder.display(),
        folder.display()
    ))
}

/// What is known of a design before it is built, as a table of Python, which is JSON but for what is not there.
fn known(front: &Front, number: usize) -> String {
    let (one, width) = (&front.designs[number], front.width(number));
    let percent = width.accuracy.as_ref().map_or("None".into(), |accuracy| format!("{:.2}", 100.0 * accuracy.mean));
    format!(
        "{{\"lanes\": \"{}\", \"bits\": {}, \"accuracy_percent\": {percent}, \"cycles\": {}, \"logic_estimated\": {:.0}, \"nj_estimated\": {:.1}}}",
        lanes(&one.design.plan),
        width.choice.bits,
        one.design.cycles,
        one.design.logic,
        one.energy_nj
    )
}

/// The project's own boards and parts, by their paths below its folder.
fn own_boards(project: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for below in [PathBuf::from(FOLDER), Path::new(FOLDER).join("parts")] {
        for entry in std::fs::read_dir(project.join(&below)).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let text = std::fs::read(&path).map_err(|error| Diagnostic::io("read", &path, &error))?;
                files.push((below.join(entry.file_name()), text));
            }
        }
    }
    Ok(files)
}
