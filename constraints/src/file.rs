//! The board file: its schema, and the checks that TOML alone cannot make.

use crate::board::*;
use crate::{Clocking, Family, Part, catalogue};
use entrain_model::plan::RamShape;
use entrain_model::{Diagnostic, Result, toml_file};
use serde::Deserialize;
use serde_spanned::Spanned;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Spanned<String>,
    title: String,
    #[serde(default)]
    notes: Vec<String>,
    sources: BTreeMap<String, String>,
    device: DeviceTable,
    clock: ClockTable,
    uart: UartTable,
    #[serde(default)]
    led: Vec<LedTable>,
    #[serde(default)]
    button: Vec<ButtonTable>,
    #[serde(default)]
    hold: Vec<HoldTable>,
    flash: Option<FlashTable>,
    #[serde(default)]
    programmer: Vec<ProgrammerTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceTable {
    part: Spanned<String>,
    #[serde(default)]
    package: String,
    #[serde(default)]
    speed: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PinTable {
    site: Spanned<String>,
    #[serde(default = "lvcmos33")]
    standard: String,
    #[serde(default)]
    pull: Pull,
    source: Vec<Spanned<String>>,
}

fn lvcmos33() -> String {
    "LVCMOS33".into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockTable {
    pin: PinTable,
    mhz: Spanned<f64>,
    design_mhz: Spanned<f64>,
    #[serde(default)]
    pll_pad: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UartTable {
    rx: PinTable,
    tx: PinTable,
    baud: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LedTable {
    name: String,
    pin: PinTable,
    lit: Level,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ButtonTable {
    name: String,
    pin: PinTable,
    pressed: Level,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldTable {
    name: Spanned<String>,
    pin: PinTable,
    level: Level,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlashTable {
    chip: String,
    bytes: Spanned<u64>,
    taken: Spanned<u64>,
    cs: PinTable,
    clk: Option<Spanned<ClkTable>>,
    mosi: PinTable,
    miso: PinTable,
}

/// A pin, or what reaches one that is not the fabric's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClkTable {
    site: Option<Spanned<String>>,
    #[serde(default = "lvcmos33")]
    standard: String,
    #[serde(default)]
    pull: Pull,
    primitive: Option<Spanned<Primitive>>,
    source: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgrammerTable {
    tool: String,
    load: Option<Vec<String>>,
    write: Option<Vec<String>>,
    usb: String,
    source: Vec<Spanned<String>>,
}

/// The text of a board file while it is checked, for messages.
struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
    sources: &'a BTreeMap<String, String>,
    /// Sites that have a use already.
    taken: Vec<String>,
}

impl Reader<'_> {
    fn refuse<T>(&self, message: String, at: &Spanned<T>, label: impl Into<String>) -> Diagnostic {
        Diagnostic::new(message).at(self.path, self.text, at.span(), label)
    }

    /// The sources behind their short names.
    fn sources(&self, names: &[Spanned<String>]) -> Result<Vec<String>> {
        let source = |name: &Spanned<String>| {
            self.sources.get(name.get_ref()).cloned().ok_or_else(|| {
                let known: Vec<&str> = self.sources.keys().map(String::as_str).collect();
                self.refuse(format!("there is no source \"{}\"", name.get_ref()), name, "not in [sources]")
                    .help(format!("sources of this file: {}", known.join(", ")))
            })
        };
        names.iter().map(source).collect()
    }

    fn pin(&self, pin: PinTable) -> Result<Pin> {
        if pin.site.get_ref().is_empty() || pin.site.get_ref().contains(char::is_whitespace) {
            return Err(self.refuse("a pin has no name".into(), &pin.site, "the package's name for it, such as \"35\" or \"P3\""));
        }
        Ok(Pin { site: pin.site.into_inner(), standard: pin.standard, pull: pin.pull, sources: self.sources(&pin.source)? })
    }

    /// A pin that the design uses, which no other part of the design may.
    fn own_pin(&mut self, pin: PinTable) -> Result<Pin> {
        if self.taken.contains(pin.site.get_ref()) {
            let message = format!("pin {} is used twice", pin.site.get_ref());
            return Err(self.refuse(message, &pin.site, "it has another use above"));
        }
        self.taken.push(pin.site.get_ref().clone());
        self.pin(pin)
    }

    /// The flash; its pins may have another use, too: then the design cannot reach it.
    fn flash(&self, table: FlashTable, family: Family) -> Result<Flash> {
        let FlashTable { chip, bytes, taken, cs, clk, mosi, miso } = table;
        // Three address bytes.
        if !(1 << 16..=1 << 24).contains(bytes.get_ref()) {
            return Err(self.refuse(format!("a flash of {} bytes", bytes.get_ref()), &bytes, "65,536 to 16,777,216 bytes"));
        }
        if taken.get_ref() > bytes.get_ref() {
            let message = format!("the bitstream takes {} bytes of a flash of {}", taken.get_ref(), bytes.get_ref());
            let help = "taken: how long a bitstream of this board can get in this chip, 0 if none is in it";
            return Err(self.refuse(message, &taken, "more than there are").help(help));
        }
        let clk = clk.map(|clk| self.flash_clock(clk, family)).transpose()?;
        let (bytes, taken) = (bytes.into_inner(), taken.into_inner());
        Ok(Flash { clk, bytes, taken, cs: self.pin(cs)?, mosi: self.pin(mosi)?, miso: self.pin(miso)?, chip })
    }

    /// What the flash's clock hangs on.
    fn flash_clock(&self, table: Spanned<ClkTable>, family: Family) -> Result<FlashClock> {
        const HELP: &str = "a pin of the fabric: clk = { site = \"15\", source = [...] }; on an ECP5 the cell that reaches its own pin: \
                            clk = { primitive = \"USRMCLK\", source = [...] }; without clk the board keeps no snapshots in its flash";
        let span = table.span();
        match table.into_inner() {
            ClkTable { site: Some(site), standard, pull, primitive: None, source } => {
                self.pin(PinTable { site, standard, pull, source }).map(FlashClock::Pin)
            }
            ClkTable { site: None, primitive: Some(primitive), source, .. } => {
                let owner = primitive.get_ref().family();
                if owner != family {
                    let message = format!("parts of the family {} have no such cell", family.name());
                    return Err(self.refuse(message, &primitive, format!("a cell of {}", owner.name())).help(HELP));
                }
                Ok(FlashClock::Primitive { primitive: primitive.into_inner(), sources: self.sources(&source)? })
            }
            ClkTable { site: Some(site), .. } => {
                Err(self.refuse("the flash has two clocks".into(), &site, "a site or a primitive").help(HELP))
            }
            ClkTable { .. } => {
                Err(Diagnostic::new("the flash has no clock").at(self.path, self.text, span, "neither site nor primitive").help(HELP))
            }
        }
    }

    fn within(&self, value: &Spanned<f64>, low: f64, high: f64, what: &str) -> Result<f64> {
        let number = *value.get_ref();
        if (low..=high).contains(&number) {
            return Ok(number);
        }
        Err(self.refuse(format!("{what} = {number} is out of range"), value, format!("{low} to {high} MHz")))
    }
}

/// Parses and checks a board file; `stem` is the name that the file has in its folder.
pub(crate) fn board(text: &str, path: &Path, stem: &str, folder: Option<&Path>) -> Result<Board> {
    let mut file: File = toml_file::parse(text, path, "board file")?;
    let sources = std::mem::take(&mut file.sources);
    let mut reader = Reader { text, path, sources: &sources, taken: Vec::new() };
    if file.name.get_ref() != stem {
        let message = format!("the board of {} calls itself \"{}\"", path.display(), file.name.get_ref());
        return Err(reader.refuse(message, &file.name, format!("\"{stem}\", as the file")));
    }
    let part = catalogue::part(file.device.part.get_ref(), folder)
        .map_err(|error| if error.line().is_some() { error } else { error.at(path, text, file.device.part.span(), "no such part") })?;
    let ClockTable { pin, mhz, design_mhz, pll_pad } = file.clock;
    let clock = Clock {
        pin: reader.own_pin(pin)?,
        mhz: reader.within(&mhz, 1.0, 400.0, "mhz")?,
        design_mhz: reader.within(&design_mhz, 1.0, 400.0, "design_mhz")?,
        pll_pad,
    };
    let baud = *file.uart.baud.get_ref();
    if !(1200..=12_000_000).contains(&baud) {
        return Err(reader.refuse(format!("baud = {baud} is out of range"), &file.uart.baud, "1,200 to 12,000,000 bits a second"));
    }
    let uart = Uart { rx: reader.own_pin(file.uart.rx)?, tx: reader.own_pin(file.uart.tx)?, baud: baud as u32 };
    let mut leds = Vec::new();
    for LedTable { name, pin, lit } in file.led {
        leds.push(Led { name, pin: reader.own_pin(pin)?, lit });
    }
    let mut buttons = Vec::new();
    for ButtonTable { name, pin, pressed } in file.button {
        buttons.push(Button { name, pin: reader.own_pin(pin)?, pressed });
    }
    let mut holds: Vec<Hold> = Vec::new();
    for HoldTable { name, pin, level, why } in file.hold {
        let simple = name.get_ref().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !simple || !name.get_ref().starts_with(|c: char| c.is_ascii_lowercase()) || holds.iter().any(|hold| &hold.name == name.get_ref())
        {
            let message = format!("\"{}\" cannot name a pin to hold", name.get_ref());
            return Err(reader.refuse(message, &name, "a letter, then letters, digits and _, each name once"));
        }
        holds.push(Hold { name: name.into_inner(), pin: reader.own_pin(pin)?, level, why });
    }
    let flash = file.flash.map(|table| reader.flash(table, part.family)).transpose()?;
    let mut programmers = Vec::new();
    for ProgrammerTable { tool, load, write, usb, source } in file.programmer {
        programmers.push(Programmer { tool, load, write, usb, sources: reader.sources(&source)? });
    }
    let (name, title, notes) = (file.name.into_inner(), file.title, file.notes);
    let device = OnBoard::new(part, file.device.package, file.device.speed);
    let file = path.display().to_string();
    let board = Board { name, title, notes, device, clock, uart, leds, buttons, holds, flash, programmers, file };
    Clocking::new(&board, board.clock.design_mhz).map_err(|error| error.at(path, text, design_mhz.span(), "the clock of designs"))?;
    Ok(board)
}

/// Parses and checks a part file.
pub(crate) fn part(text: &str, path: &Path) -> Result<Part> {
    let part: Part = toml_file::parse(text, path, "part file")?;
    let limits = [part.pll.input, part.pll.detector, part.pll.oscillator, part.pll.output];
    if part.resources.ram_shapes.is_empty() || limits.iter().any(|(low, high)| !(0.0 < *low && low <= high)) {
        return Err(Diagnostic::new(format!("{} has no block RAM, or a PLL whose ranges are empty", path.display()))
            .help("ram_shapes needs an entry; each range of [pll] is [smallest, largest] in MHz"));
    }
    let uneven = |shape: &&RamShape| {
        shape.depth == 0 || shape.enables == 0 || shape.width == 0 || !(shape.width as usize).is_multiple_of(shape.enables)
    };
    if let Some(shape) = part.resources.ram_shapes.iter().find(uneven) {
        let (width, enables) = (shape.width, shape.enables);
        return Err(Diagnostic::new(format!("{}: a block RAM of {width} bits cannot have {enables} write enables", path.display()))
            .help("in ram_shapes, width, depth and enables are 1 or more, and each enable is over an equal share of the bits"));
    }
    Ok(part)
}
