//! What synthesis makes of a core for a board, as Verilog that can be simulated: cells of the family, and their models.

use crate::families::family_of;
use crate::family::{Family, TOP};
use crate::synthesis::{commands, yosys};
use crate::tools::{tool, yosys_share};
use entrain_boards::Board;
use entrain_hdl::emit::{Direction, Module};
use entrain_hdl::{Design, Options, core, emit, start_memories};
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Model, Plan, Result, digest};
use regex::Regex;
use sha2::Digest;
use std::path::{Path, PathBuf};

/// The core with trace ports as a bitstream for `board` has it: the same options, the same commands for Yosys. `plan` is one
/// for the board. Its top has the plan's name. No memory starts with contents: a host loads them.
///
/// A netlist of the same Verilog, commands and tool is kept in `folder` and not made again.
///
/// # Errors
/// Yosys missing or failing, a full disk.
pub fn netlist(plan: &Plan, board: &Board, folder: &Path) -> Result<Design> {
    let design = alone(plan, board);
    let text = synthesised(plan, board, &design.files, folder)?;
    Ok(Design { top: plan.name.clone(), files: with_cells(&plan.name, text, board)?, ports: design.ports })
}

/// The core as the only instance of the top: where `commands` looks for its memories.
fn alone(plan: &Plan, board: &Board) -> Design {
    let options = Options { trace: true, registers: true, family: Some(board.device.family), ..Options::default() };
    let core = core(plan, options);
    let mut top = Module::new("The core alone.");
    let ports = core.ports().to_vec();
    top.nest("core", "", core);
    for port in &ports {
        let (name, inside) = (&port.name, format!("core.{}", port.name));
        match port.direction {
            Direction::Input => {
                top.inputs(&[(name, port.width)]);
                top.wire(&inside, name);
            }
            Direction::Output => {
                top.outputs(&[(name, port.width)]);
                top.wire(name, &inside);
            }
        }
    }
    emit::write(TOP, top)
}

/// The netlist of these files, made in a folder of its own inside of `folder`, where it is kept.
fn synthesised(plan: &Plan, board: &Board, files: &[(String, String)], folder: &Path) -> Result<String> {
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let start = start_memories(plan, &Model::new(plan));
    let rename = if plan.name == TOP { String::new() } else { format!("rename {TOP} {}; ", plan.name) };
    let script = format!("{}; {rename}write_verilog -noattr netlist.v", commands(plan, board, &start, &names));
    let version = tool("yosys").version().unwrap_or_default();
    let key = digest::over(files.iter().flat_map(|(name, text)| [name.as_str(), text]).chain([script.as_str(), &version])).finalize();
    let kept = folder.join(format!("{}-{}.v", plan.name, digest::hex(&key[..12])));
    if let Ok(text) = std::fs::read_to_string(&kept) {
        return Ok(text);
    }
    std::fs::create_dir_all(folder).map_err(|error| Diagnostic::io("make the folder", folder, &error))?;
    let work = tempfile::tempdir_in(folder).map_err(|error| Diagnostic::io("make a folder in", folder, &error))?;
    for (name, text) in files {
        write_atomically(&work.path().join(name), text.as_bytes())?;
    }
    yosys(family_of(board), &script, work.path())?;
    let made = work.path().join("netlist.v");
    let text = std::fs::read_to_string(&made).map_err(|error| Diagnostic::io("read", &made, &error))?;
    write_atomically(&kept, text.as_bytes())?;
    Ok(text)
}

/// The netlist's file, and those of the cells.
pub(crate) fn with_cells(name: &str, netlist: String, board: &Board) -> Result<Vec<(String, String)>> {
    let family = family_of(board);
    let mut files = vec![(format!("{name}.v"), netlist), ("cells_sim.v".to_string(), library(family)?)];
    if !family.own_cells().is_empty() {
        files.push(("entrain_cells.v".to_string(), family.own_cells().to_string()));
    }
    Ok(files)
}

/// Yosys' models of a family's cells in one text, without black boxes: a cell that has no model must be missed, not do nothing.
fn library(family: &dyn Family) -> Result<String> {
    let whole = included(&yosys_share()?.join(family.cells()), &mut Vec::new())?;
    let black_box = Regex::new(r"(?s)\(\*[^*]*\bblackbox\b[^*]*\*\)\s*module\b.*?\bendmodule\b").expect("the pattern is one");
    // Yosys' models give the pins of iCE40's cells default values, which other tools do not know.
    Ok(format!("`define NO_ICE40_DEFAULT_ASSIGNMENTS\n{}", black_box.replace_all(&whole, "")))
}

/// The text of a file with what it includes, each file once.
fn included(file: &Path, done: &mut Vec<PathBuf>) -> Result<String> {
    let text = std::fs::read_to_string(file).map_err(|error| Diagnostic::io("read", file, &error))?;
    let mut whole = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let name = line.trim().strip_prefix("`include \"").and_then(|rest| rest.split('"').next());
        match name.map(|name| file.with_file_name(name)) {
            None => whole += line,
            Some(inner) if done.contains(&inner) => {}
            Some(inner) => {
                done.push(inner.clone());
                whole += &included(&inner, done)?;
            }
        }
    }
    Ok(whole)
}
