//! What a value adds to a weight, at the rate that is asked for.

use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::Dense;

/// `value_increments.v`
pub static SOURCE: Source = Source { name: "value_increments", text: include_str!("value_increments.v"), uses: &[] };

/// Parameters of a leaf that learns at the rate of a register, and its port.
pub fn rates(leaf: Leaf, plan: &Plan, options: Options) -> Leaf {
    let bits = plan.registers.slower_bits();
    let (slowest, bits) = if options.registers { (plan.registers.slowest, bits) } else { (0, 1) };
    leaf.parameter("SLOWEST", slowest).parameter("SLOWER_BITS", bits).inputs(&[("slower", bits)])
}

/// A constant with one field of `bits` bits for each rate, that of the file in the low bits; `field` has U+ and U- of 1.0,
/// which a bias learns from.
pub fn bias_table(dense: &Dense, plan: &Plan, options: Options, bits: u32, field: impl Fn(i32, i32) -> i32) -> String {
    let slowest = if options.registers { plan.registers.slowest } else { 0 };
    let fields = (0..=slowest).rev().map(|slower| {
        let (plus, minus) = dense.slower_paces[slower as usize].increments(dense.input.format.one());
        format!("{:0width$b}", field(plus, minus) & ((1 << bits) - 1), width = bits as usize)
    });
    format!("{}'b{}", (slowest + 1) * bits, fields.collect::<String>())
}
