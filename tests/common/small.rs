//! A project that is trained in a moment.

use super::common::entrain;
use std::path::Path;

/// The text of a file.
pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Writes a file.
pub fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// A small project, tiny, whose first 200 rows train for `epochs` and whose other 100 test.
pub fn project(epochs: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let done = entrain(folder.path(), &["new", "tiny"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (file, data) = (folder.path().join("tiny/entrain.toml"), folder.path().join("tiny/digits.csv"));
    let text = read(&file).replace("units = 64", "units = 20").replace("units = 32", "units = 16");
    write(&file, &text.replace("train = 1347", "train = 200").replace("epochs = 30", &format!("epochs = {epochs}")));
    write(&data, &read(&data).lines().take(301).map(|line| format!("{line}\n")).collect::<String>());
    folder
}
