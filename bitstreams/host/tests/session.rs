//! A board at work: behind a pseudo-terminal, with the golden model beside it, guarded, tested.

use crate::common;

use common::net::Net;
use common::{board, ok, opened, plan, samples};
use entrain_host::{Board, Line, News, Session, Settings, VirtualPort, selftest};
use entrain_model::Samples;
use entrain_model::plan::image::images;
use entrain_model::plan::{Registers, Role};
use entrain_model::rollback::Rollback;
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Result};
use entrain_protocol::{Command, Decoder};
use entrain_sim::Cache;

fn settings() -> Settings {
    Settings { learn: true, held: Vec::new(), registers: None, window: 40, alarm: 0.3, rollback: None }
}

#[test]
fn a_board_behind_a_pseudo_terminal_learns_as_the_golden_model() {
    let plan = plan(["row", "column"], "");
    let port = ok(VirtualPort::start(&plan, None, &Model::new(&plan), &Cache::user(), None));
    let mut golden = Model::new(&plan);
    let samples = samples(&plan, 60, 3);
    // Two hosts, one after the other: the second finds what the first has taught.
    for half in 0..2 {
        let board = ok(Board::open(ok(port.open()), &plan, None));
        let mut session = ok(Session::new(board, settings()));
        for index in 30 * half..30 * (half + 1) {
            let (input, label) = samples.get(index);
            assert_eq!(ok(session.step(input, label)), []);
            golden.learn(input, label);
        }
        assert_eq!(ok(session.verify()), (true, golden.hashes()));
        assert_eq!(session.status().learned, 30);
    }
}

#[test]
fn held_layers_are_held_in_the_golden_model_too() {
    let plan = plan(["row", "row"], "");
    let start = Model::new(&plan).hashes();
    let mut session = ok(Session::new(opened(&plan), Settings { held: vec![0], ..settings() }));
    for (input, label) in samples(&plan, 50, 8).iter() {
        ok(session.step(input, label));
    }
    let (same, hashes) = ok(session.verify());
    assert!(same && hashes[0] == start[0] && hashes[1] != start[1]);
    assert_eq!((session.status().updates[0], session.status().skips[0]), (0, 50));
    let beyond = Settings { held: vec![2], ..settings() };
    let error = Session::new(opened(&plan), beyond).map(|_| ()).expect_err("no such layer").to_string();
    assert!(error.contains("there is no layer 3 to freeze, the network has 2"), "{error}");
}

/// Labels that are wrong: the accuracy falls, the alarm goes off, and weights that were better are put back, on the board too.
#[test]
fn harm_sets_off_the_alarm_and_is_undone() {
    let plan = plan(["row", "row"], "");
    // Half of the inputs tell the class.
    let mut clean = Samples::new(plan.features);
    for index in 0..40 {
        let value = |at: usize| if at % 4 == index % 4 { 110 } else { (7 * index * (at + 3) % 23) as i16 };
        clean.push(&(0..plan.features).map(value).collect::<Vec<i16>>(), index % 4);
    }
    let rollback = Rollback { window: 32, hold_out: 4, fall: 0.1 };
    let mut session = ok(Session::new(opened(&plan), Settings { rollback: Some(rollback), ..settings() }));
    let (mut news, mut random) = (Vec::new(), XorShift32::new(3));
    for _ in 0..1200 {
        let (input, label) = clean.get(random.next_u32() as usize % 40);
        news.extend(ok(session.step(input, label)));
    }
    let before = session.status();
    assert!(before.window_accuracy > Some(0.8) && before.kept > 0 && !before.alarm, "{before:?}");
    news.clear();
    for index in 0..300 {
        let (input, label) = clean.get(random.next_u32() as usize % 40);
        // Three of four labels that are learned are wrong; those held out stay right.
        let wrong = if (1200 + index + 1) % 4 == 0 { label } else { (label + 1) % 4 };
        news.extend(ok(session.step(input, wrong)));
    }
    let after = session.status();
    assert!(news.iter().any(|news| matches!(news, News::Drift { .. })), "{news:?}");
    assert!(news.iter().any(|news| matches!(news, News::Rollback(event) if event.restored)), "{news:?}");
    assert!(after.restored > 0 && after.alarms > 0, "{after:?}");
    assert!(ok(session.verify()).0);
}

