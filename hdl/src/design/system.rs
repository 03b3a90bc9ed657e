//! The core behind a bus and streams, to be placed in a design of somebody else.

use super::fronts::{Bus, Domain, Fronts, Stream};
use super::paces::{self, Asker};
use super::{MEMORY_FOLDER, Options, Start, about, board::spi, core::core};
use crate::blocks::*;
use crate::emit::Module;
use crate::layers::register_ports;
use entrain_model::plan::ACTIVATION_BITS;
use entrain_model::{Plan, Result};

/// The core with its fronts, or alone; `build_id` tells what the Verilog and the start weights are.
///
/// # Errors
/// A network that does not fit the frames, where there are frames.
pub fn design(plan: &Plan, fronts: Fronts, options: Options, build_id: u32) -> Result<Module> {
    match fronts.bus {
        Bus::Spi => spi(plan, build_id, options),
        _ if fronts.any() => Ok(system(plan, fronts, options, build_id)),
        _ => Ok(core(plan, options)),
    }
}

/// The core with a bus, streams, or both.
fn system(plan: &Plan, fronts: Fronts, options: Options, build_id: u32) -> Module {
    let registers = fronts.registers();
    let mut m = Module::new(about::comment(plan, fronts));
    if options.start == Start::Named {
        m.folder(MEMORY_FOLDER);
    }
    let rst = resets(&mut m, fronts);
    bus_front(&mut m, fronts);
    if registers {
        m.place("registers", "", register_file::leaf(plan, build_id, true));
        m.place("restart", "", core_reset::leaf());
        m.wires(&[("restart.rst", rst), ("restart.asked", "registers.core_rst")]);
    }
    stream_in(&mut m, plan, fronts);
    m.place("gate", "", sample_gate::leaf(plan));
    m.nest("core", "", core(plan, Options { registers, ..options }));
    stream_out(&mut m, plan, fronts);

    // Clock, and who starts anew when.
    let inner = if registers { "restart.core" } else { rst };
    let (bus_clock, bus_rst) = fronts.bus_domain().map_or((fronts.clock(), rst), |domain| (domain.clock, "bus_reset.sync_rst"));
    for (instance, clock, reset) in [
        ("bus", bus_clock, bus_rst),
        ("registers", fronts.clock(), rst),
        ("samples", fronts.clock(), rst),
        ("gate", fronts.clock(), inner),
        ("core", fronts.clock(), inner),
    ] {
        if m.has(instance) {
            m.wires(&[(&format!("{instance}.clk"), clock), (&format!("{instance}.rst"), reset)]);
        }
    }
    if fronts.stream == Stream::Axi {
        m.wire("samples.restart", if registers { "registers.core_rst" } else { "1'b0" });
    }
    m.same("core", "gate", &["s_valid", "s_data", "s_label", "s_learn", "s_flush"]);
    m.wires(&[("gate.s_ready", "core.s_ready"), ("gate.flushed", "core.flushed")]);
    match registers {
        true => with_registers(&mut m, plan, fronts),
        false => without(&mut m),
    }
    m
}

/// Ports of the clocks and resets; the reset of all that has the core's clock.
fn resets(m: &mut Module, fronts: Fronts) -> &'static str {
    let domains = fronts.domains();
    let raw: Vec<String> = domains.iter().map(|domain| asked(m, *domain)).collect();
    if let [_] = domains[..] {
        return if fronts.axi() { "reset.rst" } else { "rst" };
    }
    // Whichever is reset, all are.
    for (domain, raw) in domains.iter().zip(&raw) {
        let instance = format!("{}_reset", domain.name);
        m.place(&instance, "", domain_reset::leaf());
        m.wires(&[(&format!("{instance}.clk"), domain.clock), (&format!("{instance}.rst"), raw)]);
    }
    for domain in &domains {
        let mut others = domains.iter().filter(|other| other.name != domain.name).map(|other| format!("{}_reset.raised", other.name));
        for port in ["first", "second"] {
            m.wire(&format!("{}_reset.{port}", domain.name), &others.next().unwrap_or("1'b0".into()));
        }
    }
    "core_reset.sync_rst"
}

