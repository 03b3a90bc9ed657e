//! Drift replayed on few digits: what learns recovers, what is frozen does not, what does harm is undone.

use entrain_data::DataSet;
use entrain_model::Samples;
use entrain_model::network::Format;
use entrain_model::rollback::Rollback;
use entrain_model::{Network, Plan};
use entrain_studies::drift::tasks::{alone, two_tasks};
use entrain_studies::drift::{Axis, AxisRotation, Change, ImageRotation, Learner, Scenario, Settings, Track, replay};
use std::path::Path;

fn digits() -> (Network, Plan, DataSet) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/digits/mixed.toml");
    let network = Network::load(&path).expect("the example is valid");
    let plan = Plan::new(&network, None).expect("it can be planned");
    let data = DataSet::load(&network).expect("digits are shipped");
    let first = |samples: &Samples, count| {
        let mut chosen = Samples::new(64);
        samples.iter().take(count).for_each(|(input, label)| chosen.push(input, label));
        chosen
    };
    (network, plan, DataSet { train: first(&data.train, 800), test: first(&data.test, 150) })
}

fn settings() -> Settings {
    Settings { epochs: 8, samples: None, passes: 2, points: 4, rollback: Rollback { window: 64, hold_out: 4, fall: 0.1 } }
}

const COPIES: [Learner; 3] = [Learner::Frozen, Learner::Learning, Learner::Rollback];

fn last(track: &Track, phase: usize) -> f64 {
    track.stages[phase].points.last().map_or(0.0, |point| point.current)
}

#[test]
fn who_learns_recovers_from_a_turn() {
    let (network, plan, data) = digits();
    let change = Change::Image(ImageRotation::new(&network, 90.0).expect("8x8"));
    let scenario = Scenario::changed(&data, &change).expect("complete");
    let run = || replay(&plan, &scenario, &COPIES, &settings(), &mut || {});
    let tracks = run();
    let [frozen, learning, rollback] = tracks.as_slice() else { panic!("three copies") };
    for track in &tracks {
        let samples: Vec<usize> = track.stages.iter().flat_map(|stage| &stage.points).map(|point| point.samples).collect();
        assert_eq!(samples, [0, 400, 800, 1200, 1600, 1600, 2000, 2400, 2800, 3200, 3200, 3600, 4000, 4400, 4800]);
    }
    assert!(last(frozen, 0) > 0.9 && last(frozen, 1) < 0.4 && last(frozen, 2) == last(frozen, 0));
    assert_eq!(frozen.stages.iter().map(|stage| stage.counts.updates + stage.counts.skips).sum::<u64>(), 0);
    assert_eq!(frozen.stages[0].points[0], learning.stages[0].points[0], "one start");
    assert!(last(learning, 1) > last(frozen, 1) + 0.3, "{} {}", last(learning, 1), last(frozen, 1));
    assert!(learning.stages[1].points[4].old < last(learning, 0));
    // A quarter of the samples is held out, two layers learn from the others.
    assert_eq!(rollback.stages.iter().map(|stage| stage.counts.updates + stage.counts.skips).sum::<u64>(), 2 * 3 * 1200);
    let again: Vec<f64> = run().iter().map(|track| last(track, 2)).collect();
    assert_eq!(again, tracks.iter().map(|track| last(track, 2)).collect::<Vec<f64>>());
}

#[test]
fn harm_is_undone() {
    let (_, plan, data) = digits();
    let scenario = Scenario::wrong_labels(&data, 0.8, 10, 1).expect("a share");
    let tracks = replay(&plan, &scenario, &COPIES, &settings(), &mut || {});
    let restored = |track: &Track| track.stages.iter().flat_map(|stage| &stage.events).filter(|(_, event)| event.restored).count();
    assert_eq!((restored(&tracks[1]), restored(&tracks[0])), (0, 0));
    assert!(restored(&tracks[2]) > 0);
    assert!(last(&tracks[2], 1) > last(&tracks[1], 1) + 0.2, "{} {}", last(&tracks[2], 1), last(&tracks[1], 1));
    assert!(tracks[2].stages.iter().flat_map(|stage| &stage.events).all(|(_, event)| (event.now - event.saved).abs() > 0.1));
}

