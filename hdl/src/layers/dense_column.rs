//! A layer walked input by input: the lanes are neurons, and an input that needs no cycle gets none.

use super::{Hardware, Tapped, host, learned, rate, read_only, registers, trace, weighted};
use crate::blocks::*;
use crate::design::Options;
use crate::emit::Module;
use entrain_model::Plan;
use entrain_model::plan::{Column, LayerPlan, Role};

impl Hardware for Column {
    fn about(&self, layer: &LayerPlan) -> String {
        weighted(layer, &format!("input by input, {} cycles an input that is not 0 or has something to correct", self.dense.words))
    }

    fn instance(&self, role: Role, number: usize) -> String {
        match role {
            Role::Columns | Role::Increments => format!("buffer.{}", role.name()),
            Role::ActiveBits => "decision.active_bits".into(),
            Role::Accumulators => "mac.accumulators".into(),
            Role::Decisions => format!("decision.parts?{number}?.decisions"),
            Role::Outgoing => "sender.waiting".into(),
            role => role.name().into(),
        }
    }

    fn wire(&self, m: &mut Module, plan: &Plan, layer: &LayerPlan, options: Options) {
        wire(m, plan, layer, self, options);
    }
}

fn wire(m: &mut Module, plan: &Plan, layer: &LayerPlan, column: &Column, options: Options) {
    let learner = &column.dense.learner;
    m.place("control", "When: one walk over the columns that need it, then the readout.", column_control::leaf(plan, column));
    m.place("buffer", "What comes in: the list of those columns.", column_buffer::leaf(plan, column, options));
    learned(m, plan, layer, options);
    m.place("mac", "The forward pass.", column_mac::leaf(layer, column, options.family));
    m.place("readout", "", column_readout::leaf(column));
    m.place("waves", "What the activations say about the class.", class_codes::leaf(plan, column));
    m.place("logits", "", column_logits::leaf(plan, column));
    m.place("sum", "", logit_sum::leaf(plan, learner));
    m.place("flags", "", layer_flags::leaf(plan, learner));
    m.same("flags", "", &["held", "updates_before"]);
    m.same("flags", "control", &["take", "hand"]);
    m.wire("updates", "flags.updates");
    if learner.learns {
        learning(m, plan, column, options);
    } else {
        // Without a correction in between, words are addressed one stage later.
        m.wires(&[("weights.raddr", "control.addr_2"), ("mac.w_3", "weights.rdata"), ("waves.advance", "readout.valid_3")]);
        m.wires(&[("buffer.fix", "1'b0"), ("control.pending", "1'b0"), ("buffer.slower", "1'b0")]);
        read_only(m, &column.weights);
        m.wire("flags.pending", "1'b0");
    }

    m.clock();
    m.wires(&[("buffer.in_valid", "in_valid"), ("buffer.in_data", "in_data"), ("buffer.commit", "in_commit")]);
    m.same("buffer", "", &["in_flush", "in_learn", "in_label"]);
    m.wire("in_ready", "buffer.ready");
    m.same("buffer", "control", &["take", "advance_0"]);

    m.same("control", "buffer", &["full", "closing"]);
    m.wires(&[("control.slot_flush", "buffer.flush"), ("control.slot_learn", "buffer.learn")]);
    m.wires(&[("control.slot_label", "buffer.label"), ("control.down_ready", "out_ready"), ("control.busy_before", "busy_before")]);
    m.same("control", "buffer", &["more", "base_0"]);
    m.wire("busy", "control.busy");

    host(m, plan, layer);
    m.same("mac", "buffer", &["a_0", "bias_0"]);
    m.same("mac", "control", &["group_3", "walk_5", "group_5"]);
    m.wire("readout.acc", "mac.acc");
    m.same("readout", "control", &["read_1", "chunk_1"]);
    m.same("waves", "control", &["load"]);
    m.same("logits", "readout", &["h_3", "valid_3"]);
    m.same("logits", "waves", &["codes"]);
    m.same("logits", "control", &["load", "scan"]);
    m.wires(&[("sum.in_valid", "in_total_valid"), ("sum.in_total", "in_total"), ("sum.z", "logits.z")]);
    m.same("sum", "control", &["take", "scan"]);
    m.wires(&[("out_total_valid", "control.total_valid"), ("out_total", "sum.total")]);

    hand_on(m, plan, column);
    if options.trace {
        let sources = ["update.change_3", "control.addr_3", "weights.rdata", "update.w_3"];
        let taps = [Tapped { memory: column.weights, sources }];
        trace(m, "control.walk_0", "control.scan", if learner.learns { &taps } else { &[] });
    }
}

/// The way out: values one after the other where a layer comes behind.
fn hand_on(m: &mut Module, plan: &Plan, column: &Column) {
    match &column.outgoing {
        Some(outgoing) => {
            m.place("sender", "The way to the next layer.", serialiser::leaf(plan, column, outgoing));
            m.wires(&[("sender.clk", "clk"), ("sender.rst", "rst")]);
            m.same("sender", "readout", &["h_3", "valid_3"]);
            m.same("sender", "control", &["hand", "flush", "learn", "label"]);
            m.wires(&[("control.sending", "sender.sending"), ("out_valid", "sender.valid"), ("out_data", "sender.data")]);
            m.wires(&[("out_commit", "sender.commit"), ("out_flush", "sender.out_flush"), ("out_learn", "sender.out_learn")]);
            m.wire("out_label", "sender.out_label");
        }
        None => {
            m.wires(&[("control.sending", "1'b0"), ("out_valid", "1'b0"), ("out_data", "8'd0"), ("out_commit", "control.hand")]);
            m.wires(&[("out_flush", "control.flush"), ("out_learn", "control.learn"), ("out_label", "control.label")]);
        }
    }
}

/// The path from the logits back to the weights.
fn learning(m: &mut Module, plan: &Plan, column: &Column, options: Options) {
    m.place("error", "Right by a margin, or who is the rival?", error_unit::leaf(plan, column.dense.head(), options));
    m.place("decision", "Which neurons the sample before corrects, and which way.", column_decision::leaf(plan, column));
    m.place("update", "The correction: an adder a lane, no multiplier.", column_update::leaf(column));

    registers(m, plan, column.dense.head(), options);
    rate(m, plan, &column.dense.learner, options, &[("buffer", "shared")]);
    m.same("error", "control", &["scan", "hand", "learn", "label"]);
    m.same("error", "logits", &["z", "z_next"]);
    m.wires(&[("error.frozen", "flags.frozen"), ("flags.pending", "error.pending")]);
    m.wires(&[("buffer.fix", "error.pending"), ("control.pending", "error.pending")]);

    m.same("decision", "control", &["load", "decide", "decide_group", "decide_chunk", "group_0"]);
    m.same("decision", "readout", &["h_3", "valid_3"]);
    m.same("decision", "error", &["rival", "t"]);
    m.wires(&[("decision.codes", "waves.codes"), ("decision.label", "error.y"), ("waves.advance", "decision.advance")]);

    m.wires(&[("weights.raddr", "control.addr_1"), ("weights.we", "update.change_3"), ("weights.waddr", "control.addr_3")]);
    m.wires(&[("weights.wdata", "update.w_3"), ("mac.w_3", "update.w_3")]);
    m.same("update", "buffer", &["u_0"]);
    m.wires(&[("update.walk_0", "control.walk_0"), ("update.pending", "error.pending"), ("update.steps_1", "decision.steps_1")]);
    m.wire("update.w_2", "weights.rdata");
}
