//! `entrain explore` without building: the front, its picture, the workflow that would build it, weight bits with accuracy.

use crate::common;
use crate::small;

use common::{entrain, json};
use entrain_model::Network;
use small::{project, read, write};
use std::path::PathBuf;
use std::process::Command;

#[test]
fn a_workflow_builds_every_design_of_the_front() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (workflow, plot) = (folder.path().join("workflow"), folder.path().join("front.svg"));
    let mut explore = Command::new(env!("CARGO_BIN_EXE_entrain"));
    explore.args(["explore", "examples/digits", "--samples", "40", "--format", "json"]).arg("--workflow").arg(&workflow);
    let done = explore.arg("--plot").arg(&plot).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let done = done.unwrap_or_else(|error| panic!("{error}"));
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((&report["status"], &report["chosen"]), (&"ok".into(), &serde_json::Value::Null));
    let designs = report["designs"].as_array().cloned().unwrap_or_default();
    assert!(designs.len() >= 3, "{report}");

    let (snakefile, picture) = (read(&workflow.join("Snakefile")), read(&plot));
    assert!(!snakefile.contains('@') && snakefile.contains("--board icebreaker"), "{snakefile}");
    for (number, design) in designs.iter().enumerate() {
        let name = format!("design{:02}", number + 1);
        let network = Network::load(&workflow.join(&name).join("entrain.toml")).unwrap_or_else(|error| panic!("{error}"));
        let lanes: Vec<Option<usize>> = network.layers.iter().map(|layer| layer.lanes).collect();
        let expected: Vec<_> = design["layers"].as_array().into_iter().flatten().map(|layer| layer["lanes"].as_u64()).collect();
        assert_eq!(lanes.iter().map(|lanes| lanes.map(|lanes| lanes as u64)).collect::<Vec<_>>(), expected);
        assert!(snakefile.contains(&format!("\"{name}\": {{\"lanes\": \"")), "{snakefile}");
        assert!(picture.contains(&format!(">{}</tspan>", number + 1)), "design {number} has no name in the picture");
    }
    // Each has a dot for its speed and one for its energy; the legend has one more.
    assert_eq!(picture.matches("<circle").count(), 2 * designs.len() + 1);
    assert!(report["assumptions"].as_array().is_some_and(|lines| lines.len() > 4), "{report}");
}

const BITS: [&str; 8] = ["explore", "tiny", "--bits", "12,8", "--seeds", "2", "--workflow", "flow"];

/// Bits are searched with their accuracy, which is that of `train` on the very file that is written.
#[test]
fn bits_come_with_the_accuracy_that_train_finds() {
    let folder = project(3);
    let report = json(folder.path(), &BITS);
    let designs = report["designs"].as_array().cloned().unwrap_or_default();
    let widths = report["widths"].as_array().cloned().unwrap_or_default();
    let of = |width: &serde_json::Value| ["bits", "fraction", "rate"].map(|key| width[key].as_u64().unwrap_or(0));
    assert_eq!(widths.iter().map(of).collect::<Vec<_>>(), [[8, 7, 8], [12, 9, 9]], "{report}");
    assert!(designs.iter().any(|design| design["bits"] == 8), "{report}");
    let snakefile = read(&folder.path().join("flow/Snakefile"));
    let mut trained = Vec::new();
    for (number, design) in designs.iter().enumerate() {
        let written = folder.path().join(format!("flow/design{:02}/entrain.toml", number + 1));
        let (text, network) = (read(&written), Network::load(&written).unwrap_or_else(|error| panic!("{error}")));
        let expected = [network.weights.bits, network.weights.fraction, network.training.rate].map(u64::from);
        assert_eq!(of(design), expected);
        assert_eq!(text.contains("bits = 8   # explored, was 12"), expected[0] == 8, "{text}");
        let width = widths.iter().find(|width| of(width) == expected).unwrap_or_else(|| panic!("{report}"));
        assert_eq!(design["accuracy"], width["accuracy"]["mean"]);
        assert!(snakefile.contains(&format!("\"bits\": {}, \"accuracy_percent\": ", expected[0])), "{snakefile}");
        if !trained.contains(&expected) {
            write(&folder.path().join("tiny/again.toml"), &text);
            let again = json(folder.path(), &["train", "tiny/again.toml", "--seeds", "2"]);
            assert_eq!(again["test_accuracy_mean"], width["accuracy"]["mean"], "{expected:?}");
            trained.push(expected);
        }
    }
}

/// What was trained is not trained again; what was lost is; other data is another matter.
#[test]
fn nothing_is_trained_twice() {
    let folder = project(3);
    let kept = || -> Vec<PathBuf> {
        let files = std::fs::read_dir(folder.path().join("tiny/build/explore/accuracy")).unwrap_or_else(|error| panic!("{error}"));
        let mut files: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
        files.sort();
        files
    };
    let first = json(folder.path(), &BITS);
    let files = kept();
    assert_eq!(files.len(), 4);
    // Nobody would train this accuracy: it can only be read.
    let right = read(&files[0]);
    let forged: serde_json::Value = serde_json::from_str(&right).unwrap_or_else(|error| panic!("{error}"));
    write(&files[0], &right.replace(&format!("\"accuracy\":{}", forged["accuracy"]), "\"accuracy\":0.125"));
    assert!(json(folder.path(), &BITS)["widths"].to_string().contains("0.125"));
    write(&files[0], &right[..right.len() / 2]);
    assert_eq!(json(folder.path(), &BITS)["widths"], first["widths"]);
    assert_eq!(read(&files[0]), right);
    let data = folder.path().join("tiny/digits.csv");
    write(&data, &read(&data).lines().take(300).map(|line| format!("{line}\n")).collect::<String>());
    json(folder.path(), &BITS);
    assert_eq!(kept().len(), 8);
}

#[test]
fn mistakes_are_told_before_the_search() {
    let folder = project(3);
    let refused = |arguments: &[&str], why: &str| {
        let done = entrain(folder.path(), &[&["explore", "tiny", "--bits", "8"], arguments].concat());
        let message = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && message.contains(why), "{message}");
    };
    refused(&["--bits", "17"], "17 is not in 4..=16");
    refused(&["--write", "elsewhere.toml"], "is in another folder than the network file");
    refused(&["--write", "tiny/digits.csv"], "digits.csv is there already");
    refused(&["--write", "tiny/new.toml", "--verify", "0"], "--verify 0 builds none");
    refused(&["--plot", "/proc/front.svg"], "cannot write /proc/front.svg");
    refused(&["--samples", "0"], "number would be zero");
    let (file, build) = (folder.path().join("tiny/entrain.toml"), folder.path().join("tiny/build"));
    write(&build, "a file where the builds should be");
    let done = entrain(folder.path(), &["explore", "tiny"]);
    let message = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && message.contains("cannot write tiny/build/explore/icebreaker"), "{message}");
    std::fs::remove_file(&build).unwrap_or_else(|error| panic!("{error}"));
    let text = read(&file);
    write(&file, &text.replace("units = 16", "units = 4000"));
    let done = entrain(folder.path(), &["explore", "tiny"]);
    let message = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && message.contains("4000 units) does not fit on"), "{message}");
    write(&file, &text);
    std::fs::remove_file(folder.path().join("tiny/digits.csv")).unwrap_or_else(|error| panic!("{error}"));
    refused(&[], "cannot read tiny/digits.csv: no such file or directory");
    refused(&[], "with --bits, the accuracy");
}
