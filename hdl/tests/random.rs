//! Networks that proptest makes up: random shape, walks, widths, lanes, basis, data, gaps and stalls. The Verilog must
//! equal the golden model in every write, answer and cycle; a failure shrinks to the smallest such network.
//!
//! ENTRAIN_CASES says how many (32 if absent).

mod common;

use common::{parse, samples, settable, traced};
use entrain_model::plan::Registers;
use entrain_model::plan::column::FEWEST_WORDS;
use entrain_model::{Model, Plan};
use entrain_sim::{Cache, Level, Lockstep, Stimulus};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

#[derive(Debug, Clone)]
struct Case {
    text: String,
    samples: usize,
    seed: u32,
    predict_every: Option<usize>,
    /// Settings of a host: samples since the one before, then rate, margin and revival, cut to what the registers hold.
    changes: Vec<(usize, Registers)>,
}

/// Weight bits, fraction, and a rate whose increments are neither lost nor coarser than the grid in any layer.
fn arithmetic() -> impl Strategy<Value = (u32, u32, u32)> {
    let fractions = (4u32..=16).prop_flat_map(|bits| (Just(bits), 1..=bits));
    (fractions, 1u32..=5).prop_filter_map("a rate below 1", |((bits, fraction), shift)| {
        (fraction + shift).checked_sub(4).filter(|&rate| rate >= 1).map(|rate| (bits, fraction, rate))
    })
}

fn case() -> impl Strategy<Value = Case> {
    let shape = (1usize..=24, 2usize..=6).prop_flat_map(|(inputs, classes)| {
        let layer = (classes + 1..=classes + 14, 1usize..=9, any::<bool>());
        (Just(inputs), Just(classes), prop::collection::vec(layer, 1..=4))
    });
    let rule = (any::<bool>(), any::<bool>(), arithmetic(), 0i32..3000, prop_oneof![0u32..=31, Just(255), Just(1000)]);
    let run = (6usize..=20, any::<u32>(), prop::option::of(1usize..=4));
    let registers = (0u32..=3, prop_oneof![0i32..3000, Just(1 << 20)], any::<u16>());
    let registers = registers.prop_map(|(slower, margin, mask)| Registers { slower, margin, revival: mask as u32 });
    let changes = prop_oneof![Just(Vec::new()), prop::collection::vec((1usize..=8, registers), 1..=4)];
    (shape, rule, run, changes).prop_map(|((inputs, classes, layers), (signed, walsh, (bits, fraction, rate), margin, revival), run, changes)| {
        let (format, basis) = (if signed { "s8" } else { "u8" }, if walsh { "walsh" } else { "sqq" });
        let mut text = format!(
            "[network]\nname = \"net\"\nclasses = {classes}\ninput = {{ shape = [{inputs}], format = \"{format}\" }}\nbasis = \"{basis}\"\n"
        );
        for (units, lanes, columns) in layers {
            // A column takes three cycles or more.
            let columns = columns && units.div_ceil(lanes) >= FEWEST_WORDS;
            let walk = if columns { "column" } else { "row" };
            text += &format!("[[layer]]\ntype = \"dense\"\nunits = {units}\nlanes = {lanes}\nwalk = \"{walk}\"\n");
        }
        text += &format!("[weights]\nbits = {bits}\nfraction = {fraction}\n");
        text += &format!("[training]\nrate = {rate}\nmargin = {margin}\nrevival = {revival}\nseed = {}\n", run.1 % 1000);
        Case { text, samples: run.0, seed: run.1, predict_every: run.2, changes }
    })
}

/// Before which sample which registers are set.
fn changes(case: &Case, plan: &Plan) -> Vec<(usize, Registers)> {
    let (mut at, fits) = (0, plan.registers);
    let changes = case.changes.iter().map(|(after, Registers { slower, margin, revival })| {
        at += after;
        let (slower, revival) = (*slower.min(&fits.slowest), revival & ((1 << fits.revival_bits) - 1));
        (at, Registers { slower, margin: *margin, revival })
    });
    changes.filter(|(at, _)| *at < case.samples).collect()
}

fn agrees(case: &Case) -> Result<u64, TestCaseError> {
    let fail = |error: &dyn std::fmt::Display| TestCaseError::fail(format!("{error}\n{}", case.text));
    let network = parse(&case.text);
    let plan = Plan::new(&network, None).map_err(|error| fail(&error))?;
    let (start, samples) = (Model::new(&plan), samples(&network, case.samples, case.seed));
    let sources = if case.changes.is_empty() { traced(&plan) } else { settable(&plan) };
    let changes = changes(case, &plan);
    // Nobody wants these models again.
    let folder = tempfile::tempdir().map_err(|error| fail(&error))?;
    let cache = Cache::in_folder(folder.path());
    let job = Lockstep {
        plan: &plan,
        sources: &sources,
        level: Level::Rtl,
        cache: &cache,
        start: &start,
        samples: &samples,
        predict_every: case.predict_every,
        changes: &changes,
    };
    let mut writes = 0;
    for stimulus in [Stimulus::random(case.seed, 2 * plan.cycles_per_sample()), Stimulus::streaming()] {
        let report = job.run(stimulus, &mut |_| {}).map_err(|error| fail(&error))?;
        if let Some(mismatch) = &report.mismatch {
            return Err(fail(mismatch));
        }
        writes += report.updates_checked;
    }
    Ok(writes)
}

#[test]
fn random_networks_agree() {
    let cases = std::env::var("ENTRAIN_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(32);
    let config = Config { cases, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let writes = std::cell::Cell::new(0);
    let result = TestRunner::new(config).run(&case(), |case| {
        writes.set(writes.get() + agrees(&case)?);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    println!("{cases} networks, {} weight writes compared", writes.get());
    assert!(writes.get() > 100 * cases as u64, "hardly anything was learned");
}
