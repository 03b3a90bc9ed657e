//! A network with convolutions from the file to a checkpoint, and its Verilog in lockstep.

mod common;

use common::{entrain, json};
use std::path::Path;
use tempfile::TempDir;

/// A folder with `net`, two convolutions and a dense layer on the digits.
fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let digits = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/digits/digits.csv");
    let layer = |text: &str| format!("[[layer]]\ntype = {text}\n");
    let pool = layer("\"max-pool\"");
    let layers = [layer("\"conv2d\"\nchannels = 4"), pool.clone(), layer("\"conv2d\"\nchannels = 6"), pool, layer("\"dense\"\nunits = 16")];
    let text = format!(
        "[network]\nname = \"seen\"\nclasses = 10\ninput = {{ shape = [1, 8, 8], format = \"u8\", scale = 16 }}\n{}\
         [training]\nrate = 11\nmargin = 256\nrevival = 255\nepochs = 2\n[data]\ntrain = {digits:?}\nrows = {{ train = 1347 }}\n\
         [target]\nboard = \"icebreaker\"\n",
        layers.concat()
    );
    std::fs::create_dir(folder.path().join("net")).unwrap_or_else(|error| panic!("{error}"));
    std::fs::write(folder.path().join("net/entrain.toml"), text).unwrap_or_else(|error| panic!("{error}"));
    folder
}

#[test]
fn check_shows_the_plan() {
    let folder = project();
    let report = json(folder.path(), &["check", "net"]);
    assert_eq!((&report["status"], &report["generator"]), (&"ok".into(), &serde_json::json!({ "ok": true, "lacks": [] })));
    let layer = &report["plan"]["layers"][2];
    assert_eq!((&layer["type"], &layer["cells"], &layer["output_shape"]), (&"conv2d".into(), &2.into(), &serde_json::json!([6, 4, 4])));
    let text = String::from_utf8(entrain(folder.path(), &["check", "net", "--details"]).stdout).unwrap_or_default();
    for part in ["4 channels of 3 x 3 taps; 4 x 4 cells (chosen)", "A sample every", "cell sum", "correction of a bias"] {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

#[test]
fn training_leaves_a_checkpoint_that_predicts_the_same() {
    let folder = project();
    let report = json(folder.path(), &["train", "net"]);
    assert!(report["test_accuracy"].as_f64().is_some_and(|accuracy| accuracy > 0.8), "{report}");
    let lengths = ["hashes", "code_hashes"].map(|key| report[key].as_array().map_or(0, Vec::len));
    assert_eq!(lengths, [3, 2]);
    let dead = report["dead_units"].as_array().map_or(0, Vec::len);
    assert_eq!(dead, 3);
    let again = json(folder.path(), &["train", "net"]);
    assert_eq!((&again["hashes"], &again["code_hashes"]), (&report["hashes"], &report["code_hashes"]));
    // Rows without labels, through the checkpoint: as many right as training said.
    let digits = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/digits/digits.csv"));
    let digits = digits.unwrap_or_else(|error| panic!("{error}"));
    let rows: Vec<(&str, &str)> = digits.lines().skip(1 + 1347).filter_map(|line| line.rsplit_once(',')).collect();
    let header = digits.lines().next().and_then(|line| line.rsplit_once(',')).map_or("", |(inputs, _)| inputs);
    let unlabelled = [header].into_iter().chain(rows.iter().map(|(inputs, _)| *inputs)).collect::<Vec<_>>().join("\n");
    std::fs::write(folder.path().join("rows.csv"), unlabelled).unwrap_or_else(|error| panic!("{error}"));
    let predicted = String::from_utf8(entrain(folder.path(), &["predict", "net", "--data", "rows.csv"]).stdout).unwrap_or_default();
    let classes: Vec<&str> = predicted.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(classes.len(), rows.len(), "{predicted}");
    let right = classes.iter().zip(&rows).filter(|(class, (_, label))| *class == label).count();
    assert_eq!(Some(right as f64 / rows.len() as f64), report["test_accuracy"].as_f64());
}

/// The Verilog equals the golden model in every write, and answers in the cycles that the plan says.
#[test]
fn the_verilog_agrees() {
    let folder = project();
    let report = json(folder.path(), &["cosim", "net", "--samples", "20"]);
    assert_eq!(report["status"], "ok", "{report}");
    assert_eq!(report["cycles"], report["cycles_predicted"], "{report}");
    assert!(report["updates_checked"].as_u64().is_some_and(|writes| writes > 1000), "{report}");
}
