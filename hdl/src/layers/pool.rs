//! A pool: values pass through it, and with them what earlier layers say of the sample.

use super::Hardware;
use crate::blocks::max_pool;
use crate::design::Options;
use crate::emit::Module;
use entrain_model::Plan;
use entrain_model::layers::pool::Pool;
use entrain_model::plan::{LayerPlan, Role};

impl Hardware for Pool {
    fn about(&self, layer: &LayerPlan) -> String {
        let shape = |shape: &[usize]| shape.iter().map(usize::to_string).collect::<Vec<_>>().join("x");
        let (from, to, size) = (shape(&self.input.shape), shape(&self.output.shape), self.size);
        format!("{}, {from} -> {to}.\nThe largest of each {size}x{size} square, as the values pass.", layer.facts().kind)
    }

    fn instance(&self, _: Role, _: usize) -> String {
        "pool.line".into()
    }

    fn wire(&self, m: &mut Module, plan: &Plan, _: &LayerPlan, options: Options) {
        m.place("pool", "", max_pool::leaf(self, plan.class_bits));
        m.clock();
        m.same("pool", "", &["in_valid", "in_data", "in_commit", "in_flush", "in_learn", "in_label", "out_ready", "busy_before"]);
        for port in ["in_ready", "out_valid", "out_data", "out_commit", "out_flush", "out_learn", "out_label", "busy"] {
            m.wire(port, &format!("pool.{port}"));
        }
        m.wires(&[("out_total_valid", "in_total_valid"), ("out_total", "in_total"), ("updates", "updates_before")]);
        m.wire("host_rdata", "host_chain");
        if options.trace {
            m.outputs(&[("trace_walk", 1), ("trace_scan", 1)]);
            m.wires(&[("trace_walk", "in_valid"), ("trace_scan", "1'b0")]);
        }
    }
}
