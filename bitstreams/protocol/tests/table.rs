//! What the table of kinds says, the code does and docs/protocol.md shows. ENTRAIN_BLESS=1 writes the tables of the page.

use entrain_protocol::table::{Listener, Part, Size, refusal};
use entrain_protocol::{Command, KINDS, Kind, REASONS, Reason, Refusal, VERSION};
use std::path::Path;

/// One of each, for a network of three inputs.
fn commands() -> [Command; 11] {
    [
        Command::Identify,
        Command::Predict { values: vec![1, 2, 3] },
        Command::Learn { label: 0, values: vec![1, 2, 3] },
        Command::Read { memory: 0, address: 0, bytes: 6 },
        Command::Write { memory: 0, address: 0, words: vec![1, 2] },
        Command::Set { held: 0 },
        Command::Counters,
        Command::Flash { read: 0, bytes: vec![9] },
        Command::Registers { margin: 0, revival: 0, slower: 0 },
        Command::Peek { address: 0x104 },
        Command::Poke { address: 0x20, value: 0x1234 },
    ]
}

#[test]
fn every_kind_is_a_command_with_its_byte() {
    assert_eq!(commands().map(|command| *command.row()), KINDS);
    for (index, kind) in KINDS.iter().enumerate() {
        assert_eq!(kind.byte as usize, index + 1, "{}: version 1 has these bytes", kind.name);
    }
}

/// Version 1, byte by byte: what was sent before there was a table.
#[test]
fn frames_are_those_of_version_1() {
    let frames = commands().map(|command| {
        let frame = command.frame(7);
        format!("{:02x} {:02x} {:02x} {:02x?}", frame.version, frame.number, frame.kind, frame.payload)
    });
    let expected = [
        "01 07 01 []",
        "01 07 02 [00, 01, 02, 03]",
        "01 07 03 [00, 01, 02, 03]",
        "01 07 04 [00, 00, 00, 08, 00]",
        "01 07 05 [00, 00, 00, 01, 02]",
        "01 07 06 [00]",
        "01 07 07 []",
        "01 07 08 [02, 00, 09]",
        "01 07 09 [00, 00, 00, 00, 00, 00]",
        "01 07 0a [04, 01]",
        "01 07 0b [20, 00, 34, 12, 00, 00]",
    ];
    assert_eq!(frames, expected);
}

#[test]
fn payloads_have_the_lengths_of_the_table() {
    for command in commands() {
        let (kind, bytes) = (command.row(), command.frame(0).payload.len());
        assert!(kind.takes(bytes, 3), "{} with {bytes} bytes", kind.name);
        let fixed = kind.question.iter().all(|(_, size)| *size != Size::Rest) && !kind.question.is_empty();
        assert_eq!(kind.takes(bytes + 1, 3), !fixed, "{} with a byte more", kind.name);
        let least: usize = kind.question.iter().map(|(_, size)| size.least(3)).sum();
        assert!(least == 0 || !kind.takes(least - 1, 3), "{} with {} bytes", kind.name, least - 1);
    }
}

#[test]
fn reasons_come_in_the_order_of_the_protocol() {
    let board = Listener { open: true, flash: false, inputs: 3 };
    let closed = Listener { open: false, ..board };
    assert_eq!(refusal(board, VERSION, Kind::SET.byte, 1), None);
    assert_eq!(refusal(board, VERSION, Kind::SET.byte, 2), Some(Reason::LENGTH));
    assert_eq!(refusal(board, VERSION, Kind::FLASH.byte, 3), Some(Reason::UNKNOWN));
    assert_eq!(refusal(Listener { flash: true, ..board }, VERSION, Kind::FLASH.byte, 3), None);
    assert_eq!(refusal(closed, VERSION, 200, 0), Some(Reason::NO_SESSION));
    assert_eq!(refusal(closed, VERSION, Kind::IDENTIFY.byte, 48), None);
    assert_eq!(refusal(closed, 2, 200, 0), Some(Reason::VERSION));
}

#[test]
fn reasons_are_read_as_the_table_has_them() {
    let read = REASONS.map(|reason| Refusal::from_byte(reason.byte, 9));
    let expected = [Refusal::Version(9), Refusal::Unknown, Refusal::Length, Refusal::NoSession, Refusal::Range, Refusal::Label];
    assert_eq!(read, expected);
    assert_eq!([0, 7].map(|byte| Refusal::from_byte(byte, 1)), [Refusal::Other(0), Refusal::Other(7)]);
    assert_eq!(REASONS.map(|reason| reason.byte), [1, 2, 3, 4, 5, 6], "version 1 has these bytes");
}

fn part((name, size): &Part) -> String {
    match size {
        Size::Bytes(bytes) if *bytes > 1 => format!("{name} ({bytes})"),
        _ => name.to_string(),
    }
}

fn row(cells: &[&str]) -> String {
    cells.iter().fold(String::from("|"), |line, cell| if cell.is_empty() { line + " |" } else { line + " " + cell + " |" }) + "\n"
}

fn kinds() -> String {
    KINDS.iter().fold("| kind | name | payload | payload of the answer |\n|---|---|---|---|\n".into(), |text: String, kind| {
        let parts: Vec<String> = kind.question.iter().map(part).collect();
        text + &row(&[&format!("`{:02x}`", kind.byte), kind.name, &parts.join(", "), kind.answer])
    })
}

fn reasons() -> String {
    let row = |text: String, reason: &Reason| text + &row(&[&format!("`{:02x}`", reason.byte), reason.why]);
    REASONS.iter().fold("| payload | why |\n|---|---|\n".into(), row)
}

#[test]
fn the_page_has_these_tables() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/protocol.md");
    let found = std::fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let mut expected = found.clone();
    for table in [kinds(), reasons()] {
        let head = table.lines().next().unwrap_or_default();
        let start = expected.find(head).unwrap_or_else(|| panic!("docs/protocol.md has no table {head}"));
        let end = expected[start..].find("\n\n").map_or(expected.len(), |length| start + length + 1);
        expected.replace_range(start..end, &table);
    }
    if std::env::var_os("ENTRAIN_BLESS").is_some() {
        std::fs::write(&page, &expected).unwrap_or_else(|error| panic!("{error}"));
    } else {
        assert!(found == expected, "docs/protocol.md has other tables than bitstreams/protocol/src/table.rs; ENTRAIN_BLESS=1 writes them");
    }
}
