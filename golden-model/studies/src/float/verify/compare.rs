//! What counts as equal.
//!
//! The error of an element is |ours - theirs| / max(|theirs|, f * reference). For 64-bit values f = 1/1000 and the
//! tolerance is 1e-9, so that elements below a thousandth of the reference are compared at 1e-12 of it; for 32-bit
//! values f = 1 and the tolerance is 1e-5. The reference is
//!
//! - of a value that belongs to a sample: the largest magnitude of that sample's row, so that a dead sample, whose
//!   gradient is about 1e12, does not hide the others; where the row is zero, that of the array;
//! - of parameters and their gradients: the largest magnitude of the array;
//! - of a gradient, in both cases, divided by N max|dL/dlogits| of the row or array, which is at most 1: gradients are
//!   proportional to p - onehot, and p is rounded relative to 1, not to that difference;
//! - of a loss: 1 nat, for it is a difference of logarithms.
//!
//! Where all of these are zero the error is the difference itself. What is not a number fails.

use super::reader::Node;
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;
use serde::Serialize;

/// The largest deviation of one quantity of a file, over all its elements and steps.
#[derive(Debug, Clone, Serialize)]
pub struct Quantity {
    /// Key in the file; the formula's name where the file gives none.
    pub name: String,
    /// As the tolerance: relative, or absolute where the name says so, or a count of differing signs.
    pub largest_error: f64,
    /// The largest error that passes.
    pub tolerance: f64,
    /// largest_error <= tolerance.
    pub ok: bool,
}

/// What an element is measured against.
#[derive(Debug, Clone, Copy)]
pub enum Scale<'a> {
    /// Its sample's row.
    Sample,
    /// The whole array.
    Array,
    /// Its sample's row, a gradient that came from this dL/dlogits (N x C).
    SampleGradient(&'a DMatrix<f64>),
    /// The whole array, a gradient that came from this dL/dlogits (N x C).
    ArrayGradient(&'a DMatrix<f64>),
}

/// Precision of the recorded values.
#[derive(Debug, Clone, Copy)]
pub struct Precision {
    tolerance: f64,
    fraction: f64,
}

/// Values computed in 64 bits.
pub const DOUBLE: Precision = Precision { tolerance: 1e-9, fraction: 1e-3 };
/// Values computed in 32 bits.
pub const SINGLE: Precision = Precision { tolerance: 1e-5, fraction: 1.0 };

/// The quantities of a file so far.
#[derive(Debug, Default)]
pub struct Comparison {
    /// In the order of their first appearance.
    pub quantities: Vec<Quantity>,
}

impl Comparison {
    /// Takes one more error of `name`; the largest stays.
    pub fn record(&mut self, name: &str, error: f64, tolerance: f64) {
        let error = if error.is_finite() { error } else { f64::MAX };
        let ok = error <= tolerance;
        match self.quantities.iter_mut().find(|quantity| quantity.name == name) {
            Some(quantity) if error > quantity.largest_error => {
                *quantity = Quantity { name: name.into(), largest_error: error, tolerance, ok }
            }
            Some(_) => {}
            None => self.quantities.push(Quantity { name: name.into(), largest_error: error, tolerance, ok }),
        }
    }

    /// Compares `ours` with the numbers at `node`. Error: they are not an array of the same shape.
    pub fn relative(&mut self, name: &str, ours: &DMatrix<f64>, node: &Node, scale: Scale, precision: Precision) -> Result<()> {
        let theirs = node.matrix(ours.nrows(), ours.ncols())?;
        self.record(name, relative_error(ours, &theirs, scale, precision.fraction), precision.tolerance);
        Ok(())
    }

    /// The same by absolute differences, and gives the recorded array. "(absolute)" joins the name.
    pub fn absolute(&mut self, name: &str, ours: &DMatrix<f64>, node: &Node, tolerance: f64) -> Result<DMatrix<f64>> {
        let theirs = node.matrix(ours.nrows(), ours.ncols())?;
        self.record(&format!("{name} (absolute)"), largest(ours.iter().zip(theirs.iter()).map(|(o, t)| (o - t).abs())), tolerance);
        Ok(theirs)
    }

    /// Compares a loss, in nats.
    pub fn loss(&mut self, name: &str, ours: f64, node: &Node, precision: Precision) -> Result<()> {
        let theirs = node.number()?;
        self.record(name, (ours - theirs).abs() / theirs.abs().max(precision.fraction), precision.tolerance);
        Ok(())
    }
}

/// The largest value; infinity where one is not a number.
fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |largest, value| if value.is_nan() { f64::INFINITY } else { largest.max(value) })
}

