//! What the blocks know of the protocol is written from its table (`bitstreams/protocol/src/table.rs`), between the lines
//! "From the table of the protocol: ..." and "End of the table." ENTRAIN_BLESS=1 writes it.

use entrain_protocol::table::{Content, Size};
use entrain_protocol::{ESCAPE, FLAG, KINDS, Kind, REASONS};
use std::path::{Path, PathBuf};

const BEGINS: &str = "// From the table of the protocol: ";
const ENDS: &str = "// End of the table.";
const WIDTH: usize = 128;

/// Files that have such parts, and how many.
const FILES: [(&str, usize); 6] = [
    ("flash/boot_restore", 2),
    ("frames/frame_bridge", 2),
    ("frames/frame_command", 3),
    ("frames/frame_registers", 1),
    ("frames/frame_rx", 1),
    ("frames/frame_tx", 1),
];

/// What stands between the lines of a part that says `what`.
fn part(what: &str) -> Vec<String> {
    let (kind, names) = what.split_once(' ').unwrap_or((what, ""));
    let names = names.split_whitespace();
    match kind {
        "kinds" => constants(8, names.map(|name| (name, find(KINDS.iter().map(|kind| (kind.name, kind.byte)), name)))),
        "reasons" => constants(3, names.map(|name| (name, find(REASONS.iter().map(|reason| (reason.name, reason.byte)), name)))),
        "bytes" => constants(8, names.map(|name| (name, find([("flag", FLAG), ("escape", ESCAPE)].into_iter(), name)))),
        "questions" => questions(),
        _ => panic!("no part of a block is \"{what}\""),
    }
}

fn find(mut all: impl Iterator<Item = (&'static str, u8)>, name: &str) -> u8 {
    all.find(|(known, _)| known.to_uppercase() == name).unwrap_or_else(|| panic!("the protocol has no {name}")).1
}

fn constants<'a>(bits: u32, all: impl Iterator<Item = (&'a str, u8)>) -> Vec<String> {
    let text = |byte: u8| if bits == 8 { format!("8'h{byte:02x}") } else { format!("{bits}'d{byte}") };
    let all: Vec<String> = all.map(|(name, byte)| format!("{name} = {}", text(byte))).collect();
    let head = format!("localparam [{}:0] ", bits - 1);
    let mut lines = vec![head.clone()];
    for (index, entry) in all.iter().enumerate() {
        let entry = format!("{entry}{}", if index + 1 == all.len() { ";" } else { "," });
        if lines.last().is_some_and(|line| line.len() + entry.len() > WIDTH - 8) {
            lines.push(" ".repeat(head.len()));
        }
        let line = lines.last_mut().expect("there is one");
        let space = if line.ends_with(' ') { "" } else { " " };
        *line = format!("{line}{space}{entry}");
    }
    lines
}

/// The cases of frame_command: those that ask and are answered alike share one.
fn questions() -> Vec<String> {
    let does = |kind: &Kind| {
        let sample = kind.question.iter().any(|(_, size)| *size == Size::Values);
        let open = kind.question.iter().any(|(_, size)| *size == Size::Rest);
        let least: usize = kind.question.iter().map(|(_, size)| size.least(0)).sum();
        let whole = match (kind.question, sample, open) {
            ([], ..) => "1'b1".to_string(),
            (_, true, _) => "payload == SAMPLE".to_string(),
            (_, _, true) => format!("payload >= {least}"),
            _ => format!("payload == {least}"),
        };
        let known = if kind.needs_flash { "HAS_FLASH != 0" } else { "1'b1" };
        let says = match kind.content {
            Content::Nothing => "EMPTY",
            Content::Class => "CLASS",
            Content::Words => "WORDS",
            Content::Identity => "IDENTITY",
            Content::Counters => "COUNTS",
            Content::Flash => "FLASHED",
            Content::Register => "VALUE",
        };
        format!("{{known, whole, says}} = {{{known}, {whole}, {says}}};")
    };
    let mut cases: Vec<(String, String)> = Vec::new();
    for kind in &KINDS {
        match cases.iter_mut().find(|(_, done)| *done == does(kind)) {
            Some((names, _)) => *names += &format!(", {}", kind.name.to_uppercase()),
            None => cases.push((kind.name.to_uppercase(), does(kind))),
        }
    }
    let widest = cases.iter().map(|(names, _)| names.len() + 1).max().unwrap_or(0);
    cases.iter().map(|(names, does)| format!("{:<widest$} {does}", format!("{names}:"))).collect()
}

/// The text with its parts written anew, and how many there are.
fn written(text: &str) -> (String, usize) {
    let (mut out, mut parts, mut inside) = (String::new(), 0, false);
    for line in text.lines() {
        inside &= line.trim() != ENDS;
        if !inside {
            out += &format!("{line}\n");
        }
        if let Some(what) = line.trim().strip_prefix(BEGINS) {
            let indent = " ".repeat(line.len() - line.trim_start().len());
            part(what).iter().for_each(|made| out += &format!("{indent}{made}\n"));
            (parts, inside) = (parts + 1, true);
        }
    }
    assert!(!inside, "a part of the table does not end");
    (out, parts)
}

#[test]
fn the_blocks_say_what_the_table_says() {
    for (name, parts) in FILES {
        let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/blocks").join(name).with_extension("v");
        let found = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (expected, there) = written(&found);
        assert_eq!(there, parts, "parts of {name}.v that come from the table");
        if std::env::var_os("ENTRAIN_BLESS").is_some() {
            std::fs::write(&path, &expected).unwrap_or_else(|error| panic!("{error}"));
        } else {
            assert!(found == expected, "{name}.v says something else than bitstreams/protocol/src/table.rs; ENTRAIN_BLESS=1 writes it");
        }
    }
}

/// Numbers of the protocol stand in these parts only.
#[test]
fn no_block_has_a_kind_of_its_own() {
    for (name, _) in FILES {
        let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/blocks").join(name).with_extension("v");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut inside = false;
        for line in text.lines() {
            inside = (inside || line.trim().starts_with(BEGINS)) && line.trim() != ENDS;
            let own = |name: &str| line.contains(&format!("{name} = ")) && !line.contains(".name") && line.contains("localparam");
            let names = ["IDENTIFY", "PREDICT", "LEARN", "WRITE", "SET", "COUNTERS", "REGISTERS", "NO_SESSION", "FLAG", "ESCAPE"];
            assert!(inside || !names.into_iter().any(own), "{name}.v: {line}");
        }
    }
}
