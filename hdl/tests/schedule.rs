//! Random schedules on networks of every kind of walk and memory: learning and predicting mixed, flushes, resets, held layers,
//! a host and its registers whenever the contract allows them, labels that are no class, garbage on inputs that do not count.

use crate::common;

use common::{kept_models, network_text, parse, samples, settable, walked_text};
use entrain_model::{Model, Network, Plan};
use entrain_sim::{Cache, Lockstep, Report, Schedule, World};
use std::time::Duration;

/// Plays schedules of `events` events; what the last one compared.
fn agree_with(text: &str, change: &dyn Fn(&mut Plan), events: usize) -> Report {
    let network = parse(text);
    let mut plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    change(&mut plan);
    let (sources, start, samples) = (settable(&plan), Model::new(&plan), samples(&network, 62, 5));
    let cache = kept_models();
    let job = Lockstep::new(&plan, &sources, &cache, &start, &samples);
    let mut last = Report::default();
    for seed in 1..4 {
        let schedule = Schedule::new(seed, events);
        last = job.run_in(&World::Schedule(schedule.clone()), &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
        if let Some(mismatch) = &last.mismatch {
            let short = job.shrink(&schedule, Duration::from_secs(20)).unwrap_or_else(|error| panic!("{error}"));
            panic!("{mismatch}\nschedule {short}\n{text}");
        }
        let happened = last.happened.clone().unwrap_or_default();
        let some = [happened.learned, happened.held, happened.flushes, happened.resets, happened.host_reads, happened.registers];
        assert!(some.iter().all(|count| *count > 0), "{happened:?}");
        assert!(last.updates_checked > 100, "only {} writes: nothing was learned", last.updates_checked);
    }
    last
}

fn agree(text: &str) {
    agree_with(text, &|_| {}, 400);
}

#[test]
fn rows() {
    agree(&network_text(12, "s8", 6, "sqq", &[(20, 3), (17, 4), (16, 5), (13, 2)], 10, 8));
}

#[test]
fn columns() {
    agree(&walked_text(23, "u8", 7, "walsh", &[(29, 8, "column"), (11, 3, "column")], 9, 9));
}

#[test]
fn rows_and_columns_in_turn() {
    agree(&walked_text(12, "s8", 6, "sqq", &[(20, 3, "column"), (17, 4, "row"), (16, 4, "column"), (13, 2, "column")], 10, 8));
    agree(&walked_text(9, "u8", 3, "walsh", &[(8, 2, "row"), (9, 2, "column"), (7, 3, "row")], 12, 9));
}

/// Few inputs and many neurons: the way out of a layer takes longer than its walk.
#[test]
fn a_long_way_out() {
    agree(&walked_text(2, "u8", 5, "sqq", &[(60, 10, "column"), (40, 8, "column"), (9, 3, "row")], 12, 9));
    agree(&walked_text(1, "s8", 2, "walsh", &[(9, 3, "column"), (6, 1, "row")], 16, 12));
}

/// Many events on networks of the size that boards have: digits by rows, and a column walk with rows behind it.
#[test]
#[ignore = "minutes: make test-full"]
fn ten_million_writes() {
    let digits = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml");
    let networks = [
        Network::load(&digits).unwrap_or_else(|error| panic!("{error}")),
        parse(&walked_text(64, "u8", 10, "sqq", &[(64, 8, "column"), (32, 4, "row"), (24, 4, "column")], 12, 9)),
    ];
    let mut all = 0;
    for network in networks {
        let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
        let (sources, start, samples) = (settable(&plan), Model::new(&plan), samples(&network, 500, 5));
        let cache = Cache::user();
        let job = Lockstep::new(&plan, &sources, &cache, &start, &samples);
        let (mut writes, mut weights, mut answers, mut events) = (0, 0, 0, 0);
        for seed in 1.. {
            let schedule = Schedule::new(seed, 2000);
            let report = job.run_in(&World::Schedule(schedule.clone()), &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
            if let Some(mismatch) = &report.mismatch {
                panic!("{}: {mismatch}\nschedule {schedule}", network.name);
            }
            writes += report.updates_checked;
            weights += report.weights_compared;
            answers += report.answers_compared;
            events += 2000;
            if writes > 5_200_000 {
                break;
            }
        }
        println!("{}: {events} events, {writes} writes of words, {weights} weights, {answers} answers, 0 differences", network.name);
        all += writes;
    }
    assert!(all >= 10_000_000);
}