/// The ports of a clock and its reset; where the reset is found, active high.
fn asked(m: &mut Module, domain: Domain) -> String {
    m.inputs(&[(domain.clock, 1), (domain.reset, 1)]);
    if !domain.low {
        return domain.reset.into();
    }
    let instance = if domain.name == "core" { "reset".to_string() } else { format!("{}_reset_input", domain.name) };
    m.place(&instance, "", reset_input::leaf());
    m.wire(&format!("{instance}.aresetn"), domain.reset);
    format!("{instance}.rst")
}

/// The ports of the bus, and its front.
fn bus_front(m: &mut Module, fronts: Fronts) {
    let bus = fronts.bus;
    let (leaf, prefix) = match bus {
        Bus::None | Bus::Spi => return,
        Bus::Axi => (axi_lite::leaf(), "s_axi_"),
        Bus::Wishbone => (wishbone::leaf(), "wb_"),
    };
    let own = ["clk", "rst", "req", "we", "write", "addr", "data", "ack", "value"];
    let ours = |name: &str| own.contains(&name) && !(bus == Bus::Wishbone && name == "we");
    let outside = |name: &str| format!("{prefix}{}", name.trim_end_matches("_o"));
    let ports: Vec<_> = leaf.ports().iter().filter(|port| !ours(&port.name)).cloned().collect();
    m.place("bus", "", leaf);
    for port in ports {
        m.pass(&outside(&port.name), &format!("bus.{}", port.name));
    }
    let Some(domain) = fronts.bus_domain() else { return };
    m.place("over", "Requests go over to the core's clock, answers back.", bus_crossing::leaf());
    m.wires(&[("over.bus_clk", domain.clock), ("over.bus_rst", "bus_reset.async_rst"), ("over.req", "bus.req"), ("over.we", we(bus))]);
    m.wires(&[("over.addr", "bus.addr"), ("over.wdata", "bus.data"), ("bus.ack", "over.ack"), ("bus.value", "over.rdata")]);
    m.wires(&[("over.clk", fronts.clock()), ("over.rst", "core_reset.async_rst")]);
}

/// Where the front says that a request writes: Wishbone has a port `we` of its own.
fn we(bus: Bus) -> &'static str {
    if bus == Bus::Wishbone { "bus.write" } else { "bus.we" }
}

/// The ports of the samples, as far as the gate.
fn stream_in(m: &mut Module, plan: &Plan, fronts: Fronts) {
    if fronts.stream == Stream::Plain {
        m.inputs(&[("s_valid", 1)]);
        m.outputs(&[("s_ready", 1)]);
        m.inputs(&[("s_data", ACTIVATION_BITS), ("s_label", plan.class_bits), ("s_learn", 1), ("s_flush", 1)]);
        return;
    }
    let ports = ["tvalid", "tready", "tdata", "tlast", "tuser"];
    m.place("samples", "", axis_in::leaf(plan));
    let Some(domain) = fronts.stream_domain() else {
        ports.iter().for_each(|port| m.pass(&format!("s_axis_{port}"), &format!("samples.{port}")));
        return;
    };
    m.place("values", "Values go over to the core's clock.", sample_crossing::leaf(plan));
    m.wires(&[("values.s_clk", domain.clock), ("values.s_rst", "streams_reset.async_rst")]);
    m.wires(&[("values.clk", fronts.clock()), ("values.rst", "core_reset.async_rst")]);
    ports.iter().for_each(|port| m.pass(&format!("s_axis_{port}"), &format!("values.{port}")));
    for port in ["tvalid", "tdata", "tlast", "tuser"] {
        m.wire(&format!("samples.{port}"), &format!("values.o_{port}"));
    }
    m.wire("values.o_tready", "samples.tready");
}

