//! The registers of the learners' paces, between who asks and the register file.

use crate::blocks::pace_registers;
use crate::emit::Module;
use entrain_model::Plan;

/// Where a request comes from and its answer goes to, ports of the module; `we`, `look` and the request itself go to the register file at once.
pub(super) struct Asker<'a> {
    pub we: &'a str,
    pub look: &'a str,
    pub addr: &'a str,
    pub wdata: &'a str,
    /// Takes what is read.
    pub rdata: &'a str,
    /// A flush waits; a correction is due.
    pub pending: &'a str,
    pub dirty: &'a str,
}

/// Wires address, data and answer of `registers`, through the registers of the paces where there are any.
pub(super) fn wire(m: &mut Module, plan: &Plan, asker: &Asker) {
    let Some(pacing) = &plan.pacing else {
        m.wires(&[("registers.addr", asker.addr), ("registers.wdata", asker.wdata), (asker.rdata, "registers.rdata")]);
        return;
    };
    m.place("paces", "How fast each learner learns.", pace_registers::leaf(plan, pacing));
    m.wires(&[("paces.we", asker.we), ("paces.look", asker.look), ("paces.addr", asker.addr), ("paces.wdata", asker.wdata)]);
    m.wires(&[("registers.addr", "paces.file_addr"), ("registers.wdata", "paces.file_wdata"), (asker.rdata, "paces.rdata")]);
    m.wires(&[("paces.ack", "registers.ack"), ("paces.file_rdata", "registers.rdata")]);
    m.wires(&[("paces.busy", "core.busy"), ("paces.pending", asker.pending), ("paces.dirty", asker.dirty)]);
    m.same("paces", "core", &["reports"]);
    m.same("core", "paces", &["share_we", "share"]);
}
