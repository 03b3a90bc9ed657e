//! Deliberately broken leaves around the core: a board that comes up with a flash, and one that is spoken to in frames, must
//! show every one.

use crate::common;
use crate::mutant;

use common::net::Net;
use common::{ok, open, plan, raw, samples};
use entrain_boards::Primitive;
use entrain_host::Line;
use entrain_host::flash::{FlashModel, Slots};
use entrain_host::{FLASH_BYTES, VirtualBoard};
use entrain_model::plan::Registers;
use entrain_model::plan::image::images;
use entrain_model::{Model, Plan};
use entrain_protocol::{Command, Frame, VERSION};
use entrain_sim::{Cache, Sources};
use mutant::Mutant;
use std::panic::{AssertUnwindSafe, catch_unwind};

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

/// A frame whose length is off by `more`, its checksum right.
fn with_length(frame: &Frame, more: i32) -> Vec<u8> {
    let length = (frame.payload.len() as i32 + 2 + more) as u16;
    Frame::enclose([vec![frame.version, frame.number, frame.kind], length.to_le_bytes().to_vec(), frame.payload.clone()].concat())
}

/// Whether a board does what frames ask, and refuses what it must.
fn talks_right(plan: &Plan, sources: &Sources) -> bool {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let raw_bytes = raw;
    let raw = |line: &mut _, frame: &Frame| raw_bytes(line, &frame.encode());
    let all = || {
        let (cache, mut golden) = (Cache::in_folder(folder.path()), Model::new(plan));
        let mut line = ok(ok(VirtualBoard::new(plan, sources, &cache)).configure(plan, &golden)).line();
        let samples = samples(plan, 300, 5);
        let learn =
            |number, label| Command::Learn { label, values: samples.get(0).0.iter().map(|&value| value as u8).collect() }.frame(number);
        let refused = |frame: &Frame, reason| vec![Frame::new(frame.number, 0xc0 | frame.kind, vec![reason])];
        assert_eq!(raw(&mut line, &learn(1, 0)), refused(&learn(1, 0), 4));
        raw(&mut line, &Command::Identify.frame(2));
        let other = Frame { version: VERSION + 1, ..learn(3, 0) };
        let short = Frame::new(4, 3, vec![0; plan.features]);
        let odd = [(other, 1), (Frame::new(5, 0x3e, vec![]), 2), (short, 3), (learn(6, 4), 6), (learn(6, 4), 6)];
        odd.iter().for_each(|(frame, reason)| assert_eq!(raw(&mut line, frame), refused(frame, *reason)));
        let mut damaged = learn(7, 1).encode();
        damaged[6] ^= 1;
        ok(line.send(&damaged));
        assert!(ok(line.receive()).is_empty());
        // A length that is not the payload's, under a checksum that is right.
        for more in [1, -1] {
            ok(line.send(&with_length(&learn(7, 1), more)));
            assert!(ok(line.receive()).is_empty());
        }
        let first = raw(&mut line, &learn(8, 1));
        let first_kind = first[0].kind;
        assert_eq!((first.len(), raw(&mut line, &learn(8, 1))), (1, first));
        golden.learn(samples.get(0).0, 1);
        // A frame that comes while the board works is not heard, and spoils nothing.
        let both = [learn(20, 1).encode(), Command::Identify.frame(21).encode()].concat();
        let answers = raw_bytes(&mut line, &both);
        assert_eq!(answers.iter().map(|frame| (frame.number, frame.kind)).collect::<Vec<_>>(), [(20, first_kind)]);
        golden.learn(samples.get(0).0, 1);
        let predict = Frame { kind: 2, ..learn(9, 0xff) };
        assert_eq!(raw(&mut line, &predict)[0].payload, [golden.predict(samples.get(0).0) as u8, 0]);
        for (slower, fits) in [(0, true), (2, false)] {
            let answer = raw(&mut line, &Command::Registers { margin: 64, revival: 7, slower }.frame(10));
            assert_eq!(answer[0].kind == 0x89, fits);
        }
        // A value that does not fit leaves all three as they were; registers by their addresses.
        let at = |name: &str| plan.register_map(0).iter().find(|one| one.name == name).map_or(0, |one| one.address as u16);
        let peek = |line: &mut _, number, address| raw(line, &Command::Peek { address }.frame(number))[0].payload.clone();
        raw(&mut line, &Command::Registers { margin: 32, revival: 3, slower: 2 }.frame(13));
        let expected = [("MARGIN", 64), ("REVIVAL", 7), ("SLOWER", 0), ("SAMPLES", 2), ("REFUSED", 2), ("CONTROL", 1), ("HELD", 0)];
        for (name, value) in expected {
            assert_eq!(peek(&mut line, 14, at(name)), [value, 0, 0, 0], "{name}");
        }
        for (address, value, fits) in
            [(at("HELD"), 2, true), (at("HELD"), 4, false), (at("CONTROL"), 3, false), (0x1000 + at("HELD"), 1, true)]
        {
            let answer = raw(&mut line, &Command::Poke { address, value }.frame(15));
            assert_eq!(answer[0].kind == 0x8b, fits, "{address:03x}");
        }
        assert_eq!(peek(&mut line, 16, at("HELD")), [2, 0, 0, 0]);
        assert_eq!(peek(&mut line, 17, 0x1000 + at("HELD")), [0; 4]);
        // Words and memories that there are not: zeros, and nothing is written.
        for (memory, word) in [(4, 0), (0x84, 1), (0, 4096), (1, 0x8003)] {
            raw(&mut line, &Frame::new(11, 5, [vec![memory, word as u8, (word >> 8) as u8], vec![0x5a; 8]].concat()));
            let answer = raw(&mut line, &Frame::new(12, 4, vec![memory, word as u8, (word >> 8) as u8, 6, 0]));
            assert_eq!(answer[0].payload, [0; 4], "memory {memory}, word {word}");
        }
        let mut board = open(line, plan);
        let registers = Registers { slower: 1, margin: 1 << 20, revival: 3 };
        ok(board.set_registers(&registers));
        golden.set_registers(&registers);
        ok(board.hold(&[1], false));
        golden.hold(&[false, true]);
        let mut learned = 2;
        for (input, label) in samples.iter() {
            let (answer, (class, _)) = (ok(board.learn(input, label)), golden.learn(input, label));
            assert_eq!((answer.class, answer.updates.as_slice()), (class, golden.updated()));
            learned += 1;
        }
        assert_eq!(ok(board.read_images(&mut |_| {})), images(plan, &golden));
        let counters = ok(board.counters());
        assert_eq!((counters.samples, counters.updates.len()), (learned, 2));
        for (k, &updates) in counters.updates.iter().enumerate() {
            assert_eq!(ok(board.peek(u32::from(at("UPDATES0")) + 32 * k as u32)), updates);
        }
        ok(board.hold(&[], true));
        ok(board.learn(samples.get(1).0, 0));
        let mut line = board.into_line();
        line.board().reset();
        assert_eq!(raw(&mut line, &learn(1, 0)), refused(&learn(1, 0), 4));
        let mut board = open(line, plan);
        assert_eq!(ok(board.counters()).samples, 0);
        golden.set_registers(&plan.reset_registers());
        golden.hold(&[false, false]);
        golden.samples = 0;
        for (input, label) in samples.iter().take(30) {
            assert_eq!(ok(board.learn(input, label)).class, golden.learn(input, label).0);
        }
        ok(board.hashes()) == golden.hashes()
    };
    catch_unwind(AssertUnwindSafe(all)).unwrap_or(false)
}

