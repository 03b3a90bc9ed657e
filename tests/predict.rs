//! Rows without labels in, classes out.

use crate::common;
use crate::table;

use common::{entrain, json};
use serde_json::{Value, json as value};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use tempfile::TempDir;

/// A project that was trained once, for all tests.
static TRAINED: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    table::write(&folder.path().join("press.csv"), 120);
    json(folder.path(), &["new", "press", "--data", "press.csv"]);
    json(folder.path(), &["train", "press"]);
    folder
});

/// A trained project, its training rows gone.
fn trained() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let from = TRAINED.path();
    for name in ["press/entrain.toml", "press/build/weights.json"] {
        let to = folder.path().join(name);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("a temporary folder");
        std::fs::copy(from.join(name), to).expect("a temporary folder");
    }
    std::fs::copy(from.join("press.csv"), folder.path().join("rows.csv")).expect("a temporary folder");
    folder
}

fn write(folder: &TempDir, name: &str, text: &str) {
    std::fs::write(folder.path().join(name), text).expect("a temporary folder");
}

fn classes(answer: &Value) -> Vec<&str> {
    answer["rows"].as_array().expect("rows").iter().map(|row| row["class"].as_str().unwrap_or("-")).collect()
}

#[test]
fn columns_are_found_by_name_and_others_left_out() {
    let folder = trained();
    write(&folder, "new.csv", "heat;colour;shift;flow\n0,25;red;late;128,5\n0,55;blue;night;170,5\n");
    let answer = json(folder.path(), &["predict", "press", "--data", "new.csv", "--logits"]);
    assert_eq!(classes(&answer), ["ok", "worn"]);
    assert_eq!((&answer["ignored"], &answer["samples"]), (&value!(["colour"]), &value!(2)));
    let row = &answer["rows"][1];
    let logits: Vec<i64> = row["logits"].as_array().expect("logits").iter().filter_map(Value::as_i64).collect();
    assert_eq!(row["lead"].as_i64(), Some(logits[1] - logits[0]));
    let done = entrain(folder.path(), &["predict", "press", "--data", "new.csv"]);
    let text = String::from_utf8_lossy(&done.stdout);
    assert!(text.starts_with("row,class,lead,note\n1,ok,") && text.contains("\n2,worn,"), "{text}");
    write(&folder, "lacking.csv", "heat,shift\n0.2,late\n");
    let said = String::from_utf8_lossy(&entrain(folder.path(), &["predict", "press", "--data", "lacking.csv"]).stderr).into_owned();
    assert!(said.contains("lacking.csv has no column \"flow\", from which the network was trained"), "{said}");
}

#[test]
fn the_training_rows_and_a_virtual_board_agree() {
    let folder = trained();
    let model = json(folder.path(), &["predict", "press", "--data", "rows.csv"]);
    assert_eq!(model["samples"], 120);
    // Gaps are left out of training; here they are answered, without a class.
    assert_eq!((&model["unread"], classes(&model)[7]), (&value!(6), "-"));
    let board = json(folder.path(), &["predict", "press", "--data", "rows.csv", "--virtual"]);
    assert_eq!((&board["rows"], &board["differences"]), (&model["rows"], &value!(0)));
}

#[test]
fn what_was_never_seen_in_training_is_said() {
    let folder = trained();
    write(&folder, "far.csv", "flow,heat,shift\n9000,0.25,late\n");
    let answer = json(folder.path(), &["predict", "press", "--data", "far.csv"]);
    let outside = &answer["rows"][0]["outside"][0];
    assert_eq!((&outside["input"], &outside["value"]), (&value!("flow"), &value!(9000.0)));
    assert_eq!(answer["warnings"][0]["kind"], "outside_of_training");
    let done = entrain(folder.path(), &["predict", "press", "--data", "far.csv"]);
    assert!(String::from_utf8_lossy(&done.stdout).contains("flow 9000 is outside 120 to "), "{done:?}");
    assert!(String::from_utf8_lossy(&done.stderr).contains("1 of 1 rows have values outside of what was seen in training"), "{done:?}");
}

#[test]
fn a_pipe_is_answered_line_by_line() {
    let folder = trained();
    let arguments = ["predict", "press", "--data", "-", "--follow"];
    let mut child = Command::new(env!("CARGO_BIN_EXE_entrain"))
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    let (mut rows, mut answers) = (child.stdin.take().expect("a pipe"), BufReader::new(child.stdout.take().expect("a pipe")).lines());
    let mut answer = || answers.next().expect("an answer").expect("text");
    rows.write_all(b"flow,heat,shift\n128,0.25,late\n").expect("a pipe");
    assert_eq!(answer(), "row,class,lead,note");
    assert!(answer().starts_with("1,ok,"));
    // The next row comes only when this one has been answered; what cannot be read ends nothing.
    for (row, start) in
        [("170,0.55,early", "2,worn,"), ("170,NA,early", "3,,,"), ("170,0.5,noon", "4,,,"), ("1,2", "5,,,"), ("130,0.2,night", "6,ok,")]
    {
        writeln!(rows, "{row}").expect("a pipe");
        let line = answer();
        assert!(line.starts_with(start), "{row}: {line}");
    }
    drop(rows);
    assert!(child.wait().expect("an end").success());
}

#[test]
fn start_weights_are_called_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here: &Path = folder.path();
    json(here, &["new", "tiny"]);
    let answer = json(here, &["predict", "tiny", "--data", "tiny/digits.csv"]);
    assert_eq!((&answer["weights"]["source"], &answer["samples"]), (&value!("start"), &value!(1797)));
    assert!(
        answer["warnings"].as_array().is_some_and(|all| all.iter().any(|warning| warning["kind"] == "start_weights")),
        "{}",
        answer["warnings"]
    );
}
