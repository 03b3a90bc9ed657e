//! A board through frames, at its pins.

use crate::common;

use common::net::Net;
use common::{board, ok, opened, plan, raw, samples};
use entrain_host::{Board, Counters, Line};
use entrain_model::plan::Registers;
use entrain_model::plan::image::images;
use entrain_model::{Model, Plan};
use entrain_protocol::{Command, Frame, VERSION};

/// Learns and predicts in turn, and compares everything that the board says.
#[test]
fn a_network_learns_through_its_pins() {
    for (walks, spram) in [(["row", "row"], true), (["column", "row"], false), (["row", "column"], false)] {
        let mut plan = plan(walks, "");
        if spram {
            // Memories that no bitstream can fill, so the host has to.
            plan.layers[0].placement.spram_bits = 16;
            plan.layers[1].placement.spram_bits = plan.layers[1].weights().width;
        }
        learns_through_its_pins(&plan);
    }
}

/// A word is shifted through a register of four bytes at least: those of one, two and three bytes.
#[test]
fn narrow_words_are_written_and_read() {
    for (lanes, bits) in [(1, 8), (1, 12), (2, 12)] {
        let net = Net::new(&[10], "s8", 4).rows(12, lanes).rows(8, lanes).bits(bits).fraction(bits - 3);
        learns_through_its_pins(&net.training("rate", bits - 3).training("margin", 64).training("revival", 7).plan());
    }
}

