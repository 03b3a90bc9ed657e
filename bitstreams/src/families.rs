//! The families that there are.

use crate::family::Family;
use crate::{ecp5::Ecp5, gowin::Gowin, ice40::Ice40};
use entrain_boards::Board;

/// The family of a board.
pub(crate) fn family_of(board: &Board) -> &'static dyn Family {
    match board.device.family {
        entrain_boards::Family::Ice40 => &Ice40,
        entrain_boards::Family::Ecp5 => &Ecp5,
        entrain_boards::Family::Gowin => &Gowin,
    }
}
