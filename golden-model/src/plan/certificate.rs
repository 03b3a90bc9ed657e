//! The overflow certificate: for every sum in the hardware the values it can take and the width it has.

use super::{Interval, Plan};
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
        let mut add = |signal, range, bits, because| bounds.push(Bound { layer: Some(layer.index + 1), signal, range, bits, because });
        for (signal, range, bits, because) in layer.engine.plan().bounds() {
            add(signal, range, bits, because);
        }
        if let Some(credit) = plan.policy.budget.filter(|_| layer.learner().is_some()) {
            // Unsigned in hardware: one bit less than two's complement would take.
            add("credit", credit.range(), credit.bits + 1, "saturates at burst x cost, before one sample's earning is added");
        }
    }
    let mut add = |signal, range: Interval, bits, because| bounds.push(Bound { layer: None, signal, range, bits, because });
    if let Some(head) = &plan.input_head {
        add("accumulator of the input head", head.accumulator, head.accumulator.signed_bits(), "inputs x product + (bias << F)");
        add("logit of the input head", head.logit, head.logit.signed_bits(), "the accumulator, shifted and rounded");
    }
    if plan.pacing.is_some() {
        // Unsigned, as a credit.
        add("pace", Interval::new(0, 65_535), 17, "moves by a part of the way to one of its ends");
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

impl Bound {
    /// Whether the width holds the range.
    pub fn holds(&self) -> bool {
        self.range.signed_bits() <= self.bits
    }
}