/// Weights, biases and the learned code of a convolution, each at its own number on the host's port.
#[test]
fn a_convolution_learns_through_its_pins() {
    let plan = common::seeing();
    assert_eq!(plan.host_memories().iter().map(|memory| memory.select).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    learns_through_its_pins(&plan);
}

fn learns_through_its_pins(plan: &Plan) {
    let (mut golden, mut board) = (Model::new(plan), opened(plan));
    let start = images(plan, &golden);
    let (mut updates, mut learned) = (vec![0; 2], 0);
    for (index, (input, label)) in samples(plan, 40, 4).iter().enumerate() {
        if index % 3 == 2 {
            assert_eq!(ok(board.predict(input)), golden.predict(input), "sample {index}");
            continue;
        }
        let (answer, (class, _)) = (ok(board.learn(input, label)), golden.learn(input, label));
        assert_eq!((answer.class, answer.updates.as_slice()), (class, golden.updated()), "sample {index}");
        learned += 1;
        updates.iter_mut().zip(golden.updated()).for_each(|(count, &updated)| *count += updated as u32);
    }
    let some = updates.iter().all(|&count| count > 0 && count <= learned) && updates.iter().any(|&count| count < learned);
    assert!(some, "{updates:?}");
    let found = ok(board.read_images(&mut |_| {}));
    assert_eq!(found, images(plan, &golden));
    assert!(found.iter().zip(&start).all(|(found, start)| found != start), "some memory has not learned");
    assert_eq!(ok(board.counters()), Counters { samples: learned, updates });
    assert_eq!((board.traffic().repeated, board.traffic().damaged), (0, 0));
}

#[test]
fn held_layers_stay_as_they_are() {
    let plan = plan(["row", "column"], "");
    let frozen = common::plan(["row", "column"], "[policy]\nfreeze = [2]\n");
    let (mut golden, mut board) = (Model::new(&frozen), opened(&plan));
    ok(board.hold(&[1], false));
    let samples = samples(&plan, 30, 9);
    for (input, label) in samples.iter() {
        let (answer, (class, _)) = (ok(board.learn(input, label)), golden.learn(input, label));
        assert_eq!((answer.class, answer.updates.as_slice()), (class, golden.updated()));
    }
    assert_eq!(ok(board.hashes()), golden.hashes());
    assert_eq!(ok(board.counters()).updates[1], 0);
    // With all of learning off, to learn is to predict.
    ok(board.hold(&[], true));
    for (input, label) in samples.iter() {
        assert_eq!(ok(board.learn(input, label)).class, golden.predict(input));
    }
    assert_eq!((ok(board.hashes()), ok(board.counters()).samples), (golden.hashes(), 30));
    // And on again: the number of the sample, which spreads revivals, has not moved.
    ok(board.hold(&[1], false));
    for (input, label) in samples.iter() {
        assert_eq!(ok(board.learn(input, label)).class, golden.learn(input, label).0);
    }
    assert_eq!(ok(board.hashes()), golden.hashes());
}

/// Row and column walks, every setting for some samples; a reset gives back the network file's.
#[test]
fn rate_margin_and_revival_are_set_between_samples() {
    for walks in [["row", "row"], ["column", "row"], ["row", "column"]] {
        let plan = plan(walks, "");
        let (mut golden, mut board) = (Model::new(&plan), opened(&plan));
        assert!(board.has_registers() && plan.registers.slowest == 1, "{:?}", plan.registers);
        let samples = samples(&plan, 84, 4);
        for (index, (input, label)) in samples.iter().enumerate() {
            if index % 7 == 6 {
                let (slower, margin) = (index as u32 / 7 % 2, [0, 64, 300, 1 << 20][index % 4]);
                let registers = Registers { slower, margin, revival: index as u32 % 8 };
                ok(board.set_registers(&registers));
                golden.set_registers(&registers);
                // Nothing that was learned before is touched.
                assert_eq!(ok(board.hashes()), golden.hashes());
            }
            let (answer, (class, _)) = (ok(board.learn(input, label)), golden.learn(input, label));
            assert_eq!((answer.class, answer.updates.as_slice()), (class, golden.updated()), "{walks:?}, sample {index}");
        }
        assert_eq!(ok(board.hashes()), golden.hashes(), "{walks:?}");
        ok(board.set_registers(&Registers { slower: 1, margin: 9, revival: 0 }));
        let mut line = board.into_line();
        line.board().reset();
        let mut board = common::open(line, &plan);
        golden.set_registers(&plan.reset_registers());
        golden.samples = 0;
        for (input, label) in samples.iter().take(20) {
            assert_eq!(ok(board.learn(input, label)).class, golden.learn(input, label).0);
        }
        assert_eq!(ok(board.hashes()), golden.hashes(), "{walks:?}, after a reset");
    }
}

#[test]
fn registers_that_do_not_hold_a_value_stay_as_they_are() {
    let plan = plan(["row", "row"], "");
    let (mut golden, mut line) = (Model::new(&plan), board(&plan).line());
    raw(&mut line, &Command::Identify.frame(0).encode());
    let largest = (1 << plan.registers.margin_bits) - 1;
    let mut number = 0;
    let mut ask = |line: &mut _, margin, revival, slower| {
        number += 1;
        (number, raw(line, &Command::Registers { margin, revival, slower }.frame(number).encode()))
    };
    for (margin, revival, slower) in
        [(largest + 1, 0, 0), (1 << 23, 7, 1), (5, 8, 0), (5, 1 << 15, 0), (5, 3, 2), (5, 3, 255), (64, 7, 128)]
    {
        let (number, answer) = ask(&mut line, margin, revival, slower);
        assert_eq!(answer, [Frame::new(number, 0xc9, vec![5])], "{margin} {revival} {slower}");
    }
    let mut board = common::open(line, &plan);
    let samples = samples(&plan, 30, 2);
    for (input, label) in samples.iter() {
        assert_eq!(ok(board.learn(input, label)).class, golden.learn(input, label).0);
    }
    assert_eq!(ok(board.hashes()), golden.hashes());
    let mut line = board.into_line();
    for (margin, revival, slower) in [(largest, 7, 1), (0, 0, 0)] {
        let (number, answer) = ask(&mut line, margin, revival, slower);
        assert_eq!(answer, [Frame::new(number, 0x89, vec![])], "{margin} {revival} {slower}");
    }
}

#[test]
fn any_part_of_a_memory_can_be_written_and_read() {
    let plan = plan(["row", "row"], "");
    let mut board = opened(&plan);
    let memory = plan.host_memories()[2];
    let all = ok(board.read_words(&memory, 0, memory.memory.depth));
    let new: Vec<_> = all[3..8].iter().map(|word| word.iter().map(|chunk| chunk ^ 0x5a5).collect::<Vec<u32>>()).collect();
    ok(board.write_words(&memory, 3, &new));
    let found = ok(board.read_words(&memory, 0, memory.memory.depth));
    assert_eq!(found, [&all[..3], &new, &all[8..]].concat());
    assert_eq!(ok(board.read_words(&memory, 4, 1)), new[1..2]);
}

#[test]
fn what_cannot_be_done_is_refused_with_its_reason() {
    let plan = plan(["row", "row"], "");
    let mut line = board(&plan).line();
    let values = vec![1; plan.features];
    let reason = |kind: u8, number, reason| vec![Frame::new(number, 0xc0 | kind, vec![reason])];
    let learn = |number| Command::Learn { label: 1, values: values.clone() }.frame(number);
    assert_eq!(raw(&mut line, &learn(7).encode()), reason(3, 7, 4), "nobody has identified it");
    assert_eq!(raw(&mut line, &Command::Identify.frame(8).encode())[0].kind, 0x81);
    assert_eq!(raw(&mut line, &Frame { version: VERSION + 1, ..learn(9) }.encode()), reason(3, 9, 1), "another version");
    assert_eq!(raw(&mut line, &Frame::new(10, 0x3e, vec![]).encode()), reason(0x3e, 10, 2), "unknown");
    for wrong in [vec![], vec![1; plan.features], vec![1; plan.features + 2]] {
        assert_eq!(raw(&mut line, &Frame::new(11, 3, wrong).encode()), reason(3, 11, 3), "length");
    }
    for kind in [4, 5, 6, 9] {
        assert_eq!(raw(&mut line, &Frame::new(12, kind, vec![0; 2]).encode()), reason(kind, 12, 3), "length");
    }
    assert_eq!(raw(&mut line, &learn(13).encode()).len(), 1);
    // The longest frame that fits is refused for its length; one byte more is no frame at all.
    let room = entrain_hdl::blocks::frame_bridge::identity(&plan, 0, true).room as usize;
    assert_eq!(raw(&mut line, &Frame::new(14, 3, vec![0; room]).encode()), reason(3, 14, 3));
    assert_eq!(raw(&mut line, &Frame::new(15, 3, vec![0; room + 1]).encode()), []);
    // And after all that it has learned one sample.
    let mut board = common::open(line, &plan);
    assert_eq!(ok(board.counters()).samples, 1);
}

/// A label that is no class is refused as often as it comes, and nothing is learned from it.
#[test]
fn a_label_that_is_no_class_is_refused() {
    for (walks, classes) in [(["row", "row"], 4), (["column", "row"], 3)] {
        let plan = common::plan_of(walks, classes, "");
        let (mut golden, mut line) = (Model::new(&plan), board(&plan).line());
        raw(&mut line, &Command::Identify.frame(0).encode());
        let samples = samples(&plan, 12, 3);
        for (number, (input, label)) in (1..).zip(samples.iter()) {
            let values: Vec<u8> = input.iter().map(|&value| value as u8).collect();
            let wrong = Command::Learn { label: classes as u8 + number % 2 * 100, values: values.clone() }.frame(100 + number);
            let refused = Frame::new(100 + number, 0xc3, vec![6]);
            assert_eq!([raw(&mut line, &wrong.encode()), raw(&mut line, &wrong.encode())].concat(), [refused.clone(), refused]);
            // In front of a prediction the byte does not matter.
            let predict = Frame::new(200 + number, 2, [&[0xff], &values[..]].concat());
            assert_eq!(raw(&mut line, &predict.encode())[0].payload, [golden.predict(input) as u8, 0]);
            let answer = raw(&mut line, &Command::Learn { label: label as u8, values }.frame(number).encode());
            assert_eq!(answer[0].payload[0], golden.learn(input, label).0 as u8);
        }
        let mut board = common::open(line, &plan);
        assert_eq!((ok(board.hashes()), ok(board.counters()).samples), (golden.hashes(), 12));
    }
}

/// Where there is no memory, or no word, a read gives zeros and a write does nothing.
#[test]
fn past_the_end_of_a_memory_there_is_nothing() {
    for walks in [["row", "row"], ["column", "row"]] {
        let plan = plan(walks, "");
        let mut line = board(&plan).line();
        raw(&mut line, &Command::Identify.frame(0).encode());
        let bytes = plan.host.word_bits.div_ceil(8) as usize;
        let depth = |select| plan.host_memories().iter().find(|memory| memory.select == select).map_or(0, |memory| memory.memory.depth);
        let ends = (0..4).flat_map(|select| [depth(select), depth(select) + 1, 1 << plan.host.address_bits].map(|word| (select, word)));
        for (select, word) in ends.chain([(4, 0), (0x80, 0), (0, 0x8000), (0, 0xffff)]) {
            let place = [select as u8, word as u8, (word >> 8) as u8];
            raw(&mut line, &Frame::new(1, 5, [&place[..], &vec![0xa5; bytes][..]].concat()).encode());
            let read = Frame::new(2, 4, [&place[..], &[bytes as u8 + 2, 0][..]].concat());
            assert_eq!(raw(&mut line, &read.encode())[0].payload, vec![0; bytes], "{walks:?} memory {select} word {word}");
        }
        assert_eq!(ok(common::open(line, &plan).hashes()), Model::new(&plan).hashes(), "{walks:?}");
    }
}

#[test]
fn a_frame_that_comes_again_is_answered_again_and_not_learned_again() {
    let plan = plan(["row", "row"], "");
    let mut golden = Model::new(&plan);
    let mut line = board(&plan).line();
    raw(&mut line, &Command::Identify.frame(0).encode());
    for (number, (input, label)) in (1..).zip(samples(&plan, 20, 3).iter()) {
        let values = input.iter().map(|&value| value as u8).collect();
        let frame = Command::Learn { label: label as u8, values }.frame(number).encode();
        let (class, _) = golden.learn(input, label);
        let updates = golden.updated().iter().rev().fold(0, |bits, &updated| bits << 1 | updated as u8);
        let answers: Vec<Frame> = (0..1 + number % 3).flat_map(|_| raw(&mut line, &frame)).collect();
        assert_eq!(answers.len(), 1 + number as usize % 3);
        assert!(answers.iter().all(|answer| *answer == Frame::new(number, 0x83, vec![class as u8, updates])), "{answers:?}");
    }
    let mut board = common::open(line, &plan);
    assert_eq!((ok(board.hashes()), ok(board.counters()).samples), (golden.hashes(), 20));
}

#[test]
fn a_reset_in_the_middle_is_noticed() {
    let plan = plan(["row", "row"], "");
    let mut board = opened(&plan);
    let samples = samples(&plan, 2, 3);
    ok(board.learn(samples.get(0).0, 1));
    board.line().board().reset();
    let error = board.learn(samples.get(1).0, 1).expect_err("it was reset").to_string();
    assert!(error.contains("the board was reset in the middle"), "{error}");
}

/// A reset of one cycle at any moment of a frame that is learned: the board wants to be identified, and goes on as a network
/// does that has its weights.
#[test]
fn a_reset_of_one_cycle_at_any_moment() {
    for walks in [["row", "row"], ["column", "column"]] {
        let plan = plan(walks, "");
        let (samples, mut line) = (samples(&plan, 8, 3), board(&plan).line());
        let values = |index: usize| samples.get(index).0.iter().map(|&value| value as u8).collect::<Vec<u8>>();
        let learn =
            |index: usize, number| Command::Learn { label: samples.get(index).1 as u8, values: values(index) }.frame(number).encode();
        // From the first values inside to the answer on its way out.
        for moment in 0..60 {
            raw(&mut line, &Command::Identify.frame(0).encode());
            raw(&mut line, &learn(moment % 8, 1));
            ok(line.send(&learn((moment + 1) % 8, 2)));
            line.board().pass(17 * moment);
            line.board().reset_for(1);
            let mut board = common::open(line, &plan);
            let mut golden = Model::new(&plan);
            entrain_model::plan::image::fill(&plan, &ok(board.read_images(&mut |_| {})), &mut golden);
            for index in 0..3 {
                let (input, label) = samples.get((moment + index) % 8);
                let (answer, (class, _)) = (ok(board.learn(input, label)), golden.learn(input, label));
                assert_eq!((answer.class, answer.updates.as_slice()), (class, golden.updated()), "{walks:?}, moment {moment}");
            }
            assert_eq!(ok(board.hashes()), golden.hashes(), "{walks:?}, moment {moment}");
            line = board.into_line();
        }
    }
}

#[test]
fn a_board_of_another_network_or_build_is_refused() {
    let (plan, other) = (plan(["row", "row"], ""), common::digits().1);
    let message = |result: entrain_model::Result<Board<_>>| result.map(|_| ()).expect_err("not this one").to_string();
    let line = board(&plan).line();
    let error = message(Board::open(line, &other, None));
    assert!(
        error.contains("the board runs another network: 10 inputs, 12-8 units, 4 classes; digits has 64 inputs, 64-32 units, 10 classes"),
        "{error}"
    );
    let error = message(Board::open(board(&plan).line(), &plan, Some(0xcafe)));
    assert!(error.contains("the board runs build 76697274, the last one of this project is 0000cafe"), "{error}");
}
