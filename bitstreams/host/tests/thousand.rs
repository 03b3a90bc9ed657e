//! A thousand learning samples through frames: over the serial line and over SPI, of the example and of small networks. What is in
//! docs/integration.md.

use crate::common;

use common::spi::{LEVEL, Master, sources};
use common::{board, digits, open, plan, samples};
use entrain_host::{Board, Line};
use entrain_model::plan::image::images;
use entrain_model::{Model, Plan, Samples};
use entrain_sim::Cache;

/// Learns all of them, looks at every answer and in the end at every word; clock cycles a sample.
fn learns<L: Line>(mut board: Board<L>, plan: &Plan, samples: &Samples, cycles: impl Fn(&mut L) -> u64) -> u64 {
    let mut golden = Model::new(plan);
    board.write_weights(&golden).unwrap_or_else(|error| panic!("{error}"));
    let before = cycles(board.line());
    for (index, (input, label)) in samples.iter().enumerate() {
        let answer = board.learn(input, label).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((answer.class, answer.updates.as_slice()), (golden.learn(input, label).0, golden.updated()), "sample {index}");
    }
    let spent = cycles(board.line()) - before;
    let read = board.read_images(&mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(read, images(plan, &golden));
    spent / samples.len() as u64
}

#[test]
#[ignore = "a minute or two: make test-full"]
fn a_thousand_samples_over_each_line() {
    let small = [["row", "row"], ["column", "row"], ["row", "column"]].map(|walks| plan(walks, ""));
    let signed = small.map(|plan| (samples(&plan, 1000, 3), plan));
    let digits = digits().1;
    for (samples, plan) in signed.into_iter().chain([(positive(&samples(&digits, 1000, 3)), digits)]) {
        let plan = &plan;
        let serial = learns(open(board(plan).line(), plan), plan, &samples, |line| line.board().cycles());
        let master = Master::new(plan, &sources(plan), &Cache::user(), 0, 0);
        let spi = learns(open(master, plan), plan, &samples, |master| master.cycles);
        println!("{:10} {serial} cycles a sample over the serial line, {spi} over SPI with levels of {LEVEL} cycles", plan.name);
    }
}

/// The same values without their signs.
fn positive(samples: &Samples) -> Samples {
    let mut made = Samples::new(samples.features());
    samples.iter().for_each(|(input, label)| made.push(&input.iter().map(|value| value.abs()).collect::<Vec<i16>>(), label));
    made
}
