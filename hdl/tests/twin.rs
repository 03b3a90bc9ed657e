//! Inference-only twins: the same answers in the same cycles as the network that learns, and nothing written.

use crate::common;

use common::net::Net;
use common::{network_text, parse, samples, sources, traced, walked_text};
use entrain_hdl::{FlashTimes, FlashWay, Options, emit, serial};
use entrain_model::{Model, Plan};
use entrain_sim::{Cache, Lockstep, Report, Stimulus};

fn run(plan: &Plan, start: &Model, text: &str, stimulus: Stimulus) -> Report {
    let (sources, samples) = (traced(plan), samples(&parse(text), 40, 5));
    entrain_sim::lint(&sources).unwrap_or_else(|error| panic!("{error}"));
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let cache = Cache::in_folder(folder.path());
    let job = Lockstep { predict_every: Some(1), ..Lockstep::new(plan, &sources, &cache, start, &samples) };
    let report = job.run(stimulus, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
    if let Some(mismatch) = &report.mismatch {
        panic!("{mismatch}\n{text}");
    }
    assert_eq!((report.answers_compared, report.updates_checked), (40, 0));
    report
}

fn agree(text: &str, change: &dyn Fn(&mut Plan)) {
    let mut plan = Plan::new(&parse(text), None).unwrap_or_else(|error| panic!("{error}"));
    change(&mut plan);
    let start = learned(&plan, text);
    let twin = plan.inference_twin();
    assert!(plan.learns() && !twin.learns());
    run(&twin, &start, text, Stimulus::random(7, 3 * plan.cycles_per_sample()));
    let (inference, learning) = (run(&twin, &start, text, Stimulus::streaming()), run(&plan, &start, text, Stimulus::streaming()));
    assert_eq!(inference.cycles_per_sample, learning.cycles_per_sample);
    as_a_board(&twin);
}

/// Weights that have learned, so that units are dead and logits far apart.
fn learned(plan: &Plan, text: &str) -> Model {
    let mut start = Model::new(plan);
    for (input, label) in samples(&parse(text), 30, 9).iter() {
        start.learn(input, label);
    }
    start
}

/// Its board's Verilog is clean.
fn as_a_board(twin: &Plan) {
    let module = serial(twin, 24, 1, Options::default(), Some(FlashWay { bytes: 1 << 20, times: FlashTimes::at(24.0), primitive: None }))
        .unwrap_or_else(|error| panic!("{error}"));
    entrain_sim::lint(&sources(emit::write("serial", module))).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn rows() {
    agree(&network_text(12, "s8", 6, "sqq", &[(20, 3), (17, 4), (16, 12)], 10, 8), &|_| {});
}

#[test]
fn columns_and_rows_with_spram() {
    let text = walked_text(11, "u8", 5, "walsh", &[(16, 4, "column"), (21, 3, "row"), (9, 2, "column")], 9, 9);
    agree(&text, &|plan| {
        plan.layers[0].placement.spram_bits = 16;
        plan.layers[1].placement.spram_bits = plan.layers[1].weights().width;
    });
}

/// A convolution corrects itself between two samples, so the twin is no slower than who sees that nothing is due.
#[test]
fn convolutions() {
    let text = Net::new(&[2, 5, 4], "u8", 3).conv(5, 3, 2, 2).pool().conv(3, 3, 1, 3).rows(6, 2).training("conv_margin", 16).text();
    let plan = Plan::new(&parse(&text), None).unwrap_or_else(|error| panic!("{error}"));
    let start = learned(&plan, &text);
    let twin = plan.inference_twin();
    assert!(plan.learns() && !twin.learns());
    run(&twin, &start, &text, Stimulus::random(7, 3 * plan.cycles_per_sample()));
    let [inference, learning] = [&twin, &plan].map(|plan| run(plan, &start, &text, Stimulus::streaming()));
    assert!(inference.cycles <= learning.cycles, "{} cycles, {} where it learns", inference.cycles, learning.cycles);
    as_a_board(&twin);
}
