//! Physical constraints for nextpnr-ice40 and icetime.

use super::{headline, ports};
use crate::{Board, Pull};

/// A pin a line. icetime reads no `-nowarn` and no `set_frequency`, so neither is written: the clock is an option of nextpnr.
pub(super) fn pcf(board: &Board) -> String {
    let line = |port: super::Port| {
        let pull = if port.pin.pull == Pull::Up { "-pullup yes " } else { "" };
        format!("set_io {pull}{} {}\n", port.name, port.pin.site)
    };
    format!("# {}\n", headline(board)) + &ports(board).into_iter().map(line).collect::<String>()
}
