//! A stream of samples with a clock of its own.

use super::async_fifo;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::ACTIVATION_BITS;

/// `sample_crossing.v`
pub static SOURCE: Source = Source { name: "sample_crossing", text: include_str!("sample_crossing.v"), uses: &[&async_fifo::SOURCE] };

/// In front of axis_in.
pub fn leaf(plan: &Plan) -> Leaf {
    let user = plan.class_bits + 1;
    Leaf::new(&SOURCE)
        .parameter("CLASS_BITS", plan.class_bits)
        .inputs(&[("s_clk", 1), ("s_rst", 1), ("tvalid", 1)])
        .outputs(&[("tready", 1)])
        .inputs(&[("tdata", ACTIVATION_BITS), ("tlast", 1), ("tuser", user), ("clk", 1), ("rst", 1)])
        .outputs(&[("o_tvalid", 1)])
        .inputs(&[("o_tready", 1)])
        .outputs(&[("o_tdata", ACTIVATION_BITS), ("o_tlast", 1), ("o_tuser", user)])
}