/// Whether a board's learners show their paces and take others; `plan` has one that follows from what they do.
fn paced_right(plan: &Plan, sources: &Sources) -> bool {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let all = || {
        let (cache, mut golden) = (Cache::in_folder(folder.path()), Model::new(plan));
        let mut board = open(ok(ok(VirtualBoard::new(plan, sources, &cache)).configure(plan, &golden)).line(), plan);
        let at = |name: &str| plan.register_map(0).iter().find(|one| one.name == name).map_or(0, |one| one.address);
        for shares in [[40_000, 700], [9_000, 40_000]] {
            ok(board.set_shares(&shares));
            golden.set_shares(&shares);
            assert!(board.poke(at("SHARE0"), 0x1_0000).is_err() && ok(board.peek(at("STATUS"))) == 2);
            ok(board.poke(at("STATUS"), 2));
            for (input, label) in samples(plan, 40, 5).iter() {
                assert_eq!(ok(board.learn(input, label)).class, golden.learn(input, label).0);
            }
            let paces = ["PACE0", "PACE1"].map(|name| ok(board.peek(at(name))));
            assert_eq!((ok(board.shares()), paces.to_vec()), (golden.shares(), golden.paces()));
        }
        ok(board.hashes()) == golden.hashes()
    };
    catch_unwind(AssertUnwindSafe(all)).unwrap_or(false)
}

