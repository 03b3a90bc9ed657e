//! `entrain new`

use crate::output::{Format, print, shown};
use clap::Args;
use entrain_boards::Board;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Result};
use serde_json::json;
use std::path::PathBuf;

const NETWORK: &str = include_str!("../../examples/digits/entrain.toml");
const DATA: &str = include_str!("../../examples/digits/digits.csv");

#[derive(Args)]
pub struct Arguments {
    /// Folder to make; its last part names the network.
    pub name: PathBuf,
    /// Board.
    #[arg(long, default_value = "icebreaker")]
    pub board: String,
}

/// Makes a project from the digits example, so that it works at once.
pub fn run(arguments: &Arguments, format: Format) -> Result<bool> {
    let folder = &arguments.name;
    let board = Board::find(&arguments.board, None)?;
    if folder.exists() {
        return Err(Diagnostic::new(format!("{} is there already", folder.display())).help("choose another name"));
    }
    let last = folder.file_name().map(|name| name.to_string_lossy().to_lowercase().replace('-', "_")).unwrap_or_default();
    let text = NETWORK
        .replace("name = \"digits\"", &format!("name = \"{last}\""))
        .replace("board = \"icebreaker\"", &format!("board = \"{}\"", board.name));
    entrain_model::Network::parse(&text, &folder.join("entrain.toml"))?;
    write_atomically(&folder.join("entrain.toml"), text.as_bytes())?;
    write_atomically(&folder.join("digits.csv"), DATA.as_bytes())?;
    write_atomically(&folder.join(".gitignore"), b"build/\n")?;
    let text = format!(
        "{0} is a project: entrain.toml describes a network, digits.csv is data to try it with.\nNext:  entrain check {0}   entrain demo {0}\n",
        folder.display()
    );
    print(format, true, &text, json!({ "folder": shown(folder), "board": board.name }));
    Ok(true)
}
