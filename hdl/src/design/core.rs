//! The core: sample stream in, predictions out, a host port to the weights.

use super::{MEMORY_FOLDER, Options, Start};
use crate::blocks::{prediction, sample_input};
use crate::emit::{Direction, Module};
use crate::layers::{has_pace_ports, layer, pace_ports, register_ports};
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Role, names};

/// Builds the core of a network.
///
/// Streams are ready/valid. The host's port may be used while `busy` is low; blocks/memory/weight_memory.v has its timing.
pub fn core(plan: &Plan, options: Options) -> Module {
    let shape: Vec<String> = plan.layers.iter().map(|layer| layer.units().to_string()).collect();
    let mut m = Module::new(format!(
        "{}: {}-{} network{}, {} classes, one sample every {} cycles.\n\
         Written by Entrain from a network file; change that, not this.\n\n\
         rst     one cycle, at any moment: samples inside are gone, a correction that is due is not made, weights stay\n\
         s_*     samples, one value a beat; label and learn count on the last beat. flush counts on what would be\n\
                 a sample's first beat: no sample, the correction that is due is made and acknowledged with flushed\n\
         m_*     answers: class, and the logits summed over the layers, class 0 in the low bits\n\
         refused beside an answer: the sample was to be learned, but its label is no class; nothing is learned from it\n\
         held    layers that stay as they are, counted from a sample's logits on\n\
         updates layers that the sample whose answer is on m_* is to correct\n\
         busy    from the cycle after a sample's or a flush's first beat until nothing of it is on its way any more\n\
         host_*  weight memories while busy is low and no sample is offered; 2k: weights of layer k, 2k+1: its biases;{}\n\
                 en and select one cycle ahead of we, addr, wdata; rdata one cycle after addr, if the cycle before wrote\n\
                 nothing; past the end of a memory it is 0. Bits that hold no weight stay 0. A correction that is due\n\
                 is not in the weights yet: flush first",
        plan.name,
        plan.features,
        shape.join("-"),
        if plan.learns() { " that learns" } else { ", inference only" },
        plan.classes,
        plan.cycles_per_sample(),
        codes(plan)
    ));
    if options.start == Start::Named {
        m.folder(MEMORY_FOLDER);
    }
    ports(&mut m, plan, options);
    m.place("samples", "", sample_input::leaf(plan));
    for stage in &plan.layers {
        m.nest(&names::layer(stage.index), "", layer(plan, stage, options));
    }
    m.place("answer", "", prediction::leaf(plan));
    m.clock();

    chain(&mut m, plan, options);
    m.wire("answer.m_ready", "m_ready");
    m.wires(&[("m_valid", "answer.m_valid"), ("m_class", "answer.m_class"), ("m_logits", "answer.m_logits")]);
    m.wires(&[("refused", "answer.refused"), ("flushed", "answer.flushed")]);
    if options.trace {
        expose_trace(&mut m, plan);
    }
    m
}

/// Where a host finds learned codes, if there are any.
fn codes(plan: &Plan) -> String {
    let codes = plan.host_memories().into_iter().find(|host| host.memory.role == Role::Codes);
    codes.map_or(String::new(), |host| format!("\n                 {} and on: learned codes, layer by layer;", host.select))
}

/// The core's ports.
fn ports(m: &mut Module, plan: &Plan, options: Options) {
    let (classes, host) = (plan.class_bits, plan.host);
    m.inputs(&[("clk", 1), ("rst", 1), ("s_valid", 1)]);
    m.outputs(&[("s_ready", 1)]);
    m.inputs(&[("s_data", ACTIVATION_BITS), ("s_label", classes), ("s_learn", 1), ("s_flush", 1)]);
    m.outputs(&[("m_valid", 1)]);
    m.inputs(&[("m_ready", 1)]);
    m.outputs(&[("m_class", classes), ("m_logits", plan.classes as u32 * plan.total_bits), ("refused", 1), ("flushed", 1), ("busy", 1)]);
    let layers = plan.learning().count() as u32;
    m.inputs(&[("held", layers)]);
    m.outputs(&[("updates", layers)]);
    m.inputs(&[("host_en", 1), ("host_we", 1), ("host_select", host.select_bits), ("host_addr", host.address_bits)]);
    m.inputs(&[("host_wdata", host.word_bits)]);
    m.outputs(&[("host_rdata", host.word_bits)]);
    if options.registers && plan.learns() {
        m.inputs(&register_ports(plan));
    }
    if has_pace_ports(plan, options) {
        let [we, share, (_, reports)] = pace_ports(plan);
        m.inputs(&[we, share]);
        m.outputs(&[("reports", reports)]);
    }
}

