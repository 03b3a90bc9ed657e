//! Where boards and parts are found: those that come with Entrain, and those in a project's folder, which go first.

use crate::{Board, Part, file};
use entrain_model::diagnostic::nearest;
use entrain_model::{Diagnostic, Result};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

macro_rules! files {
    ($folder:literal: $($name:literal)*) => {
        [$(($name, include_str!(concat!("../", $folder, "/", $name, ".toml")))),*]
    };
}

const BOARDS: [(&str, &str); 9] =
    files!("boards": "icebreaker" "upduino" "icesugar" "hx8k-breakout" "ulx3s-25f" "ulx3s-85f" "colorlight-i5" "tangnano9k" "tangnano20k");

const PARTS: [(&str, &str); 6] = files!("parts": "up5k" "hx8k" "lfe5u-25f" "lfe5u-85f" "gw1nr-9c" "gw2ar-18c");

/// Folder of a project's own boards, beside its network file; its parts are in `parts` below.
pub const FOLDER: &str = "boards";

/// Names of all boards: Entrain's own, then those of the project in `folder`.
pub fn names(folder: Option<&Path>) -> Vec<String> {
    let mut names: Vec<String> = BOARDS.iter().map(|(name, _)| name.to_string()).collect();
    names.extend(stems(boards(folder)).into_iter().filter(|name| !BOARDS.iter().any(|(known, _)| known == name)));
    names
}

impl Board {
    /// The board called `name`: the project's in `folder`, or else Entrain's own.
    ///
    /// # Errors
    /// No such board (the message names the nearest one and all others), or a fault in its file, with the line.
    pub fn find(name: &str, folder: Option<&Path>) -> Result<Board> {
        if let Some(path) = own(name, boards(folder)) {
            return file::board(&read(&path)?, &path, name, &|part| self::part(part, folder));
        }
        let Some((_, text)) = BOARDS.iter().find(|(known, _)| *known == name) else {
            let names = names(folder);
            let guess = nearest(name, names.iter().map(String::as_str)).map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
            return Err(Diagnostic::new(format!("there is no board \"{name}\"{guess}")).help(format!("boards: {}", names.join(", "))));
        };
        file::board(text, &Path::new("constraints/boards").join(format!("{name}.toml")), name, &|name| part(name, None))
    }
}

/// The part called `name`.
fn part(name: &str, folder: Option<&Path>) -> Result<Part> {
    let parts = boards(folder).map(|folder| folder.join("parts"));
    if let Some(path) = own(name, parts.clone()) {
        return file::part(&read(&path)?, &path);
    }
    let Some((_, text)) = PARTS.iter().find(|(known, _)| *known == name) else {
        let mut names: Vec<String> = PARTS.iter().map(|(name, _)| name.to_string()).collect();
        names.extend(stems(parts));
        let guess = nearest(name, names.iter().map(String::as_str)).map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
        return Err(Diagnostic::new(format!("there is no part \"{name}\"{guess}"))
            .help(format!("parts: {}; another one needs a file boards/parts/{name}.toml in the project", names.join(", "))));
    };
    file::part(text, &Path::new("constraints/parts").join(format!("{name}.toml")))
}

/// The boards of the project in `folder`.
fn boards(folder: Option<&Path>) -> Option<PathBuf> {
    folder.map(|folder| if folder == Path::new(".") { FOLDER.into() } else { folder.join(FOLDER) })
}

/// The file `name`.toml of a project's folder, if it is there.
fn own(name: &str, folder: Option<PathBuf>) -> Option<PathBuf> {
    folder.map(|folder| folder.join(format!("{name}.toml"))).filter(|path| path.is_file())
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Diagnostic::io("read", path, &error))
}

/// Names of the TOML files of a folder, sorted.
fn stems(folder: Option<PathBuf>) -> BTreeSet<String> {
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = entries.filter(|path| path.is_file() && path.extension().is_some_and(|extension| extension == "toml"));
    files.filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{constraints, ports};

    fn board(name: &str) -> Board {
        Board::find(name, None).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn every_board_says_where_each_of_its_pins_stands() {
        for name in names(None) {
            let board = board(&name);
            assert_eq!(board.name, name);
            assert!(!board.programmers.is_empty() && board.flash.is_some() && !board.leds.is_empty(), "{name}");
            let leds = board.leds.iter().map(|led| &led.pin).chain(board.buttons.iter().map(|button| &button.pin));
            for pin in leds.chain(ports(&board, true).iter().map(|port| port.pin)) {
                assert!(!pin.sources.is_empty(), "{name}: pin {} has no source", pin.site);
            }
            for pin in [&board.clock.pin, &board.uart.rx, &board.uart.tx] {
                // Only the maker's file knows the UPduino's serial line.
                assert!(pin.sources.len() > 1 || name == "upduino", "{name}: pin {} stands in one place only", pin.site);
            }
            assert!(!board.device.sources.is_empty(), "{name}");
        }
    }

    #[test]
    fn every_port_has_its_site_in_the_constraints() {
        for name in names(None) {
            let board = board(&name);
            let text = &constraints(&board, "top", true)[0].1;
            for port in ports(&board, true) {
                let lines = text.lines().filter(|line| line.contains(&port.name) && line.contains(&port.pin.site));
                assert_eq!(lines.count(), 1, "{name}: {} in\n{text}", port.name);
            }
        }
    }

    #[test]
    fn a_misspelt_board_names_the_nearest() {
        let message = Board::find("icebraker", None).map(|_| ()).unwrap_err().to_string();
        assert!(message.contains("did you mean \"icebreaker\"?"), "{message}");
    }
}
