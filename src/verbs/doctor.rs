//! `entrain doctor`

use crate::output::{Format, print, table_with_notes};
use entrain_flow::PROGRAMMERS;
use entrain_flow::tools::{TOOLS, Tool};
use entrain_model::Result;
use serde_json::{Value, json};

/// Tools with their versions; none where a tool is missing.
type Versions = Vec<(&'static Tool, Option<String>)>;

/// What is installed.
pub struct Report {
    tools: Versions,
    /// Programmers of boards, of which nobody needs all.
    programmers: Versions,
}

pub fn run(format: Format) -> Result<bool> {
    let report = work();
    print(format, report.is_good(), &report.text(), report.json());
    Ok(report.is_good())
}

/// Asks every tool for its version. There is nothing to choose.
pub fn work() -> Report {
    let versions = |tools: &'static [Tool]| tools.iter().map(|tool| (tool, tool.version())).collect::<Versions>();
    Report { tools: versions(&TOOLS), programmers: versions(&PROGRAMMERS) }
}

impl Report {
    /// No tool is missing.
    fn is_good(&self) -> bool {
        self.tools.iter().all(|(_, version)| version.is_some())
    }

    /// For people.
    fn text(&self) -> String {
        let end = if self.is_good() { "everything is installed\n" } else { "some tools are missing: `make setup` installs them\n" };
        let programmers = lines(&self.programmers);
        format!("{}{end}\n{programmers}one that serves the board is enough: `entrain boards`\n", lines(&self.tools))
    }

    /// For programs.
    fn json(&self) -> Value {
        json!({ "tools": values(&self.tools), "programmers": values(&self.programmers) })
    }
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
