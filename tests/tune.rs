//! `entrain train --tune` as a person uses it.

use crate::common;
use crate::small;

use common::{entrain, json};
use small::{project, read, write};

const TUNE: [&str; 6] = ["train", "tiny", "--tune", "margin,bits", "--seeds", "2"];

#[test]
fn test_rows_have_no_say() {
    let folder = project(2);
    let honest = json(folder.path(), &TUNE);
    let file = read(&folder.path().join("tiny/entrain.tuned.toml"));
    let data = folder.path().join("tiny/digits.csv");
    // Every test label becomes 7, and every test image white.
    let garbage = |(number, line): (usize, &str)| match number {
        0..=200 => format!("{line}\n"),
        _ => format!("{}7\n", "16,".repeat(64)),
    };
    write(&data, &read(&data).lines().enumerate().map(garbage).collect::<String>());
    let blind = json(folder.path(), &TUNE);
    assert!(honest["trials"].as_array().is_some_and(|trials| trials.len() > 6), "{honest}");
    assert_eq!(honest["trials"], blind["trials"]);
    assert_eq!(file, read(&folder.path().join("tiny/entrain.tuned.toml")));
    // A training label does have a say.
    write(
        &data,
        &read(&data)
            .lines()
            .enumerate()
            .map(|(number, line)| if number == 1 { format!("{line}\n").repeat(2) } else { format!("{line}\n") })
            .collect::<String>(),
    );
    assert_ne!(honest["trials"], json(folder.path(), &TUNE)["trials"]);
}

#[test]
fn the_tuned_file_is_the_person_s_own_with_other_numbers() {
    let folder = project(2);
    let before = read(&folder.path().join("tiny/entrain.toml"));
    let report = json(folder.path(), &["train", "tiny", "--tune", "bits", "--seeds", "2", "--write", "tiny/narrow.toml"]);
    assert_eq!((&report["status"], &report["written"]), (&"ok".into(), &"tiny/narrow.toml".into()));
    assert_eq!(read(&folder.path().join("tiny/entrain.toml")), before, "the old file stays");
    let after = read(&folder.path().join("tiny/narrow.toml"));
    let changed: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(old, new)| old != new).collect();
    assert!(before.lines().count() == after.lines().count() && changed.iter().all(|(_, new)| new.contains("# tuned, was ")), "{after}");
    assert!(changed.iter().all(|(old, _)| old.starts_with("bits") || old.starts_with("fraction")), "{changed:?}");
    assert_eq!(json(folder.path(), &["check", "tiny/narrow.toml"])["status"], "ok");
}

#[test]
fn mistakes_are_told_before_the_search() {
    let folder = project(2);
    let refused = |arguments: &[&str], why: &str| {
        let done = entrain(folder.path(), arguments);
        let message = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && message.contains(why), "{message}");
    };
    refused(&["train", "tiny", "--tune", "rate,margn"], "did you mean \"margin\"?");
    refused(&["train", "tiny", "--tune", "units"], "--tune takes some of: basis, rate, margin, revival, bits");
    refused(&["train", "tiny", "--tune", "rate", "--write", "tiny/entrain.toml"], "tiny/entrain.toml is the network file itself");
    refused(&["train", "tiny", "--tune", "rate", "--write", "elsewhere.toml"], "is in another folder than the network file");
    refused(&["train", "tiny", "--write", "tiny/a.toml"], "--tune");
    let left: Vec<_> = std::fs::read_dir(folder.path().join("tiny")).unwrap_or_else(|error| panic!("{error}")).flatten().collect();
    assert_eq!(left.len(), 3, "network file, data and .gitignore: {left:?}");
}
