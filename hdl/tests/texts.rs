//! What every file of Verilog says of itself: its licence, and the unit of each parameter.

use crate::common;

use common::{network_text, parse};
use entrain_hdl::{LICENCE, Options, core, emit};
use entrain_model::{Network, Plan};
use std::path::{Path, PathBuf};

/// All Verilog below `folder`, built things aside.
fn verilog(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap_or_else(|error| panic!("{error}")).path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !name.starts_with('.') && !["build", "target"].contains(&name) {
            verilog(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "v" || extension == "sv") {
            found.push(path);
        }
    }
}

fn all() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    ["hdl", "bitstreams", "sim", "tests"].iter().for_each(|folder| verilog(&root.join(folder), &mut found));
    assert!(found.len() > 90, "{} files", found.len());
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path.strip_prefix(&root).unwrap_or(&path).display().to_string(), text)
    };
    found.into_iter().map(read).collect()
}

#[test]
fn every_file_begins_with_its_licence() {
    let without: Vec<String> = all().into_iter().filter(|(_, text)| text.lines().next() != Some(LICENCE)).map(|(path, _)| path).collect();
    assert!(without.is_empty(), "the first line is not {LICENCE}:\n{}", without.join("\n"));
}

#[test]
fn what_is_generated_begins_with_it_too() {
    let network = parse(&network_text(5, "s8", 3, "walsh", &[(7, 5), (4, 2)], 9, 9));
    let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    for (name, text) in emit::write("net", core(&plan, Options::default())).files {
        assert_eq!(text.lines().next(), Some(LICENCE), "{name}");
    }
}

/// A parameter without its unit is a number that somebody guesses.
#[test]
fn every_parameter_of_a_block_has_its_unit() {
    let mut without = Vec::new();
    let mut parameters = 0;
    for (path, text) in all().into_iter().filter(|(path, _)| path.starts_with("hdl/src/blocks") && path.ends_with(".v")) {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("parameter ")) {
            parameters += 1;
            if line.split_once("//").is_none_or(|(_, comment)| comment.trim().len() < 3) {
                without.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(parameters > 200, "{parameters} parameters");
    assert!(without.is_empty(), "parameters without a comment:\n{}", without.join("\n"));
}

/// A network has no name that a block has: its module would replace the block.
#[test]
fn no_network_is_named_as_a_block() {
    let text = network_text(5, "s8", 3, "walsh", &[(7, 5)], 9, 9);
    let mut blocks = 0;
    for (path, _) in all().into_iter().filter(|(path, _)| path.starts_with("hdl/src/blocks") && path.ends_with(".v")) {
        let name = Path::new(&path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_string();
        let text = text.replace("name = \"net\"", &format!("name = \"{name}\""));
        assert!(Network::parse(&text, Path::new("test.toml")).is_err(), "golden-model/src/network/keywords.rs lacks {name}");
        blocks += 1;
    }
    assert!(blocks > 60, "{blocks}");
}
