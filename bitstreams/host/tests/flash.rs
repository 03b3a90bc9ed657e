//! Snapshots in flash: power lost at any byte, and through the frames of a virtual board.

mod common;

use common::{board, open, opened, plan, samples};
use entrain_host::flash::{FlashModel, Kept, Slots};
use entrain_host::{FLASH_BYTES, Noise, Noisy};
use entrain_model::{Model, Plan, Result};

const BYTES: usize = 1 << 16;

fn ok<T>(result: Result<T>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

fn slots<'a>(chip: &'a mut FlashModel, plan: &Plan) -> Slots<&'a mut FlashModel> {
    ok(Slots::open(chip, plan, BYTES, 0))
}

/// Models that differ: the same network after more and more samples.
fn taught(plan: &Plan, count: usize) -> Vec<Model> {
    let samples = samples(plan, 20, 2);
    let next = |before: &Option<Model>| {
        let mut model = before.clone().unwrap_or_else(|| Model::new(plan));
        samples.iter().for_each(|(input, label)| drop(model.learn(input, label)));
        Some(Some(model))
    };
    std::iter::successors(Some(None), next).flatten().take(count).collect()
}

#[test]
fn the_newest_snapshot_comes_back_and_the_one_before_is_kept() {
    let plan = plan(["row", "column"], "");
    let mut chip = FlashModel::new(BYTES);
    let mut back = Model::new(&plan);
    let error = slots(&mut chip, &plan).restore(&mut back).expect_err("empty").to_string();
    assert!(error.contains("the flash of the board holds no snapshot of net"), "{error}");
    for (number, model) in (1..).zip(taught(&plan, 5)) {
        let kept = ok(slots(&mut chip, &plan).keep(&model));
        assert_eq!(kept, Kept { slot: (number as usize + 1) % 2, number });
        chip.power_on();
        assert_eq!(ok(slots(&mut chip, &plan).restore(&mut back)), kept);
        assert_eq!(back.hashes(), model.hashes());
    }
    // Bits rot in the newest: the one before is found.
    let newest = ok(slots(&mut chip, &plan).newest()).expect("there is one");
    let start = BYTES - 8192 + newest.kept.slot * 4096;
    chip.bytes()[start + 300] ^= 1;
    assert_eq!(ok(slots(&mut chip, &plan).newest()).expect("the one before").kept.number, newest.kept.number - 1);
    // Those of another network are not this one's.
    let other = common::plan(["row", "row"], "");
    assert_eq!(ok(slots(&mut chip, &other).newest()), None);
}

/// Power is lost after every byte that goes over the wire, and after every cell that is erased or written.
#[test]
fn killed_at_any_byte_one_whole_snapshot_remains() {
    let plan = plan(["row", "row"], "");
    let models = taught(&plan, 3);
    let mut chip = FlashModel::new(BYTES);
    ok(slots(&mut chip, &plan).keep(&models[0]));
    ok(slots(&mut chip, &plan).keep(&models[1]));
    chip.power_on();
    let mut whole = chip.clone();
    ok(slots(&mut whole, &plan).keep(&models[2]));
    let work = whole.work();
    let (mut old, mut new) = (0u64, 0u64);
    for life in 0..work {
        let mut chip = chip.clone();
        chip.lose_power_after(life);
        assert!(Slots::open(&mut chip, &plan, BYTES, 0).and_then(|mut slots| slots.keep(&models[2])).is_err(), "{life} of {work}");
        chip.power_on();
        let mut back = Model::new(&plan);
        let kept = ok(slots(&mut chip, &plan).restore(&mut back));
        match kept.number {
            2 => {
                assert_eq!(back.hashes(), models[1].hashes(), "killed after {life}");
                old += 1;
            }
            3 => {
                assert_eq!(back.hashes(), models[2].hashes(), "killed after {life}");
                new += 1;
            }
            number => panic!("snapshot {number} after {life}"),
        }
        // And the next one can be kept.
        if life % 500 == 0 {
            ok(slots(&mut chip, &plan).keep(&models[2]));
        }
    }
    println!("killed at each of {work} bytes and cells: the old snapshot {old} times, the new one {new} times, none never");
    assert!(old > 4096 && new > 0);
}

#[test]
fn a_board_keeps_its_weights_through_a_loss_of_power() {
    let plan = plan(["row", "row"], "");
    let mut golden = Model::new(&plan);
    let mut board = opened(&plan);
    for (input, label) in samples(&plan, 40, 6).iter() {
        ok(board.learn(input, label));
        golden.learn(input, label);
    }
    let mut learned = Model::new(&plan);
    ok(board.read_weights(&mut learned));
    ok(ok(Slots::open(&mut board, &plan, FLASH_BYTES, 0)).keep(&learned));
    let mut line = board.into_line();
    let mut flash = line.board().flash().clone();
    // Another board, with start weights, but with this flash.
    flash.power_on();
    let mut line = common::board(&plan).line();
    *line.board().flash() = flash;
    let mut board = open(line, &plan);
    assert_ne!(ok(board.hashes()), golden.hashes());
    let mut back = Model::new(&plan);
    ok(ok(Slots::open(&mut board, &plan, FLASH_BYTES, 0)).restore(&mut back));
    ok(board.write_weights(&back));
    assert_eq!(ok(board.hashes()), golden.hashes());
}

#[test]
fn a_bad_line_does_the_flash_no_harm() {
    let plan = plan(["row", "row"], "");
    let mut board = open(Noisy::new(board(&plan).line(), Noise::even(60), 3), &plan);
    let models = taught(&plan, 3);
    for model in &models {
        ok(ok(Slots::open(&mut board, &plan, FLASH_BYTES, 0)).keep(model));
        let mut back = Model::new(&plan);
        ok(ok(Slots::open(&mut board, &plan, FLASH_BYTES, 0)).restore(&mut back));
        assert_eq!(back.hashes(), model.hashes());
    }
    assert!(board.traffic().repeated > 20, "{:?}", board.traffic());
}
