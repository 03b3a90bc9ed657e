//! Learners whose rate follows from what they do: every write, answer and cycle as in the golden model, e with them where a host sees it.

use crate::common;

use common::net::Net;
use common::{kept_models, settable, traced};
use entrain_model::plan::Registers;
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Network, Plan, Samples};
use entrain_sim::{Level, Lockstep, Report, Schedule, Stimulus, World};

/// Paces from 2^-6 to 2^-`slowest`, or as far as a layer can, and a margin that is soon reached.
fn paced(net: Net, pace: &str, slowest: u32) -> (Network, Plan) {
    let net = net.training("rate", 6).training("slowest", slowest).training("pace", format_args!("\"{pace}\""));
    let network = common::parse(&net.text());
    let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    (network, plan)
}

fn nets() -> Vec<(&'static str, Net)> {
    let list = || Net::new(&[6], "u8", 3).bits(12).training("margin", 2);
    vec![
        ("rows", list().rows(8, 2).rows(6, 4)),
        ("columns", list().columns(9, 2).columns(6, 2)),
        ("mixed", Net::new(&[5], "s8", 3).bits(12).training("margin", 2).rows(8, 3).columns(7, 2).rows(5, 1)),
    ]
}

/// Samples that are soon learned, with wrong labels from the 400th to the 500th, so that paces fall and rise.
fn easy(network: &Network, count: usize) -> Samples {
    let (mut random, mut samples) = (XorShift32::new(5), Samples::new(network.features()));
    for at in 0..count {
        let label = random.next_u32() as usize % network.classes;
        // Of a map of 4x4 a corner, else every so many values.
        let class = |input: usize| if network.features() == 16 { input / 8 * 2 + input % 4 / 2 } else { input % network.classes };
        let mut value = |input: usize| if class(input) == label { 120 } else { (random.next_u32() % 12) as i16 };
        let input: Vec<i16> = (0..network.features()).map(&mut value).collect();
        samples.push(&input, if (400..500).contains(&at) { (label + 1) % network.classes } else { label });
    }
    samples
}

fn run(job: &Lockstep, world: &World, what: &str) -> Report {
    let report = job.run_in(world, &mut |_| {}).unwrap_or_else(|error| panic!("{what}: {error}"));
    if let Some(mismatch) = &report.mismatch {
        panic!("{what}, {world:?}: {mismatch}");
    }
    report
}

/// Runs that stream, run that stall, schedules; with registers and with constants. The paces that each learner had.
fn agree(what: &str, plan: &Plan, data: &Samples) -> Vec<Vec<u32>> {
    let cache = kept_models();
    let mut start = Model::new(plan);
    for (settable, sources) in [(false, traced(plan)), (true, settable(plan))] {
        entrain_sim::lint(&sources).unwrap_or_else(|error| panic!("{what}: {error}"));
        let learners = plan.learners();
        if settable {
            start.set_shares(&[40_000, 9_000, 700, 65_535][..learners]);
        }
        let slower = plan.registers.slowest.min(1);
        let changes = [(data.len() / 2, Registers { slower, ..plan.reset_registers() }), (data.len() * 3 / 4, plan.reset_registers())];
        let changes = if settable { &changes[..] } else { &[] };
        let job = Lockstep { predict_every: Some(7), changes, ..Lockstep::new(plan, &sources, &cache, &start, data) };
        let streamed = run(&job, &World::Plain(Stimulus::streaming()), what);
        let stalled = run(&job, &World::Plain(Stimulus::random(3, 2 * plan.cycles_per_sample())), what);
        assert_eq!(streamed.hashes, stalled.hashes, "{what}");
        for seed in 0..2 {
            run(&job, &World::Schedule(Schedule::new(seed, 300)), what);
        }
        assert!(streamed.updates_checked > 200, "{what}: hardly anything was learned");
    }
    let mut model = Model::new(plan);
    let mut seen = vec![Vec::new(); plan.learners()];
    for (input, label) in data.iter() {
        model.learn(input, label);
        for (seen, pace) in seen.iter_mut().zip(model.paces()) {
            if !seen.ends_with(&[pace]) {
                seen.push(pace);
            }
        }
    }
    seen
}

#[test]
fn dense_layers_pace_themselves() {
    for (what, net) in nets() {
        let net = paced(net, "self", 9);
        let data = easy(&net.0, 900);
        let paces = agree(what, &net.1, &data);
        assert!(paces.iter().any(|seen| seen.len() > 2 && !seen.is_sorted()), "{what}: none was slow and fast again, {paces:?}");
    }
}

/// By the number of samples: a thousand and more, so that three paces are seen.
#[test]
fn dense_layers_anneal() {
    for (what, net) in nets() {
        let net = paced(net, "anneal", 8);
        let data = easy(&net.0, 1300);
        assert!(agree(what, &net.1, &data).iter().all(|seen| seen == &[0, 1, 2]), "{what}");
    }
}

#[test]
fn convolutions_pace_themselves() {
    let seeing = || Net::new(&[1, 4, 4], "u8", 4).training("conv_margin", 1).bits(12);
    let alone = seeing().conv(5, 3, 2, 2);
    let mixed = seeing().training("margin", 2).conv(3, 3, 2, 2).columns(9, 3).rows(6, 2);
    for (what, net) in [("a convolution", alone), ("a convolution, a column walk and a row walk", mixed)] {
        for (pace, count) in [("self", 900), ("anneal", 1100)] {
            let net = paced(net.clone(), pace, 9);
            let paces = agree(what, &net.1, &easy(&net.0, count));
            assert!(paces.iter().any(|seen| seen.len() > 2), "{what}, {pace}: {paces:?}");
        }
    }
}

/// In Icarus Verilog nothing that counts is X, from a reset of one cycle on.
#[test]
fn paces_are_known_from_the_reset_on() {
    let seeing = Net::new(&[1, 4, 4], "u8", 4).training("margin", 2).training("conv_margin", 1).bits(12);
    for (pace, net) in [("self", seeing.conv(3, 3, 2, 2).columns(9, 3).rows(6, 2)), ("anneal", nets().remove(2).1)] {
        let (network, plan) = paced(net, pace, 8);
        let (sources, start, cache, data) = (settable(&plan), Model::new(&plan), kept_models(), easy(&network, 40));
        let job = Lockstep { level: Level::Icarus, ..Lockstep::new(&plan, &sources, &cache, &start, &data) };
        for world in [World::Plain(Stimulus::streaming()), World::Schedule(Schedule::new(2, 60))] {
            run(&job, &world, pace);
        }
    }
}
