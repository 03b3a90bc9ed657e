//! The JSON of `entrain check` is for programs (scripts/pipeline.py reads it): its keys and its values stay what they are, whatever
//! the plan inside looks like. tests/plans has the networks, and beside each its check.
//!
//! Set ENTRAIN_BLESS=1 to accept a change.
//!
//! What docs/first-pass.md says of the JSON of measures on a stream is so, too.

use crate::common;
use crate::small;

use common::{entrain, json};
use serde_json::Value;
use small::project;
use std::path::Path;

#[test]
fn the_json_of_check_stays() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    for (name, board) in [("rows", None), ("columns", None), ("mixed", None), ("mixed", Some("ulx3s-25f"))] {
        let network = format!("{name}.toml");
        let board_arguments = board.map_or(vec![], |board| vec!["--board", board]);
        let value = json(&folder, &[&["check", &network][..], &board_arguments].concat());
        let found = serde_json::to_string_pretty(&value).unwrap_or_else(|error| panic!("{error}")) + "\n";
        let file = folder.join(format!("{name}.check{}.json", board.map_or(String::new(), |board| format!(".{board}"))));
        if std::env::var_os("ENTRAIN_BLESS").is_some() {
            std::fs::write(&file, &found).unwrap_or_else(|error| panic!("{error}"));
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let line = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
        assert!(found == expected, "{name}: {line:?}; look at it, then ENTRAIN_BLESS=1");
    }
}

/// The keys in the first column of the table behind a heading of docs/first-pass.md.
fn documented(heading: &str) -> Vec<String> {
    let text = small::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/first-pass.md"));
    let behind = text.split_once(heading).map(|(_, behind)| behind.to_string()).unwrap_or_else(|| panic!("no {heading}"));
    let rows = behind.lines().skip_while(|line| !line.starts_with("|---")).skip(1).take_while(|line| line.starts_with('|'));
    rows.filter_map(|line| line.split('`').nth(1).map(str::to_string)).collect()
}

fn share(value: &Value) -> f64 {
    value.as_f64().filter(|share| (0.0..=1.0).contains(share)).unwrap_or_else(|| panic!("no share: {value}"))
}

#[test]
fn training_tells_what_was_right_before_it_was_learned() {
    let folder = project(2);
    let report = json(folder.path(), &["train", "tiny", "--seeds", "2"]);
    for key in documented("## In the JSON of `train`") {
        assert!(!report[&key].is_null(), "{key}: {report}");
    }
    let runs = report["runs"].as_array().unwrap_or_else(|| panic!("{report}"));
    for key in ["prequential_accuracy", "prequential_last_200"] {
        let mean = runs.iter().map(|run| share(&run[key])).sum::<f64>() / 2.0;
        assert!((share(&report[key]) - mean).abs() < 1e-12, "{key}: {report}");
    }
    // Of the first epoch, whatever follows; of its 200 samples the last 200 are all.
    assert_eq!(runs[0]["prequential_accuracy"], report["curve"][0]["train_accuracy"]);
    assert_eq!(report["prequential_accuracy"], report["prequential_last_200"]);
    let text = String::from_utf8_lossy(&entrain(folder.path(), &["train", "tiny"]).stdout).into_owned();
    assert!(text.contains("first epoch, each sample predicted, then learned: "), "{text}");
}

#[test]
fn rules_for_streams_are_compared() {
    let folder = project(1);
    let report = json(folder.path(), &["compare", "tiny", "--stream", "--seeds", "2"]);
    let rows = report["rules"].as_array().unwrap_or_else(|| panic!("{report}"));
    let names: Vec<&str> = rows.iter().filter_map(|row| row["rule"].as_str()).collect();
    assert_eq!(names, ["lls", "linear", "one-vs-rest", "neighbours", "hoeffding-tree", "backprop-adam"]);
    let keys = documented("## In the JSON of `compare --stream`");
    for row in rows {
        let found: Vec<&String> = row.as_object().map(|row| row.keys().collect()).unwrap_or_default();
        assert!(found.iter().all(|key| keys.contains(key)) && keys.len() == found.len(), "{found:?} {keys:?}");
        assert!(share(&row["prequential_mean"]) > 0.15 && share(&row["accuracy_mean"]) > 0.15 && row["seeds"] == 2, "{row}");
        assert_eq!(row["curve"].as_array().and_then(|curve| curve.last()).map(|point| &point["samples"]), Some(&200.into()), "{row}");
    }
    // What needs all samples keeps a byte an input and two a label of each.
    assert_eq!(rows[3]["memory_bytes"], 200 * 66);
    // The same streams again.
    let again = json(folder.path(), &["compare", "tiny", "--stream", "--seeds", "2", "--rules", "lls,linear"]);
    for (row, again) in rows.iter().zip(again["rules"].as_array().unwrap_or_else(|| panic!("{again}"))) {
        assert_eq!((&row["prequential_mean"], &row["setting"]), (&again["prequential_mean"], &again["setting"]));
    }
    let wrong = entrain(folder.path(), &["compare", "tiny", "--stream", "--rules", "linaer"]);
    let message = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && message.contains("did you mean \"linear\"?"), "{message}");
}

#[test]
fn a_session_tells_what_was_right_before_it_was_learned() {
    let folder = project(1);
    let arguments = ["monitor", "tiny", "--virtual", "--weights", "start", "--samples", "60"];
    let status = json(folder.path(), &arguments)["status_of_board"].clone();
    assert_eq!((&status["prequential_accuracy"], &status["prequential_last_200"]), (&status["accuracy"], &status["accuracy"]), "{status}");
    let status = json(folder.path(), &[&arguments[..], &["--predict"]].concat())["status_of_board"].clone();
    assert!(status["prequential_accuracy"].is_null() && share(&status["accuracy"]) < 0.5, "{status}");
}
