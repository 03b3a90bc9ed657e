use super::*;
use proptest::prelude::*;
use std::path::Path;

fn network(shape: &str, format: &str) -> Network {
    let text = format!(
        "[network]\nname = \"net\"\nclasses = 2\ninput = {{ shape = {shape}, format = \"{format}\" }}\n[[layer]]\ntype = \"dense\"\nunits = 8\n"
    );
    Network::parse(&text, Path::new("entrain.toml")).expect("a valid network")
}

fn column(values: &[f64]) -> Column {
    let mut column = Column::default();
    values.iter().for_each(|&value| column.add(value));
    column
}

#[test]
fn range_takes_the_ends_to_the_ends() {
    for (format, ends) in [("u8", (0, 255)), ("s8", (-128, 127))] {
        let columns = [column(&[300.0, 1010.0, 500.0]), column(&[0.2, 1.7, 0.9])];
        let scaling = Scaling::fit(Normalise::Range, &network("[2]", format), &columns);
        for (input, small, large) in [(0, 300.0, 1010.0), (1, 0.2, 1.7)] {
            assert_eq!((scaling.quantise(input, small), scaling.quantise(input, large)), ends, "{format}");
            assert_eq!(scaling.quantise(input, large * 3.0), ends.1);
        }
        assert!(scaling.of(0).whole && !scaling.of(1).whole);
    }
}

#[test]
fn standard_takes_a_deviation_to_an_eighth() {
    let values = [-1.5, -0.5, 0.5, 1.5].map(|value| 1000.0 + 100.0 * value);
    let scaling = Scaling::fit(Normalise::Standard, &network("[1]", "s8"), &[column(&values)]);
    let deviation = 100.0 * 1.25f64.sqrt();
    assert_eq!([1000.0, 1000.0 + deviation, 1000.0 - 2.0 * deviation].map(|value| scaling.quantise(0, value)), [0, 32, -64]);
    assert_eq!(scaling.quantise(0, 1e9), 127);
    // Two values without a whole mean lie evenly around the centre.
    let scaling = Scaling::fit(Normalise::Standard, &network("[1]", "s8"), &[column(&[0.0, 1.0])]);
    assert_eq!([0.0, 1.0].map(|value| scaling.quantise(0, value)), [-32, 32]);
}

#[test]
fn channels_share_a_scale_and_constants_have_none() {
    let columns = [column(&[0.0, 10.0]), column(&[20.0, 40.0]), column(&[7.0, 7.0]), column(&[7.0, 7.0])];
    let scaling = Scaling::fit(Normalise::Range, &network("[2, 2]", "u8"), &columns);
    assert_eq!(scaling.scales.len(), 2);
    assert_eq!((scaling.of(1).smallest, scaling.of(1).largest), (0.0, 40.0));
    assert_eq!((scaling.of(2).gain, scaling.quantise(3, 7.0), scaling.quantise(2, 99.0)), (0, 128, 128));
}

#[test]
fn it_is_kept_as_text() {
    let scaling = Scaling::fit(Normalise::Standard, &network("[1]", "s8"), &[column(&[0.1, 0.7, 0.4])]);
    let text = serde_json::to_string(&scaling).expect("plain data");
    assert_eq!(serde_json::from_str::<Scaling>(&text).expect("the same"), scaling);
}

proptest! {
    /// What hardware does in whole numbers is what the formula says, for every number of 16 bits.
    #[test]
    fn whole_numbers_are_exact(
        values in prop_oneof![prop::collection::vec(-32768i32..=32767, 2..40), prop::collection::vec(0i32..=65535, 2..40), prop::collection::vec(0i32..=3, 2..40)],
        tried in prop::collection::vec(-32768i32..=65535, 50),
        standard: bool,
        signed: bool,
    ) {
        let raw: Vec<f64> = values.iter().map(|&value| value as f64).collect();
        let kind = if standard { Normalise::Standard } else { Normalise::Range };
        let scaling = Scaling::fit(kind, &network("[1]", if signed { "s8" } else { "u8" }), &[column(&raw)]);
        let scale = scaling.of(0);
        prop_assert!(scale.whole && (0..=31).contains(&scale.shift));
        for &value in tried.iter().chain(&values) {
            prop_assert_eq!(scaling.quantise(0, value as f64), scaling.quantise_whole(0, value), "{} by {:?}", value, scale);
        }
        if !standard && scale.gain > 0 {
            let ends = [scale.smallest, scale.largest].map(|value| scaling.quantise(0, value));
            prop_assert_eq!(ends, [scaling.low, scaling.high]);
        }
    }
}