#[test]
fn the_policy_of_the_file_is_followed_in_the_field_and_not_before() {
    let (network, _, data) = digits();
    let mut frozen = network;
    frozen.policy.freeze = vec![0, 1];
    let plan = Plan::new(&frozen, None).expect("it can be planned");
    let change = Change::Invert(0..64, Format::U8);
    let scenario = Scenario::changed(&data, &change).expect("complete");
    let tracks = replay(&plan, &scenario, &[Learner::Frozen, Learner::Policy], &settings(), &mut || {});
    for (one, other) in tracks[0].stages.iter().zip(&tracks[1].stages) {
        assert_eq!(one.points, other.points);
        assert!(other.counts.updates == 0 && other.counts.held_by_policy > 0);
    }
    assert!(last(&tracks[0], 0) > 0.9);
}

#[test]
fn a_new_class_comes_alone_and_then_among_all() {
    let (_, plan, data) = digits();
    let scenario = Scenario::new_class(&data, 3).expect("a class");
    let has = |samples: &Samples| samples.iter().any(|(_, label)| label == 3);
    assert!(!has(&scenario.start) && !has(&scenario.old) && !has(&scenario.phases[0].stream) && has(&scenario.phases[2].stream));
    assert!(scenario.phases[1].held.iter().chain(scenario.phases[1].stream.iter()).all(|(_, label)| label == 3));
    let tracks = replay(&plan, &scenario, &COPIES[..2], &settings(), &mut || {});
    assert_eq!(last(&tracks[0], 1), 0.0);
    assert!(last(&tracks[1], 1) > 0.9 && last(&tracks[1], 2) > 0.85);
    assert!(Scenario::new_class(&data, 10).is_err());
}

/// The same inputs under other names: one set of codes cannot keep both, two can keep some.
#[test]
fn a_second_set_keeps_more_of_the_first_task() {
    let (network, _, data) = digits();
    let next = |samples: &Samples| {
        let mut renamed = Samples::new(64);
        samples.iter().for_each(|(input, label)| renamed.push(input, (label + 1) % 10));
        renamed
    };
    let other = DataSet { train: next(&data.train), test: next(&data.test) };
    let run = |switched| two_tasks(&network, [&data, &other], switched, 1, 6, &mut || {}).expect("32 units have 20 codes");
    let (one, two) = (run(false), run(true));
    assert_eq!(one.first_before, two.first_before);
    assert!(one.second > 0.85 && two.second > 0.85 && one.first_after < 0.1, "{one:?} {two:?}");
    assert!(two.first_after > one.first_after + 0.2, "{one:?} {two:?}");
    assert!(alone(&network, &other, 1, 6, &mut || {}).expect("complete") > 0.85);
}

/// What a message says, and where.
fn message<T>(result: entrain_model::Result<T>) -> String {
    result.err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn what_does_not_fit_is_said() {
    let (network, _, data) = digits();
    let text =
        "[network]\nname = \"n\"\nclasses = 10\ninput = { shape = [64], format = \"u8\" }\n[[layer]]\ntype = \"dense\"\nunits = 16\n";
    let flat = Network::parse(text, Path::new("n.toml")).expect("valid");
    let found = message(ImageRotation::new(&flat, 90.0));
    assert!(found.contains("inputs of shape [64] cannot be turned") && found.contains("n.toml:4:19"), "{found}");
    let found = message(AxisRotation::new(&network, 90.0, Axis::Z, &[]));
    assert!(found.contains("8 are not triples") && found.contains("shape"), "{found}");
    let found = message(Change::inputs(&network, Some(9)));
    assert!(found.contains("there is no channel 9") && found.contains("channels are 1 to 8"), "{found}");
    let found = message(two_tasks(&flat, [&data, &data], true, 1, 1, &mut || {}));
    assert!(found.contains("layer 1 has 16 units, too few for 2 sets of 10 balanced class codes"), "{found}");
    let untested = DataSet { train: data.train.clone(), test: Samples::new(64) };
    let found = message(Scenario::changed(&untested, &Change::Invert(0..64, Format::U8)));
    assert!(found.contains("there are no test rows"), "{found}");
    assert!(message(Scenario::wrong_labels(&data, 1.5, 10, 1)).contains("1.5 is no share of the labels"));
}
