//! `entrain explore` without building: the front, its picture, and the workflow that would build it.

use entrain_model::Network;
use std::path::Path;
use std::process::Command;

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_workflow_builds_every_design_of_the_front() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (workflow, plot) = (folder.path().join("workflow"), folder.path().join("front.svg"));
    let mut explore = Command::new(env!("CARGO_BIN_EXE_entrain"));
    explore.args(["explore", "examples/digits", "--samples", "40", "--format", "json"]).arg("--workflow").arg(&workflow);
    let done = explore.arg("--plot").arg(&plot).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let done = done.unwrap_or_else(|error| panic!("{error}"));
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((&report["status"], &report["chosen"]), (&"ok".into(), &serde_json::Value::Null));
    let designs = report["designs"].as_array().cloned().unwrap_or_default();
    assert!(designs.len() >= 3, "{report}");

    let (snakefile, picture) = (read(&workflow.join("Snakefile")), read(&plot));
    assert!(!snakefile.contains('@') && snakefile.contains("--board icebreaker"), "{snakefile}");
    for (number, design) in designs.iter().enumerate() {
        let name = format!("design{:02}", number + 1);
        let network = Network::load(&workflow.join(&name).join("entrain.toml")).unwrap_or_else(|error| panic!("{error}"));
        let lanes: Vec<Option<usize>> = network.layers.iter().map(|layer| layer.lanes).collect();
        let expected: Vec<_> = design["layers"].as_array().into_iter().flatten().map(|layer| layer["lanes"].as_u64()).collect();
        assert_eq!(lanes.iter().map(|lanes| lanes.map(|lanes| lanes as u64)).collect::<Vec<_>>(), expected);
        assert!(snakefile.contains(&format!("\"{name}\": (\"")), "{snakefile}");
        assert!(picture.contains(&format!(">{}</tspan>", number + 1)), "design {number} has no name in the picture");
    }
    assert_eq!(picture.matches("<circle").count(), designs.len() + 1);
}
