//! What `check` found, for people.

use super::Report;
use crate::data_text;
use crate::output::{table, table_with_notes, thousands};
use crate::project::Project;
use entrain_boards::Board;
use entrain_model::Plan;
use entrain_model::network::{Pacing, Part, Training};
use entrain_model::plan::{InputHead, LayerPlan, MemoryUse};

/// The network, its pace, its data and its place on the board; with `details` all that was derived.
pub(super) fn text(report: &Report, details: bool) -> String {
    let plan = &report.project.plan;
    let layers = layers(plan, details) + &input_head(plan) + &convolutions(&report.project);
    let mut text = format!("{}\n\n{layers}{}{}", headline(&report.project), pace(plan), generator(&report.lacks));
    match details {
        true => text += &derived(report),
        false if report.holds() => {
            text += "\nNo sum can overflow, whatever the data (--details: the range of each, class codes, rounding shifts)\n";
        }
        false => text += "\nA sum can OVERFLOW: --details shows which\n",
    }
    text += "\nPolicy in the field\n";
    plan.policy.words().iter().for_each(|line| text += &format!("  {line}\n"));
    text += &report.loaded.as_ref().map_or(String::new(), |loaded| data_text::text(loaded, details));
    let board = report.project.board.as_ref();
    text + &board.map_or(String::new(), |board| on_board(report, board))
}

/// The layers as they will be built.
fn layers(plan: &Plan, details: bool) -> String {
    let row = |layer: &LayerPlan| {
        let facts = layer.facts();
        // What only layers with weights have.
        let own = |number: usize| if layer.learner().is_some() { number.to_string() } else { "-".into() };
        let numbers =
            [layer.fan_in().to_string(), layer.units().to_string(), own(facts.lanes), own(facts.words), layer.cycles().to_string()];
        let shifts = [facts.shift_h, facts.shift_u].map(|shift| own(shift as usize)).into_iter().filter(|_| details);
        let bits = layer.memories().iter().map(|memory| memory.bits()).sum::<usize>();
        let name = [format!("layer {}", layer.index + 1), facts.way().into()];
        name.into_iter().chain(numbers).chain(shifts).chain([thousands(bits as u64)]).collect::<Vec<_>>()
    };
    let header = ["", "walk", "inputs", "units", "lanes", "words", "cycles"];
    let shifts = if details { &["shift of h", "shift of increments"][..] } else { &[] };
    let header = [&header[..], shifts, &["memory bits"]].concat();
    let mut text = table(&header, &plan.layers.iter().map(row).collect::<Vec<_>>());
    for (layer, facts) in plan.layers.iter().map(|layer| (layer, layer.facts())).filter(|(_, facts)| facts.skips_zeros) {
        let share = 100.0 * facts.active;
        let assumed = if facts.active < 1.0 { format!("{share:.0} % of the inputs need them") } else { "every input needs them".into() };
        text += &format!("  layer {}: {} cycles an input; {} a sample if {assumed}\n", layer.index + 1, facts.words, layer.cycles());
    }
    text
}

/// What convolutions are, and what of it the file leaves open.
fn convolutions(project: &Project) -> String {
    let line = |layer: &LayerPlan| {
        let window = layer.engine.window()?;
        let chosen = if project.network.line_of(Part::Cells(layer.index)).is_none() { " (chosen)" } else { "" };
        let (channels, kernel, cells, shift) = (window.channels(), window.kernel, window.cells, window.cell_shift);
        let (_, _, code) = window.sizes();
        Some(format!(
            "  layer {}: {channels} channels of {kernel} x {kernel} taps; {cells} x {cells} cells{chosen}, so a learned code of {} values; margin {} x 2^{shift}\n",
            layer.index + 1,
            thousands(code as u64),
            project.plan.training.conv_margin,
        ))
    };
    project.plan.layers.iter().filter_map(line).collect()
}

/// The learner beside the layers, if there is one.
fn input_head(plan: &Plan) -> String {
    let line = |head: &InputHead| {
        format!("  input head: {} weights a class, {} classes; no ReLU, codes of one class each\n", head.input.values() + 1, head.classes)
    };
    plan.input_head.as_ref().map_or(String::new(), line)
}

/// What the generator lacks, if anything.
fn generator(lacks: &[&str]) -> String {
    match lacks.is_empty() {
        true => String::new(),
        false => {
            format!("\nThe generator lacks {}: the golden model learns with it, hardware cannot be made of it yet\n", lacks.join(", "))
        }
    }
}

