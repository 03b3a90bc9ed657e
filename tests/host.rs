//! The verbs for a board, on a virtual one.

use crate::common;

use common::program::program;
use common::{entrain, json};
use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

/// A project of its own, with the network of the example.
fn digits() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let done = entrain(folder.path(), &["new", "digits"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    folder
}

/// A virtual board behind a port of its own, for programs that know only its name.
fn port_of(folder: &tempfile::TempDir) -> (entrain_model::Plan, entrain_host::VirtualPort) {
    let file = folder.path().join("digits/entrain.toml");
    let network = entrain_model::Network::load(&file).unwrap_or_else(|error| panic!("{error}"));
    let device = entrain_boards::Board::find("icebreaker", None).unwrap_or_else(|error| panic!("{error}")).device.resources;
    let plan = entrain_model::Plan::new(&network, Some(&device)).unwrap_or_else(|error| panic!("{error}"));
    let (model, cache) = (entrain_model::Model::new(&plan), entrain_sim::Cache::user());
    let port = entrain_host::VirtualPort::start(&plan, None, &model, &cache, None).unwrap_or_else(|error| panic!("{error}"));
    (plan, port)
}

/// Two epochs through frames, at the pins: the hashes of the independent reference. Half of the way through, power is lost, and the
/// board brings its weights back from its own flash.
#[test]
fn digits_are_learned_through_frames_to_the_reference_hashes() {
    let folder = digits();
    let first = json(folder.path(), &["monitor", "digits", "--virtual", "--save", "flash"]);
    assert_eq!((&first["status"], &first["status_of_board"]["learned"]), (&"ok".into(), &1347.into()), "{first}");
    assert_eq!(first["hashes"], first["hashes_golden"]);
    let second = json(folder.path(), &["monitor", "digits", "--virtual", "--save", "w.json"]);
    assert_eq!((&first["came_up_with_snapshot"], &second["came_up_with_snapshot"]), (&false.into(), &true.into()));
    assert_eq!(second["status_of_board"]["differences"], 0);
    assert_eq!(second["hashes"], second["hashes_golden"]);
    // The sample number, which spreads revivals, began anew at the reset: 1347 is no multiple of 64, so the hashes are others.
    let straight = json(folder.path(), &["monitor", "digits", "--virtual", "--restore", "start", "--samples", "2694"]);
    assert_eq!(straight["hashes"], serde_json::json!(["1f06b5bb", "8022a2da"]));
    let audit = json(folder.path(), &["audit", "digits"]);
    let did: Vec<&str> = audit["entries"].as_array().into_iter().flatten().filter_map(|entry| entry["did"].as_str()).collect();
    let session = ["opened", "learned", "learned"];
    let expected = [&session[..], &["kept"], &session, &["kept", "opened", "restored", "learned", "learned", "learned"]].concat();
    assert_eq!(did, expected);
    assert!(folder.path().join("digits/build/monitor.jsonl").is_file() && folder.path().join("w.json").is_file());

    let log = folder.path().join("digits/audit.jsonl");
    let text = std::fs::read_to_string(&log).unwrap_or_else(|error| panic!("{error}"));
    std::fs::write(&log, text.replacen("\"samples\":347", "\"samples\":3470", 1)).unwrap_or_else(|error| panic!("{error}"));
    let done = entrain(folder.path(), &["audit", "digits"]);
    let message = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && message.contains("digits/audit.jsonl is broken at line 3"), "{message}");
    let refused = entrain(folder.path(), &["selftest", "digits", "--virtual"]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("is broken at line 3"));
}

#[test]
fn the_self_test_passes_on_a_virtual_board() {
    let folder = digits();
    let report = json(folder.path(), &["selftest", "digits", "--virtual", "--samples", "200"]);
    assert_eq!((&report["status"], &report["wrong_weights"], &report["restored"]), (&"ok".into(), &0.into(), &true.into()), "{report}");
    assert_eq!(report["weights_compared"], 6240);
    assert_eq!(report["hashes"], report["hashes_golden"]);
    assert_eq!(report["registers"], serde_json::json!(["rate", "margin", "revival"]));
}

