//! A pace and an input head, from the command line: the first is built, of the second the generator says that it lacks it.

use crate::common;
use crate::small;

use common::{entrain, json};
use small::{project, read, write};
use std::path::Path;

/// The small project with more lines in [network] and in [training].
fn changed(network: &str, training: &str) -> tempfile::TempDir {
    let folder = project(1);
    let file = folder.path().join("tiny/entrain.toml");
    let text = read(&file).replace("[network]\n", &format!("[network]\n{network}")).replace("rate = 9", "rate = 6");
    write(&file, &text.replace("[training]\n", &format!("[training]\n{training}")));
    folder
}

fn message(folder: &Path, arguments: &[&str]) -> String {
    let done = entrain(folder, arguments);
    assert!(!done.status.success(), "{arguments:?}");
    String::from_utf8_lossy(&done.stderr).into_owned()
}

#[test]
fn a_pace_is_trained_and_built() {
    let folder = changed("", "pace = \"self\"\nslowest = 9\n");
    let check = json(folder.path(), &["check", "tiny"]);
    assert_eq!((&check["status"], &check["generator"]), (&"ok".into(), &serde_json::json!({ "ok": true, "lacks": [] })));
    assert_eq!((&check["plan"]["training"]["pace"], &check["plan"]["training"]["slowest"]), (&"self".into(), &9.into()));
    let text = String::from_utf8_lossy(&entrain(folder.path(), &["check", "tiny"]).stdout).into_owned();
    assert!(text.contains("Learning rate: 2^-6 at first") && text.contains("2^-9, 2^-9"), "{text}");
    let cosim = json(folder.path(), &["cosim", "tiny", "--samples", "40"]);
    assert!(cosim["status"] == "ok" && cosim["samples"] == 40, "{cosim}");
    let selftest = json(folder.path(), &["selftest", "tiny", "--virtual", "--samples", "30"]);
    assert_eq!(selftest["status"], "ok", "{selftest}");
    for (folder, paced) in [(&folder, true), (&changed("", ""), false)] {
        json(folder.path(), &["generate", "tiny", "--bus", "axi"]);
        let verilog = folder.path().join("tiny/build/rtl");
        let [header, top] = ["tiny_registers.h", "tiny_axi.v"].map(|name| read(&verilog.join(name)));
        assert_eq!((header.contains("TINY_SHARE1 0x124u"), top.contains("pace_registers")), (paced, paced));
        assert_eq!(verilog.join("pacer.v").exists(), paced);
    }
    // Long enough for a share to fall.
    let train = ["train", "tiny", "--epochs", "20"];
    let (paced, fixed) = (json(folder.path(), &train), json(changed("", "").path(), &train));
    assert!(paced["hashes"] != fixed["hashes"] && paced["hashes"].as_array().map(Vec::len) == Some(2), "{paced}");
    for drift in
        [vec!["drift", "tiny", "--seeds", "1", "--passes", "1"], vec!["compare", "tiny", "--stream", "--seeds", "1", "--rules", "lls"]]
    {
        let done = entrain(folder.path(), &drift);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn an_input_head_is_one_more_learner() {
    let folder = changed("input_head = true\n", "");
    let check = json(folder.path(), &["check", "tiny"]);
    assert_eq!(check["generator"], serde_json::json!({ "ok": false, "lacks": ["an input head"] }));
    let message = message(folder.path(), &["generate", "tiny"]);
    assert!(message.contains("the generator cannot build an input head yet") && message.contains("input_head = true"), "{message}");
    let with = json(folder.path(), &["train", "tiny"]);
    let without = json(changed("", "").path(), &["train", "tiny"]);
    // The layers learn what they learn without: none of them hears of the head.
    let hashes = |report: &serde_json::Value| report["hashes"].as_array().cloned().unwrap_or_default();
    assert_eq!((hashes(&with).len(), &hashes(&with)[..2]), (3, &hashes(&without)[..]));
    assert_eq!(with["dead_units"].as_array().map(Vec::len), Some(2));
    // Its weights are in the checkpoint, which is of another network than that without it.
    let again = entrain(folder.path(), &["predict", "tiny", "--data", "tiny/digits.csv"]);
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    let file = folder.path().join("tiny/entrain.toml");
    write(&file, &read(&file).replace("input_head = true\n", ""));
    let other = entrain(folder.path(), &["predict", "tiny", "--data", "tiny/digits.csv", "--weights", "tiny/build/weights.json"]);
    let refused = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(!other.status.success() && refused.contains("input_head is true, here it is false"), "{refused}");
}
