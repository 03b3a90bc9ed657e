//! Real netlists from which the estimate of logic is fitted.

use crate::progress;
use entrain_boards::Board;
use entrain_flow::resources::{Calibration, Point, features};
use entrain_flow::{Job, count};
use entrain_model::{Model, Network, Plan, Result};
use std::path::Path;

/// A network to build: inputs, format, classes, weight bits, and of each layer units, lanes, walk.
type Shape = (usize, &'static str, usize, u32, &'static [(usize, usize, &'static str)]);

/// Networks that differ in everything that the estimate depends on and fit the smallest board of each family.
const SHAPES: [Shape; 16] = [
    (64, "u8", 10, 12, &[(64, 4, "row"), (32, 2, "row")]),
    (64, "u8", 10, 9, &[(64, 6, "row")]),
    (32, "s8", 4, 12, &[(16, 2, "row")]),
    (96, "s8", 7, 12, &[(64, 4, "row"), (32, 2, "row")]),
    (64, "u8", 10, 9, &[(32, 8, "row")]),
    (16, "u8", 3, 16, &[(24, 1, "row"), (16, 1, "row"), (8, 1, "row")]),
    (64, "u8", 20, 12, &[(40, 3, "row")]),
    (100, "s8", 5, 8, &[(32, 5, "row"), (12, 3, "row")]),
    (64, "u8", 10, 12, &[(24, 4, "column")]),
    (64, "u8", 10, 9, &[(64, 4, "column"), (32, 2, "row")]),
    (32, "s8", 4, 12, &[(16, 2, "column"), (12, 2, "column")]),
    (96, "s8", 7, 9, &[(32, 6, "column")]),
    (64, "u8", 3, 12, &[(48, 8, "column")]),
    (16, "u8", 20, 16, &[(24, 1, "column"), (24, 1, "column")]),
    (128, "u8", 10, 9, &[(16, 3, "column"), (12, 3, "row")]),
    (50, "u8", 6, 10, &[(30, 5, "column"), (20, 3, "row")]),
];

/// Synthesises every network for `board` in `folder` and counts its logic, whether or not it is more than the board has;
/// those that are too large otherwise are left out.
///
/// # Errors
/// A missing tool.
pub fn calibrate(board: &Board, folder: &Path) -> Result<Calibration> {
    let bar = progress::bar("calibration", SHAPES.len() as u64);
    let (mut points, mut tools) = (Vec::new(), Vec::new());
    for (number, shape) in SHAPES.iter().enumerate() {
        bar.set_position(number as u64);
        let network = Network::parse(&text(shape), Path::new("calibration.toml"))?;
        let Ok(plan) = Plan::new(&network, Some(&board.device.resources)) else { continue };
        let model = Model::new(&plan);
        let (place, clock_mhz) = (folder.join(number.to_string()), board.clock.design_mhz);
        let job = Job { plan: &plan, model: &model, board, clock_mhz, seeds: vec![1], allow_slow: true, folder: &place };
        match count(&job) {
            Ok((logic, versions)) => {
                points.push(Point { network: name(shape), features: features(&plan, &board.device.resources), logic: logic as f64 });
                tools = versions;
            }
            Err(error) if error.is_missing_tool() => return Err(error),
            Err(_) => continue,
        }
    }
    bar.finish_and_clear();
    Ok(Calibration { board: board.name.clone(), tools, points })
}

fn name((inputs, format, classes, bits, layers): &Shape) -> String {
    let layers: Vec<String> = layers.iter().map(|(units, lanes, walk)| format!("{units} by {walk}, {lanes} lanes")).collect();
    format!("{inputs} {format}, {classes} classes, {bits} bits: {}", layers.join("; "))
}

fn text((inputs, format, classes, bits, layers): &Shape) -> String {
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
