//! The audit log: whatever is done to its lines, the first broken one is named.

use entrain_host::audit::{Audit, Deed, verify};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn ok<T>(result: entrain_model::Result<T>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

fn log(folder: &Path, lines: usize) -> (PathBuf, String) {
    let path = folder.join("audit.jsonl");
    let mut audit = ok(Audit::open(&path, "digits, build 0b234f44".into()));
    for index in 0..lines {
        let deed = match index % 3 {
            0 => Deed::Learned {
                samples: index as u64,
                source: "digits.csv".into(),
                samples_sha256: "ab".into(),
                class_names: vec!["idle".into()],
                clipped_ppm: index as u32,
            },
            1 => Deed::Restored { place: "start".into(), why: "accuracy fell".into() },
            _ => Deed::Held { layers: vec![index] },
        };
        ok(audit.add(deed, &[index as u32, 0xcafe]));
    }
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
    (path, text)
}

#[test]
fn a_log_is_added_to_and_verified() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (path, text) = log(folder.path(), 4);
    let (_, longer) = log(folder.path(), 3);
    assert!(longer.starts_with(&text));
    let entries = ok(verify(&path));
    assert_eq!(entries.iter().map(|(entry, _)| entry.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(entries[1].0.weights, ["00000001", "0000cafe"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_first_broken_line_is_named(at in any::<prop::sample::Index>(), how in 0..7, byte in b' '..b'~') {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let (path, text) = log(folder.path(), 6);
        let mut lines: Vec<String> = text.lines().map(String::from).collect();
        let line = at.index(lines.len() - 1);
        let broken = match how {
            0 => {
                let place = at.index(lines[line].len());
                prop_assume!(lines[line].as_bytes()[place] != byte);
                lines[line].replace_range(place..=place, &(byte as char).to_string());
                line
            }
            1 => { lines.remove(line); line }
            2 => { lines.insert(line, lines[line].clone()); line + 1 }
            3 => { lines.swap(line, line + 1); line }
            4 => { lines[line].push(' '); lines[line].insert(1, ' '); line }
            _ => { lines[line].push(if how == 5 { ' ' } else { '\r' }); line }
        };
        std::fs::write(&path, lines.join("\n") + "\n").unwrap_or_else(|error| panic!("{error}"));
        let error = verify(&path).expect_err("broken").to_string();
        prop_assert!(error.contains(&format!("is broken at line {}", broken + 1)), "{error}");
        prop_assert!(Audit::open(&path, String::new()).is_err());
    }
}

#[test]
fn a_line_cut_short_is_named() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (path, text) = log(folder.path(), 2);
    let second = text.find('\n').unwrap_or(0) + 1;
    for end in second + 1..text.len() {
        std::fs::write(&path, &text[..end]).unwrap_or_else(|error| panic!("{error}"));
        let error = verify(&path).expect_err("cut").to_string();
        assert!(error.contains("is broken at line 2"), "{error}");
    }
}

/// A flipped bit may make bytes that are no text.
#[test]
fn a_byte_that_is_no_text_is_named_by_its_line() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (path, text) = log(folder.path(), 3);
    let mut bytes = text.into_bytes();
    let second = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(0) + 20;
    bytes[second] |= 0x80;
    std::fs::write(&path, bytes).unwrap_or_else(|error| panic!("{error}"));
    let error = verify(&path).expect_err("broken").to_string();
    assert!(error.contains("is broken at line 2") && error.contains("`--audit FILE` begins another"), "{error}");
}
