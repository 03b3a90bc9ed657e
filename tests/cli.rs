//! The command line as a person or a program uses it.

use std::path::Path;
use std::process::{Command, Output};

fn entrain(folder: &Path, arguments: &[&str]) -> Output {
    let done = Command::new(env!("CARGO_BIN_EXE_entrain")).args(arguments).current_dir(folder).output();
    done.unwrap_or_else(|error| panic!("{error}"))
}

fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let done = entrain(folder, &[arguments, &["--format", "json"]].concat());
    let text = String::from_utf8_lossy(&done.stdout);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{}", String::from_utf8_lossy(&done.stderr)))
}

/// A fresh project made by `entrain new`, with a smaller network.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let done = entrain(folder.path(), &["new", "tiny"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let file = folder.path().join("tiny/entrain.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    let text = text.replace("units = 64", "units = 20").replace("units = 32", "units = 16").replace("epochs = 30", "epochs = 2");
    std::fs::write(&file, text).unwrap_or_else(|error| panic!("{error}"));
    folder
}

#[test]
fn the_reference_hashes_come_out_of_the_command() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let checkpoint = folder.path().join("w.json");
    let report = json(root, &["train", "examples/digits", "--epochs", "2", "--output", &checkpoint.to_string_lossy()]);
    assert_eq!(report["hashes"], serde_json::json!(["1f06b5bb", "8022a2da"]));
    assert_eq!(format!("{:.4}", report["test_accuracy"].as_f64().unwrap_or(0.0)), "0.8822");
    assert_eq!(report["format_version"], 1);
    assert_eq!(report["status"], "ok");
    assert_eq!(report["samples"], 2694);
}

#[test]
fn a_new_project_checks_trains_generates_and_simulates() {
    let folder = project();
    let check = json(folder.path(), &["check", "tiny"]);
    assert!(check["certificate"].as_array().is_some_and(|bounds| bounds.len() == 15));
    json(folder.path(), &["train", "tiny"]);
    let weights = folder.path().join("tiny/build/weights.json");
    let weights = weights.to_string_lossy();
    let generated = json(folder.path(), &["generate", "tiny", "--weights", &weights]);
    assert!(generated["files"].as_array().is_some_and(|files| files.iter().any(|file| file == "layer1_biases.hex")));
    let report = json(folder.path(), &["cosim", "tiny", "--samples", "60", "--weights", &weights]);
    assert_eq!(report["mismatches"], 0);
    assert_eq!(report["cycles"], report["cycles_predicted"]);
    assert_eq!(report["cycles_per_sample"].as_f64(), report["cycles_per_sample_predicted"].as_f64());
    let energy = json(folder.path(), &["energy", "tiny", "--samples", "20"]);
    assert!(energy["learning_overhead"].as_f64().is_some_and(|ratio| ratio > 1.0 && ratio < 1.5), "{energy}");
    assert!(energy["assumptions"].as_array().is_some_and(|lines| lines.len() > 5));
}

#[test]
fn a_corrupt_or_foreign_checkpoint_is_refused() {
    let folder = project();
    json(folder.path(), &["train", "tiny", "--epochs", "1"]);
    let path = folder.path().join("tiny/build/weights.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
    let weights = path.to_string_lossy().into_owned();
    let refused = |text: &str, why: &str| {
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        let done = entrain(folder.path(), &["generate", "tiny", "--weights", &weights]);
        let message = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && message.contains(why), "{message}");
    };
    refused(&text[..text.len() / 2], "cut short");
    refused(&text.replacen("\"samples\":1347", "\"samples\":1348", 1), "damaged");
    refused("{}", "not a checkpoint");
    std::fs::write(&path, &text).unwrap_or_else(|error| panic!("{error}"));
    let file = folder.path().join("tiny/entrain.toml");
    let network = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    std::fs::write(&file, network.replace("units = 16", "units = 18")).unwrap_or_else(|error| panic!("{error}"));
    refused(&text, "another network: units is [20, 16], here it is [20, 18]");
}