/// How often a sample comes, and how fast is learned.
fn pace(plan: &Plan) -> String {
    let (ideal, all) = (plan.ideal_cycles(), plan.cycles_per_sample());
    let sets = match plan.code_sets {
        1 => String::new(),
        sets => format!("\n{sets} sets of {} codes; set {} is learned first\n", plan.classes, plan.training.code_set + 1),
    };
    format!(
        "\nA sample every {} cycles, learning or not; {} of them are the walk of the slowest layer over its weights ({:.3} times)\n{}{sets}",
        thousands(all as u64),
        thousands(ideal as u64),
        all as f64 / ideal as f64,
        schedule(plan)
    )
}

/// Class codes, and every value that a sum can take.
fn derived(report: &Report) -> String {
    let mut text = "\nCodes: a sum far from 0 is a constant part, a correlation of 1 is two classes with one code\n\n".to_string();
    let codes = report.codes.iter().zip(1..).map(|(code, layer)| {
        let correlation = format!("{:.3}", code.largest_cross_correlation);
        vec![format!("layer {layer}"), code.largest_imbalance.to_string(), correlation]
    });
    text += &table(&["", "largest |sum of a code|", "largest correlation of two"], &codes.collect::<Vec<_>>());
    text += "\nNo overflow: every value that a sum can take, by interval arithmetic, and the width it has\n\n";
    let bounds = report.bounds.iter().map(|bound| {
        let layer = bound.layer.map_or("network".into(), |layer| format!("layer {layer}"));
        let range = format!("{}..{}", bound.range.low, bound.range.high);
        let bits = format!("{} of {}", bound.range.signed_bits(), bound.bits);
        vec![layer, bound.signal.into(), range, bits, bound.because.into()]
    });
    text + &table_with_notes(&["", "signal", "range", "bits", "because"], &bounds.collect::<Vec<_>>())
}

/// What it takes of the board.
fn on_board(report: &Report, board: &Board) -> String {
    let (plan, device) = (&report.project.plan, &board.device.resources);
    let multipliers = match device.dsps {
        0 => format!("{} multipliers made of LUTs", plan.multipliers()),
        dsps => format!("{} of {dsps} multipliers", plan.multipliers()),
    };
    let soft: usize = plan.layers.iter().map(|layer| layer.placement.soft_lanes).sum();
    let multipliers = if soft > 0 { format!("{multipliers}, {soft} lanes in logic") } else { multipliers };
    let mut text = format!("\nFits {} ({}): {multipliers}", board.name, device.part);
    if let Some((block, spram)) = report.memory {
        for (name, taken) in [("block RAM", Some(block)), ("SPRAM", spram)] {
            text += &taken.map_or(String::new(), |taken| bits(name, taken));
        }
    }
    text += "\nLUTs and clock: `entrain build`.\n";
    text += &in_spram(plan);
    text + &snapshots(plan, board).1
}

/// Blocks of one kind, and how full they are.
fn bits(name: &str, taken: MemoryUse) -> String {
    let [used, bought] = [taken.used_bits, taken.bought_bits].map(|bits| thousands(bits as u64));
    format!("\n  {name:<10} {} of {}; {used} bits used of {bought} bought", taken.blocks, taken.available)
}

/// Where snapshots of the weights outlast a loss of power, and whether in the board's flash.
pub(super) fn snapshots(plan: &Plan, board: &Board) -> (bool, String) {
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

/// What it means for layers to have weights, or a learned code, in SPRAM.
pub fn in_spram(plan: &Plan) -> String {
    let line = |layer: &LayerPlan| {
        let (bits, width) = (layer.placement.spram_bits, layer.weights().width);
        let part = if bits < width { format!("{bits} of {width} bits of a word") } else { "all of them".into() };
        let what = match (layer.placement.code_in_spram, bits) {
            (false, _) => format!("weights in SPRAM ({part})"),
            (true, 0) => "its learned code in SPRAM".into(),
            (true, _) => format!("weights ({part}) and its learned code in SPRAM"),
        };
        let load = "the host has to load them (`entrain monitor --restore FILE`), or a snapshot in flash (`--save flash`)";
        format!("Layer {}: {what}, which a bitstream cannot fill; {load}.\n", layer.index + 1)
    };
    plan.layers.iter().filter(|layer| layer.spram_memories(layer.placement).next().is_some()).map(line).collect()
}

/// The rates of a training run, where there is more than one, and which of them the hardware can have.
fn schedule(plan: &Plan) -> String {
    let Training { rate, schedule, .. } = &plan.training;
    if let Some(pacing) = &plan.pacing {
        let slowest: Vec<String> = pacing.most.iter().map(|most| format!("2^-{}", rate + most)).collect();
        let why = match pacing.law {
            Pacing::Anneal => "slower with the samples learned",
            _ => "slower where a layer's margin is mostly reached, fast again where it is not",
        };
        return format!("\nLearning rate: 2^-{rate} at first, {why}; a layer's slowest: {}.\n", slowest.join(", "));
    }
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
        thousands(plan.cycles_per_sample() as u64),
    )
}
