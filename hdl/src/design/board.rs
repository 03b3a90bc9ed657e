//! Around the core: frames over a serial line or SPI, and the top of a bitstream.

use super::paces::{self, Asker};
use super::{FlashWay, MEMORY_FOLDER, Options, Start, core::core, flash::with_flash};
use crate::blocks::{
    crc16, ecp5_clock, frame_bridge, frame_rx, frame_tx, gowin_clock, ice40_clock, light, power_on, register_file, spi_slave, uart_rx,
    uart_tx,
};
use crate::emit::{Leaf, Module};
use crate::layers::register_ports;
use entrain_boards::{Board, Clocking, Level, Pll};
use entrain_model::{Diagnostic, Plan, Result};

/// The core behind a serial line of `divider` clock cycles a bit. Ports: clk, rst, rx, tx, busy; with a `flash` those of an SPI
/// flash, from which a snapshot comes back after a reset.
///
/// # Errors
/// A network whose numbers do not fit the frames.
pub fn serial(plan: &Plan, divider: usize, build_id: u32, options: Options, flash: Option<FlashWay>) -> Result<Module> {
    let mut m = Module::new(format!("{} behind a serial line, {divider} clock cycles a bit.", plan.name));
    m.inputs(&[("clk", 1), ("rst", 1), ("rx", 1)]);
    m.outputs(&[("tx", 1), ("busy", 1)]);
    m.place("receiver", "", uart_rx::leaf(divider));
    m.place("sender", "", uart_tx::leaf(divider));
    framed(&mut m, plan, build_id, options, flash.is_some())?;
    m.clock();
    m.wires(&[("receiver.rx", "rx"), ("sender.data", "frames_out.tx_data"), ("tx", "sender.tx")]);
    match flash {
        Some(flash) => with_flash(&mut m, plan, flash),
        None => {
            m.wires(&[("frames_in.rx_valid", "receiver.valid"), ("frames_in.rx_data", "receiver.data")]);
            m.wires(&[("sender.valid", "frames_out.tx_valid"), ("frames_out.tx_ready", "sender.ready")]);
            without_flash(&mut m);
        }
    }
    Ok(m)
}

/// The core behind an SPI slave, in frames. Ports: clk, rst, spi_*, busy.
///
/// # Errors
/// A network whose numbers do not fit the frames.
pub fn spi(plan: &Plan, build_id: u32, options: Options) -> Result<Module> {
    let name = &plan.name;
    let mut m = Module::new(format!(
        "{name}_spi: the core {name} behind an SPI slave, for a microcontroller: the frames of docs/protocol.md.\n\
         Written by Entrain from a network file; change that, not this.\n\n\
         clk, rst      the clock of everything; the reset, high for one cycle at least, synchronous to the clock\n\
         spi_sck       SPI mode 0, most significant bit first; an eighth of clk's frequency at most\n\
         spi_cs_n      chip select; where it falls a byte begins, four cycles of clk before spi_sck rises\n\
         spi_mosi      from the master: frames, and 7e where it has nothing to say\n\
         spi_miso      to the master, while spi_miso_en is 1: answers, and 7e between them\n\
         busy          a sample or a flush is inside"
    ));
    if options.start == Start::Named {
        m.folder(MEMORY_FOLDER);
    }
    m.inputs(&[("clk", 1), ("rst", 1), ("spi_sck", 1), ("spi_cs_n", 1), ("spi_mosi", 1)]);
    m.outputs(&[("spi_miso", 1), ("spi_miso_en", 1), ("busy", 1)]);
    m.place("line", "", spi_slave::leaf());
    framed(&mut m, plan, build_id, options, false)?;
    m.clock();
    m.wires(&[("line.sck", "spi_sck"), ("line.cs_n", "spi_cs_n"), ("line.mosi", "spi_mosi")]);
    m.wires(&[("spi_miso", "line.miso"), ("spi_miso_en", "line.miso_en")]);
    m.wires(&[("frames_in.rx_valid", "line.valid"), ("frames_in.rx_data", "line.data")]);
    m.wires(&[("line.tx_valid", "frames_out.tx_valid"), ("line.tx_data", "frames_out.tx_data"), ("frames_out.tx_ready", "line.tx_ready")]);
    without_flash(&mut m);
    Ok(m)
}

/// The core, and all that frames need but the line of bytes: its clocks, the line and the flash are still to be wired.
fn framed(m: &mut Module, plan: &Plan, build_id: u32, options: Options, flash: bool) -> Result<()> {
    m.place("frames_in", "", frame_rx::leaf(plan.frame_buffer().address_bits()));
    m.place("bridge", "Does what a frame asks, once.", frame_bridge::leaf(plan, build_id, flash)?);
    m.place("frames_out", "", frame_tx::leaf());
    m.place("check", "", crc16::leaf());
    m.place("registers", "What a host can change, and what is counted.", register_file::leaf(plan, build_id, false));
    m.nest("core", "", core(plan, Options { registers: true, ..options }));
    with_registers(m, plan);
    m.wire("frames_in.listen", "bridge.listen");
    for port in ["store", "at", "value", "ours", "number", "kind", "payload"] {
        m.wire(&format!("bridge.rx_{port}"), &format!("frames_in.{port}"));
    }
    for (user, side) in [("frames_in", "rx"), ("frames_out", "tx")] {
        for port in ["clear", "valid", "data"] {
            m.wire(&format!("check.{side}_{port}"), &format!("{user}.crc_{port}"));
        }
        m.wire(&format!("{user}.crc"), "check.crc");
    }
    m.wire("frames_out.number", "frames_in.number");
    for port in ["start", "kind", "length", "payload_valid", "payload"] {
        m.wire(&format!("frames_out.{port}"), &format!("bridge.tx_{port}"));
    }
    m.wires(&[("bridge.tx_take", "frames_out.take"), ("bridge.tx_sending", "frames_out.sending")]);
    m.wire("bridge.tx_more", "frames_out.more");
    m.same(
        "core",
        "bridge",
        &["s_valid", "s_data", "s_label", "s_learn", "s_flush", "m_ready", "host_en", "host_we", "host_select", "host_addr"],
    );
    m.same("bridge", "core", &["s_ready", "m_valid", "m_class", "flushed", "updates", "host_rdata"]);
    m.wire("core.host_wdata", "bridge.host_wdata");
    Ok(())
}

