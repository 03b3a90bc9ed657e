//! From a stranger's file to a network file that works as it is.

use crate::common;
use crate::table;

use common::{entrain, json};
use serde_json::{Value, json as value};
use std::path::Path;
use tempfile::TempDir;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    table::write(&folder.path().join("press.csv"), 120);
    folder
}

fn file(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name).join("entrain.toml")).expect("a network file")
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let done = entrain(folder, arguments);
    assert!(!done.status.success());
    String::from_utf8_lossy(&done.stderr).into_owned()
}

/// The value of a choice, and why.
fn choice<'a>(made: &'a Value, key: &str) -> (&'a str, &'a str) {
    let all = made["choices"].as_array().expect("choices");
    let found = all.iter().find(|choice| choice["key"] == key).unwrap_or_else(|| panic!("{key}: {made}"));
    (found["value"].as_str().expect("a text"), found["why"].as_str().expect("a text"))
}

#[test]
fn a_table_becomes_a_project_that_trains_as_it_is() {
    let folder = folder();
    let made = json(folder.path(), &["new", "press", "--data", "press.csv"]);
    assert_eq!((&made["class_names"], &made["label"]), (&value!(["ok", "worn"]), &value!("state")));
    // flow, heat and three words of shift.
    assert_eq!((&made["inputs"], &made["ignored"]), (&value!(5), &value!(["id", "site", "remark"])));
    assert_eq!(choice(&made, "data.categories").0, "{ shift = [\"early\", \"late\", \"night\"] }");
    let why = choice(&made, "data.ignore").1;
    assert_eq!(why, "id: it numbers or dates the rows; site: the same in every row; remark: text with many different values");
    assert_eq!(choice(&made, "data.split").0, "{ by = \"machine\", test = 0.25, seed = 1 }");
    assert_eq!(choice(&made, "data.missing").0, "\"drop\"");
    let text = file(folder.path(), "press");
    let commented = text.lines().zip(text.lines().skip(1)).filter(|(_, line)| line.contains(" = ") && !line.starts_with('#'));
    for (above, line) in commented {
        assert!(line.contains("  # ") || above.starts_with('#') || line.starts_with("type") || line.starts_with("units"), "{line}");
    }
    assert!(text.contains("train = \"../press.csv\"") && text.contains("# Made by: entrain new press --data press.csv"), "{text}");
    let trained = json(folder.path(), &["train", "press", "--splits", "3"]);
    assert!(trained["test_accuracy"].as_f64().is_some_and(|accuracy| accuracy > 0.95), "{trained}");
    let runs = trained["runs"].as_array().expect("runs");
    assert_eq!(runs.iter().map(|run| run["split"].as_u64()).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    let mean = runs.iter().filter_map(|run| run["test_accuracy"].as_f64()).sum::<f64>() / 3.0;
    assert!((trained["test_accuracy"].as_f64().unwrap_or(0.0) - mean).abs() < 1e-12);
    assert!(made["validation_accuracy"].as_f64().is_some_and(|accuracy| accuracy > 0.95));
}

#[test]
fn what_somebody_names_counts() {
    let folder = folder();
    let made =
        json(folder.path(), &["new", "press", "--data", "press.csv", "--label", "shift", "--ignore", "machine", "--board", "ulx3s-25f"]);
    assert_eq!(
        (&made["class_names"], &made["label"], &made["board"]),
        (&value!(["early", "late", "night"]), &value!("shift"), &value!("ulx3s-25f"))
    );
    assert_eq!(made["ignored"], value!(["id", "machine", "site", "remark"]));
    // Nothing tells the shifts apart, and that is said.
    assert!(made["warnings"].as_array().is_some_and(|all| all.iter().any(|warning| warning["kind"] == "nothing_learned")), "{made}");
    let misspelt = refused(folder.path(), &["new", "other", "--data", "press.csv", "--label", "stat"]);
    assert!(misspelt.contains("there is no column \"stat\"") && misspelt.contains("did you mean \"state\"?"), "{misspelt}");
}

#[test]
fn files_of_one_class_each_and_windows_over_a_log() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, pace) in [("still", 0.0), ("slow", 0.3), ("fast", 1.1)] {
        for part in 1..=2 {
            let rows = (0..160).map(|row| {
                let angle = pace * (row + part * 40) as f64;
                format!("{:.3},{:.3}\n", angle.sin() * 2.0, (angle * 1.5).cos())
            });
            let text = "x,y\n".to_string() + &rows.collect::<String>();
            std::fs::write(folder.path().join(format!("{name}_{part}.csv")), text).expect("a temporary folder");
        }
    }
    let data = ["still=still_*.csv", "slow=slow_*.csv", "fast=fast_*.csv"];
    let arguments = [&["new", "pump", "--data"], &data[..], &["--window", "16", "--step", "4"]].concat();
    let made = json(folder.path(), &arguments);
    assert_eq!((&made["class_names"], &made["inputs"]), (&value!(["fast", "slow", "still"]), &value!(32)));
    assert_eq!(choice(&made, "data.window").0, "{ rows = 16, step = 4, average = 1 }");
    let trained = json(folder.path(), &["train", "pump"]);
    assert!(trained["test_accuracy"].as_f64().is_some_and(|accuracy| accuracy > 0.95), "{}", trained["test_accuracy"]);
    let mixed = refused(folder.path(), &["new", "other", "--data", "still=still_1.csv", "slow_1.csv"]);
    assert!(mixed.contains("some files are given with their class, others without"), "{mixed}");
}

