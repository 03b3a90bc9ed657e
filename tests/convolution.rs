//! A network with convolutions from the file to a checkpoint, and its Verilog in lockstep.

use crate::common;

use common::{entrain, json};
use std::path::Path;
use tempfile::TempDir;

/// A folder with `net`, two convolutions and a dense layer on the digits.
fn project() -> TempDir {
    let layer = |text: &str| format!("[[layer]]\ntype = {text}\n");
    let pool = layer("\"max-pool\"");
    project_of(&[layer("\"conv2d\"\nchannels = 4"), pool.clone(), layer("\"conv2d\"\nchannels = 6"), pool, layer("\"dense\"\nunits = 16")])
}

/// The same with one convolution, which an iCE40 UP5K has room for.
fn small() -> TempDir {
    let layer = |text: &str| format!("[[layer]]\ntype = {text}\n");
    project_of(&[layer("\"conv2d\"\nchannels = 4\nlanes = 2"), layer("\"max-pool\""), layer("\"dense\"\nunits = 16\nlanes = 2")])
}

/// A folder with `net` of these layers.
fn project_of(layers: &[String]) -> TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let digits = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/digits/digits.csv");
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

/// Through frames, at the pins of a virtual board: the self-test; a session that learns, its snapshot in flash, and the one behind the loss of
/// power, which goes on from there.
#[test]
fn a_virtual_board_learns_and_keeps_it() {
    let folder = small();
    let report = json(folder.path(), &["selftest", "net", "--virtual", "--samples", "40"]);
    assert_eq!((&report["status"], &report["wrong_weights"], &report["restored"]), (&"ok".into(), &0.into(), &true.into()), "{report}");
    assert_eq!(report["weights_compared"], 4 * 9 + 4 + 10 * 64 + 16 * 64 + 16);
    let monitor = |more: &[&str]| json(folder.path(), &[&["monitor", "net", "--virtual", "--samples", "60"], more].concat());
    let first = monitor(&["--save", "flash"]);
    let second = monitor(&["--save", "w.json"]);
    assert_eq!((&first["came_up_with_snapshot"], &second["came_up_with_snapshot"]), (&false.into(), &true.into()), "{second}");
    for report in [&first, &second] {
        assert_eq!((&report["hashes"], &report["status_of_board"]["differences"]), (&report["hashes_golden"], &0.into()), "{report}");
    }
    assert_ne!(first["hashes"], second["hashes"]);
    let kept = std::fs::read_to_string(folder.path().join("w.json")).unwrap_or_else(|error| panic!("{error}"));
    assert!(kept.contains("\"code\""), "a checkpoint without the code");
}

#[test]
fn energy_is_told_by_part() {
    let folder = small();
    let report = json(folder.path(), &["energy", "net", "--samples", "10"]);
    let overhead = report["learning_overhead"].as_f64().unwrap_or_default();
    assert!(overhead > 1.0 && overhead < 2.0 && report["inference_nj"].as_f64().is_some_and(|nj| nj > 0.0), "{report}");
}

/// Train, build, and other weights into the bitstream without place and route.
#[test]
#[ignore = "minutes: make test-full"]
fn bitstreams_for_two_families() {
    let folder = small();
    for board in ["icebreaker", "ulx3s-25f"] {
        let built = json(folder.path(), &["build", "net", "--board", board, "--weights", "start"]);
        let [fmax, clock] = ["fmax_mhz", "clock_mhz"].map(|key| built[key].as_f64().unwrap_or_default());
        assert!(fmax >= clock && clock > 0.0, "{built}");
        println!("{board}: {} LUTs, {} block RAMs, {} DSPs, {fmax:.1} MHz", built["luts"], built["brams"], built["dsps"]);
        let trained = json(folder.path(), &["train", "net"]);
        let loaded = json(folder.path(), &["build", "net", "--board", board, "--weights", "net/build/weights.json"]);
        assert_eq!((&loaded["build_id"], &loaded["hashes"]), (&built["build_id"], &trained["hashes"]), "{loaded}");
    }
}
