//! Bad lines: bytes flipped, lost, doubled, invented and late, both ways. Nothing is lost, and nothing is learned twice.

use crate::common;

use common::{board, digits, ok, plan, samples};
use entrain_data::DataSet;
use entrain_host::{Board, Noise, Noisy, VirtualLine};
use entrain_model::Samples;
use entrain_model::plan::Registers;
use entrain_model::{Model, Plan};
use entrain_protocol::Command;

/// Chance of each kind of harm for every byte, in 2^16: about every fourth exchange of digits is hit.
const CHANCE: u32 = 40;

/// `count` samples over a noisy line: most are learned, some predicted; now and then words are read or counters asked for.
/// Then everything that the board holds is compared with the golden model.
fn run(plan: &Plan, samples: &Samples, count: usize, noise: Noise, seed: u32) -> Board<Noisy<VirtualLine>> {
    let mut golden = Model::new(plan);
    let mut board = common::open(Noisy::new(board(plan).line(), noise, seed), plan);
    let memories = plan.host_memories();
    for index in 0..count {
        let (input, label) = samples.get(index % samples.len());
        if index % 7 == 3 {
            assert_eq!(ok(board.predict(input)), golden.predict(input), "sample {index}");
        } else {
            let (answer, (class, _)) = (ok(board.learn(input, label)), golden.learn(input, label));
            assert_eq!((answer.class, answer.updates.as_slice()), (class, golden.updated()), "sample {index}");
        }
        if index % 50 == 20 {
            let registers = Registers { slower: index as u32 % 2, margin: 20 * (index as i32 % 9), revival: index as u32 % 8 };
            ok(board.set_registers(&registers));
            golden.set_registers(&registers);
        }
        if index % 100 == 50 {
            let memory = &memories[index / 100 % memories.len()];
            let words = ok(board.read_words(memory, 0, memory.memory.depth.min(4)));
            assert_eq!(words, entrain_model::plan::image::images(plan, &golden)[index / 100 % memories.len()][..words.len()]);
            ok(board.write_words(memory, 0, &words));
        }
    }
    assert_eq!(ok(board.counters()).samples as u64, golden.samples, "learned twice, or lost");
    assert_eq!(ok(board.hashes()), golden.hashes());
    board
}

fn report(name: &str, board: &mut Board<Noisy<VirtualLine>>) {
    let (traffic, harm) = (board.traffic(), board.line().harm());
    println!(
        "{name}: {} questions answered, {} frames sent, {} repeated, {} damaged answers, {} stale answers; of {} bytes {} flipped, \
         {} lost, {} doubled, {} invented, {} times held back; lost for good 0, learned twice 0",
        traffic.answered,
        traffic.sent,
        traffic.repeated,
        traffic.damaged,
        traffic.stale,
        harm.bytes,
        harm.flipped,
        harm.lost,
        harm.doubled,
        harm.invented,
        harm.delayed
    );
}

#[test]
fn a_bad_line_costs_time_and_nothing_else() {
    let plan = plan(["row", "row"], "");
    let mut board = run(&plan, &samples(&plan, 300, 5), 600, Noise::even(5 * CHANCE), 16);
    report("small network", &mut board);
    let (traffic, harm) = (board.traffic(), board.line().harm());
    assert!(traffic.repeated > 50 && traffic.damaged > 5 && traffic.stale > 5, "{traffic:?}");
    assert!([harm.flipped, harm.lost, harm.doubled, harm.invented, harm.delayed].iter().all(|&count| count > 50), "{harm:?}");
}

/// Pure noise between the frames, as from a cable that is being plugged: the next frame arrives all the same.
#[test]
fn a_storm_between_frames_is_no_frame() {
    let plan = plan(["row", "row"], "");
    let mut board = common::open(board(&plan).line(), &plan);
    let mut random = entrain_model::rule::XorShift32::new(5);
    for round in 0..20 {
        let storm: Vec<u8> = (0..700).map(|_| random.next_u32() as u8).collect();
        ok(entrain_host::Line::send(board.line(), &storm));
        let number = round as u8;
        ok(entrain_host::Line::send(board.line(), &Command::Counters.frame(number).encode()));
        assert_eq!(ok(board.counters()).samples, 0);
    }
}

/// Digits, 10,000 frames and more, and three sorts of lines: `make test-full`.
#[test]
#[ignore = "minutes"]
fn ten_thousand_frames_of_digits() {
    let (network, plan) = digits();
    let data = ok(DataSet::load(&network));
    let lines = [
        ("bad everywhere", Noise::even(CHANCE / 4)),
        ("bits", Noise { flip: CHANCE, ..Noise::even(0) }),
        ("lost and doubled", Noise { lose: CHANCE / 2, double: CHANCE / 2, ..Noise::even(0) }),
        ("late", Noise { delay: CHANCE, ..Noise::even(0) }),
    ];
    let mut frames = 0;
    for (seed, (name, noise)) in (1..).zip(lines) {
        let mut board = run(&plan, &data.train, 2500, noise, seed);
        report(name, &mut board);
        frames += board.traffic().sent;
    }
    println!("{frames} frames sent in all");
    assert!(frames >= 10_000);
}
