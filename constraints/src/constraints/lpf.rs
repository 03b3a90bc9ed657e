//! Physical constraints for nextpnr-ecp5.

use super::{headline, ports};
use crate::{Board, Pull};

/// Place, standard and pull of each pin, and the clock at the oscillator's.
pub(super) fn lpf(board: &Board) -> String {
    let line = |port: super::Port| {
        let pull = match port.pin.pull {
            Pull::None => "NONE",
            Pull::Up => "UP",
            Pull::Down => "DOWN",
        };
        let (name, site, standard) = (&port.name, &port.pin.site, &port.pin.standard);
        format!("LOCATE COMP \"{name}\" SITE \"{site}\";\nIOBUF PORT \"{name}\" IO_TYPE={standard} PULLMODE={pull};\n")
    };
    format!("# {}\n", headline(board))
        + &ports(board).into_iter().map(line).collect::<String>()
        + &format!("FREQUENCY PORT \"clk_pin\" {} MHZ;\n", board.clock.mhz)
}
