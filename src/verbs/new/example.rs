//! A project from the digits example.

use super::words::network_name;
use crate::output::{Format, print, shown};
use entrain_boards::Board;
use entrain_model::Result;
use entrain_model::checkpoint::write_atomically;
use serde_json::json;
use std::path::Path;

const NETWORK: &str = include_str!("../../../examples/digits/entrain.toml");
const DATA: &str = include_str!("../../../examples/digits/digits.csv");

/// Writes the example under the name of the folder.
pub fn run(folder: &Path, board: &Board, format: Format) -> Result<bool> {
    let text = NETWORK
        .replace("name = \"digits\"", &format!("name = \"{}\"", network_name(folder)))
        .replace("board = \"icebreaker\"", &format!("board = \"{}\"", board.name));
    entrain_model::Network::parse(&text, &folder.join("entrain.toml"))?;
    write_atomically(&folder.join("entrain.toml"), text.as_bytes())?;
    write_atomically(&folder.join("digits.csv"), DATA.as_bytes())?;
    write_atomically(&folder.join(".gitignore"), b"build/\n")?;
    let text = format!(
        "{0} is a project: entrain.toml describes a network, digits.csv is data to try it with.\nNext:  entrain check {0}   entrain demo {0}\n\
         From your own data:  entrain new NAME --data FILE\n",
        folder.display()
    );
    print(format, true, &text, json!({ "folder": shown(folder), "board": board.name }));
    Ok(true)
}
