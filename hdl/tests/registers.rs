//! A host changes rate, margin and revival in the middle of a run: every write, answer and cycle as in the golden model.

use crate::common;

use common::{kept_models, parse, samples, settable, walked_text};
use entrain_model::plan::Registers;
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Plan};
use entrain_sim::{Lockstep, Stimulus};

/// Runs the network of `text` with the registers set anew every few samples; the settings.
fn agree(text: &str, most_slower: u32) -> Vec<(usize, Registers)> {
    let network = parse(text);
    let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(plan.registers.slowest, most_slower, "{text}");
    let mut random = XorShift32::new(most_slower + 5);
    let changes: Vec<(usize, Registers)> = (1..9)
        .map(|index| {
            let margin = [0, 40, 200, 1000, 1 << 20][random.next_u32() as usize % 5];
            let registers = Registers {
                slower: random.next_u32() % (most_slower + 1),
                margin,
                revival: random.next_u32() % (plan.training.revival + 1),
            };
            (index * 11 + random.next_u32() as usize % 6, registers)
        })
        .collect();
    let sources = settable(&plan);
    entrain_sim::lint(&sources).unwrap_or_else(|error| panic!("{error}"));
    let (start, samples) = (Model::new(&plan), samples(&network, 110, 5));
    let cache = kept_models();
    let job = Lockstep { predict_every: Some(5), changes: &changes, ..Lockstep::new(&plan, &sources, &cache, &start, &samples) };
    let mut hashes = Vec::new();
    for stimulus in [Stimulus::streaming(), Stimulus::random(7, 3 * plan.cycles_per_sample())] {
        let report = job.run(stimulus, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
        if let Some(mismatch) = &report.mismatch {
            panic!("{mismatch}\n{text}\n{changes:?}");
        }
        assert_eq!(report.answers_compared, 110);
        assert!(report.updates_checked > 100, "only {} writes: nothing was learned", report.updates_checked);
        hashes.push(report.hashes);
    }
    // And it is not what the network learns without: the registers do something.
    let mut without = Model::new(&plan);
    for (index, (input, label)) in samples.iter().enumerate() {
        if index % 5 == 4 {
            without.predict(input);
        } else {
            without.learn(input, label);
        }
    }
    assert_eq!(hashes[0], hashes[1]);
    assert_ne!(hashes[0], without.hashes());
    changes
}

#[test]
fn rows_with_every_rate() {
    agree(&walked_text(17, "u8", 5, "sqq", &[(16, 4, "row"), (12, 3, "row")], 12, 6), 3);
}

#[test]
fn columns_with_every_rate() {
    agree(&walked_text(12, "s8", 6, "sqq", &[(20, 3, "column"), (16, 4, "column")], 10, 6), 3);
}

/// Rates that only some layers could follow are left out; layers whose logits have fewer bits than the register of the margin.
#[test]
fn rows_and_columns_with_the_rates_that_are_left() {
    agree(&walked_text(23, "u8", 7, "walsh", &[(60, 8, "column"), (11, 6, "row"), (9, 3, "column")], 9, 8), 1);
    agree(&walked_text(9, "u8", 3, "walsh", &[(8, 2, "row"), (6, 2, "column")], 12, 10), 0);
}
