//! The plan as `entrain check` gives it to programs. Its keys are for others to rely on, and so they are a struct of their own: the
//! plan inside may change its form. tests/check_json.rs holds them.

use entrain_model::Plan;
use entrain_model::network::Training;
use entrain_model::plan::{HostMap, Interval, LayerPlan, PacingPlan, Placement, PolicyPlan, RegisterPlan};
use serde::Serialize;
use serde_json::Value;

/// A plan.
#[derive(Serialize)]
pub struct PlanReport<'a> {
    name: &'a str,
    classes: usize,
    features: usize,
    layers: Vec<LayerReport>,
    training: &'a Training,
    policy: &'a PolicyPlan,
    registers: RegisterPlan,
    code_sets: usize,
    total: Interval,
    total_bits: u32,
    class_bits: u32,
    host: HostMap,
    #[serde(skip_serializing_if = "Option::is_none")]
    pacing: Option<&'a PacingPlan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input_head: Option<HeadReport>,
}

/// An input head.
#[derive(Serialize)]
struct HeadReport {
    inputs: usize,
    classes: usize,
    shift_z: u32,
    shift_u: u32,
    accumulator: Interval,
    logit: Interval,
}

/// A layer; what depends on its kind stands beside the rest.
#[derive(Serialize)]
struct LayerReport {
    index: usize,
    placement: Placement,
    cycles: usize,
    #[serde(flatten)]
    engine: Value,
}

impl<'a> PlanReport<'a> {
    pub fn new(plan: &'a Plan) -> PlanReport<'a> {
        let layer = |layer: &LayerPlan| LayerReport {
            index: layer.index,
            placement: layer.placement,
            cycles: layer.cycles(),
            engine: layer.engine.plan().report(),
        };
        PlanReport {
            name: &plan.name,
            classes: plan.classes,
            features: plan.features,
            layers: plan.layers.iter().map(layer).collect(),
            training: &plan.training,
            policy: &plan.policy,
            registers: plan.registers,
            code_sets: plan.code_sets,
            total: plan.total,
            total_bits: plan.total_bits,
            class_bits: plan.class_bits,
            host: plan.host,
            pacing: plan.pacing.as_ref(),
            input_head: plan.input_head.as_ref().map(|head| HeadReport {
                inputs: head.input.values(),
                classes: head.classes,
                shift_z: head.shift_z,
                shift_u: head.paces[0].shift_u,
                accumulator: head.accumulator,
                logit: head.logit,
            }),
        }
    }
}
