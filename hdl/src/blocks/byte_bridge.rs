//! The core behind single bytes.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, index_bits};

/// `byte_bridge.v`
pub static SOURCE: Source = Source { name: "byte_bridge", text: include_str!("byte_bridge.v"), uses: &[] };

/// The bridge of a network.
pub fn leaf(plan: &Plan, build_id: u32) -> Leaf {
    let (classes, host) = (plan.class_bits, plan.host);
    Leaf::new(&SOURCE)
        .parameter("FEATURES", plan.features)
        .parameter("COUNT_BITS", index_bits(plan.features))
        .parameter("CLASS_BITS", classes)
        .parameter("SELECT_BITS", host.select_bits)
        .parameter("HOST_ADDR", host.address_bits)
        .parameter("HOST_WIDTH", host.word_bits)
        .parameter("BUILD_ID", format!("32'h{build_id:08x}"))
        .inputs(&[("clk", 1), ("rst", 1), ("rx_valid", 1), ("rx_data", 8)])
        .outputs(&[("tx_valid", 1)])
        .inputs(&[("tx_ready", 1)])
        .outputs(&[("tx_data", 8), ("s_valid", 1)])
        .inputs(&[("s_ready", 1)])
        .outputs(&[("s_data", ACTIVATION_BITS), ("s_label", classes), ("s_learn", 1), ("s_flush", 1)])
        .inputs(&[("m_valid", 1)])
        .outputs(&[("m_ready", 1)])
        .inputs(&[("m_class", classes), ("flushed", 1)])
        .outputs(&[("host_en", 1), ("host_we", 1), ("host_select", host.select_bits), ("host_addr", host.address_bits)])
        .outputs(&[("host_wdata", host.word_bits)])
        .inputs(&[("host_rdata", host.word_bits)])
}
