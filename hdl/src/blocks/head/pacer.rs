//! How many shifts slower than the file's rate a learner is.

use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::network::Pacing;
use entrain_model::plan::{Learner, PacingPlan, index_bits};

/// `pacer.v`
pub static SOURCE: Source = Source { name: "pacer", text: include_str!("pacer.v"), uses: &[] };

/// The pace of a learner.
pub fn leaf(plan: &Plan, pacing: &PacingPlan, learner: &Learner, options: Options) -> Leaf {
    let (learners, number) = (plan.learners() as u32, learner.number);
    let steps = index_bits(plan.slower_steps(number, options.registers) as usize + 1);
    let slower = if options.registers { plan.registers.slower_bits() } else { 1 };
    let reports = learners * PacingPlan::REPORT_BITS;
    Leaf::new(&SOURCE)
        .parameter("SELF", (pacing.law == Pacing::SelfPaced) as u32)
        .parameter("MOST", pacing.most[number])
        .parameter("S_BITS", steps)
        .parameter("SLOWER_BITS", slower)
        .parameter("LEARNERS", learners)
        .parameter("LEARNER", number)
        .parameter("REPORT", PacingPlan::REPORT_BITS)
        .inputs(&[("clk", 1), ("rst", 1), ("take", 1), ("learn", 1), ("hand", 1), ("frozen", 1), ("pending", 1), ("slower", slower)])
        .outputs(&[("coming", steps), ("current", steps), ("due", steps), ("shared", steps)])
        .inputs(&[("share_we", learners), ("share", 16), ("reports_before", reports)])
        .outputs(&[("reports", reports)])
}