#[test]
fn a_host_sets_rate_margin_and_revival() {
    let folder = digits();
    fn monitor<'a>(more: &[&'a str]) -> Vec<&'a str> {
        [&["monitor", "digits", "--virtual", "--samples", "100"], more].concat()
    }
    let plain = json(folder.path(), &monitor(&[]));
    let set = json(folder.path(), &monitor(&["--rate", "10", "--margin", "200", "--revival", "31"]));
    assert_eq!(set["registers"], serde_json::json!({ "rate": 10, "margin": 200, "revival": 31 }));
    assert_eq!((&set["status"], &set["hashes"]), (&"ok".into(), &set["hashes_golden"]), "{set}");
    assert_ne!(set["hashes"], plain["hashes"]);
    let audit = json(folder.path(), &["audit", "digits"]);
    let entries = audit["entries"].as_array().cloned().unwrap_or_default();
    let settings: Vec<_> = entries.iter().filter(|entry| entry["did"] == "set").collect();
    assert!(settings.len() == 1 && settings[0]["rate"] == 10 && settings[0]["margin"] == 200, "{audit}");
    for (option, value, range) in [("--rate", "11", "9 to 10"), ("--margin", "2000000", "0 to 1048576"), ("--revival", "64", "0 to 63")] {
        let done = entrain(folder.path(), &monitor(&[option, value]));
        let (what, message) = (&option[2..], String::from_utf8_lossy(&done.stderr).into_owned());
        let expected = format!("error: {what} = {value} does not fit the board's register: it takes {range} ");
        assert!(!done.status.success() && message.starts_with(&expected), "{message}");
    }
}

#[test]
fn without_a_board_a_person_is_told_what_to_do() {
    let folder = digits();
    // A board with an adapter that nobody has: the real one may be on the desk.
    let ours = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/constraints/boards/icebreaker.toml"));
    let mine = ours.unwrap_or_else(|error| panic!("{error}")).replace("\"icebreaker\"", "\"mine\"").replace("0403:6010", "dead:beef");
    let boards = folder.path().join("digits/boards");
    let written = std::fs::create_dir(&boards).and_then(|()| std::fs::write(boards.join("mine.toml"), mine));
    written.unwrap_or_else(|error| panic!("{error}"));
    for (arguments, expected) in [
        (["selftest", "digits", "--port", "/dev/ttyUSB99"], "error: there is no serial port /dev/ttyUSB99\n"),
        (["monitor", "digits", "--board", "mine"], "error: no 1BitSquared iCEBreaker is plugged in\n"),
        (["audit", "digits", "--file", "no.jsonl"], "error: cannot read no.jsonl: no such file or directory\n"),
        (["monitor", "digits", "--board", "nothing"], "error: there is no board \"nothing\""),
    ] {
        let done = entrain(folder.path(), &arguments);
        let message = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && message.starts_with(expected), "{arguments:?}: {message}");
    }
}

#[test]
fn what_a_board_has_learned_is_not_ended_unasked() {
    let folder = digits();
    let (plan, port) = port_of(&folder);
    let line = port.open().unwrap_or_else(|error| panic!("{error}"));
    let mut board = entrain_host::Board::open(line, &plan, None).unwrap_or_else(|error| panic!("{error}"));
    for _ in 0..3 {
        board.learn(&[7; 64], 1).unwrap_or_else(|error| panic!("{error}"));
    }
    drop(board);
    let mut bitstream = vec![0xff, 0, 0, 0xff, 0x7e, 0xaa, 0x99, 0x7e];
    bitstream.resize(104_090, 0);
    std::fs::write(folder.path().join("a.bin"), bitstream).unwrap_or_else(|error| panic!("{error}"));
    let flash = ["flash", "digits", "--bitstream", "a.bin", "--root", "nowhere", "--port", port.path()];
    let text = |done: Output| String::from_utf8_lossy(&done.stderr).into_owned();
    let message = text(entrain(folder.path(), &flash));
    assert!(
        message.contains("icebreaker runs this network (build") && message.contains("learned from 3 samples since its reset"),
        "{message}"
    );
    assert!(message.contains("entrain monitor digits --save FILE"), "{message}");
    let message = text(entrain(folder.path(), &[&flash[..], &["--yes"]].concat()));
    assert!(message.contains("no icebreaker is plugged in"), "{message}");
}

