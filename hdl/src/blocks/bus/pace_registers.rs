//! The registers of the learners' paces, in front of the others.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::network::Pacing;
use entrain_model::plan::PacingPlan;
use entrain_model::plan::register_map::ADDRESS_BITS;

/// `pace_registers.v`
pub static SOURCE: Source = Source { name: "pace_registers", text: include_str!("pace_registers.v"), uses: &[] };

/// The registers of the paces of a network.
pub fn leaf(plan: &Plan, pacing: &PacingPlan) -> Leaf {
    let learners = plan.learners() as u32;
    Leaf::new(&SOURCE)
        .parameter("LEARNERS", learners)
        .parameter("REPORT", PacingPlan::REPORT_BITS)
        .parameter("SELF", (pacing.law == Pacing::SelfPaced) as u32)
        .inputs(&[("clk", 1), ("we", 1), ("look", 1), ("addr", ADDRESS_BITS), ("wdata", 32)])
        .outputs(&[("file_addr", ADDRESS_BITS), ("file_wdata", 32)])
        .inputs(&[("ack", 1), ("file_rdata", 32)])
        .outputs(&[("rdata", 32)])
        .inputs(&[("busy", 1), ("pending", 1), ("dirty", 1), ("reports", learners * PacingPlan::REPORT_BITS)])
        .outputs(&[("share_we", learners), ("share", 16)])
}
