//! Real netlists from which the estimate of logic is fitted.

use crate::progress;
use entrain_boards::Board;
use entrain_flow::resources::{Calibration, Point, features};
use entrain_flow::{Job, count};
use entrain_model::plan::Device;
use entrain_model::{Model, Network, Plan, Result, digest};
use std::path::Path;

/// A network to build: inputs, format, classes, weight bits; of each layer units, lanes, walk; and, where not all lanes are to
/// find a multiplier, how many the board is taken to have.
type Shape = (usize, &'static str, usize, u32, &'static [(usize, usize, &'static str)], Option<usize>);

/// Networks that differ in everything that the estimate depends on and, most of them, fit the smallest board of each family.
const SHAPES: [Shape; 26] = [
    (64, "u8", 10, 12, &[(64, 4, "row"), (32, 2, "row")], None),
    (64, "u8", 10, 9, &[(64, 6, "row")], None),
    (32, "s8", 4, 12, &[(16, 2, "row")], None),
    (96, "s8", 7, 12, &[(64, 4, "row"), (32, 2, "row")], None),
    (64, "u8", 10, 9, &[(32, 8, "row")], None),
    (16, "u8", 3, 16, &[(24, 1, "row"), (16, 1, "row"), (8, 1, "row")], None),
    (64, "u8", 10, 12, &[(24, 4, "column")], None),
    (64, "u8", 10, 9, &[(64, 4, "column"), (32, 2, "row")], None),
    (64, "u8", 3, 12, &[(48, 8, "column")], None),
    (50, "u8", 6, 10, &[(30, 5, "column"), (20, 3, "row")], None),
    (64, "u8", 20, 12, &[(40, 3, "row")], None),
    (100, "s8", 5, 8, &[(32, 5, "row"), (12, 3, "row")], None),
    (16, "u8", 20, 16, &[(24, 1, "column"), (24, 1, "column")], None),
    // Accumulators that are too few for a block RAM, and lanes that no power of two divides.
    (64, "u8", 10, 9, &[(30, 8, "column")], None),
    (48, "u8", 5, 9, &[(57, 19, "column")], None),
    // Lanes of logic.
    (64, "u8", 10, 12, &[(64, 4, "row"), (32, 2, "row")], Some(1)),
    (64, "u8", 10, 9, &[(64, 8, "row")], Some(2)),
    (96, "s8", 7, 10, &[(48, 12, "column")], Some(3)),
    (64, "u8", 3, 12, &[(48, 16, "row")], Some(1)),
    (128, "u8", 10, 9, &[(32, 24, "row"), (16, 8, "row")], Some(8)),
    (64, "u8", 10, 9, &[(32, 12, "row"), (16, 4, "row")], Some(3)),
    (64, "u8", 10, 8, &[(60, 10, "column"), (20, 5, "row")], Some(2)),
    // Deep memories: SPRAM or banks.
    (400, "u8", 10, 9, &[(64, 8, "row"), (32, 2, "row")], None),
    (300, "u8", 10, 9, &[(60, 4, "column"), (40, 2, "row")], None),
    // Many lanes, on boards that have the memory.
    (392, "u8", 10, 9, &[(96, 56, "row"), (64, 12, "row")], None),
    (392, "u8", 10, 9, &[(96, 32, "column"), (64, 16, "column")], None),
];

/// Synthesises every network for `board` in `folder` and counts its logic, whether or not it is more than the board has;
/// those that are too large otherwise are left out. What is in `folder` already is not synthesised again.
///
/// # Errors
/// A missing tool; a folder that cannot be written.
pub fn calibrate(board: &Board, folder: &Path) -> Result<(Calibration, Vec<Refused>)> {
    let bar = progress::jobs("calibration", SHAPES.len() as u64);
    let mut calibration = Calibration { board: board.name.clone(), tools: Vec::new(), points: Vec::new() };
    let mut refused = Vec::new();
    for shape in &SHAPES {
        bar.set_message(name(shape));
        match build(shape, board, folder) {
            Ok((point, tools)) => {
                calibration.points.push(point);
                calibration.tools = tools;
            }
            Err(error) if error.is_of_the_machine() => return Err(error),
            Err(error) => refused.push((name(shape), error.message().to_string())),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((calibration, refused))
}

/// A network that could not be built, and why.
pub type Refused = (String, String);

fn build(shape: &Shape, board: &Board, folder: &Path) -> Result<(Point, Vec<String>)> {
    let network = Network::parse(&text(shape), Path::new("calibration.toml"))?;
    let device = Device { dsps: shape.5.unwrap_or(board.device.resources.dsps), ..board.device.resources.clone() };
    let plan = Plan::new(&network, Some(&device))?;
    let (model, name) = (Model::new(&plan), name(shape));
    let (place, clock_mhz) = (folder.join(&digest::sha256(&name)[..8]), board.clock.design_mhz);
    let job = Job { plan: &plan, model: &model, board, clock_mhz, seeds: vec![1], allow_slow: true, folder: &place };
    let (logic, tools) = count(&job)?;
    Ok((Point { network: name, features: features(&plan, &device), logic: logic as f64 }, tools))
}

fn name((inputs, format, classes, bits, layers, multipliers): &Shape) -> String {
    let layers: Vec<String> = layers.iter().map(|(units, lanes, walk)| format!("{units} by {walk}, {lanes} lanes")).collect();
    let multipliers = multipliers.map_or(String::new(), |multipliers| format!("; {multipliers} multipliers"));
    format!("{inputs} {format}, {classes} classes, {bits} bits: {}{multipliers}", layers.join("; "))
}

fn text((inputs, format, classes, bits, layers, _): &Shape) -> String {
    let rate = match bits {
        ..10 => 8,
        10..16 => 9,
        _ => 12,
    };
    let layers: String = layers
        .iter()
        .map(|(units, lanes, walk)| format!("[[layer]]\ntype = \"dense\"\nunits = {units}\nlanes = {lanes}\nwalk = \"{walk}\"\n"))
        .collect();
    format!(
        "[network]\nname = \"calibration\"\nclasses = {classes}\ninput = {{ shape = [{inputs}], format = \"{format}\" }}\n\
         {layers}[weights]\nbits = {bits}\n[training]\nrate = {rate}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_of_the_calibration_is_one() {
        for shape in &SHAPES {
            let network = Network::parse(&text(shape), Path::new("calibration.toml")).unwrap_or_else(|error| panic!("{error}"));
            Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}
