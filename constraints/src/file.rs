//! The board file and the part file: the checks that TOML alone cannot make.

use crate::board::*;
use crate::package::{Pins, whole};
use crate::place::Place;
use crate::reader::Reader;
use crate::tables::{ButtonTable, ClockTable, File, HoldTable, LedTable, ProgrammerTable};
use crate::{Clocking, Part};
use entrain_model::plan::RamShape;
use entrain_model::{Diagnostic, Result, toml_file};
use serde_spanned::Spanned;
use std::cell::RefCell;
use std::path::Path;

/// Parses and checks a board file; `stem` is the name that the file has in its folder, `find` finds the part that it names.
pub(crate) fn board(text: &str, path: &Path, stem: &str, find: &dyn Fn(&str) -> Result<Part>) -> Result<Board> {
    let mut file: File = toml_file::parse(text, path, "board file")?;
    let sources = std::mem::take(&mut file.sources);
    let place = Place { text, path };
    let mut reader = Reader { place, sources: &sources, pins: Pins::default(), taken: Vec::new(), absent: RefCell::default() };
    if file.name.get_ref() != stem {
        let message = format!("the board of {} calls itself \"{}\"", path.display(), file.name.get_ref());
        return Err(place.refuse(message, &file.name, format!("\"{stem}\", as the file")));
    }
    let part = find(file.device.part.get_ref())
        .map_err(|error| if error.line().is_some() { error } else { error.at(path, text, file.device.part.span(), "no such part") })?;
    match Pins::of(&part, &file.device, place) {
        Ok(pins) => reader.pins = pins,
        Err(fault) => reader.absent.borrow_mut().push(fault),
    }
    let (pll_pad, note) = reader.pins.pll_pad(&file.clock, place).unwrap_or_else(|fault| {
        reader.absent.borrow_mut().push(fault);
        (true, None)
    });
    let ClockTable { pin, mhz, design_mhz, .. } = file.clock;
    let clock = Clock {
        pin: reader.own_pin(pin)?,
        mhz: reader.within(&mhz, 1.0, 400.0, "mhz")?,
        design_mhz: reader.within(&design_mhz, 1.0, 400.0, "design_mhz")?,
        pll_pad,
    };
    let baud = *file.uart.baud.get_ref();
    if !(1200..=12_000_000).contains(&baud) {
        return Err(place.refuse(format!("baud = {baud} is out of range"), &file.uart.baud, "1,200 to 12,000,000 bits a second"));
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
    let holds = holds(file.hold, &mut reader)?;
    let flash = file.flash.map(|table| reader.flash(table, part.family)).transpose()?;
    let mut programmers = Vec::new();
    for ProgrammerTable { tool, load, write, usb, source } in file.programmer {
        programmers.push(Programmer { tool, load, write, usb, sources: reader.sources(&source)? });
    }
    let absent = reader.absent.take();
    let (name, title, mut notes) = (file.name.into_inner(), file.title, file.notes);
    notes.extend(note);
    let pll_pads = reader.pins.pll_pads();
    let [package, speed] = [file.device.package, file.device.speed].map(|word| word.map(Spanned::into_inner).unwrap_or_default());
    let device = OnBoard::new(part, package, speed, pll_pads);
    let file = path.display().to_string();
    let board = Board { name, title, notes, device, clock, uart, leds, buttons, holds, flash, programmers, file };
    Clocking::new(&board, board.clock.design_mhz).map_err(|error| error.at(path, text, design_mhz.span(), "the clock of designs"))?;
    absent.into_iter().next().map_or(Ok(board), Err)
}

/// The pins that a design holds at a level, each with a name of its own.
fn holds(tables: Vec<HoldTable>, reader: &mut Reader) -> Result<Vec<Hold>> {
    let mut holds: Vec<Hold> = Vec::new();
    for HoldTable { name, pin, level, why } in tables {
        let simple = name.get_ref().chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !simple || !name.get_ref().starts_with(|c: char| c.is_ascii_lowercase()) || holds.iter().any(|hold| &hold.name == name.get_ref())
        {
            let message = format!("\"{}\" cannot name a pin to hold", name.get_ref());
            return Err(reader.place.refuse(message, &name, "a letter, then letters, digits and _, each name once"));
        }
        holds.push(Hold { name: name.into_inner(), pin: reader.own_pin(pin)?, level, why });
    }
    Ok(holds)
}

/// Parses and checks a part file.
pub(crate) fn part(text: &str, path: &Path) -> Result<Part> {
    let part: Part = toml_file::parse(text, path, "part file")?;
    let limits = [part.pll.input, part.pll.detector, part.pll.oscillator, part.pll.output];
    if part.resources.ram_shapes.is_empty() || limits.iter().any(|(low, high)| !(0.0 < *low && low <= high)) {
        return Err(Diagnostic::new(format!("{} has no block RAM, or a PLL whose ranges are empty", path.display()))
            .help("ram_shapes needs an entry; each range of [pll] is [smallest, largest] in MHz"));
    }
    if !whole(&part.packages) {
        return Err(Diagnostic::new(format!("{} has a package without pins, or a pll_pad that is none of them", path.display()))
            .help("each [packages.NAME] lists its pins; scripts/pins.py prints those of the parts that the tools know"));
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
