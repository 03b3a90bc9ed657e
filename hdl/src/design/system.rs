//! The core behind a bus and streams, to be placed in a design of somebody else.

use super::{MEMORY_FOLDER, Options, Start, core::core};
use crate::blocks::{answer_tap, axi_lite, axis_in, axis_out, core_reset, register_file, reset_input, sample_gate, wishbone};
use crate::emit::Module;
use crate::layers::register_ports;
use entrain_model::Plan;
use entrain_model::plan::ACTIVATION_BITS;

/// The bus by which the registers are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bus {
    /// None: the core's own ports.
    #[default]
    None,
    /// AXI4-Lite.
    Axi,
    /// Wishbone B4, classic.
    Wishbone,
}

/// How samples come and answers go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stream {
    /// As the core has them.
    #[default]
    Plain,
    /// AXI4-Stream.
    Axi,
}

/// What stands around a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fronts {
    /// In front of the registers.
    pub bus: Bus,
    /// In front of samples and answers.
    pub stream: Stream,
}

impl Fronts {
    /// Whether there is any.
    pub fn any(self) -> bool {
        self != Fronts::default()
    }

    /// Whether clock and reset are AXI's.
    pub fn axi(self) -> bool {
        self.bus == Bus::Axi || self.stream == Stream::Axi
    }

    /// Name of the clock.
    pub fn clock(self) -> &'static str {
        if self.axi() { "aclk" } else { "clk" }
    }

    /// Name of the reset, active low where it is AXI's.
    pub fn reset(self) -> &'static str {
        if self.axi() { "aresetn" } else { "rst" }
    }

    /// Name of the module around the core `name`.
    pub fn top(self, name: &str) -> String {
        match (self.bus, self.stream) {
            (Bus::None, Stream::Plain) => name.into(),
            (Bus::None, Stream::Axi) => format!("{name}_stream"),
            (Bus::Axi, _) => format!("{name}_axi"),
            (Bus::Wishbone, _) => format!("{name}_wishbone"),
        }
    }
}

