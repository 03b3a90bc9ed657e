//! Networks that proptest makes up: random shape, walks, widths, lanes, memories, basis, data, gaps and stalls, and a random
//! schedule of events. The Verilog must equal the golden model in every write, answer and cycle; a failure shrinks to the
//! smallest such network, and its schedule to the events that matter.
//!
//! ENTRAIN_CASES says how many (24 if absent), ENTRAIN_CONVOLUTIONS how many with convolutions (4 if absent).

use crate::common;

use common::{parse, samples, settable, traced};
use entrain_model::plan::{FEWEST_WORDS, Role};
use entrain_model::{Model, Network, Plan};
use entrain_sim::{Cache, Happened, Lockstep, Schedule, Stimulus, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::path::Path;
use std::time::Duration;

#[derive(Debug, Clone)]
struct Case {
    text: String,
    samples: usize,
    seed: u32,
    predict_every: Option<usize>,
    /// Registers as ports, or constants.
    settable: bool,
    /// For each layer banks, lanes of logic and bits in SPRAM, cut to what there is.
    placements: Vec<(usize, usize, u32)>,
    /// Events of the schedule.
    events: usize,
    /// e that learners have at first, where there are ports for it.
    share: u16,
}

/// A pace, and whether its slowest rate is its fastest; else it is as slow as layers can be, three steps at most.
fn pace() -> impl Strategy<Value = Option<(&'static str, bool)>> {
    prop_oneof![2 => Just(None), 3 => prop::bool::weighted(0.1).prop_map(|alone| Some(("self", alone))), 1 => Just(Some(("anneal", false)))]
}

/// Its lines in [training].
fn paced(pace: Option<(&str, bool)>, rate: u32) -> String {
    let slowest = |alone: bool| if alone { format!("slowest = {rate}\n") } else { String::new() };
    pace.map_or(String::new(), |(word, alone)| format!("pace = \"{word}\"\n{}", slowest(alone)))
}

/// Weight bits, fraction, and a rate whose increments are neither lost nor coarser than the grid in any layer.
fn arithmetic() -> impl Strategy<Value = (u32, u32, u32)> {
    let fractions = (4u32..=16).prop_flat_map(|bits| (Just(bits), 1..=bits));
    (fractions, 1u32..=5).prop_filter_map("a rate below 1", |((bits, fraction), shift)| {
        (fraction + shift).checked_sub(4).filter(|&rate| rate >= 1).map(|rate| (bits, fraction, rate))
    })
}

fn dense_case() -> impl Strategy<Value = Case> {
    // A list of inputs, or maps with a pool or two in front.
    let list = (1usize..=24).prop_map(|inputs| (inputs.to_string(), 0));
    let maps = (1usize..=3, 2usize..=7, 2usize..=7, 1usize..=2)
        .prop_map(|(maps, rows, columns, pools)| (format!("{maps}, {rows}, {columns}"), if rows.min(columns) < 4 { 1 } else { pools }));
    let shape = (prop_oneof![3 => list, 1 => maps], 2usize..=6).prop_flat_map(|(inputs, classes)| {
        let layer = (classes + 1..=classes + 14, 1usize..=9, any::<bool>());
        (Just(inputs), Just(classes), prop::collection::vec(layer, 1..=4))
    });
    let rule = (any::<bool>(), any::<bool>(), arithmetic(), 0i32..3000, prop_oneof![0u32..=31, Just(255), Just(1000)]);
    let run = (6usize..=20, any::<u32>(), prop::option::of(1usize..=4), any::<bool>(), 1usize..=160, (pace(), any::<u16>(), 0u32..=15));
    let placement = (prop_oneof![3 => Just(1usize), 1 => Just(2), 1 => Just(4)], 0usize..=9, prop_oneof![3 => Just(0u32), 1 => 1u32..200]);
    let placements = prop::collection::vec(placement, 4);
    (shape, rule, run, placements).prop_map(|(((inputs, pools), classes, layers), (signed, walsh, (bits, fraction, rate), margin, revival), run, placements)| {
        let (format, basis) = (if signed { "s8" } else { "u8" }, if walsh { "walsh" } else { "sqq" });
        let mut text = format!(
            "[network]\nname = \"net\"\nclasses = {classes}\ninput = {{ shape = [{inputs}], format = \"{format}\" }}\nbasis = \"{basis}\"\n"
        );
        text += &"[[layer]]\ntype = \"max-pool\"\n".repeat(pools);
        for (units, lanes, columns) in layers {
            // A column takes three cycles or more.
            let columns = columns && units.div_ceil(lanes) >= FEWEST_WORDS;
            let walk = if columns { "column" } else { "row" };
            text += &format!("[[layer]]\ntype = \"dense\"\nunits = {units}\nlanes = {lanes}\nwalk = \"{walk}\"\n");
        }
        text += &format!("[weights]\nbits = {bits}\nfraction = {fraction}\n");
        text += &format!("[training]\nrate = {rate}\nmargin = {margin}\nrevival = {revival}\nseed = {}\n", run.1 % 1000);
        text += &paced(run.5.0, rate);
        Case { text, samples: run.0, seed: run.1, predict_every: run.2, settable: run.3, placements, events: run.4, share: run.5.1 >> run.5.2 }
    })
}

/// Maps with one or two convolutions, pools behind them or not, and dense layers behind those or none; whatever the plan does not refuse.
fn seeing_case() -> impl Strategy<Value = Case> {
    let map = (1usize..=3, 1usize..=6, 1usize..=6);
    let layer = (1usize..=9, prop_oneof![1 => Just(1usize), 4 => Just(3), 1 => Just(5)], 1usize..=3, 1usize..=9, any::<bool>());
    let shape =
        (map, 2usize..=6, prop::collection::vec(layer, 1..=2), prop::collection::vec((1usize..=9, 1usize..=6, any::<bool>()), 0..=2));
    let rule = (any::<bool>(), any::<bool>(), arithmetic(), 1i32..64, 0usize..=64);
    let run = (6usize..=12, any::<u32>(), prop::option::of(1usize..=4), any::<bool>(), 1usize..=60, (pace(), any::<u16>(), 0u32..=15));
    let placement = (prop_oneof![3 => Just(1usize), 1 => Just(2)], 0usize..=9, Just(0u32));
    let placements = prop::collection::vec(placement, 6);
    let made = (shape, rule, run, placements).prop_map(
        |(
            ((maps, rows, columns), classes, seeing, dense),
            (signed, walsh, (bits, fraction, rate), margin, code_start),
            run,
            placements,
        )| {
            let (format, basis) = (if signed { "s8" } else { "u8" }, if walsh { "walsh" } else { "sqq" });
            let mut text = format!(
                "[network]\nname = \"net\"\nclasses = {classes}\ninput = {{ shape = [{maps}, {rows}, {columns}], format = \"{format}\" }}\n\
                 basis = \"{basis}\"\ncode_start = {code_start}\n"
            );
            let last = dense.is_empty().then_some(seeing.len() - 1);
            for (at, (channels, kernel, cells, lanes, pooled)) in seeing.into_iter().enumerate() {
                text +=
                    &format!("[[layer]]\ntype = \"conv2d\"\nchannels = {channels}\nkernel = {kernel}\ncells = {cells}\nlanes = {lanes}\n");
                text += if pooled && last != Some(at) { "[[layer]]\ntype = \"max-pool\"\n" } else { "" };
            }
            for (more, lanes, columns) in dense {
                let units = classes + more;
                let walk = if columns && units.div_ceil(lanes) >= FEWEST_WORDS { "column" } else { "row" };
                text += &format!("[[layer]]\ntype = \"dense\"\nunits = {units}\nlanes = {lanes}\nwalk = \"{walk}\"\n");
            }
            text += &format!("[weights]\nbits = {bits}\nfraction = {fraction}\n");
            text += &format!("[training]\nrate = {rate}\nconv_margin = {margin}\nseed = {}\n", run.1 % 1000);
            text += &paced(run.5.0, rate);
            Case {
                text,
                samples: run.0,
                seed: run.1,
                predict_every: run.2,
                settable: run.3,
                placements,
                events: run.4,
                share: run.5.1 >> run.5.2,
            }
        },
    );
    made.prop_filter("a network that can be had", |case| {
        Network::parse(&case.text, Path::new("net.toml")).is_ok_and(|network| Plan::new(&network, None).is_ok())
    })
}

/// The plan of a case, its weights where the case wants them.
fn placed(case: &Case, network: &Network) -> entrain_model::Result<Plan> {
    let mut plan = Plan::new(network, None)?;
    for (layer, &(banks, soft, spram)) in plan.layers.iter_mut().zip(&case.placements) {
        let (lanes, width, depth) = (layer.lanes(), layer.weights().width, layer.weights().depth);
        layer.placement.soft_lanes = soft.min(lanes);
        // A column walk jumps: only columns of an even number of words keep the two banks of SPRAM apart.
        let apart = layer.engine.plan().may_be_spram(Role::Weights);
        let code = layer.engine.plan().may_be_spram(Role::Codes) && spram > 0;
        layer.put_in_spram(if depth > 2 && apart { spram.min(width) } else { 0 }, code);
        layer.placement.banks = if banks < depth { banks } else { 1 };
    }
    Ok(plan)
}

/// A case at work: the weight writes that were compared, and what its schedule did; or the first difference.
fn agrees(case: &Case, schedule: &Schedule) -> Result<(u64, Happened), TestCaseError> {
    let fail = |error: &dyn std::fmt::Display| TestCaseError::fail(format!("{error}\n{}", case.text));
    let network = parse(&case.text);
    let plan = placed(case, &network).map_err(|error| fail(&error))?;
    let (mut start, samples) = (Model::new(&plan), samples(&network, case.samples, case.seed));
    start.set_shares(&vec![case.share; plan.learners()]);
    let sources = if case.settable { settable(&plan) } else { traced(&plan) };
    // Nobody wants these models again.
    let folder = tempfile::tempdir().map_err(|error| fail(&error))?;
    let cache = Cache::in_folder(folder.path());
    let job = Lockstep { predict_every: case.predict_every, ..Lockstep::new(&plan, &sources, &cache, &start, &samples) };
    let (mut writes, mut happened) = (0, Happened::default());
    let stalls = Stimulus::random(case.seed, 2 * plan.cycles_per_sample());
    for world in [World::Plain(stalls), World::Plain(Stimulus::streaming()), World::Schedule(schedule.clone())] {
        let report = job.run_in(&world, &mut |_| {}).map_err(|error| fail(&error))?;
        if let Some(mismatch) = &report.mismatch {
            return Err(match &world {
                World::Schedule(schedule) => {
                    let short = job.shrink(schedule, Duration::from_secs(10)).map_err(|error| fail(&error))?;
                    fail(&format!("{mismatch}\nschedule {short}"))
                }
                _ => fail(mismatch),
            });
        }
        writes += report.updates_checked;
        happened = report.happened.unwrap_or_default();
    }
    Ok((writes, happened))
}

/// As many networks of a kind as `variable` says.
fn agree(variable: &str, usual: u32, case: impl Strategy<Value = Case>) {
    let cases = std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(usual);
    let config = Config { cases, max_local_rejects: 1 << 20, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let (writes, events) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let result = TestRunner::new(config).run(&case, |case| {
        let (some, happened) = agrees(&case, &Schedule::new(case.seed, case.events))?;
        writes.set(writes.get() + some);
        events.set(events.get() + happened.events);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    println!("{cases} networks, {} weight writes compared, {} events", writes.get(), events.get());
    assert!(writes.get() > 100 * cases as u64, "hardly anything was learned");
}

#[test]
fn random_networks_agree() {
    agree("ENTRAIN_CASES", 24, dense_case());
}

#[test]
fn random_convolutions_agree() {
    agree("ENTRAIN_CONVOLUTIONS", 4, seeing_case());
}