fn relative_error(ours: &DMatrix<f64>, theirs: &DMatrix<f64>, scale: Scale, fraction: f64) -> f64 {
    let of_array = theirs.amax();
    let error_of_row = |row: usize| {
        let of_row = theirs.row(row).amax();
        let reference = match scale {
            Scale::Array => of_array,
            Scale::Sample => of_row,
            Scale::ArrayGradient(d_logits) => of_array / full_scale(d_logits.amax(), d_logits),
            Scale::SampleGradient(d_logits) => of_row / full_scale(d_logits.row(row).amax(), d_logits),
        };
        // A zero row has no scale of its own.
        let reference = [reference, of_array].into_iter().find(|reference| *reference > 0.0 && reference.is_finite()).unwrap_or(0.0);
        let (ours, theirs) = (ours.row(row), theirs.row(row));
        largest(ours.iter().zip(theirs.iter()).map(|(o, t)| {
            let scale = t.abs().max(fraction * reference);
            (o - t).abs() / if scale > 0.0 { scale } else { 1.0 }
        }))
    };
    largest((0..ours.nrows()).map(error_of_row))
}

/// N max|dL/dlogits|, at most 1.
fn full_scale(largest: f64, d_logits: &DMatrix<f64>) -> f64 {
    (largest * d_logits.nrows() as f64).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(ours: &[f64], theirs: &[f64], scale: Scale) -> f64 {
        relative_error(&DMatrix::from_row_slice(2, 2, ours), &DMatrix::from_row_slice(2, 2, theirs), scale, 1e-3)
    }

    #[test]
    fn a_dead_sample_does_not_hide_the_others() {
        let (ours, theirs) = ([1e12, 0.0, 1.0, 2.002], [1e12, 0.0, 1.0, 2.0]);
        assert!((error(&ours, &theirs, Scale::Sample) - 1e-3).abs() < 1e-9);
        assert!(error(&ours, &theirs, Scale::Array) < 1e-9);
    }

    #[test]
    fn tiny_elements_are_measured_against_a_thousandth_of_the_largest() {
        assert!((error(&[1.0, 1e-9, 1.0, 1.0], &[1.0, 0.0, 1.0, 1.0], Scale::Sample) - 1e-6).abs() < 1e-15);
        assert_eq!(error(&[0.0, 0.5, 0.0, 0.0], &[0.0; 4], Scale::Array), 0.5);
    }

    #[test]
    fn gradients_of_sure_samples_carry_the_rounding_of_p() {
        let d_logits = DMatrix::from_row_slice(2, 2, &[5e-11, -5e-11, 0.5, -0.5]);
        let (ours, theirs) = ([5.0001e-11, -5e-11, 0.5, -0.5], [5e-11, -5e-11, 0.5, -0.5]);
        assert!(error(&ours, &theirs, Scale::Sample) > 1e-6);
        assert!(error(&ours, &theirs, Scale::SampleGradient(&d_logits)) < 1e-11);
    }

    #[test]
    fn what_is_not_a_number_fails() {
        assert_eq!(error(&[f64::NAN, 0.0, 0.0, 0.0], &[1.0; 4], Scale::Sample), f64::INFINITY);
        let mut comparison = Comparison::default();
        comparison.record("x", 0.0, 1e-9);
        comparison.record("x", f64::NAN, 1e-9);
        assert!(!comparison.quantities[0].ok);
        assert_eq!(comparison.quantities.len(), 1);
    }
}
