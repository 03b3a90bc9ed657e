//! Deliberately broken leaves on the way to the flash: a board that comes up must show every one.

mod common;
#[path = "../../../tests/common/mutant.rs"]
mod mutant;

use common::{open, plan, samples};
use entrain_boards::Primitive;
use entrain_host::flash::{FlashModel, Slots};
use entrain_host::{FLASH_BYTES, VirtualBoard};
use entrain_model::plan::image::images;
use entrain_model::{Model, Plan, Result};
use entrain_sim::{Cache, Sources};
use mutant::Mutant;
use std::panic::{AssertUnwindSafe, catch_unwind};

const MUTANTS: [Mutant; 9] = [
    ("a busy chip is read at once", "boot_restore", "pass     <= READY;", "pass     <= LOOK_0;"),
    ("the busy bit is not looked at", "boot_restore", "count[0] && !spi_got[0]", "count[0] && |spi_got"),
    ("what came with the command is the status", "boot_restore", "done && count[0] && !spi_got[0]", "done && !spi_got[0]"),
    ("a missing chip is waited for", "boot_restore", "else if (count[LOOKS]) state <= DONE;", "else if (1'b0) state <= DONE;"),
    ("a busy chip is given up at once", "boot_restore", "else if (count[LOOKS])", "else if (count[LOOKS-2])"),
    ("the chip stays selected", "boot_restore", "!(active && called)", "1'b0 & !(active && called)"),
    ("no byte for nobody", "boot_restore", "state != WAKE || count[0];", "1'b1;"),
    ("the older snapshot of two", "boot_restore", "number_1 == number_0 + 2'd1", "number_0 == number_1 + 2'd1"),
    ("the clock of the flash let go", "ecp5_flash_clock", ".USRMCLKTS (rst)", ".USRMCLKTS (~rst)"),
];

fn ok<T>(result: Result<T>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// The board of an ECP5, with the leaf broken.
fn broken(plan: &Plan, mutant: &Mutant) -> Sources {
    mutant::broken(ok(VirtualBoard::sources(plan, Some(Primitive::Usrmclk))), mutant)
}

/// Whether a board does what it should: the newer of two snapshots, if need be later, and none without a chip.
fn is_right(plan: &Plan, sources: &Sources) -> bool {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (start, mut model, mut flash) = (Model::new(plan), Model::new(plan), FlashModel::new(FLASH_BYTES));
    for (input, label) in samples(plan, 20, 2).iter() {
        model.learn(input, label);
    }
    [&start, &model].iter().for_each(|model| {
        ok(ok(Slots::open(&mut flash, plan, FLASH_BYTES, 0)).keep(model));
    });
    let with = |change: &dyn Fn(&mut FlashModel)| {
        let mut chip = flash.clone();
        change(&mut chip);
        chip
    };
    let missing = with(&|chip| chip.lose_power_after(0));
    let chips = [(missing, &start), (with(&|chip| chip.power_on()), &model), (with(&|chip| chip.stay_busy(3000)), &model)];
    // A board that looks for ever panics.
    let all = || {
        chips.iter().all(|(chip, expected)| {
            let cache = Cache::in_folder(folder.path());
            let mut line = ok(ok(VirtualBoard::new(plan, sources, &cache)).configure(plan, &start)).line();
            *line.board().flash() = chip.clone();
            line.board().reset();
            ok(open(line, plan).read_images(&mut |_| {})) == images(plan, expected)
        })
    };
    catch_unwind(AssertUnwindSafe(all)).unwrap_or(false)
}

/// A leaf that changes takes its mutants with it.
#[test]
fn every_mutant_is_still_one() {
    let plan = plan(["row", "row"], "");
    MUTANTS.iter().for_each(|mutant| drop(broken(&plan, mutant)));
}

#[test]
#[ignore = "a minute: make test-full"]
fn every_mutant_is_noticed() {
    let plan = plan(["row", "row"], "");
    assert!(is_right(&plan, &ok(VirtualBoard::sources(&plan, Some(Primitive::Usrmclk)))), "not broken");
    let survivors: Vec<&str> = MUTANTS.iter().filter(|mutant| is_right(&plan, &broken(&plan, mutant))).map(|mutant| mutant.0).collect();
    assert!(survivors.is_empty(), "not noticed: {survivors:?}");
}