/// The core with its fronts; `build_id` tells what the Verilog and the start weights are.
pub fn system(plan: &Plan, fronts: Fronts, options: Options, build_id: u32) -> Module {
    let registers = fronts.bus != Bus::None;
    let mut m = Module::new(comment(plan, fronts));
    if options.start == Start::Named {
        m.folder(MEMORY_FOLDER);
    }
    m.inputs(&[(fronts.clock(), 1), (fronts.reset(), 1)]);
    let rst = if fronts.axi() {
        m.place("reset", "", reset_input::leaf());
        m.wire("reset.aresetn", "aresetn");
        "reset.rst"
    } else {
        "rst"
    };
    bus_front(&mut m, fronts.bus);
    if registers {
        m.place("registers", "", register_file::leaf(plan, build_id, true));
        m.place("restart", "", core_reset::leaf());
        m.wires(&[("restart.rst", rst), ("restart.asked", "registers.core_rst")]);
    }
    stream_in(&mut m, plan, fronts.stream);
    m.place("gate", "", sample_gate::leaf(plan));
    m.nest("core", "", core(plan, Options { registers, ..options }));
    stream_out(&mut m, plan, fronts.stream);

    // Clock, and who starts anew when.
    let inner = if registers { "restart.core" } else { rst };
    for (instance, reset) in [("bus", rst), ("registers", rst), ("samples", rst), ("gate", inner), ("core", inner)] {
        if m.has(instance) {
            m.wires(&[(&format!("{instance}.clk"), fronts.clock()), (&format!("{instance}.rst"), reset)]);
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

/// The ports of the bus, and its front.
fn bus_front(m: &mut Module, bus: Bus) {
    let (leaf, prefix) = match bus {
        Bus::None => return,
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
}

/// The ports of the samples, as far as the gate.
fn stream_in(m: &mut Module, plan: &Plan, stream: Stream) {
    match stream {
        Stream::Plain => {
            m.inputs(&[("s_valid", 1)]);
            m.outputs(&[("s_ready", 1)]);
            m.inputs(&[("s_data", ACTIVATION_BITS), ("s_label", plan.class_bits), ("s_learn", 1), ("s_flush", 1)]);
        }
        Stream::Axi => {
            m.place("samples", "", axis_in::leaf(plan));
            for port in ["tvalid", "tready", "tdata", "tlast", "tuser"] {
                m.pass(&format!("s_axis_{port}"), &format!("samples.{port}"));
            }
        }
    }
}

/// The ports of the answers.
fn stream_out(m: &mut Module, plan: &Plan, stream: Stream) {
    match stream {
        Stream::Plain => {
            for port in ["valid", "data", "label", "learn", "flush"] {
                m.wire(&format!("gate.i_{port}"), &format!("s_{port}"));
            }
            m.wire("s_ready", "gate.i_ready");
            for port in ["m_valid", "m_ready", "m_class", "m_logits", "refused", "updates", "flushed"] {
                m.pass(port, &format!("core.{port}"));
            }
            m.place("answers", "", answer_tap::leaf());
            m.wires(&[("answers.m_valid", "core.m_valid"), ("answers.m_ready", "m_ready")]);
        }
        Stream::Axi => {
            for port in ["valid", "data", "label", "learn", "flush"] {
                m.wire(&format!("gate.i_{port}"), &format!("samples.i_{port}"));
            }
            m.place("answers", "", axis_out::leaf(plan));
            m.same("answers", "core", &["m_valid", "m_class", "m_logits", "refused", "updates"]);
            m.wires(&[("core.m_ready", "answers.m_ready"), ("answers.drop", "samples.drop")]);
            m.wires(&[("samples.i_ready", "gate.i_ready"), ("samples.answered", "answers.answered")]);
            for port in ["tvalid", "tready", "tdata", "tuser", "tlast"] {
                m.pass(&format!("m_axis_{port}"), &format!("answers.{port}"));
            }
        }
    }
}

/// The register file between bus, gate and core.
fn with_registers(m: &mut Module, plan: &Plan, Fronts { bus, stream }: Fronts) {
    m.same("registers", "bus", &["req"]);
    m.wire("registers.we", if bus == Bus::Wishbone { "bus.write" } else { "bus.we" });
    m.wires(&[("registers.addr", "bus.addr"), ("registers.wdata", "bus.data")]);
    m.wires(&[("registers.look", "1'b0"), ("bus.ack", "registers.ack"), ("bus.value", "registers.rdata")]);
    m.same("gate", "registers", &["learn", "pause", "hold", "flush"]);
    m.same("registers", "gate", &["pending", "dirty", "learned"]);
    m.same("registers", "core", &["busy", "updates", "refused", "host_rdata"]);
    m.wires(&[("registers.answered", "answers.answered")]);
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

/// What the ports are, for whoever places it.
fn comment(plan: &Plan, fronts: Fronts) -> String {
    let mut text = format!(
        "{}: the core {} with {}.\nWritten by Entrain from a network file; change that, not this.\n\n",
        fronts.top(&plan.name),
        plan.name,
        match (fronts.bus, fronts.stream) {
            (Bus::None, _) => "AXI4-Stream",
            (Bus::Axi, Stream::Plain) => "an AXI4-Lite bus",
            (Bus::Axi, Stream::Axi) => "an AXI4-Lite bus and AXI4-Stream",
            (Bus::Wishbone, Stream::Plain) => "a Wishbone bus",
            (Bus::Wishbone, Stream::Axi) => "a Wishbone bus and AXI4-Stream",
        }
    );
    text += match fronts.axi() {
        true => "aclk, aresetn  the clock of all ports; the reset, low for one cycle at least, synchronous to the clock\n",
        false => "clk, rst       the clock of all ports; the reset, high for one cycle at least, synchronous to the clock\n",
    };
    text += match fronts.bus {
        Bus::None => "flush          high for one cycle: make the corrections that are due; flushed says when they are made\n",
        Bus::Axi => "s_axi_*        AXI4-Lite, 32 bits, addresses of bytes; the registers are in {name}_registers.h and .rdl\n",
        Bus::Wishbone => {
            "wb_*           Wishbone B4 classic, 32 bits, addresses of bytes; the registers are in {name}_registers.h and .rdl\n"
        }
    };
    text += match fronts.stream {
        Stream::Plain => "s_*, m_*       samples and answers as the core has them, below\n",
        Stream::Axi => {
            "s_axis_*       samples, one value a transfer, tlast with the last; with it tuser: bit 0 learn, the label above\n\
             m_axis_*       answers: tdata logits of 32 bits each, class 0 low; tuser class, then updates, then refused\n"
        }
    };
    text.replace("{name}", &plan.name).trim_end().into()
}
