//! Constraints for nextpnr-himbaechel-gowin: pins (CST) and clock (SDC).

use super::{Port, headline};
use crate::{Board, Pull};

/// Place, standard and pull of each pin.
pub(super) fn cst(board: &Board, ports: &[Port]) -> String {
    let line = |port: &Port| {
        let pull = match port.pin.pull {
            Pull::None => "NONE",
            Pull::Up => "UP",
            Pull::Down => "DOWN",
        };
        let (name, site, standard) = (&port.name, &port.pin.site, &port.pin.standard);
        format!("IO_LOC \"{name}\" {site};\nIO_PORT \"{name}\" IO_TYPE={standard} PULL_MODE={pull};\n")
    };
    format!("// {}\n", headline(board)) + &ports.iter().map(line).collect::<String>()
}

/// The clock at the oscillator's pin; its period is in nanoseconds.
pub(super) fn sdc(board: &Board) -> String {
    format!("# {}\ncreate_clock -name clk_pin -period {:.3} [get_ports {{clk_pin}}]\n", headline(board), 1e3 / board.clock.mhz)
}
