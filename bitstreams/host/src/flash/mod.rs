//! Snapshots in the flash of a board.

mod chip;
mod model;
mod pins;
mod slots;

pub use chip::{Chip, PAGE, SECTOR, Spi};
pub use model::FlashModel;
pub use pins::FlashPins;
pub use slots::{Found, Kept, Slots};
