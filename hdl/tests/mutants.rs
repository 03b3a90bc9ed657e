//! Deliberately broken leaves of the core: lockstep must notice every one (`make test-full`; three of them in `make test`).

use crate::common;
use crate::mutant;

use common::net::Net;
use common::{parse, samples, settable, walked_text};
use entrain_model::Samples;
use entrain_model::plan::Role;
use entrain_model::{Model, Plan};
use entrain_sim::{Cache, Event, Lockstep, Mismatch, Sample, Schedule, Sources, Stimulus, World};
use mutant::Mutant;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The start weights; learned codes are where the next steps find their ends, and paces near a step.
fn near_its_ends(plan: &Plan) -> Model {
    let mut start = Model::new(plan);
    for layer in &mut start.layers {
        let code: Vec<i16> = layer.code().iter().map(|value| if *value < 0 { -2040 } else { 2040 }).collect();
        if !code.is_empty() {
            layer.set_code(&code);
        }
    }
    start.set_shares(&[33_100, 8_000, 16_500, 300][..plan.learners()]);
    start
}

/// A network that has many leaves, and what it learns.
struct Design {
    plan: Plan,
    sources: Sources,
    samples: Samples,
}

impl Design {
    fn new(text: &str, change: &dyn Fn(&mut Plan)) -> Design {
        let network = parse(text);
        let mut plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
        change(&mut plan);
        let (sources, samples) = (settable(&plan), samples(&network, 300, 3));
        Design { plan, sources, samples }
    }

    /// Resets spread over two samples and their corrections.
    fn resets(&self) -> Vec<Event> {
        let learn = |index: usize| Event::Sample(Sample::learned(index % 300));
        let spread = |at: usize| (at * 2 * self.plan.cycles_per_sample() / 97) as u32;
        let reset = |at| [learn(3 * at), learn(3 * at + 1), Event::Reset { beats: 0, after: spread(at), length: 1 }, learn(3 * at + 2)];
        (0..97).flat_map(reset).collect()
    }

    /// The first difference that a broken leaf makes.
    fn verdict(&self, mutant: &Mutant) -> Option<Mismatch> {
        let (sources, start) = (mutant::broken(self.sources.clone(), mutant), near_its_ends(&self.plan));
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let cache = Cache::in_folder(folder.path());
        let (plan, samples) = (&self.plan, &self.samples);
        let job = Lockstep { predict_every: Some(7), ..Lockstep::new(plan, &sources, &cache, &start, samples) };
        let schedules = (1..5).map(|seed| World::Schedule(Schedule::new(seed, 300)));
        // Cycles are compared without gaps and stalls only; no schedule has a reset at every stage of a sample.
        let mut worlds = schedules.chain([World::Plain(Stimulus::streaming()), World::Script(self.resets())]);
        worlds.find_map(|world| job.run_in(&world, &mut |_| {}).unwrap_or_else(|error| panic!("{}: {error}", mutant.what)).mismatch)
    }
}

