//! What was trained is what is written, built and said; start weights only where nothing was trained, or where they are asked for.

use crate::common;
use crate::small;

use common::{entrain, json};
use serde_json::Value;
use small::{project, read, write};
use std::path::Path;

/// The words of the first weight memory that a folder's Verilog starts with.
fn memory(folder: &Path, name: &str) -> String {
    read(&folder.join(format!("{name}_layer0_weights.hex")))
}

fn text(done: &std::process::Output) -> String {
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}

#[test]
fn generate_takes_what_was_trained() {
    let folder = project(1);
    let here = folder.path();
    let start = json(here, &["generate", "tiny"]);
    assert_eq!((&start["weights"]["source"], &start["weights"]["file"]), (&"start".into(), &Value::Null));
    let untrained = memory(&here.join("tiny/build/rtl"), "tiny");

    let trained = json(here, &["train", "tiny"]);
    assert_ne!(trained["hashes"], start["hashes"]);
    let generated = json(here, &["generate", "tiny"]);
    assert_eq!(generated["hashes"], trained["hashes"]);
    let weights = &generated["weights"];
    assert_eq!((&weights["source"], &weights["file"]), (&"checkpoint".into(), &"tiny/build/weights.json".into()));
    assert_eq!(weights["accuracy"], trained["test_accuracy"]);
    assert!(weights["time"].as_str().is_some_and(|time| time.ends_with('Z')), "{weights}");
    assert_ne!(memory(&here.join("tiny/build/rtl"), "tiny"), untrained);
    let said = text(&entrain(here, &["generate", "tiny"]));
    assert!(said.contains("tiny/build/weights.json (") && said.contains("% of the test rows, 20"), "{said}");

    let again = json(here, &["generate", "tiny", "--weights", "start"]);
    assert_eq!((&again["hashes"], &again["weights"]["source"]), (&start["hashes"], &"start".into()));
    assert_eq!(memory(&here.join("tiny/build/rtl"), "tiny"), untrained);
}

/// Two epochs are one, and one more from its checkpoint, where rows keep their order.
#[test]
fn a_training_goes_on_from_a_checkpoint() {
    let folder = project(1);
    let here = folder.path();
    let file = here.join("tiny/entrain.toml");
    write(&file, &read(&file).replace("epochs = 1", "epochs = 1\nshuffle = false"));
    let whole = json(here, &["train", "tiny", "--epochs", "2", "--output", "whole.json"]);
    let half = json(here, &["train", "tiny", "--output", "half.json"]);
    let rest = json(here, &["train", "tiny", "--weights", "half.json", "--output", "rest.json"]);
    assert_ne!(half["hashes"], whole["hashes"]);
    assert_eq!(rest["hashes"], whole["hashes"]);
    let refused = entrain(here, &["train", "tiny", "--weights", "nowhere.json"]);
    assert!(!refused.status.success() && text(&refused).contains("nowhere.json"), "{}", text(&refused));
}

#[test]
fn the_newest_checkpoint_counts_and_another_networks_is_told() {
    let folder = project(1);
    let here = folder.path();
    json(here, &["train", "tiny"]);
    let newer = json(here, &["train", "tiny", "--seed", "9", "--output", "tiny/build/newer.json"]);
    let taken = json(here, &["generate", "tiny"]);
    assert_eq!((&taken["hashes"], &taken["weights"]["file"]), (&newer["hashes"], &"tiny/build/newer.json".into()));

    let file = here.join("tiny/entrain.toml");
    write(&file, &read(&file).replace("units = 16", "units = 18"));
    let passed = json(here, &["generate", "tiny"]);
    assert_eq!(passed["weights"]["source"], "start");
    let warning = &passed["warnings"][0];
    assert_eq!(warning["kind"], "foreign_checkpoint");
    assert!(warning["message"].as_str().is_some_and(|why| why.contains("units is [20, 16], here it is [20, 18]")), "{warning}");
    // What is asked for and does not fit is an error.
    let refused = json(here, &["generate", "tiny", "--weights", "tiny/build/newer.json"]);
    assert!(refused["message"].as_str().is_some_and(|why| why.contains("belongs to another network")), "{refused}");
    // What train left is damaged: nothing is written as if it had not been there.
    write(&here.join("tiny/build/weights.json"), "{\"format_version\":2,\"sha256\":\"\"");
    let refused = json(here, &["generate", "tiny"]);
    assert!(refused["message"].as_str().is_some_and(|why| why.contains("weights.json cannot be loaded")), "{refused}");
}

#[test]
fn two_networks_of_a_folder_keep_apart_and_may_share_a_folder_of_verilog() {
    let folder = project(1);
    let here = folder.path();
    let text = read(&here.join("tiny/entrain.toml"));
    write(&here.join("tiny/other.toml"), &text.replace("name = \"tiny\"", "name = \"other\"").replace("units = 16", "units = 18"));
    let first = json(here, &["train", "tiny"]);
    let second = json(here, &["train", "tiny/other.toml"]);
    assert_eq!(second["checkpoint"], "tiny/build/other/weights.json");
    for (path, trained) in [("tiny", &first), ("tiny/other.toml", &second)] {
        let generated = json(here, &["generate", path, "--output", "shared"]);
        assert_eq!(generated["hashes"], trained["hashes"], "{path}");
    }
    for name in ["tiny", "other"] {
        for file in [".v", ".f", "_layer0_weights.hex", "_layer1_biases.hex"] {
            assert!(here.join(format!("shared/{name}{file}")).is_file(), "{name}{file}");
        }
    }
    // Layer 2 has other units in the two.
    let second_layer = |name: &str| read(&here.join(format!("shared/{name}_layer1_weights.hex")));
    assert_ne!(second_layer("tiny"), second_layer("other"));
}