/// Where there is no flash, a frame goes straight to the bridge.
fn without_flash(m: &mut Module) {
    m.wires(&[("bridge.rx_good", "frames_in.good"), ("busy", "core.busy")]);
    m.wires(&[("bridge.spi_busy", "1'b0"), ("bridge.spi_got", "8'd0"), ("bridge.booting", "1'b0"), ("bridge.restored", "1'b0")]);
}

/// The registers behind the bridge. It asks for them while the core has nothing to do.
fn with_registers(m: &mut Module, plan: &Plan) {
    for port in ["req", "we", "look"] {
        m.wire(&format!("registers.{port}"), &format!("bridge.reg_{port}"));
    }
    let (we, look, addr, wdata) = ("bridge.reg_we", "bridge.reg_look", "bridge.reg_addr", "bridge.reg_wdata");
    paces::wire(m, plan, &Asker { we, look, addr, wdata, rdata: "bridge.reg_rdata", pending: "1'b0", dirty: "1'b0" });
    for port in ["ack", "unfit"] {
        m.wire(&format!("bridge.reg_{port}"), &format!("registers.{port}"));
    }
    m.same("registers", "bridge", &["learned", "answered", "refused"]);
    m.wires(&[("registers.updates", "bridge.counted"), ("bridge.learning", "registers.learn"), ("registers.busy", "core.busy")]);
    m.wires(&[("registers.pending", "1'b0"), ("registers.dirty", "1'b0"), ("registers.bad_length", "1'b0")]);
    m.wire("registers.host_rdata", "core.host_rdata");
    m.wire("core.held", "registers.held");
    if plan.learns() {
        m.same("core", "registers", &register_ports(plan).map(|(port, _)| port));
    }
}

/// The top of a bitstream. Ports are the board's pins (`entrain_boards::ports`): clk_pin, rx, tx, led (shines while
/// the network is busy), and those that must be held at a level.
///
/// # Errors
/// As `serial`; or a serial line whose speed the clock cannot make.
pub fn board_top(plan: &Plan, board: &Board, clocking: Clocking, build_id: u32) -> Result<Module> {
    let mut m = Module::new(format!("Top of the bitstream of {} for {}: the pins of the board.", plan.name, board.title));
    m.inputs(&[("clk_pin", 1), ("rx", 1)]);
    m.outputs(&[("tx", 1)]);
    let (clk, locked) = match clocking.pll {
        None => ("clk_pin", "1'b1"),
        Some(pll) => {
            m.place("clock", &format!("{} MHz become {} MHz.", board.clock.mhz, clocking.mhz), clock(board, pll));
            m.wire("clock.pin", "clk_pin");
            ("clock.clk", "clock.locked")
        }
    };
    m.place("reset", "", power_on::leaf());
    let options = Options { start: Start::Build, family: Some(board.device.family), ..Options::default() };
    let flash = FlashWay::new(plan, board, clocking.mhz);
    m.nest("serial", "", serial(plan, serial_divider(board, clocking.mhz)?, build_id, options, flash)?);
    m.wires(&[("reset.clk", clk), ("reset.locked", locked), ("serial.clk", clk), ("serial.rst", "reset.rst")]);
    m.wires(&[("serial.rx", "rx"), ("tx", "serial.tx")]);
    if let Some(flash) = flash {
        flash.ports(&mut m);
        flash.outputs().iter().for_each(|port| m.wire(port, &format!("serial.{port}")));
        m.wire("serial.flash_miso", "flash_miso");
    }
    if let Some(led) = board.leds.first() {
        m.outputs(&[("led", 1)]);
        m.place("busy", "", light::leaf(led.lit));
        m.wires(&[("busy.on", "serial.busy"), ("led", "busy.pin")]);
    }
    for hold in &board.holds {
        let port = format!("hold_{}", hold.name);
        m.outputs(&[(&port, 1)]);
        m.wire(&port, if hold.level == Level::High { "1'b1" } else { "1'b0" });
    }
    Ok(m)
}

/// The family's PLL.
fn clock(board: &Board, pll: Pll) -> Leaf {
    match pll {
        Pll::Ice40(pll) => ice40_clock::leaf(pll),
        Pll::Ecp5(pll) => ecp5_clock::leaf(pll),
        Pll::Gowin(pll) => gowin_clock::leaf(pll, board.clock.mhz, &board.device.model),
    }
}

/// Clock cycles a bit of `board`'s serial line at `mhz`; a receiver bears 2 % of error.
///
/// # Errors
/// No whole number of cycles comes near enough.
pub fn serial_divider(board: &Board, mhz: f64) -> Result<usize> {
    let exact = mhz * 1e6 / board.uart.baud as f64;
    let divider = exact.round();
    if divider >= 4.0 && (exact / divider - 1.0).abs() <= 0.02 {
        return Ok(divider as usize);
    }
    Err(Diagnostic::new(format!("a serial line of {} baud cannot be made from {mhz} MHz", board.uart.baud))
        .help("choose a clock that is a multiple of the baud rate"))
}
