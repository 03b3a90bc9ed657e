//! A small project, as a person begins one.

use super::common::entrain;

/// A fresh project made by `entrain new`, with a smaller network.
pub fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let done = entrain(folder.path(), &["new", "tiny"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let file = folder.path().join("tiny/entrain.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    let text = text.replace("units = 64", "units = 20").replace("units = 32", "units = 16").replace("epochs = 30", "epochs = 2");
    std::fs::write(&file, text).unwrap_or_else(|error| panic!("{error}"));
    folder
}
