//! `entrain check`

use super::Target;
use crate::output::{Format, print, table, thousands};
use crate::project::Project;
use clap::Args;
use entrain_model::Result;
use entrain_model::codes::{codes, quality};
use entrain_model::plan::{LayerPlan, MemoryUse, certificate};
use serde_json::{Value, json};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
}

pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let project = Project::open(&arguments.target.path, arguments.target.board.as_deref())?;
    let plan = &project.plan;
    let bounds = certificate(plan);
    let holds = bounds.iter().all(|bound| bound.holds());
    let mut text = format!("{}\n\n", headline(&project));
    let layers: Vec<_> = plan
        .layers
        .iter()
        .map(|layer| {
            let numbers = [layer.fan_in, layer.units, layer.lanes, layer.words, layer.cycles];
            let shifts = [layer.shift_h, layer.shift_u];
            let bits = layer.memories().iter().map(|memory| memory.bits()).sum::<usize>();
            let name = vec![format!("layer {}", layer.index + 1)];
            [name, numbers.map(|n| n.to_string()).to_vec(), shifts.map(|n| n.to_string()).to_vec(), vec![thousands(bits as u64)]].concat()
        })
        .collect();
    text += &table(&["", "inputs", "units", "lanes", "words/row", "cycles", "shift R", "shift K", "memory bits"], &layers);
    let judged: Vec<_> = plan.layers.iter().map(|layer| quality(&codes(layer.code.basis, layer.units, plan.classes))).collect();
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
    let mut memory = Value::Null;
    if let Some(board) = &project.board {
        let device = &board.device.resources;
        let (block, spram) = plan.memory_use(device);
        text += &format!("\nFits {} ({}): {} of {} multipliers", board.name, device.part, plan.multipliers(), device.dsps);
        for (name, taken) in [("block RAM", Some(block)), ("SPRAM", spram)] {
            text += &taken.map_or(String::new(), |taken| bits(name, taken));
        }
        text += "\nLUTs and clock: `entrain build`.\n";
        for layer in plan.layers.iter().filter(|layer| layer.placement.spram_bits > 0) {
            text += &format!("{}\n", in_spram(layer));
        }
        memory = json!({ "block_ram": block, "spram": spram });
    }
    print(format, holds, &text, json!({ "plan": plan, "codes": judged, "certificate": bounds, "memory": memory }));
    Ok(holds)
}

/// Blocks of one kind, and how full they are.
fn bits(name: &str, taken: MemoryUse) -> String {
    let [used, bought] = [taken.used_bits, taken.bought_bits].map(|bits| thousands(bits as u64));
    format!("\n  {name:<10} {} of {}; {used} bits used of {bought} bought", taken.blocks, taken.available)
}

/// What it means for a layer to have its weights in SPRAM.
fn in_spram(layer: &LayerPlan) -> String {
    let (bits, width) = (layer.placement.spram_bits, layer.weight_memory.width);
    let part = if bits < width { format!("{bits} of {width} bits of a word") } else { "all of them".into() };
    format!("Layer {}: weights in SPRAM ({part}), which a bitstream cannot fill: the host has to load them.", layer.index + 1)
}

/// One line about a network.
pub fn headline(project: &Project) -> String {
    let plan = &project.plan;
    let shape: Vec<String> = plan.layers.iter().map(|layer| layer.units.to_string()).collect();
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
