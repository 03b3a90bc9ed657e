//! Networks of different shapes, Verilog against golden model: every write, every answer, every cycle.

use crate::common;

use common::{kept_models, network_text, parse, samples, traced, walked_text};
use entrain_model::{Model, Plan};
use entrain_sim::{Lockstep, Stimulus, predict};

fn agree(text: &str) {
    agree_with(text, &|_| {});
}

/// As `agree`, with the plan changed.
fn agree_with(text: &str, change: &dyn Fn(&mut Plan)) {
    let network = parse(text);
    let mut plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    change(&mut plan);
    let (sources, start, samples) = (traced(&plan), Model::new(&plan), samples(&network, 62, 5));
    entrain_sim::lint(&sources).unwrap_or_else(|error| panic!("{error}"));
    let cache = kept_models();
    let job = Lockstep { predict_every: Some(5), ..Lockstep::new(&plan, &sources, &cache, &start, &samples) };
    for stimulus in [Stimulus::streaming(), Stimulus::random(7, 3 * plan.cycles_per_sample())] {
        let report = job.run(stimulus, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
        if let Some(mismatch) = &report.mismatch {
            panic!("{mismatch}\n{text}");
        }
        assert_eq!(report.answers_compared, 62);
        let foreseen = predict(&plan, &start, &samples, &|sample| sample % 5 != 4);
        assert_eq!((&report.activity.layers, report.activity.updates), (&foreseen.layers, foreseen.updates), "events\n{text}");
        assert!(report.cycles_predicted.is_none_or(|cycles| cycles == foreseen.cycles));
        assert!(report.updates_checked > 100, "only {} writes: nothing was learned", report.updates_checked);
    }
}

#[test]
fn one_layer() {
    agree(&network_text(17, "u8", 5, "sqq", &[(16, 4)], 12, 9));
}

#[test]
fn four_layers() {
    agree(&network_text(12, "s8", 6, "sqq", &[(20, 3), (17, 4), (16, 5), (13, 2)], 10, 8));
}

#[test]
fn widths_that_lanes_do_not_divide() {
    agree(&network_text(23, "u8", 7, "walsh", &[(19, 7), (11, 6)], 9, 9));
}

#[test]
fn one_lane_and_as_many_lanes_as_inputs() {
    agree(&network_text(9, "s8", 3, "walsh", &[(8, 9), (6, 1)], 16, 12));
}

#[test]
fn lanes_made_of_logic() {
    let soften = |plan: &mut Plan| plan.layers.iter_mut().for_each(|layer| layer.placement.soft_lanes = layer.lanes() - 1);
    agree_with(&walked_text(23, "s8", 5, "sqq", &[(20, 5, "row"), (16, 4, "column"), (11, 3, "row")], 10, 8), &soften);
}

#[test]
fn weights_in_banks() {
    let banks = |plan: &mut Plan| plan.layers.iter_mut().for_each(|layer| layer.placement.banks = 2 << layer.index);
    agree_with(&walked_text(23, "u8", 5, "sqq", &[(20, 5, "row"), (16, 4, "column"), (11, 3, "row")], 10, 8), &banks);
}

#[test]
fn one_layer_by_columns() {
    agree(&walked_text(17, "u8", 5, "sqq", &[(16, 4, "column")], 12, 9));
}

#[test]
fn columns_and_rows_in_turn() {
    agree(&walked_text(12, "s8", 6, "sqq", &[(20, 3, "column"), (17, 4, "row"), (16, 4, "column"), (13, 2, "column")], 10, 8));
}

#[test]
fn columns_with_units_that_lanes_do_not_divide() {
    agree(&walked_text(23, "u8", 7, "walsh", &[(29, 8, "column"), (11, 3, "row")], 9, 9));
}

#[test]
fn columns_read_out_chunk_by_chunk() {
    agree(&walked_text(200, "u8", 5, "sqq", &[(24, 8, "column"), (12, 4, "column")], 12, 9));
}

#[test]
fn one_input_by_columns() {
    agree(&walked_text(1, "u8", 3, "walsh", &[(8, 2, "row"), (9, 1, "column")], 16, 12));
    agree(&walked_text(1, "s8", 3, "sqq", &[(9, 3, "column"), (6, 1, "row")], 16, 12));
}

/// Whole words, low bits of words, and none; a row walk with an odd number of words, a column walk with an even one.
#[test]
fn weights_in_spram() {
    let text = walked_text(11, "u8", 5, "sqq", &[(21, 3, "row"), (16, 4, "column"), (15, 2, "row")], 9, 9);
    agree_with(&text, &|plan| {
        let bits = [16, plan.layers[1].weights().width, 0];
        plan.layers.iter_mut().zip(bits).for_each(|(layer, bits)| layer.placement.spram_bits = bits);
    });
    agree_with(&network_text(5, "s8", 3, "walsh", &[(7, 5), (4, 2)], 12, 9), &|plan| {
        plan.layers.iter_mut().for_each(|layer| layer.placement.spram_bits = layer.weights().width);
    });
}

/// Weights of 8 bits and fewer whose lanes share multipliers two by two, odd lanes included: signed and unsigned inputs by
/// rows; activations by columns, where the bias is a weight whose input is 1.0.
#[test]
fn two_lanes_in_one_multiplier() {
    let pairs = |plan: &mut Plan| {
        plan.layers.iter_mut().for_each(|layer| (layer.placement.lanes_per_dsp, layer.placement.pairs) = (2, true));
        plan.layers.iter().for_each(|layer| {
            let multiplier = layer.engine.plan().multiplier();
            assert!(multiplier.factor <= 8 && multiplier.weight <= 8);
        });
    };
    agree_with(&walked_text(17, "u8", 5, "sqq", &[(20, 5, "row"), (21, 7, "column"), (11, 2, "row")], 8, 8), &pairs);
    agree_with(&walked_text(12, "s8", 4, "walsh", &[(16, 4, "row"), (12, 4, "column"), (9, 1, "row")], 6, 6), &pairs);
}