/// Whoever comes next finds the network file's registers again, and not those of the session before.
#[test]
fn a_session_has_the_registers_that_it_asks_for() {
    let plan = plan(["row", "column"], "");
    let samples = samples(&plan, 90, 8);
    let slow = ok(plan.registers_with(Some(10), Some(200), Some(3)));
    assert_eq!(slow, Registers { slower: 1, margin: 200, revival: 3 });
    let (mut golden, mut line) = (Model::new(&plan), board(&plan).line());
    for (part, registers) in [None, Some(slow), None].into_iter().enumerate() {
        let mut session = ok(Session::new(common::open(line, &plan), Settings { registers, ..settings() }));
        golden.set_registers(&registers.unwrap_or(plan.reset_registers()));
        for index in 30 * part..30 * (part + 1) {
            let (input, label) = samples.get(index);
            assert_eq!(ok(session.step(input, label)), []);
            golden.learn(input, label);
        }
        assert_eq!(ok(session.verify()), (true, golden.hashes()));
        line = session.into_board().into_line();
    }
    let error = plan.registers_with(Some(12), None, None).expect_err("too slow").to_string();
    assert!(error.contains("rate = 12 does not fit the board's register: it takes 9 to 10"), "{error}");
    let error = plan.registers_with(None, None, Some(8)).expect_err("too wide").to_string();
    assert!(error.contains("revival = 8 does not fit the board's register: it takes 0 to 7"), "{error}");
}

/// e of each learner is read and written by address; whoever comes next goes on at the pace at which the session before ended.
#[test]
fn a_pace_is_followed_from_session_to_session() {
    for walks in [["row", "row"], ["column", "row"]] {
        let net = Net::new(&[10], "s8", 4).dense(12, 3, walks[0]).dense(8, 2, walks[1]).bits(12).training("margin", 16);
        let plan = net.training("rate", 8).training("pace", "\"self\"").plan();
        let at = |name: &str| plan.register_map(0).iter().find(|one| one.name == name).map_or(0, |one| one.address);
        assert_eq!((at("SHARE0"), at("PACE0"), at("SHARE1"), at("PACE1")), (0x104, 0x108, 0x124, 0x128));
        let mut board = opened(&plan);
        assert_eq!(ok(board.shares()), [65_535; 2]);
        ok(board.set_shares(&[20_000, 3_000]));
        assert_eq!([at("PACE0"), at("PACE1")].map(|address| ok(board.peek(address))), [1, 3]);
        let error = board.poke(at("SHARE0"), 1 << 16).expect_err("17 bits").to_string();
        assert!(error.contains("range") || error.contains("hold"), "{error}");
        assert_eq!(ok(board.shares()), [20_000, 3_000]);
        assert_eq!(ok(board.peek(at("STATUS"))), 2, "and STATUS says so");
        ok(board.poke(at("STATUS"), 2));

        let (samples, mut golden) = (samples(&plan, 90, 8), Model::new(&plan));
        golden.set_shares(&[20_000, 3_000]);
        for part in 0..3 {
            let held = if part == 1 { vec![0] } else { Vec::new() };
            golden.hold(&[part == 1, false]);
            let mut session = ok(Session::new(board, Settings { held, ..settings() }));
            for (input, label) in (30 * part..30 * (part + 1)).map(|index| samples.get(index)) {
                assert_eq!(ok(session.step(input, label)), []);
                golden.learn(input, label);
            }
            // The golden model beside the board knows e, and not that of the sample before; so does this one.
            golden.set_shares(&golden.shares());
            let (same, hashes) = ok(session.verify());
            assert!(same && hashes == golden.hashes() && session.shadow().shares() == golden.shares(), "part {part}");
            board = session.into_board();
        }
        let before = ok(board.shares());
        assert!(before != [20_000, 3_000] && before == golden.shares(), "{before:?}");
        let report = ok(selftest(&mut board, &Model::new(&plan), &samples, 100, &mut |_| {}));
        assert!(report.passed() && report.restored, "{report:?}");
        assert_eq!((report.registers_compared, ok(board.shares())), (plan.register_map(0).len() - 1, before));
    }
}

/// An annealed learner has no e: its pace follows from the samples that the board has counted.
#[test]
fn an_annealed_board_shows_its_paces() {
    let net = Net::new(&[4], "s8", 3).rows(6, 2).rows(4, 2).bits(12).training("margin", 64);
    let plan = net.training("rate", 6).training("pace", "\"anneal\"").plan();
    let map = plan.register_map(0);
    assert!(map.iter().any(|one| one.name == "PACE1") && map.iter().all(|one| !one.name.starts_with("SHARE")));
    let (mut board, samples) = (opened(&plan), samples(&plan, 50, 1));
    for samples_so_far in [700, 1100] {
        let report = ok(selftest(&mut board, &Model::new(&plan), &samples, samples_so_far, &mut |_| {}));
        assert!(report.passed() && report.registers_compared == map.len() - 1, "{report:?}");
    }
    assert_eq!(ok(board.peek(0x108)), 2, "1,800 samples");
}

