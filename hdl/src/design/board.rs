//! Around the core: bytes over a serial line, and the top of a bitstream.

use super::{Options, core::core};
use crate::blocks::{byte_bridge, ice40_clock, uart_rx, uart_tx};
use crate::emit::Module;
use entrain_boards::Pll;
use entrain_model::{Diagnostic, Plan, Result};

/// The core behind a serial line of `divider` clock cycles a bit. Ports: clk, rst, rx, tx, busy.
///
/// # Errors
/// A network whose classes or memory words do not fit the byte commands.
pub fn serial(plan: &Plan, divider: usize, build_id: u32, start: bool) -> Result<Module> {
    if plan.class_bits > 8 || plan.host.address_bits > 16 {
        return Err(Diagnostic::new("the serial wrapper carries 256 classes and 65,536 words a memory, this network has more")
            .help("use the core itself (`entrain generate`)"));
    }
    let mut m = Module::new(format!("{} behind a serial line, {divider} clock cycles a bit.", plan.name));
    m.inputs(&[("clk", 1), ("rst", 1), ("rx", 1)]);
    m.outputs(&[("tx", 1), ("busy", 1)]);
    m.place("receiver", "", uart_rx::leaf(divider));
    m.place("sender", "", uart_tx::leaf(divider));
    m.place("bridge", "", byte_bridge::leaf(plan, build_id));
    m.nest("core", "", core(plan, Options { trace: false, start }));
    m.clock();
    m.wires(&[("receiver.rx", "rx"), ("bridge.rx_valid", "receiver.valid"), ("bridge.rx_data", "receiver.data")]);
    m.wires(&[("sender.valid", "bridge.tx_valid"), ("sender.data", "bridge.tx_data"), ("bridge.tx_ready", "sender.ready")]);
    m.wires(&[("tx", "sender.tx"), ("busy", "core.busy")]);
    m.same(
        "core",
        "bridge",
        &["s_valid", "s_data", "s_label", "s_learn", "s_flush", "m_ready", "host_en", "host_we", "host_select", "host_addr"],
    );
    m.same("bridge", "core", &["s_ready", "m_valid", "m_class", "flushed", "host_rdata"]);
    m.wire("core.host_wdata", "bridge.host_wdata");
    Ok(m)
}

/// The top of an iCE40 bitstream. Ports are the board's pins: clk_pin, rx, tx, led (on while busy).
pub fn ice40_top(plan: &Plan, pll: Option<Pll>, divider: usize, build_id: u32) -> Result<Module> {
    let mut m = Module::new(format!("Top of the bitstream of {}: the pins of the board.", plan.name));
    m.inputs(&[("clk_pin", 1), ("rx", 1)]);
    m.outputs(&[("tx", 1), ("led", 1)]);
    m.place("clock", "", ice40_clock::leaf(pll));
    m.nest("serial", "", serial(plan, divider, build_id, true)?);
    m.wire("clock.pin", "clk_pin");
    m.same("serial", "clock", &["clk", "rst"]);
    m.wires(&[("serial.rx", "rx"), ("tx", "serial.tx"), ("led", "serial.busy")]);
    Ok(m)
}
