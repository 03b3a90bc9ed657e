//! Samples from an AXI4-Stream.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, index_bits};

/// `axis_in.v`
pub static SOURCE: Source = Source { name: "axis_in", text: include_str!("axis_in.v"), uses: &[] };

/// The front of a network.
pub fn leaf(plan: &Plan) -> Leaf {
    let classes = plan.class_bits;
    Leaf::new(&SOURCE)
        .parameter("FEATURES", plan.features)
        .parameter("COUNT_BITS", index_bits(plan.features))
        .parameter("CLASS_BITS", classes)
        .inputs(&[("clk", 1), ("rst", 1), ("restart", 1), ("tvalid", 1)])
        .outputs(&[("tready", 1)])
        .inputs(&[("tdata", 8), ("tlast", 1), ("tuser", 1 + classes)])
        .outputs(&[("i_valid", 1)])
        .inputs(&[("i_ready", 1)])
        .outputs(&[("i_data", ACTIVATION_BITS), ("i_label", classes), ("i_learn", 1), ("i_flush", 1)])
        .inputs(&[("answered", 1)])
        .outputs(&[("drop", 1), ("bad_length", 1)])
}
