//! Good files, and what happens to them.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Files by their names, and what was done to them.
pub struct Files {
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// Changes; without any they are to be read.
    pub changes: usize,
    /// No line was taken out, put in or joined.
    pub whole_lines: bool,
}

/// Numbers by chance, the same for the same seed.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Three inputs and a label.
fn row(random: &mut Random, index: usize, words: bool) -> [String; 4] {
    let number = |random: &mut Random| {
        let whole = random.below(200) as i64 - 100;
        if random.below(3) == 0 { format!("{whole}.{}", random.below(100)) } else { whole.to_string() }
    };
    let label = if words { ["idle", "walk", "run"][index % 3].to_string() } else { (index % 3).to_string() };
    [number(random), number(random), number(random), label]
}

/// A text table, changed in up to three places.
pub fn table(random: &mut Random, rows: usize) -> Files {
    let separator = random.of(&[",", ";", "\t", "|", " "]);
    let (words, header, end) = (random.below(2) == 0, random.below(3) > 0, random.of(&["\n", "\r\n", "\r"]));
    let mut text = String::new();
    if header {
        text += &(["acc", "gyro", "temp", "label"].join(separator) + end);
    }
    for index in 0..rows {
        text += &(row(random, index, words).join(separator) + end);
    }
    let mut bytes = match random.below(8) {
        0 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        1 => ["\u{feff}".as_bytes(), text.as_bytes()].concat(),
        _ => text.into_bytes(),
    };
    let mut whole_lines = true;
    let changes = random.below(3);
    for _ in 0..changes {
        whole_lines &= change_text(random, &mut bytes);
    }
    Files { files: vec![("a.csv", bytes)], changes, whole_lines }
}

/// One change; whether the lines stay as they were.
fn change_text(random: &mut Random, bytes: &mut Vec<u8>) -> bool {
    if bytes.is_empty() {
        return false;
    }
    let place = random.below(bytes.len());
    let is_break = |byte: u8| matches!(byte, b'\n' | b'\r' | b'"' | b'#' | 0);
    match random.below(10) {
        0 => {
            let new = random.next() as u8;
            let old = std::mem::replace(&mut bytes[place], new);
            !is_break(old) && !is_break(new)
        }
        1 => !is_break(bytes.remove(place)),
        2 => {
            let word = random.of(&["NA", "?", "nan", ",", ";", "\"", "#", "-", "1e999", "\u{b0}", "'", "x", "0", "--", "\n\n", "=", "inf"]);
            bytes.splice(place..place, word.bytes());
            !word.bytes().any(is_break)
        }
        3 => {
            bytes.truncate(place);
            false
        }
        4 => {
            bytes.splice(0..0, random.of(&["sep=;\n", "# note\n", "title of it\n", "3,4\n", "\n\n", "a;b\n", "\"\n", "@data\n"]).bytes());
            false
        }
        5 => {
            let end = (place + random.below(60)).min(bytes.len());
            let part = bytes[place..end].to_vec();
            bytes.splice(place..place, part);
            false
        }
        6 => {
            let end = (place + random.below(60)).min(bytes.len());
            bytes.drain(place..end);
            false
        }
        7 => {
            let bit = 1 << random.below(8);
            let (old, new) = (bytes[place], bytes[place] ^ bit);
            bytes[place] = new;
            !is_break(old) && !is_break(new)
        }
        // The digit of a number or the letter of a label.
        _ => {
            let letters: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at].is_ascii_alphanumeric()).collect();
            if let Some(&at) = letters.get(random.below(letters.len())) {
                bytes[at] = random.of(&["0", "9", "a", "z", "-", ".", "_"]).as_bytes()[0];
            }
            true
        }
    }
}