#[test]
fn cosimulation_starts_with_start_weights_unless_told_otherwise() {
    let folder = project(1);
    let here = folder.path();
    json(here, &["train", "tiny"]);
    let checked = |more: &[&str]| json(here, &[&["cosim", "tiny", "--samples", "40"], more].concat());
    let (default, start, trained) = (checked(&[]), checked(&["--weights", "start"]), checked(&["--weights", "tiny/build/weights.json"]));
    assert_eq!(default["hashes"], start["hashes"]);
    assert_ne!(default["hashes"], trained["hashes"]);
    // A virtual board comes up with what was trained; the self-test puts start weights into it and takes them out again.
    let watched = |more: &[&str]| json(here, &[&["monitor", "tiny", "--virtual", "--predict", "--samples", "3"], more].concat());
    let weights = json(here, &["generate", "tiny"])["hashes"].clone();
    let trained = watched(&[]);
    assert_eq!((&trained["hashes"], &trained["weights"]["source"]), (&weights, &"checkpoint".into()));
    let start = watched(&["--weights", "start"]);
    assert_eq!(start["weights"]["source"], "start");
    assert_ne!(start["hashes"], weights);
    let tested = json(here, &["selftest", "tiny", "--virtual", "--samples", "3"]);
    assert_eq!((&tested["status"], &tested["restored"]), (&"ok".into(), &true.into()));
    let other = json(here, &["selftest", "tiny", "--virtual", "--samples", "3", "--weights", "tiny/build/weights.json"]);
    assert_ne!(tested["hashes"], other["hashes"]);
}

#[test]
fn few_samples_have_no_pace() {
    let folder = project(1);
    let here = folder.path();
    for (samples, steady) in [("1", false), ("5", false), ("6", true), ("40", true)] {
        let report = json(here, &["cosim", "tiny", "--samples", samples]);
        assert_eq!((&report["mismatches"], &report["cycles"]), (&0.into(), &report["cycles_predicted"]));
        match steady {
            true => assert_eq!(report["cycles_per_sample"].as_f64(), report["cycles_per_sample_predicted"].as_f64(), "{samples}"),
            false => assert!(report["cycles_per_sample"].is_null(), "{samples}: {report}"),
        }
    }
    let said = text(&entrain(here, &["cosim", "tiny", "--samples", "5"]));
    assert!(said.contains("too few samples for a pace, predicted once the pipeline is full:"), "{said}");
}

#[test]
#[ignore = "a minute, two bitstreams: make test-full"]
fn a_bitstream_says_whose_weights_it_has() {
    let folder = project(1);
    let here = folder.path();
    json(here, &["train", "tiny"]);
    let build = |more: &[&str]| json(here, &[&["build", "tiny", "--output", "elsewhere"], more].concat());
    let start = build(&["--weights", "start"]);
    assert_eq!((&start["weights"]["source"], &start["bitstream"]), (&"start".into(), &"elsewhere/icebreaker/tiny.bin".into()));
    assert!(!here.join("tiny/build/icebreaker").exists());
    // Other weights are exchanged, and only that takes time now.
    let trained = build(&[]);
    assert_eq!(trained["hashes"], json(here, &["generate", "tiny"])["hashes"]);
    assert_eq!((&trained["weights"]["source"], &trained["build_id"]), (&"checkpoint".into(), &start["build_id"]));
    assert!(trained["seconds"].as_f64() < start["seconds"].as_f64().map(|seconds| seconds / 2.0), "{trained}");
    let record: Value = serde_json::from_str(&read(&here.join("elsewhere/icebreaker/build.json"))).unwrap_or_default();
    assert_eq!((&record["origin"]["source"], &record["weights"]), (&"checkpoint".into(), &trained["hashes"]));
    let said = text(&entrain(here, &["build", "tiny", "--output", "elsewhere", "--weights", "start"]));
    assert!(said.contains("weights exchanged in 0.") && said.contains("start weights, which have learned nothing"), "{said}");
    assert!(!said.contains("built in"), "{said}");

    // Flashing is stopped by the missing board; by then the bitstream has what is wanted. Start weights were asked for: they stay.
    let flashed = |more: &[&str]| {
        let done = entrain(here, &[&["flash", "tiny", "--built", "elsewhere", "--yes", "--root", "nowhere"], more].concat());
        assert!(text(&done).contains("no icebreaker is plugged in"), "{}", text(&done));
        let record: Value = serde_json::from_str(&read(&here.join("elsewhere/icebreaker/build.json"))).unwrap_or_default();
        record["weights"].clone()
    };
    assert_eq!(flashed(&[]), start["hashes"]);
    assert_eq!(flashed(&["--weights", "tiny/build/weights.json"]), trained["hashes"]);
    build(&[]);
    let later = json(here, &["train", "tiny", "--seed", "3"]);
    assert_eq!(flashed(&[]), later["hashes"]);
}
