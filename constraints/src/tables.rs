//! The tables of a board file, as TOML has them.

use crate::board::{Level, Primitive, Pull};
use serde::Deserialize;
use serde_spanned::Spanned;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub name: Spanned<String>,
    pub title: String,
    #[serde(default)]
    pub notes: Vec<String>,
    pub sources: BTreeMap<String, String>,
    pub device: DeviceTable,
    pub clock: ClockTable,
    pub uart: UartTable,
    #[serde(default)]
    pub led: Vec<LedTable>,
    #[serde(default)]
    pub button: Vec<ButtonTable>,
    #[serde(default)]
    pub hold: Vec<HoldTable>,
    pub flash: Option<FlashTable>,
    #[serde(default)]
    pub programmer: Vec<ProgrammerTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceTable {
    pub part: Spanned<String>,
    pub package: Option<Spanned<String>>,
    pub speed: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PinTable {
    pub site: Spanned<String>,
    #[serde(default = "lvcmos33")]
    pub standard: Spanned<String>,
    #[serde(default)]
    pub pull: Pull,
    pub source: Vec<Spanned<String>>,
}

fn lvcmos33() -> Spanned<String> {
    Spanned::new(0..0, "LVCMOS33".into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClockTable {
    pub pin: PinTable,
    pub mhz: Spanned<f64>,
    pub design_mhz: Spanned<f64>,
    pub pll_pad: Option<Spanned<bool>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UartTable {
    pub rx: PinTable,
    pub tx: PinTable,
    pub baud: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedTable {
    pub name: String,
    pub pin: PinTable,
    pub lit: Level,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ButtonTable {
    pub name: String,
    pub pin: PinTable,
    pub pressed: Level,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HoldTable {
    pub name: Spanned<String>,
    pub pin: PinTable,
    pub level: Level,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FlashTable {
    pub chip: String,
    pub bytes: Spanned<u64>,
    pub taken: Spanned<u64>,
    pub cs: PinTable,
    pub clk: Option<Spanned<ClkTable>>,
    pub mosi: PinTable,
    pub miso: PinTable,
}

/// A pin, or what reaches one that is not the fabric's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClkTable {
    pub site: Option<Spanned<String>>,
    #[serde(default = "lvcmos33")]
    pub standard: Spanned<String>,
    #[serde(default)]
    pub pull: Pull,
    pub primitive: Option<Spanned<Primitive>>,
    pub source: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProgrammerTable {
    pub tool: String,
    pub load: Option<Vec<String>>,
    pub write: Option<Vec<String>>,
    pub usb: String,
    pub source: Vec<Spanned<String>>,
}
