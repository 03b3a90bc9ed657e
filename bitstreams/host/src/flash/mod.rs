//! Snapshots in the flash of a board.

mod boot;
mod chip;
mod model;
mod pins;
mod slots;
mod snapshot;

pub use boot::boot;
pub use chip::{Chip, PAGE, SECTOR, Spi};
pub use model::FlashModel;
pub use pins::FlashPins;
pub use slots::{Foreign, Found, Kept, Slots};
