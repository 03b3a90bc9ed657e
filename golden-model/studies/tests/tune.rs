//! The search sees training rows alone, says the same on any number of threads, and keeps people apart.

use entrain_data::DataSet;
use entrain_model::Network;
use entrain_model::Samples;
use entrain_studies::rivals::{Rule, pick_rates};
use entrain_studies::tune::{Knob, Outcome, Progress, Search, holdouts, tune};
use std::path::Path;

fn digits() -> Network {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/digits/entrain.toml");
    let text = std::fs::read_to_string(&path).expect("the example is shipped");
    let text = text.replace("units = 64", "units = 20").replace("units = 32", "units = 16").replace("train = 1347", "train = 300");
    Network::parse(&text, &path).expect("a smaller example is valid")
}

fn search(knobs: &[Knob], threads: usize) -> Search<'static> {
    Search { knobs: knobs.to_vec(), seeds: vec![1, 2], epochs: 2, device: None, threads }
}

fn outcome(knobs: &[Knob], threads: usize) -> Outcome {
    let network = digits();
    let data = DataSet::load(&network).expect("digits are shipped");
    tune(&network, &data.train, &[], &search(knobs, threads), &mut |_| {}).expect("digits can be tuned")
}

#[test]
fn threads_change_nothing() {
    let knobs = [Knob::Bits, Knob::Rate];
    let text = |threads| serde_json::to_string(&outcome(&knobs, threads)).expect("plain numbers");
    assert_eq!(text(1), text(3));
}

#[test]
fn the_best_of_each_ladder_is_chosen() {
    let outcome = outcome(&[Knob::Margin, Knob::Revival], 2);
    let (start, winner) = (&outcome.trials[0], outcome.winner());
    assert!(winner.mean >= start.mean, "{} {}", winner.mean, start.mean);
    assert_eq!(outcome.rows, [(240, 60), (240, 60)]);
    let choices: Vec<_> = outcome.trials.iter().map(|trial| trial.choice).collect();
    assert!(choices.iter().enumerate().all(|(place, choice)| !choices[..place].contains(choice)), "nothing is tried twice");
    assert!(choices.iter().all(|choice| (choice.rate, choice.bits) == (9, 12)), "what is not tuned stays");
    assert!(outcome.trials.iter().all(|trial| trial.accuracies.len() == 2 && trial.refused.is_none()));
}

#[test]
fn weights_too_narrow_for_the_rate_bring_their_own() {
    let tried = |knobs: &[Knob]| {
        let outcome = outcome(knobs, 2);
        let eight = outcome.trials.iter().find(|trial| trial.choice.bits == 8).expect("8 bits are on the ladder");
        (eight.choice.rate, eight.refused.is_none())
    };
    assert_eq!(tried(&[Knob::Bits]), (9, false));
    assert_eq!(tried(&[Knob::Bits, Knob::Rate]), (8, true));
}

#[test]
fn steps_and_epochs_are_told() {
    let network = digits();
    let data = DataSet::load(&network).expect("digits are shipped");
    let (mut steps, mut epochs, mut promised) = (Vec::new(), 0, 0);
    tune(&network, &data.train, &[], &search(&[Knob::Basis], 2), &mut |progress| match progress {
        Progress::Step { step, steps: of, knob, settings } => {
            steps.push((step, of, knob));
            promised += settings * 2 * 2;
        }
        Progress::Epoch => epochs += 1,
    })
    .expect("digits can be tuned");
    assert_eq!(steps[..2], [(0, 3, None), (1, 3, Some(Knob::Basis))]);
    assert_eq!((epochs, epochs >= 8), (promised, true));
}

#[test]
fn what_cannot_be_searched_is_an_error() {
    let network = digits();
    let train = DataSet::load(&network).expect("digits are shipped").train;
    let message = |samples: &Samples, search: &Search| match tune(&network, samples, &[], search, &mut |_| {}) {
        Ok(_) => panic!("it was searched"),
        Err(error) => error.message().to_string(),
    };
    assert!(message(&train, &search(&[], 1)).contains("something to tune"));
    let mut lone = Samples::new(64);
    lone.push(train.get(0).0, train.get(0).1);
    assert!(message(&lone, &search(&[Knob::Rate], 1)).contains("too few"));
}

/// The wrist example splits by person: nobody is on both sides of a validation split either.
#[test]
fn people_stay_whole() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/wrist/entrain.toml");
    let network = Network::load(&path).expect("the example is valid");
    let (train, groups) = (DataSet::load(&network).expect("it is shipped").train, entrain_data::groups(&network).expect("it is shipped"));
    assert_eq!((groups.len(), groups.iter().max()), (train.len(), Some(&7)), "eight people train");
    let people = [561, 540, 305, 295, 490, 478, 524, 482];
    let all = holdouts(&train, &groups, 5);
    let held: Vec<usize> = all.iter().map(|holdout| holdout.validation.len()).collect();
    assert_eq!(held.iter().sum::<usize>(), train.len(), "everybody validates once");
    for (holdout, &held) in all.iter().zip(&held) {
        let pairs = people.iter().enumerate().flat_map(|(place, one)| people[..place].iter().map(move |other| one + other));
        assert!(pairs.chain(people).any(|whole| whole == held), "{held} rows are not one or two whole people");
        assert_eq!(holdout.train.len() + held, train.len());
    }
    assert_eq!(entrain_data::groups(&digits()).expect("digits are shipped"), Vec::<usize>::new());
}

#[test]
fn rivals_get_the_rate_that_rows_held_out_like_best() {
    let network = digits();
    let train = DataSet::load(&network).expect("digits are shipped").train;
    let rules = [Rule::Lls, Rule::Linear, Rule::BackpropInt];
    let pick = || pick_rates(&network, &train, &[], &rules, &[1, 2], 1, &mut |_| {}).expect("rates can be picked");
    let picked = pick();
    assert_eq!(picked, pick());
    for (rule, settings) in picked {
        let ratio = settings.rate / rule.settings(&network).rate;
        assert!((0.125..=8.0).contains(&ratio) && ratio.log2().fract() == 0.0, "{rule}: {ratio}");
        assert!(rule != Rule::Lls || settings.shift() <= 10, "slower than the weights can learn");
    }
}
