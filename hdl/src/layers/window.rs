//! A convolution: pixel after pixel, the lanes are channels that leave.

use super::{Hardware, Tapped, host, learned, rate, read_only, trace};
use crate::blocks::*;
use crate::design::Options;
use crate::emit::Module;
use entrain_model::Plan;
use entrain_model::layers::window::Window;
use entrain_model::plan::{LayerPlan, Role};

impl Hardware for Window {
    fn about(&self, layer: &LayerPlan) -> String {
        let shape = |shape: &[usize]| shape.iter().map(usize::to_string).collect::<Vec<_>>().join("x");
        let (from, to, sign) = (shape(&self.input.shape), shape(&self.output.shape), if self.input.format.signed { "s" } else { "u" });
        let (facts, kernel) = (layer.facts(), self.kernel);
        let task = match self.learner.learns {
            true => format!("Learns a code over {0}x{0} cells, and corrects itself before it takes the next sample.", self.cells),
            false => "Cannot learn: labels go by unread.".into(),
        };
        format!(
            "{}, {from} {sign}8 -> {to}, {kernel}x{kernel} taps, {} channels at a time, {}-bit weights, {} cycles a sample at most.\n{task}",
            facts.kind,
            facts.lanes,
            facts.weight_bits,
            layer.cycles()
        )
    }

    fn instance(&self, role: Role, _: usize) -> String {
        match role {
            Role::Activations => "buffer.activations".into(),
            Role::Accumulators => "cells.sums".into(),
            Role::ActiveBits => "activity.bits".into(),
            Role::Decisions => "movement.decisions".into(),
            Role::Totals => "sum.totals".into(),
            role => role.name().into(),
        }
    }

    fn wire(&self, m: &mut Module, plan: &Plan, layer: &LayerPlan, options: Options) {
        wire(m, plan, layer, self, options);
    }
}

fn wire(m: &mut Module, plan: &Plan, layer: &LayerPlan, window: &Window, options: Options) {
    let learner = &window.learner;
    m.place("control", "When: one thing after the other.", window_control::leaf(plan, window));
    m.place("buffer", "What comes in.", map_buffer::leaf(window, plan.class_bits));
    learned(m, plan, layer, options);
    m.place("forward", "The forward pass.", window_walk::leaf(window));
    m.place("mac", "", window_mac::leaf(layer, window, options.family));
    m.place("activation", "", quantise::leaf(window.widths.accumulator, window.shift_h));
    m.place("cells", "What the activations say about the class.", cell_sums::leaf(window));
    m.place("values", "", code_walk::leaf(plan, window));
    m.place("logits", "", code_logits::leaf(window));
    m.place("sum", "", if window.totals > 0 { logit_store::leaf(plan, window) } else { logit_sum::leaf(plan, learner) });
    m.place("flags", "", layer_flags::leaf(plan, learner));
    m.same("flags", "", &["held", "updates_before"]);
    m.same("flags", "control", &["take", "hand"]);
    m.wire("updates", "flags.updates");
    if learner.learns {
        learning(m, plan, window, options);
    } else {
        m.wires(&[("buffer.x_addr", "forward.x_addr"), ("weights.raddr", "forward.w_addr"), ("biases.raddr", "mac.b_addr")]);
        [Role::Weights, Role::Biases, Role::Codes].into_iter().for_each(|role| read_only(m, &window.memory(role)));
        m.wires(&[("flags.pending", "1'b0"), ("control.pending", "1'b0"), ("control.correct_last", "1'b0")]);
        m.wire("values.rival", &format!("{}'d0", plan.class_bits));
    }

    m.clock();
    m.wires(&[("buffer.in_valid", "in_valid"), ("buffer.in_data", "in_data"), ("buffer.commit", "in_commit")]);
    m.same("buffer", "", &["in_flush", "in_learn", "in_label"]);
    m.wire("in_ready", "buffer.ready");
    m.same("buffer", "control", &["take"]);
    m.wires(&[("control.full", "buffer.full"), ("control.slot_flush", "buffer.flush"), ("control.slot_learn", "buffer.learn")]);
    m.wires(&[("control.slot_label", "buffer.label"), ("control.down_ready", "out_ready"), ("control.busy_before", "busy_before")]);
    m.wires(&[("control.walk_last", "forward.done"), ("control.code_last", "values.last"), ("busy", "control.busy")]);

    host(m, plan, layer);
    m.wires(&[("forward.start", "control.take"), ("forward.walk", "control.walk")]);
    m.wires(&[
        ("mac.valid_0", "forward.valid"),
        ("mac.on_map_0", "forward.on_map"),
        ("mac.first_0", "forward.first"),
        ("mac.last_0", "forward.last"),
    ]);
    m.wires(&[("mac.ending_0", "forward.ending"), ("mac.w_1", "weights.rdata"), ("mac.x_1", "buffer.x"), ("mac.bias", "biases.rdata")]);
    m.wires(&[("activation.acc", "mac.acc"), ("activation.last", "mac.acc_valid"), ("cells.start", "control.take")]);
    m.same("cells", "activation", &["h", "valid"]);
    m.same("cells", "values", &["t"]);
    m.same("values", "control", &["code", "move", "label"]);
    m.wires(&[("logits.code", "values.code_0"), ("logits.ends", "values.ends"), ("control.scan", "logits.scan")]);
    m.wires(&[("codes.raddr", "values.v_addr"), ("logits.v", "codes.rdata"), ("logits.p", "cells.p")]);
    m.wires(&[("sum.in_valid", "in_total_valid"), ("sum.in_total", "in_total"), ("sum.z", "logits.vote")]);
    m.wires(&[("sum.take", "control.take"), ("sum.scan", "logits.scan")]);

    m.wires(&[("out_valid", "activation.valid"), ("out_data", "activation.h"), ("out_commit", "control.hand")]);
    m.wires(&[("out_flush", "control.flush"), ("out_learn", "control.learn"), ("out_label", "control.label")]);
    m.wires(&[("out_total_valid", "control.total_valid"), ("out_total", "sum.total")]);

    if options.trace {
        let tapped = |role, sources| Tapped { memory: window.memory(role), sources };
        let taps = [
            tapped(Role::Weights, ["update.w_we", "update.w_waddr", "update.w_old", "update.w_new"]),
            tapped(Role::Biases, ["update.b_we", "update.b_waddr", "update.b_old", "update.b_new"]),
            tapped(Role::Codes, ["movement.we", "movement.waddr", "movement.old", "movement.wdata"]),
        ];
        trace(m, "forward.valid", "logits.scan", if learner.learns { &taps } else { &[] });
    }
}

