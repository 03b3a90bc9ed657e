//! Physical constraints for nextpnr-ecp5.

use super::{Port, headline};
use crate::{Board, Pull};

/// Nothing of the flash's port stays with the configuration logic, which would make USRMCLK useless: this is also what nextpnr
/// takes for granted, and says if the constraints say otherwise.
const RELEASE: &str = "SYSCONFIG MASTER_SPI_PORT=DISABLE;\n";

/// Place, standard and pull of each pin, and the clock at the oscillator's.
pub(super) fn lpf(board: &Board, ports: &[Port]) -> String {
    let line = |port: &Port| {
        let pull = match port.pin.pull {
            Pull::None => "NONE",
            Pull::Up => "UP",
            Pull::Down => "DOWN",
        };
        let (name, site, standard) = (&port.name, &port.pin.site, &port.pin.standard);
        format!("LOCATE COMP \"{name}\" SITE \"{site}\";\nIOBUF PORT \"{name}\" IO_TYPE={standard} PULLMODE={pull};\n")
    };
    let keeps = ports.iter().any(|port| port.name == "flash_cs");
    format!("# {}\n", headline(board))
        + if keeps { RELEASE } else { "" }
        + &ports.iter().map(line).collect::<String>()
        + &format!("FREQUENCY PORT \"clk_pin\" {} MHZ;\n", board.clock.mhz)
}
