//! A layer walked neuron by neuron: the lanes are inputs.

use super::layer::{Tapped, trace};
use super::{Options, hex_file};
use crate::blocks::*;
use crate::emit::Module;
use entrain_model::Plan;
use entrain_model::plan::LayerPlan;

/// Places and wires the engine inside of the layer's ports.
pub(super) fn wire(m: &mut Module, plan: &Plan, layer: &LayerPlan, options: Options) {
    let (host, bias_memory) = (plan.host, layer.bias_memory.unwrap_or_default());
    let init = |biases| if options.start { hex_file(layer.index, biases) } else { String::new() };
    let select = 2 * layer.index;
    m.place("control", "When: one walk over the weights a sample.", layer_control::leaf(plan, layer));
    m.place("buffer", "What comes in: activations of this sample, increments of the one before.", act_buffer::leaf(plan, layer));
    m.place("decision", "Which rows the sample before corrects, and which way.", row_decision::leaf(plan, layer));
    let weights = weight_memory::leaf(&layer.weight_memory, select, &host, &init(false));
    m.place("weights", "", weights);
    m.place("update", "The correction: an adder a lane, no multiplier.", update_lanes::leaf(layer));
    m.place("biases", "", weight_memory::leaf(&bias_memory, select + 1, &host, &init(true)));
    m.place("bias", "", bias_lane::leaf(layer));
    m.place("mac", "The forward pass.", mac_lanes::leaf(layer));
    m.place("activation", "", quantise::leaf(layer));
    m.place("logits", "What the activations say about the class.", logits::leaf(plan, layer));
    m.place("error", "Right by a margin, or who is the rival?", error_unit::leaf(plan, layer));
    m.place("sum", "", logit_sum::leaf(plan, layer));

    m.clock();
    m.wires(&[("buffer.in_valid", "in_valid"), ("buffer.in_data", "in_data"), ("buffer.commit", "in_commit")]);
    m.same("buffer", "", &["in_flush", "in_learn", "in_label"]);
    m.wire("in_ready", "buffer.ready");
    m.same("buffer", "control", &["take", "word_0", "word_2"]);

    m.wires(&[("control.full", "buffer.full"), ("control.slot_flush", "buffer.flush"), ("control.slot_learn", "buffer.learn")]);
    m.wires(&[("control.slot_label", "buffer.label"), ("control.down_ready", "out_ready"), ("control.busy_before", "busy_before")]);
    m.wire("busy", "control.busy");

    m.wire("decision.load", "control.take");
    m.same("decision", "control", &["walk_0", "row_0", "advance_0"]);
    m.same("decision", "error", &["pending", "rival", "t"]);
    m.wire("decision.label", "error.y");
    let counter = row_decision::counter_bits(plan);
    m.wire("decision.revival", &format!("{counter}'d{}", plan.training.revival));
    m.same("decision", "activation", &["h_7", "valid_7"]);

    m.wires(&[("weights.raddr", "control.addr_1"), ("weights.we", "update.change_3"), ("weights.waddr", "control.addr_3")]);
    m.wires(&[("weights.wdata", "update.w_3"), ("weights.host_chain", "host_chain")]);
    m.wires(&[("update.u_1", "buffer.u_1"), ("update.step_1", "decision.step_1"), ("update.w_2", "weights.rdata")]);

    m.wires(&[("biases.raddr", "control.row_3"), ("biases.we", "bias.write_5"), ("biases.waddr", "control.row_5")]);
    m.wires(&[("biases.wdata", "bias.bias_5"), ("biases.host_chain", "weights.host_rdata"), ("host_rdata", "biases.host_rdata")]);
    m.wires(&[("bias.step_2", "update.step_2"), ("bias.bias_4", "biases.rdata"), ("bias.first_5", "control.first_5")]);
    for memory in ["weights", "biases"] {
        m.same(memory, "", &["host_en", "host_we", "host_select", "host_addr", "host_wdata"]);
    }

    m.wires(&[("mac.w_3", "update.w_3"), ("mac.a_3", "buffer.a_3"), ("mac.bias_5", "bias.bias_5")]);
    m.wire("mac.first_5", "control.first_5");
    m.wires(&[("activation.acc_6", "mac.acc_6"), ("activation.last_6", "control.last_6")]);
    m.wires(&[("logits.load", "control.take"), ("logits.scan", "control.scan")]);
    m.same("logits", "activation", &["h_7", "valid_7"]);
    m.same("error", "control", &["scan", "hand", "learn", "label"]);
    m.wires(&[("error.z", "logits.z"), ("error.margin", &error_unit::margin(plan, layer))]);
    m.wires(&[("sum.in_valid", "in_total_valid"), ("sum.in_total", "in_total"), ("sum.z", "logits.z")]);
    m.same("sum", "control", &["take", "scan"]);

    m.wires(&[("out_valid", "activation.valid_7"), ("out_data", "activation.h_7"), ("out_commit", "control.hand")]);
    m.wires(&[("out_flush", "control.flush"), ("out_learn", "control.learn"), ("out_label", "control.label")]);
    m.wires(&[("out_total_valid", "control.scan_valid"), ("out_total", "sum.total")]);

    if options.trace {
        let weights = ["update.change_3", "control.addr_3", "weights.rdata", "update.w_3"];
        let biases = ["bias.write_5", "control.row_5", "biases.rdata", "bias.bias_5"];
        trace(
            m,
            &[
                Tapped { name: "trace_weights", letter: "w", memory: layer.weight_memory, sources: weights },
                Tapped { name: "trace_biases", letter: "b", memory: bias_memory, sources: biases },
            ],
        );
    }
}
