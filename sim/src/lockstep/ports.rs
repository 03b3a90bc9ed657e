//! The core's ports, found by name.

use crate::model::Simulation;
use crate::port::PortHandle;
use entrain_model::Plan;
use entrain_model::plan::{HostMemory, PacingPlan, names};

/// Trace ports of one memory.
pub(super) struct Tap {
    pub write: PortHandle,
    pub addr: PortHandle,
    pub old: PortHandle,
    pub new: PortHandle,
    /// What the core's host sees of it.
    pub memory: HostMemory,
}

/// Ports of the core.
pub(super) struct Ports {
    pub clk: PortHandle,
    pub rst: PortHandle,
    pub s_valid: PortHandle,
    pub s_ready: PortHandle,
    pub s_data: PortHandle,
    pub s_label: PortHandle,
    pub s_learn: PortHandle,
    pub s_flush: PortHandle,
    pub m_valid: PortHandle,
    pub m_ready: PortHandle,
    pub m_class: PortHandle,
    pub m_logits: PortHandle,
    pub refused: PortHandle,
    pub flushed: PortHandle,
    pub held: PortHandle,
    pub updates: PortHandle,
    pub busy: PortHandle,
    pub host_en: PortHandle,
    pub host_we: PortHandle,
    pub host_select: PortHandle,
    pub host_addr: PortHandle,
    pub host_wdata: PortHandle,
    pub host_rdata: PortHandle,
    /// Where the core writes; an inference-only one does not.
    pub taps: Vec<Tap>,
    pub walks: Vec<PortHandle>,
    pub scans: Vec<PortHandle>,
    /// Where each layer that learns decides, and hands on.
    pub hands: Vec<PortHandle>,
    /// Margin, revival and rate, where the core has ports for them.
    pub registers: Option<[PortHandle; 3]>,
    /// Where learners have a pace and a host sees it.
    pub paces: Option<PacePorts>,
}

/// The ports of the learners' paces.
pub(super) struct PacePorts {
    pub share_we: PortHandle,
    pub share: PortHandle,
    pub reports: PortHandle,
}

impl PacePorts {
    /// s and e of a learner.
    pub fn report(&self, learner: usize) -> (u32, u16) {
        let bits = field(&self.reports, learner, PacingPlan::REPORT_BITS);
        ((bits >> 16) as u32, bits as u16)
    }
}

/// Field `at` of many that are `bits` wide.
fn field(port: &PortHandle, at: usize, bits: u32) -> u64 {
    let (chunk, shift) = (at * bits as usize / 32, at * bits as usize % 32);
    let high = if shift + bits as usize > 32 { port.chunk(chunk + 1) as u64 } else { 0 };
    ((high << 32 | port.chunk(chunk) as u64) >> shift) & (u64::MAX >> (64 - bits))
}

impl Ports {
    /// Finds every port of a core with trace ports.
    pub fn new(simulation: &Simulation, plan: &Plan) -> Ports {
        let port = |name: &str| simulation.port(name);
        let writes = |memory: &HostMemory| plan.layers[memory.layer].learns();
        let taps = plan.host_memories().into_iter().filter(writes).map(|memory| {
            let tap = |what: &str| simulation.port(&memory.trace_port(what));
            Tap { write: tap("write"), addr: tap("addr"), old: tap("old"), new: tap("new"), memory }
        });
        let each = |name: &str| plan.layers.iter().map(|layer| simulation.port(&names::trace(layer.index, name))).collect();
        Ports {
            clk: port("clk"),
            rst: port("rst"),
            s_valid: port("s_valid"),
            s_ready: port("s_ready"),
            s_data: port("s_data"),
            s_label: port("s_label"),
            s_learn: port("s_learn"),
            s_flush: port("s_flush"),
            m_valid: port("m_valid"),
            m_ready: port("m_ready"),
            m_class: port("m_class"),
            m_logits: port("m_logits"),
            refused: port("refused"),
            flushed: port("flushed"),
            held: port("held"),
            updates: port("updates"),
            busy: port("busy"),
            host_en: port("host_en"),
            host_we: port("host_we"),
            host_select: port("host_select"),
            host_addr: port("host_addr"),
            host_wdata: port("host_wdata"),
            host_rdata: port("host_rdata"),
            taps: taps.collect(),
            walks: each("walk"),
            scans: each("scan"),
            hands: plan.learning().map(|layer| port(&names::trace(layer.index, "hand"))).collect(),
            registers: simulation.has_port("slower").then(|| [port("margin"), port("revival"), port("slower")]),
            paces: simulation.has_port("reports").then(|| PacePorts {
                share_we: port("share_we"),
                share: port("share"),
                reports: port("reports"),
            }),
        }
    }

    /// What must be 0 before a run.
    pub fn controls(&self) -> [&PortHandle; 6] {
        [&self.s_valid, &self.s_flush, &self.m_ready, &self.host_en, &self.host_we, &self.held]
    }

    /// Every input but clock, reset and registers.
    pub fn free(&self) -> [&PortHandle; 12] {
        [
            &self.s_valid,
            &self.s_data,
            &self.s_label,
            &self.s_learn,
            &self.s_flush,
            &self.m_ready,
            &self.held,
            &self.host_en,
            &self.host_we,
            &self.host_select,
            &self.host_addr,
            &self.host_wdata,
        ]
    }

    /// The summed logit of a class, `bits` wide.
    pub fn logit(&self, class: usize, bits: u32) -> i64 {
        (field(&self.m_logits, class, bits) << (64 - bits)) as i64 >> (64 - bits)
    }
}
