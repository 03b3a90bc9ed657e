//! What every check of a board file needs: its text, for messages, its sources, and the pins that have a use already.

use crate::Family;
use crate::board::{Flash, FlashClock, Pin};
use crate::package::Pins;
use crate::place::Place;
use crate::tables::{ClkTable, FlashTable, PinTable};
use entrain_model::{Diagnostic, Result};
use serde_spanned::Spanned;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A board file while it is checked.
pub(crate) struct Reader<'a> {
    pub place: Place<'a>,
    pub sources: &'a BTreeMap<String, String>,
    /// What the package has.
    pub pins: Pins<'a>,
    /// Sites that have a use already.
    pub taken: Vec<String>,
    /// What the package does not have. It is told last: only a file that is whole says which pin is meant for what.
    pub absent: RefCell<Vec<Diagnostic>>,
}

impl Reader<'_> {
    /// The sources behind their short names.
    pub fn sources(&self, names: &[Spanned<String>]) -> Result<Vec<String>> {
        let source = |name: &Spanned<String>| {
            self.sources.get(name.get_ref()).cloned().ok_or_else(|| {
                let known: Vec<&str> = self.sources.keys().map(String::as_str).collect();
                self.place
                    .refuse(format!("there is no source \"{}\"", name.get_ref()), name, "not in [sources]")
                    .help(format!("sources of this file: {}", known.join(", ")))
            })
        };
        names.iter().map(source).collect()
    }

    pub fn pin(&self, pin: PinTable) -> Result<Pin> {
        if pin.site.get_ref().is_empty() || pin.site.get_ref().contains(char::is_whitespace) {
            return Err(self.place.refuse("a pin has no name".into(), &pin.site, "the package's name for it, such as \"35\" or \"P3\""));
        }
        if let Err(fault) = self.pins.check(&pin, self.place) {
            self.absent.borrow_mut().push(fault);
        }
        Ok(Pin { site: pin.site.into_inner(), standard: pin.standard.into_inner(), pull: pin.pull, sources: self.sources(&pin.source)? })
    }

    /// A pin that the design uses, which no other part of the design may.
    pub fn own_pin(&mut self, pin: PinTable) -> Result<Pin> {
        if self.taken.contains(pin.site.get_ref()) {
            let message = format!("pin {} is used twice", pin.site.get_ref());
            return Err(self.place.refuse(message, &pin.site, "it has another use above"));
        }
        self.taken.push(pin.site.get_ref().clone());
        self.pin(pin)
    }

    /// The flash; its pins may have another use, too: then the design cannot reach it.
    pub fn flash(&self, table: FlashTable, family: Family) -> Result<Flash> {
        let FlashTable { chip, bytes, taken, cs, clk, mosi, miso } = table;
        // Three address bytes.
        if !(1 << 16..=1 << 24).contains(bytes.get_ref()) {
            return Err(self.place.refuse(format!("a flash of {} bytes", bytes.get_ref()), &bytes, "65,536 to 16,777,216 bytes"));
        }
        if taken.get_ref() > bytes.get_ref() {
            let message = format!("the bitstream takes {} bytes of a flash of {}", taken.get_ref(), bytes.get_ref());
            let help = "taken: how long a bitstream of this board can get in this chip, 0 if none is in it";
            return Err(self.place.refuse(message, &taken, "more than there are").help(help));
        }
        let clk = clk.map(|clk| self.flash_clock(clk, family)).transpose()?;
        let (bytes, taken) = (bytes.into_inner(), taken.into_inner());
        Ok(Flash { clk, bytes, taken, cs: self.pin(cs)?, mosi: self.pin(mosi)?, miso: self.pin(miso)?, chip })
    }

    /// What the flash's clock hangs on.
    pub fn flash_clock(&self, table: Spanned<ClkTable>, family: Family) -> Result<FlashClock> {
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
                    return Err(self.place.refuse(message, &primitive, format!("a cell of {}", owner.name())).help(HELP));
                }
                Ok(FlashClock::Primitive { primitive: primitive.into_inner(), sources: self.sources(&source)? })
            }
            ClkTable { site: Some(site), .. } => {
                Err(self.place.refuse("the flash has two clocks".into(), &site, "a site or a primitive").help(HELP))
            }
            ClkTable { .. } => Err(Diagnostic::new("the flash has no clock")
                .at(self.place.path, self.place.text, span, "neither site nor primitive")
                .help(HELP)),
        }
    }

    pub fn within(&self, value: &Spanned<f64>, low: f64, high: f64, what: &str) -> Result<f64> {
        let number = *value.get_ref();
        if (low..=high).contains(&number) {
            return Ok(number);
        }
        Err(self.place.refuse(format!("{what} = {number} is out of range"), value, format!("{low} to {high} MHz")))
    }
}
