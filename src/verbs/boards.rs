//! `entrain boards`

use crate::output::{Format, print, table};
use entrain_boards::{Board, names};
use entrain_model::Result;
use serde_json::json;

pub fn run(format: Format) -> Result<bool> {
    let boards: Vec<Board> = names(None).iter().map(|name| Board::find(name, None)).collect::<Result<_>>()?;
    let row = |board: &Board| {
        let part = &board.device.resources;
        let numbers = [part.luts, part.block_rams, part.dsps].map(|number| number.to_string());
        [vec![board.name.clone(), board.title.clone(), part.part.clone()], numbers.to_vec()].concat()
    };
    let rows: Vec<_> = boards.iter().map(row).collect();
    let text = table(&["board", "", "device", "LUTs", "block RAMs", "DSPs"], &rows);
    print(format, true, &text, json!({ "boards": boards }));
    Ok(true)
}
