//! The builds of an exploration as a Snakemake workflow, for who outgrows one machine.

use super::layout;
use super::search::Design;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Network, Result};
use std::path::Path;

/// Writes a network file a design and a Snakefile that builds them all; returns the Snakefile's text.
///
/// Each job is one `entrain build`, which is not repeated where its result is there already.
///
/// # Errors
/// A folder that cannot be written.
pub fn write(original: &Network, designs: &[Design], board: &str, folder: &Path) -> Result<String> {
    let data = original.folder().canonicalize().map_err(|error| Diagnostic::io("open", original.folder(), &error))?;
    let mut names = Vec::new();
    for (number, design) in designs.iter().enumerate() {
        let name = format!("design{number:02}");
        let text = layout::text(original, &design.network)?;
        write_atomically(&folder.join(&name).join("entrain.toml"), text.as_bytes())?;
        names.push(name);
    }
    let list = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let text = format!(
        "# Builds of `entrain explore --board {board}` for {}.\n\
         # Here:        snakemake --cores 2\n\
         # On a cluster: snakemake --executor slurm --jobs 50   (or kubernetes; see Snakemake's executor plugins)\n\n\
         DESIGNS = [{list}]\n\n\
         rule all:\n    input: expand(\"{{design}}/result.json\", design=DESIGNS)\n\n\
         rule build:\n    input: \"{{design}}/entrain.toml\"\n    output: \"{{design}}/result.json\"\n    \
         shell: \"entrain build {{wildcards.design}} --board {board} --allow-slow --format json > {{output}}\"\n",
        data.display()
    );
    write_atomically(&folder.join("Snakefile"), text.as_bytes())?;
    Ok(text)
}