#[test]
fn the_self_test_passes_and_leaves_the_board_as_it_was() {
    let plan = plan(["column", "row"], "");
    let mut board = opened(&plan);
    let samples = samples(&plan, 30, 1);
    samples.iter().for_each(|(input, label)| drop(ok(board.learn(input, label))));
    let before = ok(board.hashes());
    let report = ok(selftest(&mut board, &Model::new(&plan), &samples, 100, &mut |_| {}));
    assert!(report.passed() && report.restored && report.weights_compared == plan.parameters(), "{report:?}");
    assert_eq!(report.registers, ["rate", "margin", "revival"]);
    assert_ne!(report.hashes, before);
    assert_eq!(ok(board.hashes()), before);
}

/// The learned code of a convolution is compared and put back, too.
#[test]
fn the_self_test_of_a_convolution() {
    let plan = common::seeing();
    let (mut board, start) = (opened(&plan), Model::new(&plan));
    let samples = samples(&plan, 30, 1);
    samples.iter().for_each(|(input, label)| drop(ok(board.learn(input, label))));
    let before = ok(board.model()).learned_hashes();
    let report = ok(selftest(&mut board, &start, &samples, 100, &mut |_| {}));
    assert!(report.passed() && report.restored, "{report:?}");
    assert_eq!(report.weights_compared, plan.parameters() + plan.classes * 3 * 4);
    assert_eq!(ok(board.model()).learned_hashes(), before);
    // A code that is not the golden model's is found by a session, though its weights are the same.
    let mut session = ok(Session::new(board, settings()));
    assert!(ok(session.verify()).0);
    let (memory, mut words) = plan.host_memories().into_iter().zip(images(&plan, session.shadow())).next_back().expect("a memory");
    assert_eq!(memory.memory.role, Role::Codes);
    words[0][0] ^= 1;
    ok(session.board().write_words(&memory, 0, &words));
    assert!(!ok(session.verify()).0);
}

/// A line whose board is told other labels from the seventh sample on: what it computes then is not what the golden model does.
struct Faulty<L> {
    line: L,
    learned: usize,
}

impl<L: Line> Line for Faulty<L> {
    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        let mut decoder = Decoder::default();
        let mut frame = bytes.iter().filter_map(|&byte| decoder.push(byte)).next().and_then(std::result::Result::ok).expect("a frame");
        let learns = frame.kind == Command::Learn { label: 0, values: Vec::new() }.kind();
        self.learned += learns as usize;
        if learns && self.learned >= 7 {
            frame.payload[0] ^= 1;
        }
        self.line.send(&frame.encode())
    }

    fn receive(&mut self) -> Result<Vec<u8>> {
        self.line.receive()
    }
}

#[test]
fn the_self_test_finds_a_board_that_computes_something_else() {
    let plan = plan(["row", "row"], "");
    let mut board = common::open(Faulty { line: board(&plan).line(), learned: 0 }, &plan);
    let report = ok(selftest(&mut board, &Model::new(&plan), &samples(&plan, 30, 1), 60, &mut |_| {}));
    assert!(!report.passed() && report.restored, "{report:?}");
    assert!(report.wrong_weights > 0 && report.first_wrong_weight.is_some() && report.hashes != report.golden, "{report:?}");
    assert!(report.first_wrong_answer.is_some_and(|first| first >= 7), "{report:?}");
}

#[test]
fn a_board_that_learns_otherwise_is_noticed_in_a_session() {
    let plan = plan(["row", "row"], "");
    let board = common::open(Faulty { line: board(&plan).line(), learned: 0 }, &plan);
    let mut session = ok(Session::new(board, settings()));
    let all: Samples = samples(&plan, 60, 1);
    let news: Vec<News> = all.iter().flat_map(|(input, label)| ok(session.step(input, label))).collect();
    assert!(news.iter().any(|news| matches!(news, News::Difference { sample, .. } if *sample >= 7)), "{news:?}");
    assert!(session.status().differences > 0 && !ok(session.verify()).0);
}
