//! Synthesis: the files that go into it, the commands for Yosys, and whether what comes out can fit.

use crate::families::family_of;
use crate::family::{Family, TOP};
use crate::job::Job;
use crate::report;
use crate::tools::{run, tool};
use crate::weights::Placeholders;
use entrain_boards::{Board, Clocking, constraints};
use entrain_hdl::{FlashWay, StartMemory, board_top, emit, memories};
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Plan, Result};
use std::path::Path;

/// The files that make the placed design: Verilog, placeholders of the start weights, pins and clock.
pub(crate) fn inputs(job: &Job, clocking: Clocking, start: &Placeholders, build_id: u32) -> Result<Vec<(String, String)>> {
    let design = emit::write(TOP, board_top(job.plan, job.board, clocking, build_id)?);
    let keeps = FlashWay::new(job.plan, job.board, clocking.mhz).is_some();
    let mut files = design.files;
    files.extend(start.memories.iter().map(|memory| (memory.file.clone(), memory.hex())));
    files.extend(constraints(job.board, TOP, keeps));
    Ok(files)
}

/// The commands for Yosys.
pub(crate) fn script(job: &Job, start: &Placeholders, verilog: &[&str]) -> String {
    format!("{}; write_json {TOP}.json; tee -q -o {TOP}.stat.json stat -json", commands(job.plan, job.board, &start.memories, verilog))
}

/// The commands for Yosys from Verilog to cells of the board's family. The core is below `TOP`, so that a point stands before
/// the name of a layer; the memories of `start` start with contents in a bitstream.
pub(crate) fn commands(plan: &Plan, board: &Board, start: &[StartMemory], verilog: &[&str]) -> String {
    let family = family_of(board);
    let (up_to_memories, synthesis) = (family.up_to_memories(board), family.synthesis(board));
    // Where each memory goes was planned. Those with start contents are block RAMs however small: only there can these be exchanged.
    let device = &board.device.resources;
    let small = if device.lut_ram.is_some() { "distributed" } else { "logic" };
    let styles = memories(plan).into_iter().map(|(instance, memory)| {
        let cell = format!("t:$mem_v2 c:*.{instance}.* %i");
        let starts = start.iter().any(|memory| memory.instance == instance);
        let assert = if starts { format!("select -assert-count 1 {cell}; ") } else { String::new() };
        let block = starts || device.block_rams_for(memory.width, memory.depth) > 0;
        format!("{assert}setattr -set ram_style \"{}\" {cell}; ", if block { "block" } else { small })
    });
    // nextpnr knows no $scopeinfo.
    format!(
        "read_verilog {}; {up_to_memories}; {}{synthesis} -run map_ram: -top {TOP}; \
         delete t:$scopeinfo",
        verilog.join(" "),
        styles.collect::<String>()
    )
}

/// Writes the files and makes `top.json` of them, the netlist.
pub(crate) fn synthesise(job: &Job, family: &dyn Family, clocking: Clocking, start: &Placeholders, build_id: u32) -> Result<()> {
    let files = inputs(job, clocking, start, build_id)?;
    for (name, text) in &files {
        write_atomically(&job.folder.join(name), text.as_bytes())?;
    }
    let verilog: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).filter(|name| name.ends_with(".v")).collect();
    yosys(family, &script(job, start, &verilog), job.folder)
}

/// Runs a family's Yosys in `folder`.
pub(crate) fn yosys(family: &dyn Family, script: &str, folder: &Path) -> Result<()> {
    let mut yosys = tool(family.tools()[0]).command()?;
    if yosys.get_args().next().is_none() {
        yosys.arg("-p");
    }
    run(yosys.arg(script).current_dir(folder), "synthesis", &folder.join("yosys.log"))
}

/// LUTs of a netlist. Refuses one that has more of them than the device, before place and route tries for minutes.
pub(crate) fn fits(job: &Job, family: &dyn Family) -> Result<usize> {
    let cells = report::cells(&job.folder.join(format!("{TOP}.stat.json")))?;
    let luts: usize = family.lut_cells().iter().map(|(kind, luts)| luts * cells.get(*kind).copied().unwrap_or(0)).sum();
    let device = &job.board.device.resources;
    if luts <= device.luts {
        return Ok(luts);
    }
    let lanes: Vec<String> = job.plan.layers.iter().map(|layer| layer.lanes().to_string()).collect();
    Err(Diagnostic::new(format!("{} does not fit on {}: it takes {luts} LUTs, there are {}", job.plan.name, device.part, device.luts))
        .help(format!(
            "give the layers fewer `lanes` (they have {}), the network fewer classes, or take a larger board (`entrain boards`)",
            lanes.join(", ")
        )))
}