/// A plan whose learners have a pace.
fn paced() -> Plan {
    let net = Net::new(&[10], "s8", 4).rows(12, 3).rows(8, 2).bits(12);
    net.training("rate", 8).training("margin", 64).training("pace", "\"self\"").plan()
}

/// Whether a board is sound.
type Look = fn(&Plan, &Sources) -> bool;

/// The leaves around the core, and what looks at them.
const FLASH: [&str; 3] = ["boot_restore", "ecp5_flash_clock", "spi_master"];
const FRAMES: [&str; 9] =
    ["crc16", "frame_answer", "frame_bridge", "frame_command", "frame_registers", "frame_rx", "frame_tx", "uart_rx", "uart_tx"];

const PACES: [&str; 1] = ["pace_registers"];

/// A leaf that changes takes its mutants with it.
#[test]
fn every_mutant_is_still_one() {
    let plan = paced();
    for leaf in FLASH.iter().chain(&FRAMES).chain(&PACES) {
        let mutants = mutant::of(leaf);
        // The clock of an ECP5's flash is one instance of one cell.
        assert!(mutants.len() >= if *leaf == "ecp5_flash_clock" { 1 } else { 3 }, "{leaf}");
        mutants.iter().for_each(|mutant| drop(broken(&plan, mutant)));
    }
}

#[test]
#[ignore = "minutes: make test-full"]
fn every_mutant_is_noticed() {
    let plan = plan(["row", "row"], "");
    let sound = ok(VirtualBoard::sources(&plan, Some(Primitive::Usrmclk)));
    assert!(is_right(&plan, &sound) && talks_right(&plan, &sound), "not broken");
    let paced = paced();
    let with_paces = ok(VirtualBoard::sources(&paced, Some(Primitive::Usrmclk)));
    assert!(paced_right(&paced, &with_paces), "not broken");
    let looks: [(&[&str], Look, &Plan); 3] = [(&FLASH, is_right, &plan), (&FRAMES, talks_right, &plan), (&PACES, paced_right, &paced)];
    let mut survivors = Vec::new();
    // ENTRAIN_LEAF: this one alone.
    let only = std::env::var("ENTRAIN_LEAF").ok();
    let all = looks.into_iter().flat_map(|(leaves, look, plan)| leaves.iter().map(move |leaf| (*leaf, look, plan)));
    for (leaf, look, plan) in all.filter(|(leaf, _, _)| only.as_ref().is_none_or(|only| only == leaf)) {
        let mutants: Vec<Mutant> = mutant::of(leaf).into_iter().filter(|mutant| mutant.elsewhere.is_none()).collect();
        let missed: Vec<_> = mutants.iter().filter(|mutant| look(plan, &broken(plan, mutant))).map(|mutant| mutant.what.clone()).collect();
        println!("{leaf:<20}{:>4} of {}", mutants.len() - missed.len(), mutants.len());
        survivors.extend(missed.into_iter().map(|what| format!("{leaf}: {what}")));
    }
    assert!(survivors.is_empty(), "not noticed: {survivors:#?}");
}
