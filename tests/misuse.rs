//! What people mistype, and what a machine does to a program: one message, no panic, nothing half-written, no figure of nothing.

use crate::common;
use crate::small;

use common::program::program;
use common::{entrain, json};
use small::{project, read, write};
use std::fs::OpenOptions;
use std::os::unix::fs::symlink;
use std::process::Stdio;

/// Numbers that make no sense are refused with what would, before anything is done.
#[test]
fn numbers_out_of_range_are_refused() {
    let folder = project(1);
    let (count, above) = ("a whole number, at least 1", "a finite number above 0");
    let (epochs, seeds) = ("a whole number from 1 to 100000", "a whole number from 1 to 10000");
    for (arguments, range) in [
        ("train tiny --epochs 0", epochs),
        ("train tiny --epochs -1", epochs),
        ("train tiny --seeds 0", seeds),
        ("compare tiny --seeds 0", seeds),
        ("drift tiny --epochs 0", epochs),
        ("drift tiny --samples 0", count),
        ("cosim tiny --samples 0", count),
        ("energy tiny --samples 0", count),
        ("energy tiny --clock nan", above),
        ("energy tiny --clock -3", above),
        ("energy tiny --duty 0", above),
        ("energy tiny --battery inf", above),
        ("build tiny --clock inf", above),
        ("monitor tiny --virtual --alarm nan", "a number from 0 to 1"),
        ("monitor tiny --virtual --fall -1", "a number from 0 to 1"),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let done = entrain(folder.path(), &arguments);
        let message = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(message.starts_with("error: invalid value '") && message.contains(range), "{arguments:?}: {message}");
    }
    assert!(!folder.path().join("tiny/build").exists());
}

#[test]
fn a_command_line_that_is_not_understood_is_json_where_that_was_asked_for() {
    let folder = project(1);
    for arguments in ["train tiny --epochs 0", "check tiny --bord x", "build tiny --twin --all-boards", "verify", "nothing"] {
        let arguments: Vec<&str> = arguments.split(' ').chain(["--format", "json"]).collect();
        let done = entrain(folder.path(), &arguments);
        let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        assert_eq!((done.status.code(), &report["status"], &report["format_version"]), (Some(2), &"error".into(), &1.into()));
        assert!(done.stderr.is_empty() && report["message"].as_str().is_some_and(|message| !message.contains('\n')), "{report}");
    }
}

/// Who closes the pipe has read enough; a disk that is full is a fault.
#[test]
fn nobody_reads_or_nothing_can_be_written() {
    let folder = project(1);
    for arguments in [&["boards"][..], &["check", "tiny"], &["boards", "--format", "json"], &["check", "nothing"], &["help"]] {
        let run = |out: Stdio| {
            let mut command = program();
            let done = command.args(arguments).current_dir(folder.path()).stdout(out).output().unwrap_or_else(|error| panic!("{error}"));
            (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
        };
        let (reader, writer) = std::io::pipe().unwrap_or_else(|error| panic!("{error}"));
        drop(reader);
        let (status, message) = run(writer.into());
        let refused = arguments.contains(&"nothing");
        assert_eq!((status, message.is_empty()), (Some(refused as i32), !refused), "{arguments:?}: {message}");
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap_or_else(|error| panic!("{error}"));
        let (status, message) = run(full.into());
        assert!(!message.contains("panicked"), "{arguments:?}: {message}");
        if arguments == ["boards"] {
            assert!(status == Some(1) && message.starts_with("error: cannot write the result: No space left"), "{message}");
        }
    }
}

/// An hour of training that cannot be kept is not begun.
#[test]
fn a_place_that_cannot_be_written_is_known_at_the_start() {
    let folder = project(100_000);
    for (option, place, why) in [
        ("--output", "tiny", "cannot write tiny: is a directory"),
        ("--output", "tiny/digits.csv/w.json", "cannot write tiny/digits.csv/w.json: "),
        ("--plot", "tiny/digits.csv/a.svg", "cannot write tiny/digits.csv/a.svg: "),
    ] {
        let done = entrain(folder.path(), &["train", "tiny", option, place]);
        let message = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && message.contains(why), "{option} {place}: {message}");
    }
    let done = entrain(folder.path(), &["monitor", "tiny", "--virtual", "--save", "tiny"]);
    let message = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && message.contains("cannot write tiny: is a directory"), "{message}");
    assert!(!folder.path().join("tiny/audit.jsonl").exists());
}