/// Samples go through the layers to the answer, and with them their totals, flags and the host's words.
fn chain(m: &mut Module, plan: &Plan, options: Options) {
    let (classes, host, layers) = (plan.class_bits, plan.host, plan.learning().count());
    m.same("samples", "", &["s_valid", "s_data", "s_label", "s_learn", "s_flush"]);
    m.wires(&[("s_ready", "samples.s_ready"), ("samples.in_ready", "layer0.in_ready"), ("layer0.busy_before", "samples.busy")]);
    for port in ["valid", "data", "commit", "flush", "learn", "label"] {
        m.wire(&format!("layer0.in_{port}"), &format!("samples.{port}"));
    }
    m.wires(&[("layer0.in_total_valid", "1'b0"), ("layer0.in_total", &format!("{}'d0", plan.total_bits))]);
    m.wire("layer0.host_chain", &format!("{}'d0", host.word_bits));
    m.wire("layer0.updates_before", &format!("{layers}'d0"));
    let paced = has_pace_ports(plan, options);
    if paced {
        let [.., (before, width)] = pace_ports(plan);
        m.wire(&format!("layer0.{before}"), &format!("{width}'d0"));
    }
    for index in 0..plan.layers.len() {
        let here = names::layer(index);
        if plan.layers[index].learner().is_some() {
            m.same(&here, "", &["held", "host_en", "host_we", "host_select", "host_addr", "host_wdata"]);
        }
        if options.registers && plan.layers[index].learns() {
            m.same(&here, "", &register_ports(plan).map(|(port, _)| port));
        }
        if paced && plan.layers[index].learns() {
            m.same(&here, "", &["share_we", "share"]);
        }
        if index + 1 == plan.layers.len() {
            m.wire(&format!("{here}.out_ready"), "answer.ready");
            let last = |port: &str| format!("{here}.{port}");
            let labelled = last("out_label");
            m.wires(&[("answer.in_valid", &last("out_total_valid")), ("answer.in_total", &last("out_total"))]);
            m.wires(&[("answer.hand", &last("out_commit")), ("answer.flush", &last("out_flush"))]);
            // Who cannot learn reads no label.
            let no_label = format!("{classes}'d0");
            m.wire("answer.label", if plan.learns() { &labelled } else { &no_label });
            m.wires(&[("updates", &last("updates")), ("busy", &last("busy")), ("host_rdata", &last("host_rdata"))]);
            if paced {
                m.wire("reports", &last("reports"));
            }
            continue;
        }
        let next = names::layer(index + 1);
        for port in ["valid", "data", "commit", "flush", "learn", "label", "total_valid", "total"] {
            m.wire(&format!("{next}.in_{port}"), &format!("{here}.out_{port}"));
        }
        m.wire(&format!("{here}.out_ready"), &format!("{next}.in_ready"));
        m.wire(&format!("{next}.updates_before"), &format!("{here}.updates"));
        m.wire(&format!("{next}.busy_before"), &format!("{here}.busy"));
        m.wire(&format!("{next}.host_chain"), &format!("{here}.host_rdata"));
        if paced {
            m.wire(&format!("{next}.reports_before"), &format!("{here}.reports"));
        }
    }
}

/// Shows the trace ports of layer k as `trace<k>_*`.
fn expose_trace(m: &mut Module, plan: &Plan) {
    for stage in &plan.layers {
        let traced = layer(plan, stage, Options { trace: true, ..Options::default() });
        let outputs = traced.ports().iter().filter(|port| port.direction == Direction::Output);
        for (port, what) in outputs.filter_map(|port| Some((port, port.name.strip_prefix("trace_")?))) {
            let outside = names::trace(stage.index, what);
            m.outputs(&[(&outside, port.width)]);
            m.wire(&outside, &format!("{}.{}", names::layer(stage.index), port.name));
        }
    }
}
