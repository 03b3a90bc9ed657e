//! Physical constraints for nextpnr-ice40.

use crate::Board;

/// The PCF of the top that `entrain_hdl::ice40_top` builds.
pub fn pcf(board: &Board) -> String {
    let pins = [("clk_pin", &board.clock.pin), ("rx", &board.uart.rx), ("tx", &board.uart.tx), ("led", &board.leds.busy)];
    let lines: String = pins.iter().map(|(name, pin)| format!("set_io {name} {pin}\n")).collect();
    format!("# {} ({})\n{lines}", board.title, board.name)
}
