//! Labelled rows through a pipe: a board learns from each as it comes.

use crate::common;

use common::json;
use common::program::program;
use serde_json::{Value, json as value};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Windows of four rows, in two moments, over two channels; one class trembles.
const NETWORK: &str = r#"
[network]
name = "shake"
class_names = ["calm", "rough"]
input = { shape = [4], format = "s8" }

[[layer]]
type = "dense"
units = 8

[training]
rate = 6
margin = 64

[data]
train = "log.csv"
label = "state"
normalise = "standard"
window = { rows = 4, step = 2, average = 2, within = ["run"], channels = ["x", "y"] }
"#;

/// A log of so many rows, in runs of 10, with its columns in this order.
fn log(rows: usize, header: &str) -> String {
    let mut text = format!("{header}\n");
    for row in 0..rows {
        let (run, rough) = (row / 10, row / 10 % 2 == 1);
        let (swing, drift) = if rough { (40, 9) } else { (3, -5) };
        let cells = header.split(',').map(|column| match column {
            "run" => run.to_string(),
            "state" => if rough { "rough" } else { "calm" }.into(),
            "x" => (((row * 7) % 11) as i32 * swing / 10 + drift).to_string(),
            "y" => (((row * 5) % 13) as i32 * swing / 10 - drift).to_string(),
            other => format!("{other}{row}"),
        });
        text += &(cells.collect::<Vec<String>>().join(",") + "\n");
    }
    text
}

fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("entrain.toml"), NETWORK).expect("a temporary folder");
    std::fs::write(folder.path().join("log.csv"), log(400, "run,x,y,state")).expect("a temporary folder");
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = program();
    command.args(["monitor", ".", "--virtual", "--data", "-"]).args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a session says as JSON of rows that come through a pipe.
fn piped(folder: &Path, text: &str) -> Value {
    let mut child = command(folder, &["--format", "json"]).spawn().expect("the program");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("a pipe");
    serde_json::from_slice(&child.wait_with_output().expect("an end").stdout).expect("JSON")
}

#[test]
fn a_log_through_a_pipe_teaches_what_the_file_teaches() {
    let folder = project();
    let of_file = json(folder.path(), &["monitor", ".", "--virtual"]);
    let of_pipe = piped(folder.path(), &log(400, "note,state,y,run,x"));
    assert_eq!(of_file["status_of_board"]["learned"], 160);
    assert_eq!((&of_pipe["hashes"], &of_pipe["status_of_board"]["learned"]), (&of_file["hashes"], &value!(160)));
    assert_eq!((&of_pipe["refused_rows"], &of_pipe["status"]), (&value!(0), &value!("ok")));
}

#[test]
fn rows_without_a_use_are_told_and_teach_nothing() {
    let folder = project();
    let network = NETWORK
        .replace("window =", "# window =")
        .replace("shape = [4]", "shape = [2]")
        .replace("\"state\"", "\"state\"\nignore = [\"run\"]");
    std::fs::write(folder.path().join("entrain.toml"), network).expect("a temporary folder");
    let good = log(30, "run,x,y,state");
    let done =
        piped(folder.path(), &(good.clone() + "4,1,2,wild\n4,1,calm\n4,NA,2,calm\n4,1,2,\n" + good.split_once('\n').expect("rows").1));
    assert_eq!((&done["status_of_board"]["learned"], &done["refused_rows"]), (&value!(60), &value!(4)));
    let log = std::fs::read_to_string(folder.path().join("build/monitor.jsonl")).expect("a log");
    for why in [r#"\"wild\" is none of the classes: calm, rough"#, "3 columns; the header has 4", "NA", "a label is needed"] {
        assert!(log.contains(why), "{why}: {log}");
    }
}

#[test]
fn rows_in_other_units_are_not_learned_from() {
    let folder = project();
    let far: String = log(2000, "run,x,y,state").lines().enumerate().fold(String::new(), |text, (index, line)| {
        let cells: Vec<&str> = line.split(',').collect();
        let (x, y) = if index == 0 { (cells[1].into(), cells[2].into()) } else { (format!("{}000", cells[1]), format!("{}000", cells[2])) };
        text + &format!("{},{x},{y},{}\n", cells[0], cells[3])
    });
    let done = piped(folder.path(), &far);
    assert_eq!(done["status"], "error");
    let text = done.to_string();
    assert!(text.contains("rows are clipped: a board is not to learn from these") && text.contains("--allow-clipped"), "{text}");
}

/// Nobody writes any more, nobody closes the pipe.
#[test]
fn a_session_that_waits_for_rows_can_be_stopped() {
    let folder = project();
    let mut child = command(folder.path(), &["--plain", "--every", "1"]).spawn().expect("the program");
    let mut rows = child.stdin.take().expect("a pipe");
    rows.write_all(log(20, "run,x,y,state").as_bytes()).expect("a pipe");
    rows.flush().expect("a pipe");
    // The board answers when it answers: it has learned when the log says so.
    let log = folder.path().join("build/monitor.jsonl");
    let learned = || std::fs::read_to_string(&log).is_ok_and(|text| text.contains("\"samples\":8,"));
    while !learned() {
        assert!(child.try_wait().expect("a process").is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(50));
    }
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(told.is_ok_and(|status| status.success()));
    let done = child.wait_with_output().expect("an end");
    let text = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && text.contains("8 samples, 8 learned"), "{text}");
    drop(rows);
    let audit = json(folder.path(), &["audit", "."]);
    let entries = audit["entries"].as_array().cloned().unwrap_or_default();
    let learned = entries.iter().find(|entry| entry["did"] == "learned").expect("an entry");
    assert_eq!((&learned["samples"], &learned["source"]), (&value!(8), &value!("standard input")));
}
