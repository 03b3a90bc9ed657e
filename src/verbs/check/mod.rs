//! `entrain check`

mod json;

use super::Target;
use crate::data_text;
use crate::output::{Format, print, table, thousands};
use crate::project::Project;
use clap::Args;
use entrain_boards::Board;
use entrain_model::codes::quality;
use entrain_model::network::Training;
use entrain_model::plan::{LayerPlan, MemoryUse, certificate};
use entrain_model::{Plan, Result};
use json::PlanReport;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    /// Write every row as it was read into this CSV file: side of the split, class, inputs before they are scaled.
    #[arg(long, value_name = "FILE")]
    pub rows: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let plan = &project.plan;
    // Whoever has not named data yet can still check the network.
    let loaded = project.network.data.as_ref().map(|_| project.loaded()).transpose()?;
    if let Some(path) = &arguments.rows {
        entrain_model::data::export(&project.network, path)?;
    }
    let bounds = certificate(plan);
    let holds = bounds.iter().all(|bound| bound.holds());
    let mut text = format!("{}\n\n", headline(&project));
    let layers: Vec<_> = plan
        .layers
        .iter()
        .map(|layer| {
            let facts = layer.facts();
            let numbers = [layer.fan_in(), layer.units(), facts.lanes, facts.words, layer.cycles()];
            let shifts = [facts.shift_h, facts.shift_u];
            let bits = layer.memories().iter().map(|memory| memory.bits()).sum::<usize>();
            let name = vec![format!("layer {}", layer.index + 1), facts.way().into()];
            [name, numbers.map(|n| n.to_string()).to_vec(), shifts.map(|n| n.to_string()).to_vec(), vec![thousands(bits as u64)]].concat()
        })
        .collect();
    text += &table(&["", "walk", "inputs", "units", "lanes", "words", "cycles", "shift R", "shift K", "memory bits"], &layers);
    for (layer, facts) in plan.layers.iter().map(|layer| (layer, layer.facts())).filter(|(_, facts)| facts.skips_zeros) {
        let share = 100.0 * facts.active;
        let assumed = if facts.active < 1.0 { format!("{share:.0} % of the inputs need them") } else { "every input needs them".into() };
        text += &format!("  layer {}: {} cycles an input; {} a sample if {assumed}\n", layer.index + 1, facts.words, layer.cycles());
    }
    let (ideal, all) = (plan.ideal_cycles(), plan.cycles_per_sample());
    text += &format!(
        "\nA sample every {} cycles, learning or not; {} of them are the walk of the slowest layer over its weights ({:.3} times)\n",
        thousands(all as u64),
        thousands(ideal as u64),
        all as f64 / ideal as f64
    );
    text += &schedule(plan);
    let judged: Vec<_> = plan.layers.iter().filter_map(LayerPlan::head).map(|head| quality(&head.code.all_codes())).collect();
    if plan.code_sets > 1 {
        let (sets, set) = (plan.code_sets, plan.training.code_set + 1);
        text += &format!("\n{sets} sets of {} codes; set {set} is learned first\n", plan.classes);
    }
    text += "\nCodes: a sum far from 0 is a constant part, a correlation of 1 is two classes with one code\n\n";
    let rows: Vec<_> = judged
        .iter()
        .zip(1..)
        .map(|(code, layer)| {
            let correlation = format!("{:.3}", code.largest_cross_correlation);
            vec![format!("layer {layer}"), code.largest_imbalance.to_string(), correlation]
        })
        .collect();
    text += &table(&["", "largest |sum of a code|", "largest correlation of two"], &rows);
    text += "\nPolicy in the field\n";
    plan.policy.words().iter().for_each(|line| text += &format!("  {line}\n"));
    text += "\nNo overflow: every value that a sum can take, by interval arithmetic, and the width it has\n\n";
    let rows: Vec<_> = bounds
        .iter()
        .map(|bound| {
            let layer = bound.layer.map_or("network".into(), |layer| format!("layer {layer}"));
            let range = format!("{}..{}", bound.range.low, bound.range.high);
            let bits = format!("{} of {}", bound.range.signed_bits(), bound.bits);
            vec![layer, bound.signal.into(), range, bits, bound.because.into()]
        })
        .collect();
    text += &table(&["", "signal", "range", "bits", "because"], &rows);
    text += &loaded.as_ref().map_or(String::new(), data_text::text);
    let (mut memory, mut kept) = (Value::Null, None);
    if let Some(board) = &project.board {
        let device = &board.device.resources;
        let multipliers = match device.dsps {
            0 => format!("{} multipliers made of LUTs", plan.multipliers()),
            dsps => format!("{} of {dsps} multipliers", plan.multipliers()),
        };
        let soft: usize = plan.layers.iter().map(|layer| layer.placement.soft_lanes).sum();
        let multipliers = if soft > 0 { format!("{multipliers}, {soft} lanes in logic") } else { multipliers };
        let (block, spram) = plan.memory_use(device);
        text += &format!("\nFits {} ({}): {multipliers}", board.name, device.part);
        for (name, taken) in [("block RAM", Some(block)), ("SPRAM", spram)] {
            text += &taken.map_or(String::new(), |taken| bits(name, taken));
        }
        text += "\nLUTs and clock: `entrain build`.\n";
        text += &in_spram(plan);
        let (in_flash, line) = snapshots(plan, board);
        text += &line;
        kept = Some(in_flash);
        memory = json!({ "block_ram": block, "spram": spram });
    }
    let cycles = json!({ "per_sample": all, "ideal": ideal });
    let board = project.board.as_ref().map(|board| &board.name);
    let value = json!({
        "board": board, "plan": PlanReport::new(plan), "cycles": cycles, "codes": judged, "policy": plan.policy.words(), "certificate": bounds,
        "memory": memory, "snapshots": kept, "class_names": project.network.class_names(), "data": loaded.as_ref().map(data_text::value),
    });
    print(format, holds, &text, value);
    Ok(holds)
}

