//! The core behind its fronts, driven by public models of the buses: cocotbext-axi and cocotbext-wishbone in Icarus Verilog
//! (`buses/fronts.py`). What they send and what must come back is made here, by the golden model.
//!
//! They come from PyPI: `scripts/setup.sh buses`.

use crate::common;
use crate::mutant;

use common::{parse, samples, sources, walked_text};
use entrain_hdl::{Bus, Fronts, Options, Start, Stream, emit, start_files};
use entrain_model::plan::image::{Word, images};
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Network, Plan, Samples};
use entrain_sim::Sources;
use mutant::Mutant;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const BUILD_ID: u32 = 0x600d_cafe;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What is played.
struct Case<'a> {
    plan: &'a Plan,
    samples: &'a Samples,
    fronts: Fronts,
    /// Gaps, stalls, samples of a wrong length, wrong labels, predictions, registers that change: or learning as fast as it goes.
    busy: bool,
    seed: u32,
}

fn words(all: &[Vec<Word>], parts: usize) -> Value {
    let word = |word: &Word| (0..parts).map(|part| word.get(part).copied().unwrap_or(0)).collect::<Vec<u32>>();
    json!(all.iter().map(|memory| memory.iter().map(word).collect::<Vec<_>>()).collect::<Vec<_>>())
}

impl Case<'_> {
    /// The case as text, by what the golden model does.
    fn json(&self) -> Value {
        let plan = self.plan;
        let map = plan.register_map(BUILD_ID);
        let registers: serde_json::Map<String, Value> = map.iter().map(|one| (one.name.clone(), json!(one.address))).collect();
        let mut random = XorShift32::new(self.seed | 1);
        let mut model = Model::new(plan);
        let start = images(plan, &model);
        let learners = plan.learning().count();
        let (mut counts, mut updates) = ([0u32; 3], vec![0u32; learners]);
        let has_bus = self.fronts.bus != Bus::None;
        let streamed = self.fronts.stream == Stream::Axi;
        let all: Vec<_> = self.samples.iter().collect();
        let phases = if self.busy { 3 } else { 1 };
        let mut phase = |samples: &[(&[i16], usize)]| {
            let mut registers = plan.reset_registers();
            let mut held = 0;
            if self.busy && has_bus {
                registers.margin = (random.next_u32() % 400) as i32;
                registers.slower = random.next_u32() % (plan.registers.slowest + 1);
                registers.revival = random.next_u32() & ((1 << plan.registers.revival_bits) - 1);
                held = random.next_u32() & ((1 << learners) - 1) & random.next_u32();
            }
            model.set_registers(&registers);
            model.hold(&(0..learners).map(|k| held >> k & 1 == 1).collect::<Vec<_>>());
            let samples: Vec<Value> = samples
                .iter()
                .map(|&(input, label)| {
                    let odd = |random: &mut XorShift32, one_in: u32| self.busy && random.next_u32().is_multiple_of(one_in);
                    let learn = !odd(&mut random, 4);
                    let label = if odd(&mut random, 8) { random.next_u32() as usize % (1 << plan.class_bits) } else { label };
                    let cut = match odd(&mut random, 5) && streamed {
                        false => 0,
                        true if plan.features > 1 && odd(&mut random, 2) => -1 - (random.next_u32() % (plan.features as u32 - 1)) as i32,
                        true => 1 + (random.next_u32() % 5) as i32,
                    };
                    let refused = learn && label >= plan.classes && cut == 0;
                    let class = if learn && cut == 0 { model.learn(input, label).0 } else { model.predict(input) };
                    let corrected: u32 = model.updated().iter().enumerate().map(|(k, &one)| (one as u32) << k).sum();
                    counts[0] += (learn && cut == 0 && !refused) as u32;
                    counts[1] += refused as u32;
                    counts[2] += (cut != 0) as u32;
                    updates.iter_mut().enumerate().for_each(|(k, count)| *count += corrected >> k & 1);
                    let values: Vec<u8> = input.iter().map(|&value| value as u8).collect();
                    json!({
                        "values": values, "label": label, "learn": learn as u32, "cut": cut,
                        "answer": (class, corrected, refused as u32, model.totals()),
                    })
                })
                .collect();
            json!({
                "HELD": held, "SLOWER": registers.slower, "MARGIN": plan.registers.margin(registers.margin),
                "REVIVAL": registers.revival, "samples": samples,
            })
        };
        let phases: Vec<Value> = all.chunks(all.len().div_ceil(phases)).map(&mut phase).collect();
        let (bus, stream) = (["none", "axi", "wishbone"][self.fronts.bus as usize], ["plain", "axi"][self.fronts.stream as usize]);
        let parts = plan.word_parts() as usize;
        let mut counted = json!({ "SAMPLES": counts[0], "REFUSED": counts[1], "BAD_LENGTH": counts[2] });
        updates.iter().enumerate().for_each(|(k, count)| counted[format!("UPDATES{k}")] = json!(count));
        let identity = |name: &str| map.iter().find(|one| one.name == name).map(|one| one.fields[0].reset);
        // One more than its bits hold.
        let beyond = |name: &str| {
            let field = map.iter().find(|one| one.name == name).map(|one| one.fields[0].low + one.fields[0].bits);
            (name.to_string(), 1u64 << field.unwrap_or(0))
        };
        let wrong = ["HELD", "MARGIN", "REVIVAL", "MEM_SELECT", "MEM_ADDR", "CODE_SET"].map(beyond);
        json!({
            "seed": self.seed, "busy": self.busy, "registers": registers, "phases": phases, "counts": counted,
            "bus": bus, "stream": stream,
            "clocks": self.fronts.domains().iter().map(|one| json!([one.name, one.clock, one.reset, one.low])).collect::<Vec<_>>(),
            "features": plan.features, "classes": plan.classes, "class_bits": plan.class_bits, "total_bits": plan.total_bits,
            "learners": learners, "word_parts": parts, "part_bits": plan.part_bits(),
            "patience": 10 * (plan.cycles_per_sample() + plan.features) + 600,
            "memories": words(&start, parts), "learned": words(&images(plan, &model), parts),
            "identity": { "ID": identity("ID"), "VERSION": identity("VERSION"), "BUILD_ID": BUILD_ID, "FINGERPRINT": plan.fingerprint() },
            "wrong": wrong, "numbers": plan.host_memories().iter().map(|host| host.select).collect::<Vec<_>>(),
        })
    }

    /// The Verilog.
    fn sources(&self) -> Sources {
        let options = Options { start: Start::Named, ..Options::default() };
        let module = entrain_hdl::design(self.plan, self.fronts, options, BUILD_ID).unwrap_or_else(|error| panic!("{error}"));
        sources(emit::write(&self.fronts.top(&self.plan.name), module))
    }

    /// Plays it on `design`; what the simulation printed, if it failed.
    fn play(&self, design: Sources) -> Result<String, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).map_err(|error| error.to_string());
        design.files.iter().try_for_each(|(name, text)| write(name, text))?;
        start_files(self.plan, &Model::new(self.plan)).iter().try_for_each(|(name, text)| write(name, text))?;
        write("case.json", &self.json().to_string())?;
        let mut run = Command::new(root().join(".tools/buses/bin/python"));
        run.arg(root().join("hdl/tests/buses/run.py")).arg(folder.path()).arg(&design.top).arg(folder.path().join("case.json"));
        let done = run.output().map_err(|error| format!("{error}: scripts/setup.sh buses installs what is missing"))?;
        let told = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        if done.status.success() { Ok(told) } else { Err(told) }
    }
}

