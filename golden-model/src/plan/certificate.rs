//! The overflow certificate: for every sum in the hardware the values it can take and the width it has.

use super::{Interval, LayerPlan, Plan};
use crate::network::{ErrorMode, Rounding, Walk};
use serde::Serialize;

/// One signal's proof: `range` fits in `bits` of two's complement.
#[derive(Debug, Clone, Serialize)]
pub struct Bound {
    /// Layer, counted from 1; none for the network's outputs.
    pub layer: Option<usize>,
    /// Name of the signal.
    pub signal: &'static str,
    /// Every value it can take, from the ranges of what it is made of.
    pub range: Interval,
    /// Width in the hardware.
    pub bits: u32,
    /// Why it cannot overflow.
    pub because: &'static str,
}

/// All bounds of a plan.
pub fn certificate(plan: &Plan) -> Vec<Bound> {
    let mut bounds = Vec::new();
    for layer in &plan.layers {
        let weight = Interval::signed(layer.widths.weight);
        let product = layer.product();
        let mut add = |signal, range, bits, because| bounds.push(Bound { layer: Some(layer.index + 1), signal, range, bits, because });
        add("weight", weight, layer.widths.weight, "the correction saturates");
        for (signal, range, bits, because) in learning_path(layer) {
            add(signal, range, bits, because);
        }
        match layer.walk {
            Walk::Row => {
                add("product", product, layer.widths.product, "weight x input");
                add("lane sum", product.times(layer.lanes), layer.widths.lane_sum, "lanes x product");
            }
            Walk::Column => add("product", product, layer.widths.product, "weight x input, and bias x 1.0"),
        }
        add("accumulator", layer.accumulator, layer.widths.accumulator, "fan-in x product + (bias << F)");
        add("activation", Interval::new(0, 255), 9, "clipped to 0..255");
        add("logit", layer.logit, layer.widths.logit, "255 x the code's positive entries, and its negative ones");
        if let Some(credit) = plan.policy.budget {
            // Unsigned in hardware: one bit less than two's complement would take.
            add("credit", credit.range(), credit.bits + 1, "saturates at burst x cost, before one sample's earning is added");
        }
    }
    bounds.push(Bound {
        layer: None,
        signal: "summed logit",
        range: plan.total,
        bits: plan.total_bits,
        because: "sum of the layers' logits",
    });
    bounds
}

/// The numbers between the decision and the weights.
fn learning_path(layer: &LayerPlan) -> Vec<(&'static str, Interval, u32, &'static str)> {
    let path = &layer.signal;
    let row = |signal, range: Interval, because| (signal, range, range.signed_bits(), because);
    match (path.error, path.rounding) {
        (ErrorMode::Ternary, Rounding::Nearest) => {
            let (up, down) = (layer.increments(layer.input.range.high as i32).0, layer.increments(layer.input.range.low as i32).1);
            let stored = if layer.input.signed { layer.widths.increment } else { layer.widths.increment + 1 };
            vec![("increment", Interval::new(down as i64, up as i64), stored, "(a + 2^(K-1)) >> K of the largest input")]
        }
        (ErrorMode::Ternary, Rounding::Stochastic) => vec![
            row("input + random", path.rounded, "a + r, r below 2^K; the bias learns from 2^F"),
            row("increment", path.increment, "(a + r) >> K"),
        ],
        (ErrorMode::Staircase, _) => vec![
            row("error", path.errors, "128 at most, and minus the sum of C - 1 of them"),
            row("error signal", path.signal, "errors sum to zero: 128 (C - 1) times the span of a code"),
            row("signal x input", path.rounded, "d a + r, r below 2^S; the bias learns from 2^F"),
            row("increment", path.increment, "(d a + r) >> S"),
        ],
    }
}

impl Bound {
    /// Whether the width holds the range.
    pub fn holds(&self) -> bool {
        self.range.signed_bits() <= self.bits
    }
}
