//! `entrain doctor`

use crate::output::{Format, print, table_with_notes};
use entrain_flow::PROGRAMMERS;
use entrain_flow::tools::{TOOLS, Tool};
use entrain_model::Result;
use serde_json::{Value, json};

pub fn run(format: Format) -> Result<bool> {
    let versions = |tools: &'static [Tool]| tools.iter().map(|tool| (tool, tool.version())).collect::<Vec<_>>();
    let (tools, programmers) = (versions(&TOOLS), versions(&PROGRAMMERS));
    let complete = tools.iter().all(|(_, version)| version.is_some());
    let mut text = lines(&tools);
    text += if complete { "everything is installed\n" } else { "some tools are missing: `make setup` installs them\n" };
    text += &format!("\n{}one that serves the board is enough: `entrain boards`\n", lines(&programmers));
    print(format, complete, &text, json!({ "tools": values(&tools), "programmers": values(&programmers) }));
    Ok(complete)
}

fn lines(tools: &[(&Tool, Option<String>)]) -> String {
    let row = |(tool, version): &(&Tool, Option<String>)| {
        let state = version.clone().unwrap_or_else(|| format!("missing: {}", tool.install));
        vec![tool.name.to_string(), format!("{}: {state}", tool.purpose)]
    };
    table_with_notes(&["tool", "what for, and which"], &tools.iter().map(row).collect::<Vec<_>>())
}

fn values(tools: &[(&Tool, Option<String>)]) -> Vec<Value> {
    let value = |(tool, version): &(&Tool, Option<String>)| json!({ "name": tool.name, "purpose": tool.purpose, "version": version, "install": tool.install });
    tools.iter().map(value).collect()
}