/// Every walk, kind of memory and multiplier; codes of both kinds, with periods that are a power of two and others.
fn designs() -> Vec<Design> {
    // Narrow weights with few fraction bits, so that weights saturate and activations reach 255.
    let narrow = |text: String| text.replace("bits = 6", "bits = 6\nfraction = 3");
    let plain = |_: &mut Plan| {};
    let placed = |plan: &mut Plan| {
        plan.layers.iter_mut().for_each(|layer| {
            (layer.placement.banks, layer.placement.soft_lanes) = (2, layer.lanes() - 1);
        });
        plan.layers[1].placement.spram_bits = 7;
    };
    let pairs =
        |plan: &mut Plan| plan.layers.iter_mut().for_each(|layer| (layer.placement.lanes_per_dsp, layer.placement.pairs) = (2, true));
    let single = |plan: &mut Plan| {
        plan.layers.iter_mut().for_each(|layer| {
            let (engine, bits) = (layer.engine.plan(), layer.weights().width);
            let [weights, code] = [Role::Weights, Role::Codes].map(|role| engine.may_be_spram(role));
            layer.put_in_spram(if weights { bits } else { 0 }, code);
        });
    };
    vec![
        Design::new(&narrow(walked_text(11, "u8", 5, "sqq", &[(16, 4, "row"), (9, 3, "row")], 6, 3)), &plain),
        Design::new(&narrow(walked_text(100, "u8", 5, "sqq", &[(16, 4, "column"), (10, 3, "column")], 6, 3)), &plain),
        Design::new(&walked_text(2, "s8", 3, "walsh", &[(30, 8, "column"), (9, 2, "row"), (9, 2, "column"), (8, 1, "row")], 9, 8), &plain),
        Design::new(&walked_text(9, "s8", 3, "sqq", &[(12, 3, "row"), (12, 4, "column"), (11, 3, "row")], 8, 7), &placed),
        Design::new(&walked_text(17, "u8", 5, "sqq", &[(20, 5, "row"), (21, 7, "column"), (11, 2, "row")], 8, 8), &pairs),
        // Pools over maps with a row and a column left over, and over signed ones.
        Design::new(&pooled("[2, 5, 4]", "u8", &narrow(walked_text(8, "u8", 3, "sqq", &[(12, 3, "row"), (9, 3, "column")], 6, 3))), &plain),
        Design::new(&pooled("[1, 4, 5]", "s8", &walked_text(4, "s8", 3, "walsh", &[(12, 4, "column")], 8, 7)), &plain),
        // Convolutions: channels that lanes do not divide, one channel, several passes; maps as they come and pixel by pixel; pixels of
        // one tap, so that sums come without a pause.
        Design::new(&seen("[2, 5, 4]", "u8", 3, 6).conv(5, 3, 2, 2).pool().conv(3, 3, 2, 1).text(), &plain),
        Design::new(&seen("[1, 4, 4]", "s8", 4, 8).conv(1, 1, 2, 1).conv(3, 1, 2, 3).text(), &plain),
        Design::new(&seen("[2, 3, 3]", "u8", 3, 9).conv(20, 3, 2, 4).columns(9, 3).text(), &plain),
        // A group of fewer words than lanes, which waits until the one before it has left.
        Design::new(&seen("[2, 4, 4]", "s8", 3, 9).conv(8, 1, 2, 8).text(), &plain),
        // Single-ported memories: weights of two lanes, which are written a cycle later than those of three.
        Design::new(&seen("[1, 4, 4]", "u8", 3, 9).conv(4, 3, 2, 2).conv(3, 3, 2, 3).text(), &single),
        // Rates that follow from what learners do.
        Design::new(&paced(Net::new(&[6], "u8", 3)).rows(9, 2).columns(9, 3).rows(6, 4).text(), &plain),
        Design::new(&paced(Net::new(&[1, 4, 4], "u8", 4).training("conv_margin", 2)).conv(3, 3, 2, 2).rows(6, 2).text(), &plain),
        // So many rows that their active bits are a memory.
        Design::new(&walked_text(3, "u8", 3, "sqq", &[(260, 3, "row"), (5, 4, "row")], 8, 7), &plain),
    ]
}

/// Learners that pace themselves, with margins that are now reached and now not.
fn paced(net: Net) -> Net {
    net.bits(12).training("rate", 6).training("margin", 40).training("pace", "\"self\"")
}

/// Maps in front of convolutions.
fn seen(shape: &str, format: &str, classes: usize, bits: u32) -> Net {
    let shape: Vec<usize> = shape.trim_matches(['[', ']']).split(", ").map(|extent| extent.parse().expect("a number")).collect();
    Net::new(&shape, format, classes).bits(bits).training("conv_margin", 16)
}

/// The network of a text behind a pool over maps of this shape.
fn pooled(shape: &str, format: &str, text: &str) -> String {
    let (head, layers) = text.split_once("[[layer]]").expect("a layer");
    let start = head.find("input = ").expect("an input");
    let end = start + head[start..].find('\n').expect("a line");
    let input = format!("input = {{ shape = {shape}, format = \"{format}\" }}");
    format!("{}{input}{}[[layer]]\ntype = \"max-pool\"\n[[layer]]{layers}", &head[..start], &head[end..])
}

