//! Folders of every kind: names that are no UTF-8, file systems that let nothing be run or written, and messages that can be copied.

use crate::common;
use crate::small;

use common::program::program;
use common::{entrain, json};
use small::{project, read, write};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Output};

fn run(folder: &Path, arguments: &[&OsStr], environment: &[(&str, &str)]) -> Output {
    let mut command = program();
    let done = command.args(arguments).envs(environment.iter().copied()).current_dir(folder).output();
    done.unwrap_or_else(|error| panic!("{error}"))
}

fn text(done: &Output) -> String {
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}

/// A folder that Latin-1 calls "café".
#[test]
#[ignore = "a minute, a bitstream among it: make test-full"]
fn a_folder_may_be_no_utf_8() {
    let folder = project(1);
    let cafe = OsStr::from_bytes(b"caf\xe9");
    std::fs::rename(folder.path().join("tiny"), folder.path().join(cafe)).unwrap_or_else(|error| panic!("{error}"));
    let verbs: [&[&str]; 10] = [
        &["check"],
        &["train"],
        &["train", "--tune", "rate", "--seeds", "1"],
        &["generate"],
        &["cosim", "--samples", "3"],
        &["build"],
        &["demo"],
        &["monitor", "--virtual", "--samples", "3"],
        &["audit"],
        &["boards"],
    ];
    for words in verbs {
        // What takes long is asked once.
        let formats: &[&str] = if ["cosim", "build", "demo", "monitor"].contains(&words[0]) { &["json"] } else { &["json", "text"] };
        for format in formats.iter().copied() {
            let options = words[1..].iter().copied().chain(["--format", format]).map(OsStr::new);
            let arguments: Vec<&OsStr> = [OsStr::new(words[0]), cafe].into_iter().chain(options).collect();
            let done = run(folder.path(), &arguments, &[]);
            assert!(done.status.success(), "{words:?}: {}", text(&done));
        }
    }
    assert!(folder.path().join(cafe).join("build/rtl/tiny.v").is_file());
}

#[test]
fn a_cache_from_which_nothing_can_be_run_is_told() {
    let mounted = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let done = Command::new("mount").args(["-t", "tmpfs", "-o", "noexec", "tmpfs"]).arg(mounted.path()).output();
    if !done.is_ok_and(|done| done.status.success()) {
        println!("skipped: no right to mount a file system");
        return;
    }
    let folder = project(1);
    let cache = mounted.path().to_string_lossy().into_owned();
    let arguments = ["cosim", "tiny", "--samples", "3"].map(OsStr::new);
    let done = run(folder.path(), &arguments, &[("ENTRAIN_CACHE", &cache)]);
    let unmounted = Command::new("umount").arg(mounted.path()).status();
    assert!(unmounted.is_ok_and(|status| status.success()));
    let message = text(&done);
    assert!(!done.status.success() && message.contains(&format!("nothing can be run from {cache}")), "{message}");
    assert!(message.contains("ENTRAIN_CACHE=DIR"), "{message}");
}

/// The commands in a message can be copied: they have the path and the board.
#[test]
fn hints_name_the_path_and_the_board() {
    let folder = project(1);
    let said = |arguments: &[&str]| text(&entrain(folder.path(), arguments));
    let unbuilt = said(&["flash", "tiny", "--board", "ulx3s-25f"]);
    assert!(unbuilt.contains("`entrain build tiny --board ulx3s-25f`"), "{unbuilt}");
    assert!(said(&["check", "tiny"]).contains("LUTs and clock: `entrain build tiny`."));
    assert!(text(&entrain(&folder.path().join("tiny"), &["check"])).contains("LUTs and clock: `entrain build`."));
    let file = folder.path().join("tiny/entrain.toml");
    write(&file, &read(&file).replace("basis = \"sqq\"", "basis = \"square\""));
    let refused = json(folder.path(), &["generate", "tiny"]);
    assert!(refused["text"].as_str().is_some_and(|text| text.contains("`entrain check tiny`")), "{refused}");
}

/// A search for what fits once took minutes.
#[test]
fn a_layer_that_is_far_too_large_is_refused_at_once() {
    let folder = project(1);
    let file = folder.path().join("tiny/entrain.toml");
    write(&file, &read(&file).replace("units = 20", "units = 40000"));
    for verb in ["check", "build"] {
        for board in ["icebreaker", "ulx3s-85f"] {
            let started = std::time::Instant::now();
            let refused = json(folder.path(), &[verb, "tiny", "--board", board]);
            assert!(refused["message"].as_str().is_some_and(|why| why.contains("40000 units) does not fit")), "{refused}");
            assert!(refused["text"].as_str().is_some_and(|text| text.contains(" units, or a larger board")), "{refused}");
            assert!(started.elapsed().as_secs() < 20, "{verb} on {board} took {:?}", started.elapsed());
        }
    }
}

#[test]
fn lanes_that_have_nothing_to_do_are_told() {
    let folder = project(1);
    let file = folder.path().join("tiny/entrain.toml");
    let network = read(&file);
    let board = "[target]\nboard = \"icebreaker\"";
    write(&file, &network.replace("units = 16", "units = 16\nlanes = 32").replace(board, ""));
    let message = "layer 2 has 20 inputs, so 20 of the 32 lanes that the network file asks for are built";
    let line = read(&file).lines().position(|line| line == "lanes = 32").map(|index| 1 + index as u64);
    for verb in ["check", "generate"] {
        let report = json(folder.path(), &[verb, "tiny"]);
        let warning = &report["warnings"][0];
        assert_eq!((&warning["kind"], &warning["message"]), (&"idle_lanes".into(), &message.into()), "{report}");
        assert_eq!(warning["line"].as_u64(), line);
        let said = String::from_utf8_lossy(&entrain(folder.path(), &[verb, "tiny"]).stderr).into_owned();
        assert!(said.contains(&format!("warning: {message}")), "{said}");
    }
    // By columns they are refused, as many as were asked for.
    write(&file, &network.replace("units = 16", "units = 16\nlanes = 32\nwalk = \"column\"").replace(board, ""));
    let refused = json(folder.path(), &["check", "tiny"]);
    assert!(refused["message"].as_str().is_some_and(|why| why.starts_with("layer 2 has 32 lanes, too many")), "{refused}");
    write(&file, &network);
    assert_eq!(json(folder.path(), &["check", "tiny"])["warnings"], serde_json::json!([]));
}

#[test]
fn a_windows_path_says_how_to_write_it() {
    let folder = project(1);
    let file = folder.path().join("tiny/entrain.toml");
    let network = read(&file);
    let said = |path: &str| {
        write(&file, &network.replace("\"digits.csv\"", path));
        text(&entrain(folder.path(), &["train", "tiny"]))
    };
    let escape = said(r#""C:\Users\me\digits.csv""#);
    assert!(escape.contains("\"C:/Users/me/digits.csv\"") && escape.contains(r"'C:\Users\me\digits.csv'"), "{escape}");
    let broken = said(r#""data\new.csv""#);
    assert!(broken.contains("a line break or a tab in this path"), "{broken}");
    let single = said(r"'data\digits.csv'");
    assert!(single.contains("folders are parted by / here"), "{single}");
}
