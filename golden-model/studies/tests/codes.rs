//! The codes of the square wave, made by counters, are the signs of the float reference's sines.

use entrain_model::codes::square::codes;
use entrain_studies::float::Waveform;
use entrain_studies::float::basis::basis;
use proptest::prelude::*;

fn equals_the_sine(units: usize, classes: usize) -> bool {
    let sines = basis(Waveform::Square, classes, units);
    let same = |(class, row): (usize, &Vec<i8>)| row.iter().enumerate().all(|(t, &sign)| t == 0 || sign as f64 == sines[(class, t)]);
    let rows = codes(units, classes);
    rows.iter().enumerate().all(same) && rows.iter().all(|row| row[0] == 1)
}

#[test]
fn the_widest_of_the_published_networks() {
    assert!(equals_the_sine(2048, 100));
}

proptest! {
    #[test]
    fn the_accumulator_equals_the_sine(units in 2usize..600, classes in 2usize..40) {
        prop_assert!(equals_the_sine(units, classes));
    }
}