/// The ports of the answers.
fn stream_out(m: &mut Module, plan: &Plan, fronts: Fronts) {
    let from = if fronts.stream == Stream::Plain { "s_" } else { "samples.i_" };
    for port in ["valid", "data", "label", "learn", "flush"] {
        m.wire(&format!("gate.i_{port}"), &format!("{from}{port}"));
    }
    if fronts.stream == Stream::Plain {
        m.wire("s_ready", "gate.i_ready");
        for port in ["m_valid", "m_ready", "m_class", "m_logits", "refused", "updates", "flushed"] {
            m.pass(port, &format!("core.{port}"));
        }
        m.place("answers", "", answer_tap::leaf());
        m.wires(&[("answers.m_valid", "core.m_valid"), ("answers.m_ready", "m_ready")]);
        return;
    }
    m.place("answers", "", axis_out::leaf(plan));
    m.wire("samples.i_ready", "gate.i_ready");
    // Who takes the core's answers: the stream itself, or what brings them over to its clock.
    let taker = match fronts.stream_domain() {
        None => {
            m.same("answers", "core", &["m_valid", "m_class", "m_logits", "refused", "updates"]);
            "answers"
        }
        Some(domain) => {
            answers_over(m, plan, fronts, domain);
            "results"
        }
    };
    m.wires(&[("core.m_ready", &format!("{taker}.m_ready")), (&format!("{taker}.drop"), "samples.drop")]);
    m.wire("samples.answered", &format!("{taker}.answered"));
    for port in ["tvalid", "tready", "tdata", "tuser", "tlast"] {
        m.pass(&format!("m_axis_{port}"), &format!("answers.{port}"));
    }
}

/// The core's answers on their way to the clock of the stream.
fn answers_over(m: &mut Module, plan: &Plan, fronts: Fronts, domain: Domain) {
    m.place("results", "Answers go over to the clock of the streams.", answer_crossing::leaf(plan));
    m.wires(&[("results.clk", fronts.clock()), ("results.rst", "core_reset.async_rst")]);
    m.wires(&[("results.m_clk", domain.clock), ("results.m_rst", "streams_reset.async_rst")]);
    m.same("results", "core", &["m_valid", "m_class", "m_logits", "refused", "updates"]);
    m.wires(&[("answers.m_valid", "results.o_valid"), ("answers.m_class", "results.o_class"), ("answers.m_logits", "results.o_logits")]);
    m.wires(&[("answers.refused", "results.o_refused"), ("answers.updates", "results.o_updates"), ("answers.drop", "1'b0")]);
    m.wire("results.o_ready", "answers.m_ready");
}

/// The register file between bus, gate and core.
fn with_registers(m: &mut Module, plan: &Plan, fronts: Fronts) {
    let (stream, streams) = (fronts.stream, if fronts.stream_domain().is_some() { "results" } else { "answers" });
    m.wire("registers.look", "1'b0");
    let (addr, wdata, rdata) = ("bus.addr", "bus.data", "bus.value");
    let gated = Asker { we: we(fronts.bus), look: "1'b0", addr, wdata, rdata, pending: "gate.pending", dirty: "gate.dirty" };
    if fronts.bus_domain().is_some() {
        m.wires(&[("registers.req", "over.core_req"), ("registers.we", "over.core_we"), ("over.core_ack", "registers.ack")]);
        let (addr, wdata, rdata) = ("over.core_addr", "over.core_wdata", "over.core_rdata");
        paces::wire(m, plan, &Asker { we: "over.core_we", addr, wdata, rdata, ..gated });
    } else {
        m.same("registers", "bus", &["req"]);
        m.wire("registers.we", we(fronts.bus));
        m.wire("bus.ack", "registers.ack");
        paces::wire(m, plan, &gated);
    }
    if m.has("paces") {
        m.wire("paces.clk", fronts.clock());
    }
    m.same("gate", "registers", &["learn", "pause", "hold", "flush"]);
    m.same("registers", "gate", &["pending", "dirty", "learned"]);
    m.same("registers", "core", &["busy", "updates", "refused", "host_rdata"]);
    m.wire("registers.answered", &format!("{streams}.answered"));
    m.wire("registers.bad_length", if stream == Stream::Axi { "samples.bad_length" } else { "1'b0" });
    m.same("core", "registers", &["held", "host_en", "host_we", "host_select", "host_addr", "host_wdata"]);
    if plan.learns() {
        m.same("core", "registers", &register_ports(plan).map(|(port, _)| port));
    }
}

/// What a bus would reach, as ports.
fn without(m: &mut Module) {
    m.wires(&[("gate.learn", "1'b1"), ("gate.pause", "1'b0"), ("gate.hold", "1'b0")]);
    m.pass("flush", "gate.flush");
    for port in ["flushed", "busy", "held", "host_en", "host_we", "host_select", "host_addr", "host_wdata", "host_rdata"] {
        m.pass(port, &format!("core.{port}"));
    }
    m.pass("bad_length", "samples.bad_length");
}