/// A link stays one, and a device too: /dev/null is not replaced by a file, not even by root.
#[test]
fn links_and_devices_stay_what_they_are() {
    let folder = project(1);
    let (link, target) = (folder.path().join("link.json"), folder.path().join("target.json"));
    write(&target, "old");
    symlink(&target, &link).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(json(folder.path(), &["train", "tiny", "--output", "link.json"])["status"], "ok");
    assert!(link.is_symlink() && read(&target).starts_with("{\"format_version\":2"));
    // In a folder where files cannot be made beside it.
    let null = folder.path().join("null.json");
    symlink("/dev/null", &null).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(json(folder.path(), &["train", "tiny", "--output", "null.json"])["status"], "ok");
    assert!(!std::fs::metadata("/dev/null").is_ok_and(|about| about.is_file()));
}

#[test]
fn without_test_rows_nothing_is_called_test_accuracy() {
    let folder = project(1);
    let file = folder.path().join("tiny/entrain.toml");
    write(&file, &read(&file).replace("rows = { train = 200 }", ""));
    let report = json(folder.path(), &["train", "tiny"]);
    assert!(report["test_accuracy"].is_null() && report["runs"][0]["test_accuracy"].is_null(), "{report}");
    assert!(report["test_accuracy_mean"].is_null() && report["curve"][0]["train_accuracy"].is_f64(), "{report}");
    let text = String::from_utf8_lossy(&entrain(folder.path(), &["train", "tiny"]).stdout).into_owned();
    assert!(text.contains("% of the training rows, before learning each (there are no test rows) after 1 epoch, hashes"), "{text}");
    for more in [&[][..], &["--samples", "5"]] {
        let done = entrain(folder.path(), &[&["monitor", "tiny", "--virtual", "--test-rows"], more].concat());
        let message = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && message.starts_with("error: there are no test rows to stream"), "{message}");
    }
}

#[test]
fn files_that_are_no_text_and_folders_that_are_not_there() {
    let folder = project(1);
    std::fs::write(folder.path().join("latin.toml"), b"# caf\xe9\n[network]\n").unwrap_or_else(|error| panic!("{error}"));
    for (arguments, expected) in [
        (["check", "latin.toml"], "error: cannot read latin.toml: it is no text\n |\n = help: text in UTF-8 is expected here"),
        (["boards", "nowhere"], "error: there is no project nowhere\n"),
        (["check", "nowhere"], "error: there is no network file nowhere\n"),
    ] {
        let done = entrain(folder.path(), &arguments);
        let message = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && message.starts_with(expected), "{arguments:?}: {message}");
    }
}

/// Numbers between -1 and 1 become -1, 0 and 1 where nobody says what they are worth.
#[test]
fn inputs_that_vanish_in_eight_bits_are_noticed() {
    let folder = project(1);
    let file = folder.path().join("tiny/entrain.toml");
    let text = read(&file);
    assert!(json(folder.path(), &["train", "tiny"])["note"].is_null());
    write(&file, &text.replace("scale = 16", "scale = 0.5"));
    let note = "note: the inputs become whole numbers from 0 to 8, of 0 to 255 that the hardware takes: a larger scale";
    let text = String::from_utf8_lossy(&entrain(folder.path(), &["train", "tiny"]).stdout).into_owned();
    assert!(text.contains(note), "{text}");
}
