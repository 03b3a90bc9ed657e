//! Constraint files, made from a board: which pin each port of the top is, and the clock at the oscillator's pin.

mod cst;
mod lpf;
mod pcf;

use crate::{Board, Family, Pin};

/// A port of the top that `entrain_hdl::board_top` builds.
#[derive(Debug, Clone)]
pub struct Port<'a> {
    /// Its name in the Verilog.
    pub name: String,
    /// The pin.
    pub pin: &'a Pin,
    /// The FPGA drives it.
    pub output: bool,
}

/// The ports of the top, the clock first; with the pins of the flash if the design `keeps` snapshots there.
pub fn ports(board: &Board, keeps: bool) -> Vec<Port<'_>> {
    let port = |name: &str, pin, output| Port { name: name.into(), pin, output };
    let mut ports = vec![port("clk_pin", &board.clock.pin, false), port("rx", &board.uart.rx, false), port("tx", &board.uart.tx, true)];
    ports.extend(board.leds.first().map(|led| port("led", &led.pin, true)));
    ports.extend(
        board.snapshot_flash().filter(|_| keeps).iter().flat_map(|flash| flash.pins()).map(|(name, pin, output)| port(name, pin, output)),
    );
    ports.extend(board.holds.iter().map(|hold| port(&format!("hold_{}", hold.name), &hold.pin, true)));
    ports
}

/// (file name, text) of the constraint files of the board's family, for a top called `top` that `keeps` snapshots in flash or not.
pub fn constraints(board: &Board, top: &str, keeps: bool) -> Vec<(String, String)> {
    let ports = ports(board, keeps);
    match board.device.family {
        Family::Ice40 => vec![(format!("{top}.pcf"), pcf::pcf(board, &ports))],
        Family::Ecp5 => vec![(format!("{top}.lpf"), lpf::lpf(board, &ports))],
        Family::Gowin => vec![(format!("{top}.cst"), cst::cst(board, &ports)), (format!("{top}.sdc"), cst::sdc(board))],
    }
}

/// The first line of each constraint file, behind the family's sign for a comment.
fn headline(board: &Board) -> String {
    format!("{} ({}), made from {}", board.title, board.name, board.file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> String {
        let board = Board::find(name, None).unwrap_or_else(|error| panic!("{error}"));
        constraints(&board, "top", true).into_iter().map(|(name, text)| format!("{name}\n{text}")).collect()
    }

    #[test]
    fn each_family_has_its_form() {
        let pcf = text("icebreaker");
        assert!(pcf.contains("set_io clk_pin 35\n") && pcf.contains("set_io rx 6\n"), "{pcf}");
        let lpf = text("ulx3s-25f");
        assert!(lpf.contains("LOCATE COMP \"clk_pin\" SITE \"G2\";\n") && lpf.contains("FREQUENCY PORT \"clk_pin\" 25 MHZ;\n"), "{lpf}");
        let cst = text("tangnano9k");
        assert!(cst.contains("IO_LOC \"clk_pin\" 52;\n") && cst.contains("-period 37.037 "), "{cst}");
    }

    #[test]
    fn a_pin_that_is_held_has_a_port() {
        assert!(text("upduino").contains("set_io hold_flash_cs 16\n"));
    }
}
