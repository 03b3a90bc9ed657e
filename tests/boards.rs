//! Boards of a person's own, in the folder of a project.

use crate::common;

use common::json;
use std::path::Path;

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

/// A board with a UP5K in the package SG48, which works.
fn sg48() -> String {
    MINE.replace("up3k", "up5k")
}

/// What `check` says of a board's fault, and that `boards` lists the others all the same.
fn refused(board: &str) -> String {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    json(folder.path(), &["new", "p"]);
    write(&folder.path().join("p/boards/mine.toml"), board);
    let listed = json(folder.path(), &["boards", "p"]);
    assert_eq!(listed["boards"].as_array().map(Vec::len), Some(9), "{listed}");
    assert_eq!((&listed["status"], &listed["faults"][0]["name"]), (&"error".into(), &"mine".into()));
    let report = json(folder.path(), &["build", "p", "--board", "mine"]);
    assert!(!folder.path().join("p/build").exists(), "something was made before the board was looked at");
    assert_eq!((&report["line"], &report["message"]), (&listed["line"], &listed["message"]));
    report["text"].as_str().unwrap_or_default().into()
}

#[test]
fn pins_packages_and_parts_are_checked_before_any_tool_runs() {
    let right = sg48();
    let pin = refused(&right.replace("site = \"9\"", "site = \"D3\""));
    assert!(
        pin.contains("package sg48 has no pin \"D3\"") && pin.contains("p/boards/mine.toml:19") && pin.contains("near to it: "),
        "{pin}"
    );
    let power = refused(&right.replace("site = \"9\"", "site = \"5\""));
    assert!(power.contains("has no pin \"5\"") && power.contains("near to it: 4, 6"), "{power}");
    let package = refused(&right.replace("sg48", "qfn48"));
    assert!(package.contains("iCE40 UP5K has no package \"qfn48\"") && package.contains("packages: sg48, uwg30"), "{package}");
    let missing = refused(&right.replace("package = \"sg48\"", ""));
    assert!(missing.contains("the package of iCE40 UP5K is missing") && missing.contains("sg48, uwg30"), "{missing}");
    let part = refused(&right.replace("up5k", "hx1k"));
    assert!(part.contains("there is no part \"hx1k\"") && part.contains("parts: up5k, hx8k"), "{part}");
    // ECP5: a pin's letters, its standard, and the speed grade.
    let ecp5 = right.replace("up5k", "lfe5u-25f").replace("package = \"sg48\"", "package = \"CABGA381\"\nspeed = \"6\"");
    let ecp5 = ecp5.replace("\"20\"", "\"G2\"").replace("\"6\", source", "\"M1\", source").replace("\"9\"", "\"L4\"");
    let pin = refused(&ecp5.replace("L4", "L44"));
    assert!(pin.contains("package CABGA381 has no pin \"L44\"") && pin.contains("did you mean \"L4\"?"), "{pin}");
    let speed = refused(&ecp5.replace("speed = \"6\"", "speed = \"5\""));
    assert!(speed.contains("no speed grade \"5\"") && speed.contains("6, 7, 8"), "{speed}");
    let standard = refused(&ecp5.replace("\"L4\"", "\"L4\", standard = \"LVCMOS3\""));
    assert!(standard.contains("no I/O standard \"LVCMOS3\"") && standard.contains("did you mean \"LVCMOS33\"?"), "{standard}");
}

#[test]
fn a_clock_at_a_plls_pad_is_taken_as_one() {
    let at_pad = sg48().replace("site = \"20\"", "site = \"35\"").replace("design_mhz = 16.0", "design_mhz = 24.0");
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    write(&folder.path().join("boards/mine.toml"), &at_pad);
    let listed = json(folder.path(), &["boards"]);
    assert_eq!((&listed["status"], &listed["boards"][9]["clock"]["pll_pad"]), (&"ok".into(), &true.into()));
    assert!(listed["boards"][9]["notes"][0].as_str().is_some_and(|note| note.contains("pll_pad = true is taken")), "{listed}");
    let denied = refused(&at_pad.replace("\nmhz = 16.0\n", "\nmhz = 16.0\npll_pad = false\n"));
    assert!(denied.contains("pin 35 of sg48 feeds the PLL's own pad") && denied.contains("pll_pad = true"), "{denied}");
    let elsewhere = refused(&sg48().replace("\nmhz = 16.0\n", "\nmhz = 16.0\npll_pad = true\n"));
    assert!(elsewhere.contains("pin 20 of sg48 feeds no PLL's own pad") && elsewhere.contains("that is 35"), "{elsewhere}");
    // The serial line where the PLL needs its pad.
    let taken = refused(&sg48().replace("design_mhz = 16.0", "design_mhz = 24.0").replace("site = \"6\"", "site = \"35\""));
    assert!(taken.contains("pin 35 is the pad of the PLL that the clock needs, so it cannot be the input rx"), "{taken}");
}