const fn fronts(bus: Bus, stream: Stream, bus_clock: bool, stream_clock: bool) -> Fronts {
    Fronts { bus, stream, bus_clock, stream_clock }
}

const FRONTS: [Fronts; 9] = [
    fronts(Bus::Axi, Stream::Axi, false, false),
    fronts(Bus::Wishbone, Stream::Plain, false, false),
    fronts(Bus::Axi, Stream::Plain, false, false),
    fronts(Bus::Wishbone, Stream::Axi, false, false),
    fronts(Bus::None, Stream::Axi, false, false),
    fronts(Bus::Axi, Stream::Axi, true, true),
    fronts(Bus::Wishbone, Stream::Axi, true, false),
    fronts(Bus::Axi, Stream::Axi, false, true),
    fronts(Bus::Wishbone, Stream::Plain, true, false),
];

/// Random networks of one to three layers.
fn random_network(seed: u32) -> Network {
    let mut random = XorShift32::new(seed.wrapping_mul(2_654_435_761) | 1);
    let mut below = |count: u32| (random.next_u32() >> 8) % count;
    let (inputs, classes) = (1 + below(20) as usize, 2 + below(5) as usize);
    let layers: Vec<(usize, usize, &str)> = (0..1 + below(3))
        .map(|_| {
            let (units, lanes) = (classes + 1 + below(10) as usize, 1 + below(9) as usize);
            let columns = units.div_ceil(lanes) >= entrain_model::plan::FEWEST_WORDS && below(2) == 0;
            (units, lanes, if columns { "column" } else { "row" })
        })
        .collect();
    parse(&walked_text(inputs, ["u8", "s8"][below(2) as usize], classes, ["sqq", "walsh"][below(2) as usize], &layers, 9, 7))
}