/// Who noticed which mutants, two at a time.
fn verdicts(mutants: &[Mutant]) -> Vec<Option<Mismatch>> {
    let (designs, next) = (designs(), AtomicUsize::new(0));
    let found = Mutex::new(vec![None; mutants.len()]);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(at) else { return };
            let verdict =
                designs.iter().filter(|design| mutant::has(&design.sources, &mutant.leaf)).find_map(|design| design.verdict(mutant));
            let how = verdict.as_ref().map_or("NOT NOTICED".to_string(), |mismatch| mismatch.what.clone());
            println!("{}: {}: {how}", mutant.leaf, mutant.what);
            found.lock().unwrap_or_else(|error| panic!("{error}"))[at] = verdict;
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        work();
    });
    found.into_inner().unwrap_or_else(|error| panic!("{error}"))
}

/// The leaves that a core is made of.
fn core_leaves() -> Vec<String> {
    let designs = designs();
    mutant::leaves().into_iter().filter(|leaf| designs.iter().any(|design| mutant::has(&design.sources, leaf))).collect()
}

#[test]
fn a_flipped_sign_a_lost_saturation_and_a_swapped_code_are_noticed() {
    let usual = ["the sign of the correction", "no saturation", "the rival's code taken from the label's counter"];
    let mutants: Vec<Mutant> = ["correction", "overflow", "row_decision"].into_iter().flat_map(mutant::of).collect();
    let mutants: Vec<Mutant> = mutants.into_iter().filter(|mutant| usual.contains(&mutant.what.as_str())).collect();
    assert_eq!(mutants.len(), usual.len());
    assert!(verdicts(&mutants).iter().all(Option::is_some));
}

/// A leaf that changes takes its mutants with it, and each has three at least.
#[test]
fn every_mutant_is_still_one() {
    let designs = designs();
    for leaf in core_leaves() {
        let mutants = mutant::of(&leaf);
        assert!(mutants.len() >= 3, "{leaf} has {} mutants", mutants.len());
        let design = designs.iter().find(|design| mutant::has(&design.sources, &leaf));
        let sources = &design.unwrap_or_else(|| panic!("no design has {leaf}")).sources;
        mutants.iter().for_each(|mutant| drop(mutant::broken(sources.clone(), mutant)));
    }
}

/// docs/verification.md names every block with the number of its mutants.
#[test]
fn the_document_has_every_leaf() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/verification.md");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let section = text.split("\n## Broken on purpose").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or_default();
    for leaf in mutant::leaves() {
        let said = format!("`{leaf}` {}", mutant::of(&leaf).len());
        assert!([", ", " |"].iter().any(|end| section.contains(&format!("{said}{end}"))), "the table does not say {said}");
    }
}

#[test]
#[ignore = "ten minutes: make test-full"]
fn every_mutant_is_noticed() {
    let only = std::env::var("ENTRAIN_LEAF").ok();
    let leaves = core_leaves().into_iter().filter(|leaf| only.as_ref().is_none_or(|only| only.split(',').any(|only| only == leaf)));
    let mutants: Vec<Mutant> = leaves.flat_map(|leaf| mutant::of(&leaf)).collect();
    let mut shares: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut survivors = Vec::new();
    for (mutant, verdict) in mutants.iter().zip(verdicts(&mutants)) {
        let [all, noticed, elsewhere] = shares.entry(&mutant.leaf).or_default();
        *all += 1;
        match (&verdict, &mutant.elsewhere) {
            (Some(_), _) => *noticed += 1,
            (None, Some(_)) => *elsewhere += 1,
            (None, None) => survivors.push(format!("{}: {}", mutant.leaf, mutant.what)),
        }
    }
    println!("leaf                noticed by lockstep   elsewhere");
    shares.iter().for_each(|(leaf, [all, noticed, elsewhere])| println!("{leaf:<20}{noticed:>4} of {all:<4}{elsewhere:>18}"));
    assert!(survivors.is_empty(), "not noticed: {survivors:#?}");
}
