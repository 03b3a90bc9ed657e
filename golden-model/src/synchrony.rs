//! Synchrony: how much of a layer's activity lies along the class codes.

use crate::plan::{Head, LayerPlan, Plan};

/// The span of one layer's codes, to project activities on.
///
/// For an activity h of n units and codes s_c, with ~ for "mean over the units removed" and P the orthogonal projection
/// on the span of all s~_c,
///
/// ```text
/// synchrony = mean over samples of |P h~|^2 / |h~|^2
/// ```
///
/// which is in 0..1: the coefficient of multiple determination (squared multiple correlation, R^2) of h regressed on
/// the codes with an intercept, that is the share of the activity's energy in the space in which the rule of M. P. E.
/// Apolinario et al. (WACV 2025) synchronises activity with periodic basis vectors. Samples whose h is constant over
/// the units have nothing to explain and are left out. A random h reaches `chance` in the mean.
/// Floating point, outside of the integer rule.
#[derive(Debug, Clone)]
pub struct Span {
    /// Orthonormal rows of `units` values.
    rows: Vec<Vec<f64>>,
    units: usize,
}

impl Span {
    /// The span of a head's codes of one set, by Gram-Schmidt; codes that depend on those before add nothing.
    pub fn new(head: &Head, set: usize) -> Span {
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for code in head.code.codes(set) {
            let mut row = centred(code.iter().map(|&value| value as f64));
            let before = norm(&row);
            // Twice, so that rounding errors of the first pass go too.
            for _ in 0..2 {
                for other in &rows {
                    let along = dot(&row, other);
                    row.iter_mut().zip(other).for_each(|(value, &other)| *value -= along * other);
                }
            }
            let length = norm(&row);
            if length > 1e-9 * before.max(1.0) {
                row.iter_mut().for_each(|value| *value /= length);
                rows.push(row);
            }
        }
        Span { rows, units: head.code.units }
    }

    /// |P h~|^2 / |h~|^2 of one activity, which is what the codes are compared with (`Layer::coded`); none if it is constant.
    pub fn share<T: Into<f64> + Copy>(&self, activity: &[T]) -> Option<f64> {
        let activity = centred(activity.iter().map(|&h| h.into()));
        let energy = dot(&activity, &activity);
        let inside: f64 = self.rows.iter().map(|row| dot(row, &activity).powi(2)).sum();
        (energy > 0.0).then(|| inside / energy)
    }

    /// What a random activity has in the mean: dimensions of the span / (n - 1).
    pub fn chance(&self) -> f64 {
        self.rows.len() as f64 / (self.units - 1).max(1) as f64
    }
}

/// The spans of all layers, with the set of codes that is learned.
pub fn spans(plan: &Plan) -> Vec<Span> {
    plan.layers.iter().filter_map(LayerPlan::head).map(|head| Span::new(head, plan.training.code_set)).collect()
}

fn centred(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    values.iter_mut().for_each(|value| *value -= mean);
    values
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn norm(values: &[f64]) -> f64 {
    dot(values, values).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Network;
    use crate::codes::codes;
    use proptest::prelude::*;
    use std::path::Path;

    fn span() -> (Span, Vec<Vec<i8>>) {
        let text =
            "[network]\nname = \"n\"\nclasses = 5\ninput = { shape = [4], format = \"u8\" }\n[[layer]]\ntype = \"dense\"\nunits = 24\n";
        let network = Network::parse(text, Path::new("n.toml")).expect("a valid network");
        let plan = Plan::new(&network, None).expect("it can be planned");
        let span = spans(&plan).remove(0);
        (span, codes(network.basis, 24, 5))
    }

    proptest! {
        #[test]
        fn what_is_made_of_codes_is_in_the_span(weights in prop::collection::vec(-20i16..20, 5), level in 0i16..100) {
            let (span, codes) = span();
            let value = |i: usize| level + codes.iter().zip(&weights).map(|(code, w)| w * code[i] as i16).sum::<i16>();
            let activity: Vec<i16> = (0..24).map(value).collect();
            let share = span.share(&activity);
            prop_assert!(share.is_none_or(|share| (share - 1.0).abs() < 1e-9), "{:?}", share);
        }

        #[test]
        fn shares_are_shares(activity in prop::collection::vec(0i16..256, 24)) {
            let share = span().0.share(&activity).unwrap_or(0.0);
            prop_assert!((-1e-9..=1.0 + 1e-9).contains(&share));
        }
    }

    #[test]
    fn chance_is_the_share_of_dimensions() {
        assert!((span().0.chance() - 5.0 / 23.0).abs() < 1e-12);
    }
}
