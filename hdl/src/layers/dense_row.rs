//! A layer walked neuron by neuron: the lanes are inputs.

use super::{Hardware, Tapped, host, learned, rate, read_only, registers, trace, weighted};
use crate::blocks::*;
use crate::design::Options;
use crate::emit::Module;
use entrain_model::Plan;
use entrain_model::plan::{LayerPlan, Role, Row};

impl Hardware for Row {
    fn about(&self, layer: &LayerPlan) -> String {
        weighted(layer, &format!("neuron by neuron, {} cycles a sample", layer.cycles()))
    }

    fn instance(&self, role: Role, _: usize) -> String {
        match role {
            Role::Activations => "buffer.activations".into(),
            Role::ActiveBits => "decision.active_bits".into(),
            role => role.name().into(),
        }
    }

    fn wire(&self, m: &mut Module, plan: &Plan, layer: &LayerPlan, options: Options) {
        wire(m, plan, layer, self, options);
    }
}

fn wire(m: &mut Module, plan: &Plan, layer: &LayerPlan, row: &Row, options: Options) {
    let learner = &row.dense.learner;
    m.place("control", "When: one walk over the weights a sample.", layer_control::leaf(plan, row));
    m.place("buffer", "What comes in.", act_buffer::leaf(plan, row));
    learned(m, plan, layer, options);
    m.place("mac", "The forward pass.", mac_lanes::leaf(layer, row, options.family));
    m.place("activation", "", quantise::leaf(row.dense.widths.accumulator, row.dense.shift_h));
    m.place("logits", "What the activations say about the class.", logits::leaf(plan, &learner.head));
    m.place("sum", "", logit_sum::leaf(plan, learner));
    m.place("flags", "", layer_flags::leaf(plan, learner));
    m.same("flags", "", &["held", "updates_before"]);
    m.same("flags", "control", &["take", "hand"]);
    m.wire("updates", "flags.updates");
    if learner.learns {
        learning(m, plan, row, options);
    } else {
        // Without a correction in between, words are addressed one stage later.
        m.wires(&[("weights.raddr", "control.addr_2"), ("mac.w_3", "weights.rdata")]);
        m.wires(&[("biases.raddr", "control.row_read"), ("mac.bias_sum", "biases.rdata")]);
        read_only(m, &row.weights);
        read_only(m, &row.biases);
        m.wire("flags.pending", "1'b0");
    }

    m.clock();
    m.wires(&[("buffer.in_valid", "in_valid"), ("buffer.in_data", "in_data"), ("buffer.commit", "in_commit")]);
    m.same("buffer", "", &["in_flush", "in_learn", "in_label"]);
    m.wire("in_ready", "buffer.ready");
    m.same("buffer", "control", &["take", "word_1"]);

    m.wires(&[("control.full", "buffer.full"), ("control.slot_flush", "buffer.flush"), ("control.slot_learn", "buffer.learn")]);
    m.wires(&[("control.slot_label", "buffer.label"), ("control.down_ready", "out_ready"), ("control.busy_before", "busy_before")]);
    m.wire("busy", "control.busy");

    host(m, plan, layer);
    m.wires(&[("mac.a_3", "buffer.a_3"), ("mac.first_sum", "control.first_sum")]);
    m.wires(&[("activation.acc", "mac.acc"), ("activation.last", "control.last_acc")]);
    m.wires(&[("logits.load", "control.take"), ("logits.scan", "control.scan")]);
    m.same("logits", "activation", &["h", "valid"]);
    m.wires(&[("sum.in_valid", "in_total_valid"), ("sum.in_total", "in_total"), ("sum.z", "logits.z")]);
    m.same("sum", "control", &["take", "scan"]);

    m.wires(&[("out_valid", "activation.valid"), ("out_data", "activation.h"), ("out_commit", "control.hand")]);
    m.wires(&[("out_flush", "control.flush"), ("out_learn", "control.learn"), ("out_label", "control.label")]);
    m.wires(&[("out_total_valid", "control.total_valid"), ("out_total", "sum.total")]);

    if options.trace {
        let weights = ["update.change_3", "control.addr_3", "weights.rdata", "update.w_3"];
        let biases = ["bias.write_sum", "control.row_sum", "biases.rdata", "bias.bias_sum"];
        let taps = [Tapped { memory: row.weights, sources: weights }, Tapped { memory: row.biases, sources: biases }];
        trace(m, "control.walk_0", "control.scan", if learner.learns { &taps } else { &[] });
    }
}

/// The path from the logits back to the weights.
fn learning(m: &mut Module, plan: &Plan, row: &Row, options: Options) {
    m.place("error", "Right by a margin, or who is the rival?", error_unit::leaf(plan, row.dense.head(), options));
    m.place("decision", "Which rows the sample before corrects, and which way.", row_decision::leaf(plan, row));
    m.place("increments", "By how much: for each input of the sample before.", increments::leaf(plan, row, options));
    m.place("update", "The correction: an adder a lane, no multiplier.", update_lanes::leaf(row));
    m.place("bias", "", bias_lane::leaf(plan, row, options));

    registers(m, plan, row.dense.head(), options);
    rate(m, plan, &row.dense.learner, options, &[("increments", "coming"), ("bias", "due")]);
    m.same("error", "control", &["scan", "hand", "learn", "label"]);
    m.same("error", "logits", &["z", "z_next"]);
    m.wires(&[("error.frozen", "flags.frozen"), ("flags.pending", "error.pending")]);

    m.same("decision", "control", &["take", "walk_0", "advance_0", "hand", "label"]);
    m.same("decision", "error", &["pending", "rival", "t"]);
    m.wires(&[("decision.h", "activation.h"), ("decision.done_h", "control.done_h")]);

    m.wires(&[("increments.in_valid", "in_valid"), ("increments.in_data", "in_data")]);
    m.same("increments", "buffer", &["word", "complete"]);
    m.same("increments", "control", &["take", "walk_0", "advance_0"]);

    m.wires(&[("update.u_1", "increments.u_1"), ("update.step_1", "decision.step_1"), ("update.w_2", "weights.rdata")]);
    m.wires(&[("weights.raddr", "control.addr_1"), ("weights.we", "update.change_3"), ("weights.waddr", "control.addr_3")]);
    m.wires(&[("weights.wdata", "update.w_3"), ("mac.w_3", "update.w_3")]);

    m.wires(&[("bias.step_1", "decision.step_1"), ("bias.bias_read", "biases.rdata"), ("bias.first_sum", "control.first_sum")]);
    m.wires(&[("biases.raddr", "control.row_bias"), ("biases.we", "bias.write_sum"), ("biases.waddr", "control.row_sum")]);
    m.wires(&[("biases.wdata", "bias.bias_sum"), ("mac.bias_sum", "bias.bias_sum")]);
}