/// The path from the logits back to code, weights and biases.
fn learning(m: &mut Module, plan: &Plan, window: &Window, options: Options) {
    let head = &window.learner.head;
    m.place("error", "Right by a margin, or who is the rival?", error_unit::leaf(plan, head, options));
    m.place("activity", "Where the channels were active.", active_map::leaf(window));
    m.place("movement", "The correction of the code, and which way each cell of a channel goes.", code_update::leaf(window));
    m.place("sweep", "The correction of weights and biases: adders, no multiplier.", window_sweep::leaf(window));
    m.place("update", "", window_update::leaf(plan, window, options));

    m.wire("error.margin", &error_unit::margin(head, window.margin));
    m.same("error", "control", &["hand", "learn", "label"]);
    m.wires(&[("error.scan", "logits.scan"), ("error.z", "logits.z"), ("error.z_next", "logits.z")]);
    m.wires(&[("error.frozen", "flags.frozen"), ("flags.pending", "error.pending"), ("control.pending", "error.pending")]);
    m.same("values", "error", &["rival"]);

    m.wires(&[("activity.start", "control.take"), ("activity.addr", "sweep.a_addr")]);
    m.same("activity", "activation", &["h", "valid"]);
    m.wires(&[("movement.start", "control.take"), ("movement.move_0", "values.move_0"), ("movement.second_0", "values.second")]);
    m.wires(&[("movement.v_addr_0", "values.v_addr"), ("movement.v_1", "codes.rdata"), ("movement.p_1", "cells.p")]);
    m.wires(&[("movement.d_addr", "sweep.d_addr"), ("codes.we", "movement.we"), ("codes.waddr", "movement.waddr")]);
    m.wire("codes.wdata", "movement.wdata");

    m.same("sweep", "control", &["correct"]);
    m.wires(&[("control.correct_last", "sweep.done"), ("sweep.walk_x", "forward.x_addr"), ("sweep.walk_w", "forward.w_addr")]);
    m.wires(&[("sweep.walk_b", "mac.b_addr"), ("buffer.x_addr", "sweep.x_addr"), ("weights.raddr", "sweep.w_addr")]);
    m.wire("biases.raddr", "sweep.b_addr");

    m.same("update", "sweep", &["valid_1", "inside_1", "is_bias", "drain", "first", "last", "real_0", "w_addr", "b_addr"]);
    m.wires(&[("update.x_1", "buffer.x"), ("update.active_1", "activity.active"), ("update.d_1", "movement.d")]);
    m.wires(&[("update.w_read", "weights.rdata"), ("update.b_read", "biases.rdata")]);
    rate(m, plan, &window.learner, options, &[("update", "current")]);
    for (memory, port) in [("weights", "w"), ("biases", "b")] {
        let port = |name: &str| format!("update.{port}_{name}");
        m.wires(&[(&format!("{memory}.we"), &port("we")), (&format!("{memory}.waddr"), &port("waddr"))]);
        m.wire(&format!("{memory}.wdata"), &port("new"));
    }
}
