//! Deliberately broken leaves: lockstep must notice every one.

mod common;
#[path = "../../tests/common/mutant.rs"]
mod mutant;

use common::{parse, samples, settable, traced, walked_text};
use entrain_model::plan::Registers;
use entrain_model::{Model, Network, Plan};
use entrain_sim::{Cache, Lockstep, Sources, Stimulus, World};
use mutant::Mutant;

/// The three that every test run tries.
const USUAL: [Mutant; 3] = [
    ("the sign of the correction", "correction", "step[0] & ~step[1]", "step[0] & step[1]"),
    ("no saturation", "overflow", "top != {TB{top[TB-1]}}", "1'b0"),
    ("the rival's code taken from the label's counter", "row_decision", ".class_id(rival), .code(s_r)", ".class_id(label), .code(s_r)"),
];

const MORE: [Mutant; 19] = [
    ("no carry into the subtraction", "sat_update", "+ {{(SB-1){1'b0}}, carry}", "+ {{(SB-1){1'b0}}, 1'b0}"),
    ("ties rounded the wrong way", "correction", "down & ~u[UB]", "down & u[UB]"),
    ("ties not seen", "value_increments", "value[K+step-1:0] == HALF[K+step-1:0]", "1'b0 & |HALF"),
    ("increments of the wrong sample", "increments", "learn <= ~(fill ^ learn);", "learn <= fill;"),
    ("activations of the wrong sample", "act_buffer", "a_walk  <= a_fill;", "a_walk  <= a_walk;"),
    ("the last word not moved down", "gather", "last ? gathered >> WIDTH * (LANES - REST) : gathered", "gathered"),
    ("bias not shifted", "mac_lanes", "bias_sum, {FRACTION{1'b0}}}", "{FRACTION{bias_sum[WB-1]}}, bias_sum}"),
    ("rows not separated", "mac_lanes", "first_sum ? start : acc", "acc"),
    ("no rounding", "quantise", "{8'd0, acc[SHIFT-1]}", "9'd0"),
    ("no clip at 255", "quantise", "rounded[8] | |top[TB-1:8]", "1'b0"),
    ("no clip at 0", "quantise", "& {8{~acc[ACC-1]}}", "& {8{1'b1}}"),
    ("code bit swapped", "code_gen", "~(at[BITS-1] ^ at[BITS-2])", "(at[BITS-1] ^ at[BITS-2])"),
    ("quadrature lost", "code_gen", "class_id[0] ? LEAD : {PB{1'b0}}", "{PB{1'b0}}"),
    ("logit one short when subtracting", "logits", "{{(ZB-1){1'b0}}, ~code}", "{ZB{1'b0}}"),
    ("ties of rivals to the highest class", "error_unit", "~{z[ZB-1], z};", "~{z[ZB-1], z} + 1'b1;"),
    ("margin off by one", "error_unit", "not_r} + 1'b1;", "not_r};"),
    ("dead units never revived", "row_decision", "was_active | s_y & revive", "was_active"),
    ("dead units always revived", "row_decision", "was_active | s_y & revive", "1'b1"),
    ("the sample counter stands still", "error_unit", "if (learned) t <= t + 1'b1;", "if (learned) t <= t;"),
];

/// Leaves of a column walk.
const COLUMNS: [Mutant; 16] = [
    ("columns that only want a correction left out", "column_buffer", "fix_b = step_b & ~|value_b & |before_b", "fix_b = 1'b0 & |before_b"),
    ("columns corrected that nothing asked for", "column_buffer", "count_fix & {COUNT{fix}}", "count_fix"),
    ("increments of this sample instead of the one before", "column_buffer", "{base_b, value_b, before_b}", "{base_b, value_b, u_b}"),
    ("the flush looks at no increment", "column_buffer", "sweep   <= in_flush & LEARN != 0;", "sweep   <= 1'b0;"),
    ("one slot for two lists", "column_buffer", "fill_slot <= walk_slot;", "fill_slot <= fill_slot;"),
    ("the correction pending or not", "column_update", "walk_0 & pending & |u_0", "walk_0 & |u_0"),
    ("up and down exchanged", "column_update", ".step(fixes_1[2*lane +: 2])", ".step(fixes_1[2*lane +: 2] ^ 2'b10)"),
    ("accumulators not started", "column_mac", "& {ACC{~bias_4}}", "& {ACC{1'b1}}"),
    ("every chunk the first", "column_readout", "acc[chunk_1*READ*ACC", "acc[0*chunk_1"),
    ("code bit of a row swapped", "class_codes", "assign code = ~(at[BITS-1] ^ at[BITS-2])", "assign code = at[BITS-1] ^ at[BITS-2]"),
    ("first code of a class taken from the next row", "class_codes", "(FIRST_PHASE + AWAY_PHASE)", "(FIRST_PHASE + AWAY_PHASE + F * STEP)"),
    ("the ones of negative codes forgotten", "column_logits", "sum <= MINUS[c*ZB +: ZB]", "sum <= {ZB{1'b0}}"),
    ("dead neurons of a column walk never revived", "column_decision", "was_active_1[row] | revive_1[row]", "was_active_1[row]"),
    ("neurons past the last corrected", "column_decision", "real_1 & differ_1", "1'b1 & differ_1"),
    (
        "decisions of the group before",
        "column_decision",
        ".we(decide_1 && chunk_1 == MINE), .waddr(group_1)",
        ".we(decide_1 && chunk_1 == MINE), .waddr(decide_group)",
    ),
    ("committed before the last value", "serialiser", "sending & done & (handed | hand)", "sending & (handed | hand)"),
];

