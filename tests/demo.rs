//! The whole demo, bitstream included.

use crate::common::program;

use program::program;
use std::path::Path;

#[test]
#[ignore = "minutes of place and route: make test-full"]
fn the_demo_runs_to_its_summary() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let done = program().args(["demo", "examples/digits"]).current_dir(root).output();
    let done = done.unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{text}{}", String::from_utf8_lossy(&done.stderr));
    for part in ["[6/6] energy", "0 differences", "is right", "bitstream   "] {
        assert!(text.contains(part), "no \"{part}\" in\n{text}");
    }
    assert!(!text.contains("skipped"), "{text}");
}