/// A workbook: its sheet changed as text, or its bytes as they are.
pub fn workbook(random: &mut Random, rows: usize) -> Files {
    let words = random.below(2) == 0;
    let cell = |row: usize, column: usize, text: &str| {
        let place = format!("{}{}", (b'A' + column as u8) as char, row);
        match text.parse::<f64>() {
            Ok(_) => format!("<c r=\"{place}\"><v>{text}</v></c>"),
            Err(_) => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    let mut lines = vec![["acc", "gyro", "temp", "label"].map(String::from)];
    lines.extend((0..rows).map(|index| row(random, index, words)));
    let mut sheet = String::new();
    for (index, line) in lines.iter().enumerate() {
        let cells: String = line.iter().enumerate().map(|(column, text)| cell(index + 1, column, text)).collect();
        sheet += &format!("<row r=\"{}\">{cells}</row>", index + 1);
    }
    let start = "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
    let mut sheet = format!("{start}{sheet}</sheetData></worksheet>").into_bytes();
    let (inside, changes) = (random.below(3) > 0, random.below(3));
    if inside {
        for _ in 0..changes {
            change_bytes(
                random,
                &mut sheet,
                &["<c>", "</row>", "XFD1048576", "t=\"s\"", "t=\"b\"", "t=\"e\"", "&amp;", "&#0;", "<v>", "1e308", "r=\"ZZ99\""],
            );
        }
    }
    let mut bytes = packed(&sheet);
    for _ in 0..if inside { 0 } else { changes } {
        change_bytes(random, &mut bytes, &["PK", "\0\0", "xml"]);
    }
    Files { files: vec![("a.xlsx", bytes)], changes, whole_lines: changes == 0 }
}

fn packed(sheet: &[u8]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let types = format!(
        "<?xml version=\"1.0\"?><Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
    );
    let relation = |kind: &str, target: &str| {
        format!(
            "<?xml version=\"1.0\"?><Relationships xmlns=\"{PACKAGE}/relationships\">\
             <Relationship Id=\"rId1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<?xml version=\"1.0\"?><workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>\
         <sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let parts = [
        ("[Content_Types].xml", types.into_bytes()),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").into_bytes()),
        ("xl/workbook.xml", book.into_bytes()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml").into_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.to_vec()),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(name, options).expect("memory takes it");
        writer.write_all(&bytes).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

/// Two arrays, of which one is changed.
pub fn npy(random: &mut Random, rows: usize) -> Files {
    let array = |descr: &str, shape: &str, bytes: Vec<u8>| {
        let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
        [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), &bytes].concat()
    };
    let numbers: Vec<f32> = (0..3 * rows).map(|_| random.below(200) as f32 - 100.0).collect();
    let mut x = array("<f4", &format!("({rows}, 3)"), numbers.iter().flat_map(|number| number.to_le_bytes()).collect());
    let mut y = match random.below(3) {
        0 => array("|u1", &format!("({rows},)"), (0..rows).map(|row| (row % 3) as u8).collect()),
        1 => array("<f8", &format!("({rows},)"), (0..rows).flat_map(|row| ((row % 3) as f64).to_le_bytes()).collect()),
        _ => array("|S4", &format!("({rows},)"), (0..rows).flat_map(|row| *[b"idle", b"walk", b"run\0"][row % 3]).collect()),
    };
    let changes = random.below(3);
    for _ in 0..changes {
        let changed = if random.below(2) == 0 { &mut x } else { &mut y };
        change_bytes(random, changed, &["'", "(", "99999999999999999999", "True", "<U9", "|S0", "-1", "\0", "}", ", 4", "<f2"]);
    }
    Files { files: vec![("x.npy", x), ("y.npy", y)], changes, whole_lines: changes == 0 }
}

/// One change of bytes: another byte or bit, more or fewer of them, a word.
fn change_bytes(random: &mut Random, bytes: &mut Vec<u8>, words: &[&str]) {
    if bytes.is_empty() {
        return;
    }
    let place = random.below(bytes.len());
    // The beginning holds what the rest means.
    let place = if random.below(2) == 0 { place.min(random.below(160)) } else { place };
    match random.below(6) {
        0 => bytes[place] = random.next() as u8,
        1 => bytes[place] ^= 1 << random.below(8),
        2 => bytes.truncate(place),
        3 => {
            bytes.splice(place..place, random.of(words).bytes());
        }
        4 => {
            let end = (place + random.below(40)).min(bytes.len());
            bytes.drain(place..end);
        }
        _ => {
            let end = (place + random.below(40)).min(bytes.len());
            let part = bytes[place..end].to_vec();
            bytes.splice(place..place, part);
        }
    }
}
