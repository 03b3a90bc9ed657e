//! The hardware of layers: what all kinds have in common, and one file a kind.

mod dense_column;
mod dense_row;
mod pool;
mod window;

use crate::blocks::{error_unit, pacer, trace_tap, weight_memory};
use crate::design::{MEMORY_FOLDER, Options, Start, init};
use crate::emit::Module;
use entrain_model::Plan;
use entrain_model::plan::{ACTIVATION_BITS, Engine, Head, HostMemory, LayerPlan, Learner, Memory, PacingPlan, Role, names};

/// What the generator must know of an engine.
trait Hardware {
    /// What it is and how it goes about its work, for the header of the Verilog.
    fn about(&self, layer: &LayerPlan) -> String;
    /// The instance in the layer that holds its memory of a role, number `number` where there are several; ? stands for a bracket.
    fn instance(&self, role: Role, number: usize) -> String;
    /// Places and wires the engine inside of the layer's ports.
    fn wire(&self, m: &mut Module, plan: &Plan, layer: &LayerPlan, options: Options);
}

fn hardware(engine: &Engine) -> &dyn Hardware {
    match engine {
        Engine::Row(row) => row,
        Engine::Column(column) => column,
        Engine::Pool(pool) => pool,
        Engine::Window(window) => window,
    }
}

/// The instance in a layer that holds its memory of a role, number `number` where there are several; ? stands for a bracket.
pub(crate) fn instance(layer: &LayerPlan, role: Role, number: usize) -> String {
    hardware(&layer.engine).instance(role, number)
}

/// Builds a layer. Ports: the stream in (`in_*`), the stream out (`out_*`), the host's port, trace ports if asked for.
pub(crate) fn layer(plan: &Plan, layer: &LayerPlan, options: Options) -> Module {
    let classes = plan.class_bits;
    let engine = hardware(&layer.engine);
    let mut m = Module::new(format!("Layer {}: {}", layer.index, engine.about(layer)));
    if options.start == Start::Named {
        m.folder(MEMORY_FOLDER);
    }
    m.inputs(&[("clk", 1), ("rst", 1)]);
    m.inputs(&[("in_valid", 1), ("in_data", ACTIVATION_BITS), ("in_commit", 1), ("in_flush", 1), ("in_learn", 1)]);
    m.inputs(&[("in_label", classes)]);
    m.outputs(&[("in_ready", 1)]);
    m.inputs(&[("in_total_valid", 1), ("in_total", plan.total_bits)]);
    m.outputs(&[("out_valid", 1), ("out_data", ACTIVATION_BITS), ("out_commit", 1), ("out_flush", 1), ("out_learn", 1)]);
    m.outputs(&[("out_label", classes)]);
    m.inputs(&[("out_ready", 1)]);
    m.outputs(&[("out_total_valid", 1), ("out_total", plan.total_bits)]);
    m.inputs(&[("busy_before", 1)]);
    m.outputs(&[("busy", 1)]);
    let (host, layers) = (plan.host, plan.learning().count() as u32);
    if layer.learner().is_some() {
        m.inputs(&[("held", layers)]);
    }
    m.inputs(&[("updates_before", layers)]);
    m.outputs(&[("updates", layers)]);
    if layer.learner().is_some() {
        m.inputs(&[("host_en", 1), ("host_we", 1), ("host_select", host.select_bits), ("host_addr", host.address_bits)]);
        m.inputs(&[("host_wdata", host.word_bits)]);
    }
    m.inputs(&[("host_chain", host.word_bits)]);
    m.outputs(&[("host_rdata", host.word_bits)]);
    if options.registers && layer.learns() {
        m.inputs(&register_ports(plan));
    }
    if has_pace_ports(plan, options) {
        let [we, share, reports] = pace_ports(plan);
        m.inputs(&[reports]);
        m.outputs(&[("reports", reports.1)]);
        match layer.learns() {
            true => m.inputs(&[we, share]),
            false => m.wire("reports", "reports_before"),
        }
    }

    engine.wire(&mut m, plan, layer, options);
    m
}

/// A layer with weights in words: what it is, and how it goes about them.
fn weighted(layer: &LayerPlan, pass: &str) -> String {
    let (sign, facts) = (if layer.input().format.signed { "s" } else { "u" }, layer.facts());
    let task = match layer.learns() {
        true => "Corrects its weights for the sample before and multiplies them with the sample at hand in one pass.",
        false => "Cannot learn: labels go by unread.",
    };
    format!(
        "{}, {} {sign}8 inputs -> {} units, {} lanes of {}-bit weights, {pass}.\n{task}",
        facts.kind,
        layer.fan_in(),
        layer.units(),
        facts.lanes,
        facts.weight_bits
    )
}

