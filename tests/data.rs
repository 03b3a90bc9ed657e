//! What a person sees who brings data that are not as they should be.

use crate::common;

use common::{entrain, json};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

/// A project in a folder: two inputs, `classes` and the lines of [data], with one file of tests/field.
fn project(file: &str, classes: usize, data: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden-model/data/tests/field").join(file);
    std::fs::copy(from, folder.path().join(file)).expect("a file of the tests");
    let text = format!(
        "[network]\nname = \"net\"\nclasses = {classes}\ninput = {{ shape = [2], format = \"s8\" }}\n\n[[layer]]\ntype = \"dense\"\nunits = 16\n\n\
         [training]\nrate = 6\nepochs = 30\n\n[data]\ntrain = \"{file}\"\n{data}\n\n[target]\nboard = \"icebreaker\"\n"
    );
    std::fs::write(folder.path().join("entrain.toml"), text).expect("a temporary folder");
    folder
}

fn kinds(value: &Value) -> Vec<&str> {
    value["warnings"].as_array().expect("a list").iter().filter_map(|warning| warning["kind"].as_str()).collect()
}

#[test]
fn check_opens_the_data() {
    let folder = project("semicolon_decimal_comma.csv", 2, "");
    let text = String::from_utf8_lossy(&entrain(folder.path(), &["check"]).stdout).into_owned();
    assert!(text.contains("semicolon_decimal_comma.csv: columns separated by semicolons, UTF-8, decimals after a comma"), "{text}");
    assert!(text.contains("Always saying \"0\" is right for 50.0 % of the training rows; 0.0 % of all values are clipped"), "{text}");
    let value = json(folder.path(), &["check"]);
    assert_eq!(value["data"]["report"]["train_rows"], serde_json::json!([1, 1]));
    let missing = project("missing_values.csv", 2, "");
    let done = entrain(missing.path(), &["check"]);
    let message = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && message.contains("missing_values.csv:2: column \"b\": \"NA\""), "{message}");
}

#[test]
fn check_shows_the_scales() {
    let folder = project("column_ranges.csv", 2, "normalise = \"range\"");
    let text = String::from_utf8_lossy(&entrain(folder.path(), &["check"]).stdout).into_owned();
    assert!(text.contains("Scaled by \"range\", fitted to the training rows") && text.contains("-128..127"), "{text}");
    let value = json(folder.path(), &["check"]);
    assert_eq!(value["data"]["scaling"]["scales"][1]["whole"], true);
    assert_eq!(json(folder.path(), &["train"])["runs"][0]["seed"], 1);
}

#[test]
fn train_speaks_of_classes_by_name() {
    let folder = project("labels_text.csv", 2, "rows = { train = 2 }");
    let value = json(folder.path(), &["train"]);
    assert_eq!(value["class_names"], serde_json::json!(["idle", "walk"]));
    assert_eq!((value["test_accuracy"].as_f64(), value["confusion"].clone()), (Some(1.0), serde_json::json!([[1, 0], [0, 1]])));
    assert_eq!(kinds(&value), ["few_test_rows"]);
    let text = String::from_utf8_lossy(&entrain(folder.path(), &["train", "--details"]).stdout).into_owned();
    assert!(text.contains("% right of each class (test): idle: 100.0  walk: 100.0") && text.contains("true \\ predicted"), "{text}");
}

#[test]
fn one_class_is_no_result() {
    let folder = project("one_class.csv", 2, "");
    let value = json(folder.path(), &["train"]);
    assert_eq!(kinds(&value), ["one_class", "class_without_training_rows", "no_better_than_one_class"]);
    let done = entrain(folder.path(), &["train"]);
    let text = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(text.contains("warning: every training row is of class \"0\""), "{text}");
    let lacking = json(project("class_without_rows.csv", 3, "rows = { train = 4 }").path(), &["check"]);
    let warning =
        lacking["warnings"].as_array().and_then(|all| all.iter().find(|warning| warning["kind"] == "class_without_training_rows"));
    assert_eq!(warning.map(|warning| warning["line"].clone()), Some(serde_json::json!(16)));
}

#[test]
fn a_board_does_not_learn_from_clipped_data() {
    let folder = project("clipped.csv", 2, "");
    for verb in ["monitor", "selftest"] {
        let done = entrain(folder.path(), &[verb, "--virtual"]);
        let message = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            !done.status.success() && message.contains("100.0 % of the values are clipped") && message.contains("--allow-clipped"),
            "{message}"
        );
    }
    assert_eq!(kinds(&json(folder.path(), &["train"]))[0], "clipped");
}

#[test]
fn verbs_without_data_have_no_warnings() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(kinds(&json(folder.path(), &["boards"])), Vec::<&str>::new());
}
