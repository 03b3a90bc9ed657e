//! Snapshots in flash: power lost at any byte, and through the frames of a virtual board.

use crate::common;

use common::{board, ok, on, open, plan, samples};
use entrain_boards::Primitive;
use entrain_host::flash::{FlashModel, Kept, PAGE, SECTOR, Slots, boot};
use entrain_host::{FLASH_BYTES, Noise, Noisy, VirtualLine};
use entrain_model::plan::image::{Word, images};
use entrain_model::{Model, Plan};
use entrain_protocol::{Decoder, Frame, VERSION};
use sha2::{Digest, Sha256};

const BYTES: usize = 1 << 16;

fn slots<'a>(chip: &'a mut FlashModel, plan: &Plan) -> Slots<&'a mut FlashModel> {
    ok(Slots::open(chip, plan, BYTES, 0))
}

/// Models that differ: the same network after more and more samples.
fn taught(plan: &Plan, count: usize) -> Vec<Model> {
    let samples = samples(plan, 20, 2);
    let next = |before: &Option<Model>| {
        let mut model = before.clone().unwrap_or_else(|| Model::new(plan));
        for (input, label) in samples.iter() {
            model.learn(input, label);
        }
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
    let start = plan.slots_start(BYTES) + newest.kept.slot * plan.slot_bytes();
    chip.bytes()[start + 300] ^= 1;
    assert_eq!(ok(slots(&mut chip, &plan).newest()).expect("the one before").kept.number, newest.kept.number - 1);
    // Those of another network are not this one's.
    let other = common::plan(["row", "row"], "");
    assert_eq!(ok(slots(&mut chip, &other).newest()), None);
}

/// Who would overwrite another network's snapshot is told: its own is none of that, and half a head is no snapshot.
#[test]
fn a_snapshot_of_another_network_is_found() {
    let (plan, other) = (plan(["row", "column"], ""), common::plan(["row", "row"], ""));
    let mut chip = FlashModel::new(BYTES);
    assert_eq!(ok(slots(&mut chip, &other).foreign()), None);
    let mut model = taught(&plan, 2).remove(1);
    model.samples = 20;
    ok(slots(&mut chip, &plan).keep(&model));
    assert_eq!(ok(slots(&mut chip, &plan).foreign()), None);
    let foreign = ok(slots(&mut chip, &other).foreign()).expect("there is one");
    assert_eq!((foreign.address, foreign.network, foreign.samples), (plan.slots_start(BYTES), plan.fingerprint(), 20));
    assert_eq!(
        foreign.refusal().to_string(),
        format!(
            "error: the flash holds a snapshot of another network, {:08x} after 20 learned samples, at {:#x}, where this one's would go\n |\n \
             = help: keep it by saving into a file (--save FILE), or lose it: --overwrite",
            plan.fingerprint(),
            plan.slots_start(BYTES)
        )
    );
    chip.bytes()[foreign.address + 9] ^= 1;
    assert_eq!(ok(slots(&mut chip, &other).foreign()), None);
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
        // A board that comes up with this flash chooses as the host does.
        let (slot, words) = boot(chip.bytes(), &plan).unwrap_or_else(|| panic!("killed after {life}: the board finds nothing"));
        assert_eq!((slot, words), (kept.slot, images(&plan, &back)), "killed after {life}");
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

/// Switches a board with this flash on and gives back its weights.
fn comes_up(mut line: VirtualLine, plan: &Plan, flash: FlashModel) -> (VirtualLine, Vec<Vec<Word>>, bool) {
    *line.board().flash() = flash;
    line.board().flash().power_on();
    line.board().reset();
    let mut board = open(line, plan);
    let words = ok(board.read_images(&mut |_| {}));
    let restored = board.is_restored();
    (board.into_line(), words, restored)
}

/// The clock of the flash on a pin of the fabric, and behind the cell of an ECP5, which loses its first edges here.
#[test]
fn a_board_keeps_its_weights_through_a_loss_of_power() {
    let dense = plan(["row", "row"], "");
    for (plan, primitive) in [(&dense, None), (&dense, Some(Primitive::Usrmclk)), (&common::seeing(), None)] {
        keeps_its_weights(plan, primitive);
    }
}

fn keeps_its_weights(plan: &Plan, primitive: Option<Primitive>) {
    let mut golden = Model::new(plan);
    let mut board = open(on(plan, primitive).line(), plan);
    assert!(!board.is_restored());
    for (input, label) in samples(plan, 40, 6).iter() {
        ok(board.learn(input, label));
        golden.learn(input, label);
    }
    let mut learned = Model::new(plan);
    ok(board.read_weights(&mut learned));
    ok(ok(Slots::open(&mut board, plan, FLASH_BYTES, 0)).keep(&learned));
    let flash = board.into_line().board().flash().clone();
    // Another board, with start weights, but with this flash.
    let (_, words, restored) = comes_up(on(plan, primitive).line(), plan, flash);
    assert!(restored, "{primitive:?}");
    assert_eq!(words, images(plan, &golden), "{primitive:?}");
}

/// A board of `plan` whose flash holds `kept`, with start weights in its block RAM, and a chip that answers as `chip` makes it when the board
/// is reset; what it comes up with, and after how many clock cycles.
fn reset_with(plan: &Plan, kept: &Model, chip: impl Fn(&mut FlashModel)) -> (Vec<Vec<Word>>, bool, u64) {
    let mut line = common::board(plan).line();
    let board = line.board();
    ok(ok(Slots::open(board.flash(), plan, FLASH_BYTES, 0)).keep(kept));
    chip(board.flash());
    let before = board.cycles();
    board.reset();
    let cycles = board.cycles() - before;
    let mut board = open(line, plan);
    let words = ok(board.read_images(&mut |_| {}));
    (words, board.is_restored(), cycles)
}

/// The board is reset, but not its flash, which still erases.
#[test]
fn a_board_waits_for_a_flash_that_is_busy() {
    let plan = plan(["row", "row"], "");
    let kept = &taught(&plan, 2)[1];
    let mut before = 0;
    for busy in [0, 1, 2, 3, 500, 3000] {
        let (words, restored, cycles) = reset_with(&plan, kept, |chip| chip.stay_busy(busy));
        assert!(restored && words == images(&plan, kept), "busy {busy}");
        assert!(cycles >= before && cycles >= 18 * busy as u64, "busy {busy}: {cycles}");
        before = cycles;
    }
}

/// A chip that answers ff for ever, because there is none, and one that never gets ready.
#[test]
fn a_board_without_its_flash_comes_up_with_its_start_weights() {
    let plan = plan(["row", "row"], "");
    let kept = &taught(&plan, 2)[1];
    for chip in [|chip: &mut FlashModel| chip.lose_power_after(0), |chip: &mut FlashModel| chip.stay_busy(u32::MAX)] {
        let (words, restored, cycles) = reset_with(&plan, kept, chip);
        assert!(!restored && words == images(&plan, &Model::new(&plan)));
        // Not before 4,096 looks.
        assert!((18 << 12..19 << 12).contains(&(cycles - 2048)), "{cycles}");
    }
}

/// What a chip may hold when power comes back, and what the board makes of it: as its model, and never a mixture.
#[test]
fn a_board_comes_up_with_one_whole_snapshot_or_with_none() {
    let plan = plan(["row", "column"], "");
    let models = taught(&plan, 4);
    let mut chip = FlashModel::new(FLASH_BYTES);
    let chips = |chip: &mut FlashModel, model: &Model| ok(ok(Slots::open(chip, &plan, FLASH_BYTES, 0)).keep(model));
    chips(&mut chip, &models[1]);
    let one = chip.clone();
    chips(&mut chip, &models[2]);
    let two = chip.clone();
    // The third is cut at many places.
    chip.power_on();
    let mut whole = chip.clone();
    chips(&mut whole, &models[3]);
    let work = whole.work();
    let cut = |life: u64| {
        let mut chip = chip.clone();
        chip.lose_power_after(life);
        assert!(Slots::open(&mut chip, &plan, FLASH_BYTES, 0).and_then(|mut slots| slots.keep(&models[3])).is_err());
        chip
    };
    let (start, size) = (plan.slots_start(FLASH_BYTES), plan.slot_bytes());
    // A byte of the newest is wrong: in its head, in its frames, behind them.
    let rotten = |at: usize| {
        let mut chip = two.clone();
        chip.bytes()[start + size + at] ^= 0x10;
        chip
    };
    let mut others = vec![FlashModel::new(FLASH_BYTES), one, two.clone(), whole.clone()];
    others.extend([0, 9, 60, 300, 301, 420, SECTOR - 1].map(rotten));
    others.extend((0..40).map(|step| cut(work * step / 40)).chain((1..30).map(|step| cut(work - step))));
    let mut line = common::board(&plan).line();
    let mut found = std::collections::BTreeMap::<Option<usize>, usize>::new();
    for (index, flash) in others.into_iter().enumerate() {
        let expected = boot(flash.clone().bytes(), &plan);
        // Its block RAM holds other weights, as a bitstream would bring them.
        let mut board = open(line, &plan);
        ok(board.write_weights(&models[0]));
        let (back, words, restored) = comes_up(board.into_line(), &plan, flash);
        line = back;
        assert_eq!(restored, expected.is_some(), "flash {index}");
        let words_of = |model: &Model| images(&plan, model) == words;
        match &expected {
            Some((_, expected)) => assert_eq!(words, *expected, "flash {index}"),
            None => assert!(words_of(&models[0]), "flash {index}"),
        }
        *found.entry(models.iter().position(words_of)).or_default() += 1;
    }
    assert!(!found.contains_key(&None) && found.len() == 4, "{found:?}");
    // The slots of another network are not this one's.
    let other = common::plan(["row", "row"], "");
    let (_, words, restored) = comes_up(common::board(&other).line(), &other, whole);
    assert!(!restored && words == images(&other, &Model::new(&other)));
}

/// The snapshot of a program with another version of the protocol: the bridge would refuse its frames, so it must not count.
#[test]
fn a_snapshot_of_another_version_is_none() {
    let plan = plan(["row", "row"], "");
    let models = taught(&plan, 2);
    let mut chip = FlashModel::new(FLASH_BYTES);
    ok(ok(Slots::open(&mut chip, &plan, FLASH_BYTES, 0)).keep(&models[1]));
    chip.power_on();
    let start = plan.slots_start(FLASH_BYTES);
    let mut decoder = Decoder::default();
    let frames: Vec<Frame> = chip.bytes()[start..start + plan.slot_bytes()].iter().filter_map(|&byte| decoder.push(byte)?.ok()).collect();
    // All of them; the last one alone.
    for first in [0, frames.len() - 1] {
        let version = |index: usize| if index < first { VERSION } else { VERSION + 1 };
        let encoded = |(index, frame): (usize, &Frame)| Frame { version: version(index), ..frame.clone() }.encode();
        let rest: Vec<u8> = frames.iter().enumerate().skip(1).flat_map(encoded).collect();
        // Length and digest in the head are right.
        let mut payload = frames[0].payload[..12].to_vec();
        payload.extend((rest.len() as u32).to_le_bytes());
        payload.extend(Sha256::digest(&rest));
        let head = Frame { version: version(0), payload, ..frames[0].clone() }.encode();
        let mut other = chip.clone();
        other.bytes()[start..start + head.len()].copy_from_slice(&head);
        other.bytes()[start + PAGE..start + PAGE + rest.len()].copy_from_slice(&rest);
        let (_, words, restored) = comes_up(common::board(&plan).line(), &plan, other.clone());
        assert!(!restored && words == images(&plan, &Model::new(&plan)), "first of another version: {first}");
        assert_eq!(boot(other.bytes(), &plan), None);
        assert_eq!(ok(ok(Slots::open(&mut other, &plan, FLASH_BYTES, 0)).newest()), None);
    }
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
