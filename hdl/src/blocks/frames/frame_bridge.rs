//! The core behind frames.

use crate::blocks::{frame_answer, frame_command, frame_registers, sdp_ram};
use crate::emit::{Leaf, Source};
use entrain_model::plan::ACTIVATION_BITS;
use entrain_model::plan::register_map::ADDRESS_BITS;
use entrain_model::{Diagnostic, Plan, Result};
use entrain_protocol::Identity;

/// `frame_bridge.v`
pub static SOURCE: Source = Source {
    name: "frame_bridge",
    text: include_str!("frame_bridge.v"),
    uses: &[&sdp_ram::SOURCE, &frame_command::SOURCE, &frame_answer::SOURCE, &frame_registers::SOURCE],
};

/// Layers that one byte of flags can name, beside the flag for all of learning.
const LAYERS: usize = 7;

/// Who a board with this network is.
pub fn identity(plan: &Plan, build_id: u32, flash: bool) -> Identity {
    Identity {
        build_id,
        network: plan.fingerprint(),
        features: plan.features as u16,
        classes: plan.classes as u16,
        word_bytes: plan.host.word_bits.div_ceil(8) as u8,
        room: plan.frame_room() as u16,
        abilities: Identity::abilities(flash, plan.learns()),
        units: plan.learning().map(|layer| layer.units() as u16).collect(),
    }
}

/// Whether every number of the network fits its bytes in a frame.
fn fits(plan: &Plan) -> Result<()> {
    let units = plan.learning().map(|layer| layer.units()).max().unwrap_or(0);
    let fits = [
        (plan.classes <= 256, "256 classes"),
        (plan.learning().count() <= LAYERS, "7 layers"),
        (plan.features.max(units) < 1 << 15, "32,767 inputs or units"),
        (plan.host.address_bits <= 16, "65,536 words a memory"),
        (plan.host.word_bits <= 8 * 255, "255 bytes a word"),
    ];
    match fits.into_iter().find(|(fits, _)| !fits) {
        None => Ok(()),
        Some((_, most)) => Err(Diagnostic::new(format!("the frames of the serial line carry {most}, this network has more"))
            .help("use the core itself (`entrain generate`)")),
    }
}

/// The bridge of a network.
///
/// # Errors
/// A network whose numbers do not fit their bytes in a frame.
pub fn leaf(plan: &Plan, build_id: u32, flash: bool) -> Result<Leaf> {
    fits(plan)?;
    let (classes, host, layers) = (plan.class_bits, plan.host, plan.learning().count());
    let identity = identity(plan, build_id, flash).bytes();
    let digits: String = identity.iter().rev().map(|byte| format!("{byte:02x}")).collect();
    let at = plan.frame_buffer().address_bits();
    let leaf = Leaf::new(&SOURCE)
        .parameter("ADDR", at)
        .parameter("FEATURES", plan.features)
        .parameter("CLASSES", plan.classes)
        .parameter("CLASS_BITS", classes)
        .parameter("LAYERS", layers)
        .parameter("SELECT_BITS", host.select_bits)
        .parameter("HOST_ADDR", host.address_bits)
        .parameter("HOST_WIDTH", host.word_bits)
        .parameter("HAS_FLASH", flash as u32)
        .parameter("IDENTITY_BYTES", identity.len())
        .parameter("IDENTITY", format!("{}'h{digits}", 8 * identity.len()))
        .inputs(&[("clk", 1), ("rst", 1)])
        .outputs(&[("listen", 1)])
        .inputs(&[
            ("rx_store", 1),
            ("rx_at", at),
            ("rx_value", 8),
            ("rx_good", 1),
            ("booting", 1),
            ("restored", 1),
            ("rx_ours", 1),
            ("rx_number", 8),
            ("rx_kind", 8),
        ])
        .inputs(&[("rx_payload", at)])
        .outputs(&[("tx_start", 1), ("tx_kind", 8), ("tx_length", 16), ("tx_payload_valid", 1), ("tx_payload", 8)])
        .inputs(&[("tx_take", 1), ("tx_sending", 1), ("tx_more", 1)])
        .outputs(&[("spi_start", 1), ("spi_data", 8)])
        .inputs(&[("spi_busy", 1), ("spi_got", 8)])
        .outputs(&[("spi_cs", 1)])
        .outputs(&[("s_valid", 1)])
        .inputs(&[("s_ready", 1)])
        .outputs(&[("s_data", ACTIVATION_BITS), ("s_label", classes), ("s_learn", 1), ("s_flush", 1)])
        .inputs(&[("m_valid", 1)])
        .outputs(&[("m_ready", 1)])
        .inputs(&[("m_class", classes), ("flushed", 1)])
        .outputs(&[("reg_req", 1), ("reg_we", 1), ("reg_look", 1), ("reg_addr", ADDRESS_BITS), ("reg_wdata", 32)])
        .inputs(&[("reg_ack", 1), ("reg_unfit", 1), ("reg_rdata", 32), ("learning", 1)])
        .outputs(&[("learned", 1), ("answered", 1), ("counted", layers as u32), ("refused", 1)])
        .inputs(&[("updates", layers as u32)])
        .outputs(&[("host_en", 1), ("host_we", 1), ("host_select", host.select_bits), ("host_addr", host.address_bits)])
        .outputs(&[("host_wdata", host.word_bits)])
        .inputs(&[("host_rdata", host.word_bits)]);
    Ok(leaf)
}
