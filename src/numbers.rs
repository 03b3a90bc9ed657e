//! Numbers on the command line: the ranges in which they make sense.

type Read<T> = Result<T, String>;

/// How many of something: at least one.
pub fn at_least_one(text: &str) -> Read<usize> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err("a whole number, at least 1".into()),
    }
}

/// Seeds: more would not be waited for.
pub fn seeds(text: &str) -> Read<u32> {
    within(text, |number| (1..=10_000).contains(number), "a whole number from 1 to 10000")
}

/// So many seeds from `first` on.
pub fn seeds_from(first: u32, count: u32) -> Vec<u32> {
    (0..count).map(|number| first.wrapping_add(number)).collect()
}

/// Passes over the data, as many as a network file may ask for.
pub fn epochs(text: &str) -> Read<usize> {
    within(text, |number| (1..=100_000).contains(number), "a whole number from 1 to 100000")
}

/// A size or a rate that cannot be nothing.
pub fn above_zero(text: &str) -> Read<f64> {
    within(text, |number: &f64| number.is_finite() && *number > 0.0, "a finite number above 0")
}

/// A size that may be nothing.
pub fn not_negative(text: &str) -> Read<f64> {
    within(text, |number: &f64| number.is_finite() && *number >= 0.0, "a finite number, 0 or above")
}

/// A share of a whole.
pub fn share(text: &str) -> Read<f64> {
    within(text, |number| (0.0..=1.0).contains(number), "a number from 0 to 1")
}

/// Points of per cent.
pub fn points(text: &str) -> Read<f64> {
    within(text, |number| (0.0..=100.0).contains(number), "a number from 0 to 100")
}

fn within<T: std::str::FromStr>(text: &str, holds: impl Fn(&T) -> bool, range: &str) -> Read<T> {
    text.parse().ok().filter(holds).ok_or_else(|| range.into())
}
