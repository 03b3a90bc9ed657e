//! Every example in the repository can be checked on its board and reads its data.

use crate::common::program;

use program::program;
use std::path::Path;

#[test]
fn every_example_checks_and_trains() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let weights = folder.path().join("weights.json");
    let mut count = 0;
    for entry in std::fs::read_dir(root.join("examples")).unwrap_or_else(|error| panic!("{error}")).flatten() {
        for file in std::fs::read_dir(entry.path()).unwrap_or_else(|error| panic!("{error}")).flatten() {
            let path = file.path().to_string_lossy().into_owned();
            if !path.ends_with(".toml") {
                continue;
            }
            count += 1;
            for arguments in [vec!["check", &path], vec!["train", &path, "--epochs", "1", "--output", &weights.to_string_lossy()]] {
                let done = program().args(&arguments).output();
                let done = done.unwrap_or_else(|error| panic!("{error}"));
                assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
            }
        }
    }
    assert!(count >= 3, "only {count} examples");
}