#[test]
#[ignore = "minutes; needs scripts/setup.sh buses"]
fn random_networks_behind_every_front() {
    let cases: u32 = std::env::var("ENTRAIN_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(20);
    let first = std::env::var("ENTRAIN_FIRST").ok().and_then(|first| first.parse().ok()).unwrap_or(1);
    for seed in first..first + cases {
        let network = random_network(seed);
        let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
        let fronts = FRONTS[seed as usize % FRONTS.len()];
        let data = samples(&network, 30, seed);
        let case = Case { plan: &plan, samples: &data, fronts, busy: seed % 7 != 0, seed };
        match case.play(case.sources()) {
            Ok(_) => println!("network {seed}, {fronts:?}: equal"),
            Err(told) => panic!("network {seed}, {fronts:?}:\n{told}"),
        }
    }
}

/// The blocks around the core, and the fronts in which each of them can be noticed.
fn around() -> Vec<(String, Vec<Fronts>)> {
    let plan = Plan::new(&random_network(5), None).unwrap_or_else(|error| panic!("{error}"));
    let data = Samples::new(plan.features);
    let core = sources(emit::write("net", entrain_hdl::core(&plan, Options { registers: true, ..Options::default() })));
    let designs = FRONTS.map(|fronts| (fronts, Case { plan: &plan, samples: &data, fronts, busy: true, seed: 1 }.sources()));
    let having =
        |leaf: &String| designs.iter().filter(|(_, design)| mutant::has(design, leaf)).map(|(fronts, _)| *fronts).collect::<Vec<_>>();
    let leaves = mutant::leaves().into_iter().filter(|leaf| !mutant::has(&core, leaf));
    leaves.map(|leaf| (leaf.clone(), having(&leaf))).filter(|(_, fronts)| !fronts.is_empty()).collect()
}

/// A block that changes takes its faults with it; each has three at least, one of a single gate one.
#[test]
fn every_mutant_is_still_one() {
    let plan = Plan::new(&random_network(5), None).unwrap_or_else(|error| panic!("{error}"));
    let data = Samples::new(plan.features);
    let around = around();
    assert_eq!(around.len(), 16, "{around:?}");
    for (leaf, fronts) in around {
        let design = Case { plan: &plan, samples: &data, fronts: fronts[0], busy: true, seed: 1 }.sources();
        let mutants = mutant::of(&leaf);
        let gate = ["answer_tap", "core_reset", "reset_input"].contains(&leaf.as_str());
        assert!(mutants.len() >= if gate { 1 } else { 3 }, "{leaf} has {} mutants", mutants.len());
        mutants.iter().for_each(|mutant| drop(mutant::broken(design.clone(), mutant)));
    }
}

#[test]
#[ignore = "minutes; needs scripts/setup.sh buses"]
fn every_broken_block_around_the_core_is_noticed() {
    // Words of one part and of several.
    let wide = |seed: &u32| Plan::new(&random_network(*seed), None).is_ok_and(|plan| plan.word_parts() > 2);
    let networks = [5, 12, (1..).find(wide).unwrap_or(1)].map(random_network);
    let mut missed = Vec::new();
    // ENTRAIN_LEAF: this one alone.
    let only = std::env::var("ENTRAIN_LEAF").ok();
    for (leaf, fronts) in around().into_iter().filter(|(leaf, _)| only.as_ref().is_none_or(|only| only == leaf)) {
        let mutants = mutant::of(&leaf);
        let notice = |mutant: &Mutant| {
            fronts.iter().any(|&fronts| {
                networks.iter().any(|network| {
                    let plan = Plan::new(network, None).unwrap_or_else(|error| panic!("{error}"));
                    let data = samples(network, 30, 2);
                    let case = Case { plan: &plan, samples: &data, fronts, busy: true, seed: 3 };
                    case.play(mutant::broken(case.sources(), mutant)).is_err()
                })
            })
        };
        let noticed: Vec<bool> = mutants.iter().map(|mutant| mutant.elsewhere.is_some() || notice(mutant)).collect();
        println!("{leaf}: {} of {}", noticed.iter().filter(|&&one| one).count(), mutants.len());
        missed
            .extend(mutants.into_iter().zip(noticed).filter(|(_, noticed)| !noticed).map(|(mutant, _)| format!("{leaf}: {}", mutant.what)));
    }
    assert!(missed.is_empty(), "not noticed:\n{}", missed.join("\n"));
}
