//! A convolution: the golden model has it, the generator does not have it yet.

use super::Hardware;
use crate::design::Options;
use crate::emit::Module;
use entrain_model::Plan;
use entrain_model::layers::window::Window;
use entrain_model::plan::{LayerPlan, Role};

impl Hardware for Window {
    fn about(&self, layer: &LayerPlan) -> String {
        format!("{}, which cannot be built yet.", layer.facts().kind)
    }

    fn instance(&self, role: Role, _: usize) -> String {
        role.name().into()
    }

    /// # Panics
    /// Always: whoever makes Verilog asks `Plan::hardware_ready` first, which refuses such a plan with a message.
    fn wire(&self, _: &mut Module, _: &Plan, layer: &LayerPlan, _: Options) {
        panic!("layer {}: {}", layer.index + 1, self.about(layer))
    }
}