/// Leaves of weights in banks and of lanes made of logic.
const PLACED: [Mutant; 3] = [
    ("a word of another bank", "banked_ram", "low <= raddr[LOW-1:0];", "low <= ~raddr[LOW-1:0];"),
    ("written into every bank", "banked_ram", "we && waddr[LOW-1:0] == MINE", "we && (waddr[LOW-1:0] | MINE) == MINE"),
    ("a row of a product too few", "soft_multiplier", "node >= AB", "node >= AB - 1"),
];

/// What follows the registers of a host; the registers change in the middle of the run.
const SET: [Mutant; 5] = [
    ("every rate the file's", "value_increments", "choices[slower*(UB+1) +: UB + 1]", "choices[UB:0]"),
    ("rounded as at the file's rate", "value_increments", "round[slower*8 +: 8]", "round[7:0]"),
    ("the bias at the file's rate", "bias_lane", "UPS[slower*(UB+1) +: UB + 1]", "UPS[UB:0]"),
    ("the bias column at the file's rate", "column_buffer", "BIASES[slower*(UB+1) +: UB + 1]", "BIASES[UB:0]"),
    ("a margin above all logits cut off", "error_unit", "|whole[MB-1:ZB]", "whole[ZB]"),
];

/// A slower rate, then a margin that no lead reaches.
const CHANGES: [(usize, Registers); 2] =
    [(150, Registers { slower: 1, margin: 60, revival: 5 }), (300, Registers { slower: 0, margin: 1 << 20, revival: 7 })];

/// Narrow weights with few fraction bits, so that weights saturate and activations reach 255; lanes that do not divide.
/// The wide margin drives weights to their ends, the narrow one makes leads that equal it.
const MARGINS: [(u32, usize); 2] = [(600, 600), (60, 3000)];

fn network(margin: u32, walk: &str) -> String {
    // So many inputs that the readout of a column walk goes chunk by chunk.
    let (inputs, units) = if walk == "row" { (11, 8) } else { (100, 10) };
    let text = walked_text(inputs, "u8", 5, "sqq", &[(16, 4, walk), (units, 3, walk)], 6, 3);
    text.replace("margin = 64", &format!("margin = {margin}")).replace("bits = 6", "bits = 6\nfraction = 3")
}

/// The design of a network that has the leaf, with the leaf broken.
fn broken(mutant: &Mutant, margin: u32) -> (Network, Plan, Sources) {
    let among = |mutants: &[Mutant]| mutants.iter().any(|(_, leaf, ..)| *leaf == mutant.1);
    let network = parse(&network(margin, if among(&COLUMNS) { "column" } else { "row" }));
    let mut plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    if among(&PLACED) {
        plan.layers.iter_mut().for_each(|layer| (layer.placement.banks, layer.placement.soft_lanes) = (2, layer.lanes - 1));
    }
    let sources = if is_set(mutant) { settable(&plan) } else { traced(&plan) };
    (network, plan, mutant::broken(sources, mutant))
}

fn is_set(mutant: &Mutant) -> bool {
    SET.iter().any(|(what, ..)| *what == mutant.0)
}

/// The first difference that a broken leaf makes.
fn verdict(mutant: &Mutant, margin: u32, count: usize) -> Option<String> {
    let what = mutant.0;
    let (network, plan, broken) = broken(mutant, margin);
    let (start, samples) = (Model::new(&plan), samples(&network, count, 3));
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let cache = Cache::in_folder(folder.path());
    let changes: &[_] = if is_set(mutant) { &CHANGES } else { &[] };
    let job = Lockstep { plan: &plan, sources: &broken, cache: &cache, start: &start, samples: &samples, predict_every: Some(7), changes };
    // Cycles are compared without gaps and stalls only.
    let run = |stimulus| job.run(stimulus, &mut |_| {}).unwrap_or_else(|error| panic!("{what}: {error}")).mismatch;
    let stimulus = Stimulus::random(5, 100);
    let mismatch = run(stimulus.clone()).or_else(|| run(Stimulus::streaming()))?;
    if what == USUAL[0].0 {
        let waves = folder.path().join("around.fst");
        job.waves(&World::Plain(stimulus), &mismatch, &waves).unwrap_or_else(|error| panic!("{what}: {error}"));
        let size = std::fs::metadata(&waves).map_or(0, |file| file.len());
        assert!(size > 1000, "the waveform around the difference has {size} bytes");
    }
    Some(mismatch.to_string())
}

fn all_are_noticed(mutants: &[Mutant]) {
    let mut survivors = Vec::new();
    for mutant in mutants {
        match MARGINS.iter().find_map(|&(margin, count)| verdict(mutant, margin, count)) {
            Some(mismatch) => println!("{} ({}): noticed as {mismatch}", mutant.0, mutant.1),
            None => survivors.push(mutant.0),
        }
    }
    assert!(survivors.is_empty(), "not noticed: {survivors:?}");
}

#[test]
fn a_flipped_sign_a_lost_saturation_and_a_swapped_code_are_noticed() {
    all_are_noticed(&USUAL);
}

/// A leaf that changes takes its mutants with it.
#[test]
fn every_mutant_is_still_one() {
    for mutant in USUAL.iter().chain(&MORE).chain(&COLUMNS).chain(&PLACED).chain(&SET) {
        broken(mutant, MARGINS[0].0);
    }
}

#[test]
fn mutants_of_banks_and_of_soft_lanes_are_noticed() {
    all_are_noticed(&PLACED);
}

#[test]
fn mutants_of_registers_are_noticed() {
    all_are_noticed(&SET);
}

#[test]
#[ignore = "a minute: make test-full"]
fn every_mutant_of_a_column_walk_is_noticed() {
    all_are_noticed(&COLUMNS);
}

#[test]
#[ignore = "a minute: make test-full"]
fn every_mutant_is_noticed() {
    all_are_noticed(&MORE);
}
