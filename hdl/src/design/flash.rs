//! The flash behind the serial line: where its slots are, how its clock reaches it, and what brings a snapshot back.

use crate::blocks::{boot_restore, ecp5_flash_clock, spi_master};
use crate::emit::Module;
use entrain_boards::{Board, FlashClock, Primitive};
use entrain_model::Plan;

/// A chip that still erases when the board comes up is waited for as long, in seconds: twice what most data sheets of the boards' chips allow
/// for a sector (400 ms).
const BUSY_SECONDS: f64 = 0.8;

/// The flash of a board, as its design reaches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlashWay {
    /// Its size, bytes; the slots are at its end.
    pub bytes: usize,
    /// 2^`looks` bytes of its status are read before it is given up.
    pub looks: u32,
    /// What drives its clock; none: a port.
    pub primitive: Option<Primitive>,
}

impl FlashWay {
    /// The flash of `board`, where its design can use it and two slots of `plan` have room behind the bitstream.
    pub fn new(plan: &Plan, board: &Board, mhz: f64) -> Option<FlashWay> {
        let flash = board.snapshot_flash().filter(|flash| plan.slots_fit(flash.bytes as usize, flash.taken as usize))?;
        let primitive = flash.clk.as_ref().and_then(FlashClock::primitive);
        Some(FlashWay { bytes: flash.bytes as usize, looks: boot_restore::looks(BUSY_SECONDS, mhz), primitive })
    }

    /// The ports that the FPGA drives.
    pub(super) fn outputs(self) -> Vec<&'static str> {
        let clk = Some("flash_clk").filter(|_| self.primitive.is_none());
        ["flash_cs", "flash_mosi"].into_iter().chain(clk).collect()
    }

    /// Adds all of its ports.
    pub(super) fn ports(self, m: &mut Module) {
        self.outputs().into_iter().for_each(|port| m.outputs(&[(port, 1)]));
        m.inputs(&[("flash_miso", 1)]);
    }
}

/// The flash, and what brings a snapshot back from it, between the serial line and the frames.
pub(super) fn with_flash(m: &mut Module, plan: &Plan, flash: FlashWay) {
    flash.ports(m);
    m.place("boot", "The newest snapshot, before anybody is listened to.", boot_restore::leaf(plan, flash));
    m.place("flash", "The way to the flash, for whoever sends frames.", spi_master::leaf());
    m.wires(&[("boot.clk", "clk"), ("boot.rst", "rst"), ("flash.clk", "clk"), ("flash.rst", "rst")]);
    m.wires(&[("boot.line_valid", "receiver.valid"), ("boot.line_data", "receiver.data"), ("boot.listen", "bridge.listen")]);
    m.same("frames_in", "boot", &["rx_valid", "rx_data"]);
    m.same("boot", "frames_in", &["good", "ours", "number", "kind", "store", "at", "value"]);
    m.wires(&[("bridge.rx_good", "boot.bridge_good"), ("bridge.booting", "boot.booting"), ("bridge.restored", "boot.restored")]);
    m.wires(&[("boot.tx_valid", "frames_out.tx_valid"), ("frames_out.tx_ready", "boot.tx_ready")]);
    m.wires(&[("sender.valid", "boot.sender_valid"), ("boot.sender_ready", "sender.ready")]);
    m.wires(&[("boot.core_busy", "core.busy"), ("busy", "boot.busy")]);
    m.wires(&[("boot.bridge_start", "bridge.spi_start"), ("boot.bridge_data", "bridge.spi_data"), ("boot.bridge_cs", "bridge.spi_cs")]);
    m.wires(&[("flash.start", "boot.spi_start"), ("flash.data", "boot.spi_data"), ("flash_cs", "boot.spi_cs")]);
    for user in ["boot", "bridge"] {
        m.wires(&[(&format!("{user}.spi_busy"), "flash.busy"), (&format!("{user}.spi_got"), "flash.got")]);
    }
    m.wires(&[("flash_mosi", "flash.mosi"), ("flash.miso", "flash_miso")]);
    match flash.primitive {
        None => m.wire("flash_clk", "flash.sclk"),
        Some(Primitive::Usrmclk) => {
            m.place("flash_clock", "", ecp5_flash_clock::leaf());
            m.wires(&[("flash_clock.rst", "rst"), ("flash_clock.sclk", "flash.sclk")]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board_top;
    use entrain_boards::{Clocking, names, ports};
    use entrain_model::Network;
    use std::path::Path;

    /// Every board keeps snapshots but one, whose serial line is on the flash's pins; and none without room behind the bitstream. The top has
    /// the ports that the constraints name.
    #[test]
    fn every_board_has_its_way_to_the_flash_or_none() {
        let text =
            "[network]\nname = \"tiny\"\nclasses = 3\ninput = { shape = [6], format = \"u8\" }\n[[layer]]\ntype = \"dense\"\nunits = 8\n";
        let network = Network::parse(text, Path::new("tiny.toml")).unwrap_or_else(|error| panic!("{error}"));
        for name in names(None) {
            let mut board = Board::find(&name, None).unwrap_or_else(|error| panic!("{error}"));
            let plan = Plan::new(&network, Some(&board.device.resources)).unwrap_or_else(|error| panic!("{error}"));
            let clocking = Clocking::new(&board, board.clock.design_mhz).unwrap_or_else(|error| panic!("{error}"));
            for full in [false, true] {
                if let Some(flash) = board.flash.as_mut().filter(|_| full) {
                    flash.taken = flash.bytes - 2 * plan.slot_bytes() as u64 + 1;
                }
                let way = FlashWay::new(&plan, &board, clocking.mhz);
                assert_eq!(way.is_some(), name != "upduino" && !full, "{name}");
                let top = board_top(&plan, &board, clocking, 0).unwrap_or_else(|error| panic!("{error}"));
                let mut made: Vec<&str> = top.ports().iter().map(|port| port.name.as_str()).collect();
                let pins = ports(&board, way.is_some());
                let mut named: Vec<&str> = pins.iter().map(|port| port.name.as_str()).collect();
                made.sort_unstable();
                named.sort_unstable();
                assert_eq!(made, named, "{name}");
            }
        }
    }

    /// Longer than a sector may take, at most twice as long: 1.57 s at 24 MHz, 1.26 s at 60 MHz.
    #[test]
    fn a_flash_is_given_up_in_time() {
        for mhz in [12.0, 24.0, 40.5, 48.0, 54.0, 60.0, 100.0] {
            let seconds = 18.0 * 2f64.powi(boot_restore::looks(BUSY_SECONDS, mhz) as i32) / mhz / 1e6;
            assert!((BUSY_SECONDS..2.0 * BUSY_SECONDS).contains(&seconds), "{mhz} MHz: {seconds} s");
        }
    }
}
