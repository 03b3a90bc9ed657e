//! Convolutions, Verilog against golden model: every weight, bias and value of the code, every answer, every cycle.

use crate::common;

use common::net::Net;
use common::{kept_models, samples, settable, traced};
use entrain_model::plan::Role;
use entrain_model::{Model, Plan};
use entrain_sim::{Lockstep, Schedule, Stimulus, World, predict};
use std::time::Duration;

/// Streams, with and without pauses; every fifth sample is only predicted.
fn streams(plan: &Plan, net: &Net, start: &Model) {
    let network = net.network();
    let (sources, samples) = (traced(plan), samples(&network, 40, 5));
    entrain_sim::lint(&sources).unwrap_or_else(|error| panic!("{error}"));
    let cache = kept_models();
    let job = Lockstep { predict_every: Some(5), ..Lockstep::new(plan, &sources, &cache, start, &samples) };
    for stimulus in [Stimulus::streaming(), Stimulus::random(7, 3 * plan.cycles_per_sample())] {
        let report = job.run(stimulus, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
        if let Some(mismatch) = &report.mismatch {
            panic!("{mismatch}\n{}", net.text());
        }
        assert_eq!(report.answers_compared, 40);
        let foreseen = predict(plan, start, &samples, &|sample| sample % 5 != 4);
        assert_eq!((&report.activity.layers, report.activity.updates), (&foreseen.layers, foreseen.updates), "events\n{}", net.text());
        assert!(report.cycles_predicted.is_none_or(|cycles| cycles == report.cycles && cycles == foreseen.cycles));
        assert!(report.updates_checked > 100, "only {} writes: nothing was learned", report.updates_checked);
    }
}

/// Random schedules of events.
fn schedules(plan: &Plan, net: &Net, start: &Model) {
    let network = net.network();
    let (sources, samples) = (settable(plan), samples(&network, 62, 5));
    entrain_sim::lint(&sources).unwrap_or_else(|error| panic!("{error}"));
    let cache = kept_models();
    let job = Lockstep::new(plan, &sources, &cache, start, &samples);
    for seed in 1..3 {
        let schedule = Schedule::new(seed, 200);
        let report = job.run_in(&World::Schedule(schedule.clone()), &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
        if let Some(mismatch) = &report.mismatch {
            let short = job.shrink(&schedule, Duration::from_secs(20)).unwrap_or_else(|error| panic!("{error}"));
            panic!("{mismatch}\nschedule {short}\n{}", net.text());
        }
        assert!(report.updates_checked > 100, "only {} writes: nothing was learned", report.updates_checked);
    }
}

fn agree(net: &Net) {
    let plan = net.plan();
    agree_from(net, &plan, &Model::new(&plan));
}

fn agree_from(net: &Net, plan: &Plan, start: &Model) {
    streams(plan, net, start);
    schedules(plan, net, start);
}

/// A network of maps, weights of `bits` bits.
fn net(shape: &[usize], format: &str, classes: usize, bits: u32) -> Net {
    Net::new(shape, format, classes).bits(bits).training("conv_margin", 16)
}

#[test]
fn one_convolution() {
    agree(&net(&[1, 6, 6], "u8", 3, 12).conv(5, 3, 2, 2));
}

#[test]
fn signed_maps_of_several_channels() {
    agree(&net(&[3, 5, 4], "s8", 4, 10).conv(6, 3, 2, 4));
}

#[test]
fn convolutions_behind_each_other() {
    agree(&net(&[2, 8, 6], "u8", 3, 12).conv(4, 3, 3, 2).pool().conv(6, 5, 2, 3).rows(9, 4));
}

#[test]
fn one_tap_and_one_channel() {
    agree(&net(&[1, 3, 4], "u8", 2, 12).conv(3, 1, 1, 1).conv(1, 3, 2, 1).columns(8, 2));
}

/// The code saturates on both sides.
#[test]
fn a_code_at_its_ends() {
    let net = net(&[2, 4, 4], "u8", 3, 12).conv(4, 3, 2, 2);
    let (plan, samples) = (net.plan(), samples(&net.network(), 40, 5));
    let mut start = Model::new(&plan);
    let code: Vec<i16> = start.layers[0].code().iter().map(|value| if *value < 0 { -2040 } else { 2040 }).collect();
    start.layers[0].set_code(&code);
    let mut learned = start.clone();
    for (input, label) in samples.iter() {
        learned.learn(input, label);
    }
    assert!([-2047, 2047].iter().all(|end| learned.layers[0].code().contains(end)));
    agree_from(&net, &plan, &start);
}

/// An activation every cycle, several of them of one cell.
#[test]
fn sums_without_a_pause() {
    agree(&net(&[1, 4, 4], "s8", 3, 12).conv(1, 1, 2, 1).conv(1, 3, 2, 1));
}

#[test]
fn as_many_lanes_as_channels() {
    agree(&net(&[2, 4, 7], "s8", 5, 9).conv(8, 1, 4, 8).pool().columns(12, 4).rows(8, 3));
}

/// Words of label and rival are read, then written through the same port; words of weights between those that are read, with two lanes a cycle
/// later than with more.
#[test]
fn single_ported_memories() {
    let three = net(&[2, 6, 5], "u8", 3, 12).conv(5, 3, 2, 3).pool().conv(3, 1, 1, 2).rows(7, 2);
    let more = net(&[1, 5, 5], "s8", 4, 10).conv(8, 3, 2, 4).conv(5, 3, 1, 5).conv(4, 1, 1, 1);
    for net in [three, more] {
        let mut plan = net.plan();
        for layer in &mut plan.layers {
            let weights = if layer.engine.plan().may_be_spram(Role::Weights) { layer.weights().width } else { 0 };
            layer.put_in_spram(weights, layer.engine.plan().may_be_spram(Role::Codes));
        }
        assert_eq!(plan.in_spram().collect::<Vec<_>>(), [1, 2, 3]);
        agree_from(&net, &plan, &Model::new(&plan));
    }
}
