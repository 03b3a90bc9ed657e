//! What a person reads when something is wrong with the data: the exact texts.

#[path = "data_errors/compressed.rs"]
mod compressed;
#[path = "data_errors/csv.rs"]
mod csv;
#[path = "data_errors/doubtful.rs"]
mod doubtful;
#[path = "data_errors/idx.rs"]
mod idx;
#[path = "data_errors/numpy.rs"]
mod numpy;
#[path = "data_errors/table.rs"]
mod table;

use entrain_data::DataSet;
use entrain_model::Network;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use tempfile::TempDir;

/// A project folder with a network of 3 inputs and 3 classes.
struct Project {
    folder: TempDir,
}

impl Project {
    /// The lines of [data].
    fn new(data: &str) -> Project {
        Project::with_inputs(3, data)
    }

    fn with_inputs(inputs: usize, data: &str) -> Project {
        let network = format!(
            "[network]\nname = \"net\"\nclasses = 3\ninput = {{ shape = [{inputs}], format = \"u8\" }}\n\n\
             [[layer]]\ntype = \"dense\"\nunits = 8\n\n[data]\n{data}\n"
        );
        Project { folder: tempfile::tempdir().expect("a temporary folder") }.file("entrain.toml", network)
    }

    /// The project with one more file.
    fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Project {
        std::fs::write(self.folder.path().join(name), bytes).expect("the folder can be written");
        self
    }

    /// Asserts the message of loading the data; the folder's name reads DIR, and the indentation of `expected` is dropped.
    fn says(&self, expected: &str) {
        let loaded = Network::load(&self.folder.path().join("entrain.toml")).and_then(|network| DataSet::load(&network));
        let found = loaded.expect_err("this is to fail").to_string().replace(&self.folder.path().display().to_string(), "DIR");
        let found = found.lines().map(str::trim_end).collect::<Vec<&str>>().join("\n");
        let lines = expected.trim_start_matches('\n').trim_end().lines();
        let expected: Vec<&str> = lines.map(|line| line.strip_prefix("        ").unwrap_or(line).trim_end()).collect();
        assert_eq!(found, expected.join("\n"), "\n{found}\n");
    }
}

fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes.as_ref()).and_then(|()| packer.finish()).expect("memory takes it")
}
