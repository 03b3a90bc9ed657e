//! What a value adds to a weight, at the rate that is asked for.

use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{Dense, index_bits};

/// `value_increments.v`
pub static SOURCE: Source = Source { name: "value_increments", text: include_str!("value_increments.v"), uses: &[] };

/// Parameters of a leaf of learner `number` whose rate is a register's or a pacer's, and its port.
pub fn rates(leaf: Leaf, plan: &Plan, number: usize, options: Options) -> Leaf {
    let slowest = plan.slower_steps(number, options.registers);
    let bits = index_bits(slowest as usize + 1);
    leaf.parameter("SLOWEST", slowest).parameter("SLOWER_BITS", bits).inputs(&[("slower", bits)])
}

/// A constant with one field of `bits` bits for each rate, that of the file in the low bits; `field` has U+ and U- of 1.0,
/// which a bias learns from.
pub fn bias_table(dense: &Dense, plan: &Plan, options: Options, bits: u32, field: impl Fn(i32, i32) -> i32) -> String {
    let slowest = plan.slower_steps(dense.learner.number, options.registers);
    let fields = (0..=slowest).rev().map(|slower| {
        let (plus, minus) = dense.slower_paces[slower as usize].increments(dense.input.format.one());
        format!("{:0width$b}", field(plus, minus) & ((1 << bits) - 1), width = bits as usize)
    });
    format!("{}'b{}", (slowest + 1) * bits, fields.collect::<String>())
}
