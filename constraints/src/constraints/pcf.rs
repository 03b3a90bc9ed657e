//! Physical constraints for nextpnr-ice40, icetime and icebox_vlog.

use super::{Port, headline};
use crate::Board;

/// A pin a line, without options: icetime knows neither `-nowarn` nor `set_frequency`, icebox_vlog no `-pullup`. So the
/// clock is an option of nextpnr, and a pin's pull is left out.
pub(super) fn pcf(board: &Board, ports: &[Port]) -> String {
    let line = |port: &Port| format!("set_io {} {}\n", port.name, port.pin.site);
    format!("# {}\n", headline(board)) + &ports.iter().map(line).collect::<String>()
}