/// The ports through which a host sets what else is constant.
pub(crate) fn register_ports(plan: &Plan) -> [(&'static str, u32); 3] {
    let registers = plan.registers;
    [("margin", registers.margin_bits), ("revival", registers.revival_bits), ("slower", registers.slower_bits())]
}

/// Margin and revival of a layer that learns, from their ports or as constants.
fn registers(m: &mut Module, plan: &Plan, head: &Head, options: Options) {
    let constants =
        [error_unit::margin(head, plan.training.margin as i64), format!("{}'d{}", plan.registers.revival_bits, plan.training.revival)];
    let [margin, revival] = if options.registers { ["margin".into(), "revival".into()] } else { constants };
    m.wires(&[("error.margin", &margin), ("decision.revival", &revival)]);
}

/// The rate of a layer that learns: `leaves` are those that it is for, each with the pacer's port that it follows where there is one.
fn rate(m: &mut Module, plan: &Plan, learner: &Learner, options: Options, leaves: &[(&str, &str)]) {
    let register = if options.registers { "slower" } else { "1'b0" };
    let Some(pacing) = &plan.pacing else {
        leaves.iter().for_each(|(leaf, _)| m.wire(&format!("{leaf}.slower"), register));
        return;
    };
    m.place("pace", "How fast.", pacer::leaf(plan, pacing, learner, options));
    m.same("pace", "control", &["take", "learn", "hand"]);
    m.wires(&[("pace.frozen", "flags.frozen"), ("pace.pending", "error.pending"), ("pace.slower", register)]);
    leaves.iter().for_each(|(leaf, port)| m.wire(&format!("{leaf}.slower"), &format!("pace.{port}")));
    if options.registers {
        m.same("pace", "", &["share_we", "share", "reports_before"]);
        m.wire("reports", "pace.reports");
    } else {
        let ports = pace_ports(plan);
        ports.iter().for_each(|(port, width)| m.wire(&format!("pace.{port}"), &format!("{width}'d0")));
    }
}

/// The ports through which a host sees and sets the paces of all learners: writes go to each layer, `reports_before` comes from the layer before.
pub(crate) fn pace_ports(plan: &Plan) -> [(&'static str, u32); 3] {
    let learners = plan.learners() as u32;
    [("share_we", learners), ("share", 16), ("reports_before", learners * PacingPlan::REPORT_BITS)]
}

/// Whether a host sees and sets the paces.
pub(crate) fn has_pace_ports(plan: &Plan, options: Options) -> bool {
    options.registers && plan.pacing.is_some()
}

/// The memories that a host sees of a layer.
fn on_host(plan: &Plan, layer: &LayerPlan) -> impl Iterator<Item = HostMemory> {
    let layer = layer.index;
    plan.host_memories().into_iter().filter(move |host| host.layer == layer)
}

/// Places the memories that a host sees, each an instance named by what it holds.
fn learned(m: &mut Module, plan: &Plan, layer: &LayerPlan, options: Options) {
    for host in on_host(plan, layer) {
        let role = host.memory.role;
        let leaf = weight_memory::leaf(
            &host.memory,
            layer.placed(role),
            layer.engine.plan().single_port(role),
            host.select,
            &plan.host,
            &init(plan, &host, options.start),
        );
        m.place(host.memory.role.name(), "", leaf);
    }
}

/// A memory whose writes are shown, and where write, address, old and new word are.
struct Tapped<'a> {
    pub memory: Memory,
    pub sources: [&'a str; 4],
}

/// Trace ports: every write to a memory; what is counted, `walk` where a word of weights passes by, `scan` where a logit does; and when
/// it decides.
fn trace(m: &mut Module, walk: &str, scan: &str, taps: &[Tapped]) {
    m.outputs(&[("trace_walk", 1), ("trace_scan", 1), ("trace_hand", 1)]);
    m.wires(&[("trace_walk", walk), ("trace_scan", scan), ("trace_hand", "control.hand")]);
    for Tapped { memory, sources } in taps {
        let name = &format!("trace_{}", memory.role.name());
        let ports = [("write", 1), ("addr", memory.address_bits()), ("old", memory.width), ("new", memory.width)];
        m.place(name, "", trace_tap::leaf(memory));
        m.wire(&format!("{name}.clk"), "clk");
        for (sink, source) in ["write", "addr", "old_word", "new_word"].into_iter().zip(sources) {
            m.wire(&format!("{name}.{sink}"), source);
        }
        for (port, width) in ports {
            let outside = format!("trace_{}", names::tap(memory.role, port));
            m.outputs(&[(&outside, width)]);
            m.wire(&outside, &format!("{name}.trace_{port}"));
        }
    }
}

/// A memory that only the host writes.
fn read_only(m: &mut Module, memory: &Memory) {
    let name = memory.role.name();
    m.wire(&format!("{name}.we"), "1'b0");
    m.wire(&format!("{name}.waddr"), &format!("{}'d0", memory.address_bits()));
    m.wire(&format!("{name}.wdata"), &format!("{}'d0", memory.width));
}

/// The memories on the host's port, one after the other.
fn host(m: &mut Module, plan: &Plan, layer: &LayerPlan) {
    let mut before = "host_chain".to_string();
    for memory in on_host(plan, layer).map(|host| host.memory.role.name()) {
        m.same(memory, "", &["host_en", "host_we", "host_select", "host_addr", "host_wdata"]);
        m.wire(&format!("{memory}.host_chain"), &before);
        before = format!("{memory}.host_rdata");
    }
    m.wire("host_rdata", &before);
}
