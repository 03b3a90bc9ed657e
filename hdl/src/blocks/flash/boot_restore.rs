//! The newest snapshot back from the flash after a reset.

use crate::design::FlashWay;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;

/// `boot_restore.v`
pub static SOURCE: Source = Source { name: "boot_restore", text: include_str!("boot_restore.v"), uses: &[] };

/// Clock cycles of a byte of the chip's status, if half a bit takes `half`.
pub fn look_cycles(half: u32) -> u32 {
    16 * half + 2
}

/// For the slots at the end of a flash.
pub fn leaf(plan: &Plan, flash: FlashWay) -> Leaf {
    let at = plan.frame_buffer().address_bits();
    Leaf::new(&SOURCE)
        .parameter("START", format!("24'h{:06x}", plan.slots_start(flash.bytes)))
        .parameter("SIZE", format!("32'h{:08x}", plan.slot_bytes()))
        .parameter("FINGERPRINT", format!("32'h{:08x}", plan.fingerprint()))
        .parameter("ADDR", at)
        .parameter("LOOKS", flash.times.looks)
        .parameter("WAKES", flash.times.pause)
        .inputs(&[("clk", 1), ("rst", 1), ("listen", 1), ("line_valid", 1), ("line_data", 8)])
        .outputs(&[("rx_valid", 1), ("rx_data", 8)])
        .inputs(&[("good", 1), ("ours", 1), ("number", 8), ("kind", 8), ("store", 1), ("at", at), ("value", 8)])
        .outputs(&[("bridge_good", 1)])
        .inputs(&[("tx_valid", 1)])
        .outputs(&[("tx_ready", 1), ("sender_valid", 1)])
        .inputs(&[("sender_ready", 1), ("bridge_start", 1), ("bridge_data", 8), ("bridge_cs", 1)])
        .outputs(&[("spi_start", 1), ("spi_data", 8), ("spi_cs", 1)])
        .inputs(&[("spi_busy", 1), ("spi_got", 8)])
        .inputs(&[("core_busy", 1)])
        .outputs(&[("busy", 1), ("booting", 1), ("restored", 1)])
}