/// Blocks of one kind, and how full they are.
fn bits(name: &str, taken: MemoryUse) -> String {
    let [used, bought] = [taken.used_bits, taken.bought_bits].map(|bits| thousands(bits as u64));
    format!("\n  {name:<10} {} of {}; {used} bits used of {bought} bought", taken.blocks, taken.available)
}

/// Where snapshots of the weights outlast a loss of power, and whether in the board's flash.
fn snapshots(plan: &Plan, board: &Board) -> (bool, String) {
    let size = thousands(plan.slot_bytes() as u64);
    match board.snapshot_flash() {
        None => (false, format!("Snapshots: in files only, the design has no way to a flash on {}.\n", board.name)),
        Some(flash) if plan.slots_fit(flash.bytes as usize, flash.taken as usize) => {
            (true, format!("Snapshots: in the flash ({}), two slots of {size} bytes.\n", flash.chip))
        }
        Some(flash) => {
            let [bytes, taken] = [flash.bytes, flash.taken].map(thousands);
            (
                false,
                format!(
                    "Snapshots: in files only, two slots of {size} bytes have no room in a flash of {bytes}, of which {taken} are the bitstream's.\n"
                ),
            )
        }
    }
}

/// What it means for layers to have their weights in SPRAM.
pub fn in_spram(plan: &Plan) -> String {
    let line = |layer: &LayerPlan| {
        let (bits, width) = (layer.placement.spram_bits, layer.weights().width);
        let part = if bits < width { format!("{bits} of {width} bits of a word") } else { "all of them".into() };
        let load = "the host has to load them (`entrain monitor --restore FILE`), or a snapshot in flash (`--save flash`)";
        format!("Layer {}: weights in SPRAM ({part}), which a bitstream cannot fill; {load}.\n", layer.index + 1)
    };
    plan.layers.iter().filter(|layer| layer.placement.spram_bits > 0).map(line).collect()
}

/// The rates of a training run, where there is more than one, and which of them the hardware can have.
fn schedule(plan: &Plan) -> String {
    let Training { rate, schedule, .. } = &plan.training;
    let stages: Vec<String> = schedule.iter().map(|stage| format!("2^-{} from epoch {} on", stage.rate, stage.epoch)).collect();
    let slowest = rate + plan.registers.slowest;
    let board = match schedule.iter().find(|stage| (*rate..=slowest).contains(&stage.rate) && stage.rate != *rate) {
        Some(stage) => {
            format!("a board begins with 2^-{rate} and follows with `entrain monitor --rate {}` (2^-{rate} to 2^-{slowest})", stage.rate)
        }
        None => format!("the hardware keeps 2^-{rate}"),
    };
    match stages.is_empty() {
        true => String::new(),
        false => format!("\nLearning rate: 2^-{rate}, in `entrain train` {}; {board}.\n", stages.join(", ")),
    }
}

/// One line about a network.
pub fn headline(project: &Project) -> String {
    let plan = &project.plan;
    let shape: Vec<String> = plan.layers.iter().map(|layer| layer.units().to_string()).collect();
    format!(
        "{}: {}-{} network, {} classes, {} parameters of {} bits, one sample every {} cycles",
        plan.name,
        plan.features,
        shape.join("-"),
        plan.classes,
        thousands(plan.parameters() as u64),
        project.network.weights.bits,
        thousands(plan.cycles_per_sample() as u64)
    )
}