/// An NPY file of version 1.
fn npy(path: &Path, descr: &str, shape: &str, bytes: &[u8]) {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut all = b"\x93NUMPY\x01\x00".to_vec();
    all.extend((header.len() as u16).to_le_bytes());
    all.extend(header.bytes());
    all.extend(bytes);
    std::fs::write(path, all).expect("a temporary folder");
}

#[test]
fn arrays_become_a_project() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pixels: Vec<u8> = (0..80u32).flat_map(|row| (0..6).map(move |place| (((row % 2) * 120 + row * 7 % 50) + place) as u8)).collect();
    npy(&folder.path().join("x.npy"), "|u1", "(80, 2, 3)", &pixels);
    npy(&folder.path().join("y.npy"), "|u1", "(80,)", &(0..80u8).map(|row| row % 2).collect::<Vec<_>>());
    let made = json(folder.path(), &["new", "dots", "--data", "x.npy", "--labels", "y.npy"]);
    assert_eq!((&made["inputs"], &made["classes"]), (&value!(6), &value!(2)));
    assert_eq!(choice(&made, "network.input.shape").0, "[2, 3]");
    assert_eq!(json(folder.path(), &["train", "dots"])["test_accuracy"], value!(1.0));
    let unlabelled = refused(folder.path(), &["new", "other", "--data", "x.npy"]);
    assert!(unlabelled.contains("x.npy holds inputs; where are their labels?"), "{unlabelled}");
}

#[test]
fn what_cannot_be_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here = folder.path();
    let write = |name: &str, text: &str| std::fs::write(here.join(name), text).expect("a temporary folder");
    let rows = |label: fn(usize) -> String| (0..40).map(|row| format!("{}.5,{}.25,{}\n", row, 40 - row, label(row))).collect::<String>();
    write("floats.csv", &format!("a,b,c\n{}", rows(|row| format!("{row}.125"))));
    write("one.csv", &format!("a,b,c\n{}", rows(|_| "same".into())));
    write("few.csv", "a,b,c\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n");
    write("broken.csv", &format!("a,b,c\n{}1,x1,no\n", rows(|row| if row % 2 == 0 { "yes" } else { "no" }.into())));
    let cases = [
        ("floats.csv", "neither the last nor the first column has few values"),
        ("one.csv", "neither the last nor the first column has few values"),
        ("few.csv", "training rows are too few to choose by"),
        ("broken.csv", "broken.csv:42: column \"b\": \"x1\" is not a finite number"),
        ("none.csv", "none.csv"),
    ];
    for (data, message) in cases {
        let said = refused(
            here,
            &["new", "project", "--data", data, "--label", "c"][..if data == "few.csv" || data == "broken.csv" { 6 } else { 4 }],
        );
        assert!(said.contains(message), "{data}: {said}");
        assert!(!here.join("project").exists(), "{data}");
    }
    let said = refused(here, &["new", "project", "--data", "one.csv", "--label", "c"]);
    assert!(said.contains("column \"c\" has one value in all rows, it cannot be the class"), "{said}");
}

#[test]
fn no_split_is_drawn_where_the_file_says_which_rows_test() {
    let folder = folder();
    json(folder.path(), &["new", "digits"]);
    let said = refused(folder.path(), &["train", "digits", "--splits", "2"]);
    assert!(said.contains("the network file says which rows test") && said.contains("split = { test = 0.25, seed = 1 }"), "{said}");
}
