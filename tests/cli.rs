//! The command line as a person or a program uses it.

use crate::common;
use crate::project;

use common::program::program;
use common::{entrain, json};
use project::project;
use std::path::Path;
use std::process::Command;

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
    assert!(generated["files"].as_array().is_some_and(|files| files.iter().any(|file| file == "tiny_layer1_biases.hex")));
    let report = json(folder.path(), &["cosim", "tiny", "--samples", "60", "--weights", &weights]);
    assert_eq!(report["mismatches"], 0);
    assert_eq!(report["cycles"], report["cycles_predicted"]);
    assert_eq!(report["cycles_per_sample"].as_f64(), report["cycles_per_sample_predicted"].as_f64());
    assert_eq!((&report["level"], &report["family"]), (&"rtl".into(), &serde_json::Value::Null));
    let icarus = json(folder.path(), &["cosim", "tiny", "--samples", "1", "--level", "icarus"]);
    assert_eq!((&icarus["level"], &icarus["mismatches"], &icarus["samples"]), (&"icarus".into(), &0.into(), &1.into()));
    let energy = json(folder.path(), &["energy", "tiny", "--samples", "20"]);
    assert!(energy["learning_overhead"].as_f64().is_some_and(|ratio| ratio > 1.0 && ratio < 1.5), "{energy}");
    assert!(energy["assumptions"].as_array().is_some_and(|lines| lines.len() > 5));
    // The fast path foretells what co-simulation counts.
    let fast = json(folder.path(), &["energy", "tiny", "--samples", "20", "--fast", "--compare", "--duty", "10"]);
    for key in ["inference_nj", "training_nj", "update_nj", "twin_nj", "learning_overhead", "parts", "run"] {
        assert!(!fast[key].is_null() && fast[key] == energy[key], "{key}: {fast}");
    }
    let kinds = ["measured", "estimated", "cited"];
    assert!(
        fast["comparison"]
            .as_array()
            .is_some_and(|rows| rows.len() > 8 && rows.iter().all(|row| kinds.iter().any(|kind| row["is"] == *kind)))
    );
    assert_eq!(fast["duty"]["ways"].as_array().map(Vec::len), Some(4));
    // A person's meter.
    let readings = "state,mhz,volts,milliamperes\nidle,0,1.2,0.1\nclock,24,1.2,1.3\ninference,24,1.2,8\nlearning,24,1.2,8.4\n";
    std::fs::write(folder.path().join("current.csv"), readings).unwrap_or_else(|error| panic!("{error}"));
    json(folder.path(), &["energy", "tiny", "--measured", "current.csv"]);
    let own = json(folder.path(), &["energy", "tiny", "--fast"]);
    assert!(own["assumptions"][0].as_str().is_some_and(|line| line.contains("icebreaker.energy.toml")), "{own}");
    assert!(own["inference_nj"].is_f64() && own["inference_nj"] != fast["inference_nj"], "{own}");
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
    let mut command = program();
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
    // Another process copies it: if this one held it open for writing while a test beside this one starts a program, nobody could run it.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_entrain")).arg(&program).status();
    assert!(copied.is_ok_and(|status| status.success()));
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
        ("rule = \"lls\"", "code_sets = 1", 0, ""),
        ("[data]", "[policy]\nlearn = \"always\"\n\n[data]", 0, ""),
        ("[data]", "[policy]\nlearn = \"on-error\"\n\n[data]", 29, "the policy on-error"),
        ("[data]", "[policy]\nbudget = { updates = 1, samples = 9 }\n\n[data]", 29, "a budget of updates"),
        ("[data]", "[policy]\nfreeze = [2]\n\n[data]", 29, "frozen layers"),
    ];
    let folder = project();
    let file = folder.path().join("tiny/entrain.toml");
    let network = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    for (old, new, line, what) in cases {
        std::fs::write(&file, network.replace(old, new)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(json(folder.path(), &["check", "tiny"])["status"], "ok", "{new}");
        assert_eq!(json(folder.path(), &["train", "tiny", "--epochs", "1"])["status"], "ok", "{new}");
        if line == 0 {
            assert_eq!(json(folder.path(), &["generate", "tiny"])["status"], "ok", "{new}");
            continue;
        }
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

/// Layers wide enough for two sets of codes.
#[test]
fn several_sets_of_codes_train_but_are_not_generated() {
    let folder = project();
    let file = folder.path().join("tiny/entrain.toml");
    let network = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    let network = network.replace("units = 16", "units = 20").replace("rule = \"lls\"", "code_sets = 2");
    std::fs::write(&file, network.replace("seed = 1", "code_set = 2")).unwrap_or_else(|error| panic!("{error}"));
    let check = json(folder.path(), &["check", "tiny"]);
    assert_eq!((&check["plan"]["code_sets"], &check["plan"]["training"]["code_set"]), (&2.into(), &1.into()));
    assert_eq!(json(folder.path(), &["train", "tiny", "--epochs", "1"])["status"], "ok");
    let report = json(folder.path(), &["generate", "tiny"]);
    let message = report["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("the generator cannot build several sets of codes yet") && report["line"] == 6, "{report}");
}

#[test]
fn check_says_how_a_board_follows_a_schedule() {
    let folder = project();
    let file = folder.path().join("tiny/entrain.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    for (rate, expected) in [
        (10, "2^-10 from epoch 2 on; a board begins with 2^-9 and follows with `entrain monitor tiny --rate 10` (2^-9 to 2^-10).\n"),
        (8, "2^-8 from epoch 2 on; the hardware keeps 2^-9.\n"),
    ] {
        let schedule = format!("epochs = 2\nschedule = [{{ epoch = 2, rate = {rate} }}]");
        std::fs::write(&file, text.replace("epochs = 2", &schedule)).unwrap_or_else(|error| panic!("{error}"));
        let text = String::from_utf8_lossy(&entrain(folder.path(), &["check", "tiny"]).stdout).into_owned();
        assert!(text.contains(&format!("Learning rate: 2^-9, in `entrain train tiny` {expected}")), "{text}");
    }
}

#[test]
fn check_says_the_policy_and_train_follows_it_when_asked() {
    let folder = project();
    let file = folder.path().join("tiny/entrain.toml");
    let network = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    let policy = "[policy]\nlearn = \"low-confidence\"\nconfidence = 50\nbudget = { updates_per_hour = 60, samples_per_hour = 3600 }\nfreeze = [1]\n";
    std::fs::write(&file, network + policy).unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&entrain(folder.path(), &["check", "tiny"]).stdout).into_owned();
    for line in [
        "a layer learns only where its largest logit leads its second largest by less than 50",
        "at most 1 update of a layer in 60 samples, 60 of them at once; 0 saved up after a reset (12-bit counter)",
        "frozen: layer 1; learning: layer 2",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let held = |arguments: &[&str]| {
        let report = json(folder.path(), &[&["train", "tiny", "--epochs", "1"], arguments].concat());
        let epoch = &report["curve"][0];
        ["updates", "held_by_policy", "held_by_budget"].map(|key| epoch[key].as_u64().unwrap_or(0))
    };
    let [updates, policy, budget] = held(&["--policy"]);
    assert!(updates <= 1347 / 60 && policy > 100 && budget > 100, "{updates} {policy} {budget}");
    let [updates, policy, budget] = held(&[]);
    assert!(updates > 500 && policy == 0 && budget == 0, "{updates} {policy} {budget}");
}

#[test]
fn a_netlist_wants_a_board() {
    let folder = project();
    let file = folder.path().join("tiny/entrain.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    let lines = text.lines().filter(|line| !line.starts_with("board = "));
    std::fs::write(&file, lines.map(|line| format!("{line}\n")).collect::<String>()).unwrap_or_else(|error| panic!("{error}"));
    let done = entrain(folder.path(), &["cosim", "tiny", "--level", "netlist", "--samples", "1"]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(!done.status.success() && said.contains("no board is named") && said.contains("--board NAME"), "{said}");
    let done = entrain(folder.path(), &["cosim", "tiny", "--level", "gates"]);
    assert!(String::from_utf8_lossy(&done.stderr).contains("rtl, icarus, netlist"), "{}", String::from_utf8_lossy(&done.stderr));
}