/// Ctrl-C, or whoever manages services: what was learned until then is kept, and stands in the audit log.
#[test]
fn a_session_that_is_told_to_stop_ends_well() {
    let folder = digits();
    let mut command = program();
    command.args(["monitor", "digits", "--virtual", "--samples", "1000000", "--every", "10", "--save", "w.json"]);
    let mut running = command.current_dir(folder.path()).stdout(Stdio::piped()).spawn().unwrap_or_else(|error| panic!("{error}"));
    let mut lines = BufReader::new(running.stdout.take().unwrap_or_else(|| panic!("no output"))).lines().map_while(Result::ok);
    assert!(lines.next().is_some_and(|line| line.trim_start().starts_with("10 ")));
    let told = Command::new("kill").args(["-TERM", &running.id().to_string()]).status();
    assert!(told.is_ok_and(|status| status.success()));
    let rest: Vec<String> = lines.collect();
    let status = running.wait().unwrap_or_else(|error| panic!("{error}"));
    assert!(status.success() && rest.last().is_some_and(|line| line.ends_with("are the golden model's")), "{status}: {rest:?}");
    let audit = json(folder.path(), &["audit", "digits"]);
    let entries = audit["entries"].as_array().cloned().unwrap_or_default();
    let [learned, kept] =
        ["learned", "kept"].map(|did| entries.iter().rfind(|entry| entry["did"] == did).unwrap_or_else(|| panic!("{audit}")));
    assert_eq!(learned["weights"], kept["weights"]);
    let samples = learned["samples"].as_u64().unwrap_or(0);
    assert!((10..1_000_000).contains(&samples) && rest.iter().any(|line| line.contains(&format!("{samples} learned"))), "{audit} {rest:?}");
    assert!(json(folder.path(), &["generate", "digits", "--weights", "w.json"])["status"] == "ok");
}

/// Who only wants to see the first lines has seen enough.
#[test]
fn a_session_that_nobody_watches_ends_well() {
    let folder = digits();
    let mut command = program();
    let arguments = ["monitor", "digits", "--virtual", "--samples", "1000000", "--every", "10", "--save", "flash"];
    let (reader, writer) = std::io::pipe().unwrap_or_else(|error| panic!("{error}"));
    drop(reader);
    let done = command.args(arguments).current_dir(folder.path()).stdout(writer).output().unwrap_or_else(|error| panic!("{error}"));
    assert!(done.status.success() && done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
    let audit = json(folder.path(), &["audit", "digits"]);
    let did: Vec<&str> = audit["entries"].as_array().into_iter().flatten().filter_map(|entry| entry["did"].as_str()).collect();
    assert_eq!(did, ["opened", "learned", "kept"]);
    assert_eq!(audit["entries"][1]["samples"], 10);
}

/// A snapshot that the virtual board could not keep is not called kept.
#[test]
fn a_virtual_flash_that_cannot_be_written_is_told() {
    let folder = digits();
    std::fs::create_dir_all(folder.path().join("digits/build/virtual-flash.bin")).unwrap_or_else(|error| panic!("{error}"));
    let done = entrain(folder.path(), &["monitor", "digits", "--virtual", "--samples", "5", "--save", "flash"]);
    let message = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && message.contains("cannot write digits/build/virtual-flash.bin: is a directory"), "{message}");
}

/// What a board had learned before it was lost stands in the audit log, too.
#[test]
fn what_was_learned_before_the_board_was_unplugged_is_in_the_log() {
    let folder = digits();
    let (_, port) = port_of(&folder);
    let mut command = program();
    command.args(["monitor", "digits", "--port", port.path(), "--samples", "1000000", "--every", "10"]);
    let command = command.current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().unwrap_or_else(|error| panic!("{error}"));
    let mut lines = BufReader::new(running.stdout.take().unwrap_or_else(|| panic!("no output"))).lines();
    assert!(lines.next().is_some_and(|line| line.is_ok_and(|line| line.trim_start().starts_with("10 "))));
    drop(port);
    let last = lines.map_while(Result::ok).last();
    let done = running.wait_with_output().unwrap_or_else(|error| panic!("{error}"));
    let message = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && message.contains(" is gone: "), "{message} {last:?}");
    let audit = json(folder.path(), &["audit", "digits"]);
    let entry = &audit["entries"][1];
    assert!(entry["did"] == "learned" && entry["samples"].as_u64() >= Some(10), "{audit}");
}

/// Rows without labels, answered by the board at a port with the weights that it has.
#[test]
fn a_board_at_a_port_predicts() {
    let folder = digits();
    let (_, port) = port_of(&folder);
    let table = std::fs::read_to_string(folder.path().join("digits/digits.csv")).unwrap_or_else(|error| panic!("{error}"));
    let rows: String =
        table.lines().take(13).map(|line| format!("{}\n", line.rsplit_once(',').map_or(line, |(inputs, _)| inputs))).collect();
    std::fs::write(folder.path().join("rows.csv"), rows).unwrap_or_else(|error| panic!("{error}"));
    let answer = json(folder.path(), &["predict", "digits", "--data", "rows.csv", "--port", port.path()]);
    assert_eq!((answer["samples"].as_u64(), answer["differences"].as_u64()), (Some(12), Some(0)), "{answer}");
}
