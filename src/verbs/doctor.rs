//! `entrain doctor`

use crate::output::{Format, print};
use entrain_flow::tools::TOOLS;
use entrain_model::Result;
use serde_json::json;

pub fn run(format: Format) -> Result<bool> {
    let found: Vec<_> = TOOLS.iter().map(|tool| (tool, tool.version())).collect();
    let mut text = String::new();
    for (tool, version) in &found {
        let state = version.clone().unwrap_or_else(|| format!("missing: {}", tool.install));
        text += &format!("  {:<14} {:<46} {state}\n", tool.name, tool.purpose);
    }
    let complete = found.iter().all(|(_, version)| version.is_some());
    text += if complete { "everything is installed\n" } else { "some tools are missing: `make setup` installs them\n" };
    let entry = |(tool, version): &(&entrain_flow::tools::Tool, Option<String>)| json!({ "name": tool.name, "purpose": tool.purpose, "version": version, "install": tool.install });
    print(format, complete, &text, json!({ "tools": found.iter().map(entry).collect::<Vec<_>>() }));
    Ok(complete)
}
