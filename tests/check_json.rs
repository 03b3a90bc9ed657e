//! The JSON of `entrain check` is for programs (scripts/pipeline.py reads it): its keys and its values stay what they are, whatever
//! the plan inside looks like. tests/plans has the networks, and beside each its check.
//!
//! Set ENTRAIN_BLESS=1 to accept a change.

mod common;

use common::json;
use std::path::Path;

#[test]
fn the_json_of_check_stays() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    for (name, board) in [("rows", None), ("columns", None), ("mixed", None), ("mixed", Some("ulx3s-25f"))] {
        let network = format!("{name}.toml");
        let board_arguments = board.map_or(vec![], |board| vec!["--board", board]);
        let value = json(&folder, &[&["check", &network][..], &board_arguments].concat());
        let found = serde_json::to_string_pretty(&value).unwrap_or_else(|error| panic!("{error}")) + "\n";
        let file = folder.join(format!("{name}.check{}.json", board.map_or(String::new(), |board| format!(".{board}"))));
        if std::env::var_os("ENTRAIN_BLESS").is_some() {
            std::fs::write(&file, &found).unwrap_or_else(|error| panic!("{error}"));
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let line = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
        assert!(found == expected, "{name}: {line:?}; look at it, then ENTRAIN_BLESS=1");
    }
}
