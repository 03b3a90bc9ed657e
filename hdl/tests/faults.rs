//! Faults that were found in the hardware and that lockstep once did not see: one test each, and what belongs to its kind.
//! docs/verification.md has the ledger.

use crate::common;

use common::net::Net;
use common::{kept_models, parse, samples, settable, walked_text};
use entrain_model::network::Training;
use entrain_model::{Model, Plan};
use entrain_sim::{Event, Lockstep, Report, Sample, World};

/// Every walk, with few lanes, so that a sample takes its time.
const WALKS: [&[(usize, usize, &str)]; 4] = [
    &[(7, 2, "row"), (5, 1, "row")],
    &[(7, 2, "column"), (6, 2, "column")],
    &[(7, 2, "row"), (6, 2, "column")],
    &[(7, 2, "column"), (5, 2, "row")],
];

/// Convolutions behind each other, as little as they can be.
fn seeing() -> String {
    Net::new(&[1, 2, 3], "u8", 2).training("conv_margin", 63).conv(3, 3, 1, 2).conv(2, 1, 1, 1).text()
}

fn play(text: &str, script: impl Fn(&Plan) -> Vec<Event>) -> Report {
    let network = parse(text);
    let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    let (sources, start, samples) = (settable(&plan), Model::new(&plan), samples(&network, 80, 5));
    let cache = kept_models();
    let job = Lockstep::new(&plan, &sources, &cache, &start, &samples);
    let report = job.run_in(&World::Script(script(&plan)), &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
    if let Some(mismatch) = &report.mismatch {
        panic!("{mismatch}\n{text}");
    }
    report
}

fn learn(index: usize) -> Event {
    Event::Sample(Sample::learned(index % 80))
}

const HOST: Event = Event::Host { accesses: 4, random: 9 };

/// Whatever the register of the margin can hold is right in every layer, also where a layer's logits are narrower.
#[test]
fn every_margin_that_the_register_holds() {
    let text = walked_text(5, "u8", 3, "sqq", &[(64, 2, "row"), (4, 2, "row")], 12, 9);
    let columns = walked_text(5, "u8", 3, "sqq", &[(64, 2, "column"), (6, 2, "column")], 12, 9);
    for text in [text, columns] {
        play(&text, |plan| {
            let narrow = plan.layers[1].head().map_or(0, |head| head.bits);
            assert!(plan.layers[0].head().is_some_and(|head| head.bits > narrow));
            let margins = (0..4).flat_map(|lap| [1, 2, 3].map(|part| part << (narrow - 2 + lap))).chain([12287, Training::LARGEST_MARGIN]);
            margins
                .flat_map(|margin| [0, 1].map(|less| margin - less))
                .enumerate()
                .flat_map(|(at, margin)| {
                    let set = Event::Registers { slower: 0, margin, revival: 7, shares: 0 };
                    std::iter::once(set).chain((0..12).map(move |sample| learn(at * 12 + sample)))
                })
                .collect()
        });
    }
}

/// A reset of one cycle at every moment of a sample and of a flush, and of up to six, leads back to the start.
#[test]
fn a_reset_at_every_cycle_of_a_sample_and_of_a_flush() {
    WALKS.iter().for_each(|walks| resets_lead_back(&walked_text(6, "u8", 3, "sqq", walks, 12, 9)));
}

/// The same of convolutions, whose corrections come between two samples.
#[test]
fn a_reset_at_every_cycle_of_a_convolution() {
    resets_lead_back(&seeing());
}

fn resets_lead_back(text: &str) {
    let report = play(text, |plan| {
        let cycles = 3 * plan.cycles_per_sample() as u32;
        let reset = |after, length| Event::Reset { beats: 0, after, length };
        let mut script = Vec::new();
        for after in 0..cycles {
            let at = after as usize;
            let length = if after % 3 == 2 { 1 + after % 6 } else { 1 };
            // Two samples are inside, and the correction of the first one; then a flush of both.
            script.extend([learn(at), learn(at + 1), learn(at + 2), reset(after, length), learn(at + 3), HOST]);
            script.extend([learn(at + 4), learn(at + 5), Event::Flush(2), reset(after, length), HOST]);
        }
        for beats in 1..plan.features as u32 {
            script.extend([learn(1), Event::Reset { beats, after: 0, length: 1 }, learn(2), learn(3)]);
        }
        script
    });
    assert!(report.updates_checked > 1000, "{}", report.updates_checked);
}

/// The host reads and writes in the first cycle in which busy is low, behind samples and flushes, dense and empty.
#[test]
fn the_host_comes_as_soon_as_busy_falls() {
    for walks in WALKS {
        play(&walked_text(6, "u8", 3, "sqq", walks, 12, 9), |_| {
            let samples = (0..60).flat_map(|at| {
                let density = Some([0, 3, 8, 16][at % 4]);
                let sample = Event::Sample(Sample { density, ..Sample::learned(at) });
                let host = |random| Event::Host { accesses: 3, random };
                [sample.clone(), host(2 * at as u32), sample, Event::Flush(1 + at as u32 % 3), host(2 * at as u32 + 1)]
            });
            samples.collect()
        });
    }
}

/// A label that is no class: answered as a prediction, refused, nothing moves.
#[test]
fn a_label_that_is_no_class_is_refused() {
    for walks in WALKS {
        for classes in [3, 4] {
            let report = play(&walked_text(6, "u8", classes, "walsh", walks, 12, 9), |plan| {
                let label = |at: usize| Some(at as u64 % (1 << plan.class_bits));
                (0..64).map(|at| Event::Sample(Sample { label: label(at), ..Sample::learned(at) })).collect()
            });
            let happened = report.happened.unwrap_or_default();
            assert_eq!(happened.refused > 0, classes == 3, "{happened:?}");
        }
    }
}

/// Layers that are held for one sample and not for the next; the flags beside every answer are those of its sample.
#[test]
fn held_layers_and_updates_travel_with_their_sample() {
    for walks in WALKS {
        play(&walked_text(3, "u8", 3, "sqq", walks, 12, 9), |_| {
            (0..80).map(|at| Event::Sample(Sample { held: at as u64 % 4, learn: at % 5 != 4, ..Sample::learned(at) })).collect()
        });
    }
}
