//! Boards of a person's own, in the folder of a project.

use std::path::Path;
use std::process::Command;

const MINE: &str = r#"
name = "mine"
title = "A breakout of my own"

[sources]
sheet = "its schematic"

[device]
part = "up3k"
package = "sg48"

[clock]
pin = { site = "20", source = ["sheet"] }
mhz = 16.0
design_mhz = 16.0

[uart]
rx = { site = "6", source = ["sheet"] }
tx = { site = "9", source = ["sheet"] }
baud = 1_000_000
"#;

const PART: &str = r#"
name = "up3k"
family = "ice40"
model = "up3k"
sources = ["FPGA-DS-02008"]

[resources]
part = "iCE40 UP3K"
luts = 2800
dsps = 4
block_rams = 20
ram_shapes = [{ width = 16, depth = 256 }]

[pll]
count = 1
input = [10.0, 133.0]
detector = [10.0, 133.0]
oscillator = [533.0, 1066.0]
output = [16.0, 275.0]
"#;

fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entrain"));
    let done = command.args(arguments).args(["--format", "json"]).current_dir(folder).output();
    let done = done.unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&done.stdout);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{}", String::from_utf8_lossy(&done.stderr)))
}

fn write(path: &Path, text: &str) {
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, text));
    written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

#[test]
fn a_project_has_boards_and_parts_of_its_own() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    json(folder.path(), &["new", "p"]);
    let boards = folder.path().join("p/boards");
    write(&boards.join("mine.toml"), MINE);
    write(&boards.join("parts/up3k.toml"), PART);

    let listed = json(folder.path(), &["boards", "p"]);
    let listed = listed["boards"].as_array().cloned().unwrap_or_default();
    assert_eq!(listed.len(), 10);
    assert_eq!((&listed[9]["name"], &listed[9]["file"]), (&"mine".into(), &"p/boards/mine.toml".into()));
    assert_eq!(listed[9]["uart"]["rx"]["sources"][0], "its schematic");
    assert_eq!(json(folder.path(), &["boards"])["boards"].as_array().map(Vec::len), Some(9));

    // 64-32 of 12 bits need more block RAM than this part has; a smaller network fits.
    let refused = json(folder.path(), &["check", "p", "--board", "mine"]);
    let message = refused["message"].as_str().unwrap_or_default();
    assert!(message.contains("does not fit on iCE40 UP3K"), "{refused}");
    let file = folder.path().join("p/entrain.toml");
    let network = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    write(&file, &network.replace("units = 64", "units = 16").replace("units = 32", "units = 16").replace("icebreaker", "mine"));
    assert_eq!(json(folder.path(), &["check", "p"])["status"], "ok");
}

#[test]
fn a_projects_board_goes_before_ours_of_the_same_name() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    write(&folder.path().join("boards/icebreaker.toml"), &MINE.replace("\"mine\"", "\"icebreaker\"").replace("up3k", "up5k"));
    let listed = json(folder.path(), &["boards"]);
    assert_eq!(listed["boards"].as_array().map(Vec::len), Some(9));
    assert_eq!(listed["boards"][0]["title"], "A breakout of my own");
    assert_eq!(listed["boards"][0]["file"], "boards/icebreaker.toml");
}

#[test]
fn a_fault_in_a_part_shows_its_line() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    write(&folder.path().join("boards/mine.toml"), MINE);
    write(&folder.path().join("boards/parts/up3k.toml"), &PART.replace("dsps", "dsp"));
    let report = json(folder.path(), &["boards"]);
    assert_eq!((&report["status"], &report["line"]), (&"error".into(), &10.into()), "{report}");
    let text = report["text"].as_str().unwrap_or_default();
    assert!(text.contains("boards/parts/up3k.toml:10") && text.contains("did you mean \"dsps\"?"), "{text}");
}
