//! One layer's bit in what goes along all layers.

use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::Learner;

/// `layer_flags.v`
pub static SOURCE: Source = Source { name: "layer_flags", text: include_str!("layer_flags.v"), uses: &[] };

/// The flags of one layer.
pub fn leaf(plan: &Plan, learner: &Learner) -> Leaf {
    let layers = plan.learning().count() as u32;
    Leaf::new(&SOURCE)
        .parameter("LAYERS", layers)
        .parameter("LAYER", learner.number)
        .inputs(&[("clk", 1), ("rst", 1), ("held", layers)])
        .outputs(&[("frozen", 1)])
        .inputs(&[("take", 1), ("hand", 1), ("pending", 1), ("updates_before", layers)])
        .outputs(&[("updates", layers)])
}