#[test]
fn errors_are_json_where_json_is_asked_for() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    std::fs::write(folder.path().join("a.toml"), "[network]\nnam = \"x\"\n").unwrap_or_else(|error| panic!("{error}"));
    let done = entrain(folder.path(), &["check", "a.toml", "--format", "json"]);
    assert!(!done.status.success());
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((&report["status"], &report["line"]), (&"error".into(), &2.into()));
    assert_eq!(report["message"], "there is no key \"nam\" here");
}

#[test]
fn a_missing_tool_is_one_clear_message() {
    let folder = project();
    let mut command = Command::new(env!("CARGO_BIN_EXE_entrain"));
    command.args(["cosim", "tiny", "--samples", "5"]).env("PATH", "/nowhere").current_dir(folder.path());
    let done = command.output().unwrap_or_else(|error| panic!("{error}"));
    let message = String::from_utf8_lossy(&done.stderr);
    assert!(!done.status.success() && message.contains("cannot start verilator") && message.contains("apt-get install"), "{message}");
}

#[test]
fn a_missing_synthesis_is_one_clear_message_before_anything_is_written() {
    let folder = project();
    // The program looks for .tools beside itself and above: it has to be elsewhere.
    let program = folder.path().join("entrain");
    std::fs::copy(env!("CARGO_BIN_EXE_entrain"), &program).unwrap_or_else(|error| panic!("{error}"));
    let mut command = Command::new(program);
    command.args(["build", "tiny", "--board", "colorlight-i5"]).env("PATH", "/nowhere").current_dir(folder.path());
    let done = command.output().unwrap_or_else(|error| panic!("{error}"));
    let message = String::from_utf8_lossy(&done.stderr);
    assert!(!done.status.success() && message.contains("yosys is not installed") && message.contains("make setup"), "{message}");
    assert!(!folder.path().join("tiny/build/colorlight-i5").exists());
}

#[test]
fn new_does_not_overwrite() {
    let folder = project();
    let done = entrain(folder.path(), &["new", "tiny"]);
    assert!(!done.status.success() && String::from_utf8_lossy(&done.stderr).contains("tiny is there already"));
}

#[test]
fn modes_without_hardware_train_but_are_not_generated() {
    let cases = [
        ("basis = \"sqq\"", "basis = \"square\"", 7, "the square basis"),
        ("basis = \"sqq\"", "basis = \"triangle\"", 7, "the triangle basis"),
        ("basis = \"sqq\"", "error = \"staircase\"", 7, "the staircase error"),
        ("margin = 128", "rounding = \"stochastic\"", 23, "stochastic rounding"),
    ];
    let folder = project();
    let file = folder.path().join("tiny/entrain.toml");
    let network = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    for (old, new, line, what) in cases {
        std::fs::write(&file, network.replace(old, new)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(json(folder.path(), &["check", "tiny"])["status"], "ok", "{new}");
        assert_eq!(json(folder.path(), &["train", "tiny", "--epochs", "1"])["status"], "ok", "{new}");
        for verb in ["generate", "cosim", "build", "energy"] {
            let report = json(folder.path(), &[verb, "tiny"]);
            let message = report["message"].as_str().unwrap_or_default();
            assert_eq!((&report["status"], &report["line"]), (&"error".into(), &line.into()), "{verb} with {new}: {report}");
            assert!(message.starts_with(&format!("the generator cannot build {what} yet")), "{verb} with {new}: {message}");
        }
    }
}

#[test]
fn training_measures_classes_synchrony_and_dead_units() {
    let folder = project();
    let plot = folder.path().join("curve.svg");
    let report = json(folder.path(), &["train", "tiny", "--plot", &plot.to_string_lossy()]);
    let values = |key: &str| report[key].as_array().cloned().unwrap_or_default();
    assert_eq!((values("accuracy_per_class").len(), values("dead_units").len()), (10, 2));
    assert!(values("synchrony").iter().all(|share| share.as_f64().is_some_and(|share| share > 0.0 && share < 1.0)));
    let samples: Vec<u64> = values("convergence").iter().filter_map(|point| point["samples"].as_u64()).collect();
    assert!(samples.len() > 10 && samples.last() == Some(&1347), "{samples:?}");
    let svg = std::fs::read_to_string(plot).unwrap_or_else(|error| panic!("{error}"));
    assert!(svg.matches("<polyline").count() == 4 && svg.contains("synchrony of layer 2"), "{svg}");
}
