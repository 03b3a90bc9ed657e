//! What verbs print fits the terminal: 80 columns where there is none, and what COLUMNS says.

use crate::common;

use std::path::Path;
use std::process::Command;

/// The lines of a verb that are wider than the terminal although they could be folded.
fn too_wide(folder: &Path, arguments: &[&str], columns: usize, told: bool) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entrain"));
    command.args(arguments).current_dir(folder).env_remove("COLUMNS");
    if told {
        command.env("COLUMNS", columns.to_string());
    }
    let done = command.output().unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(text.lines().count() > 1, "{arguments:?}: {text}");
    // A path or a name has no place to be folded at; a line of a file stands above its mark.
    let can_fold = |line: &&str| line.split_whitespace().count() > 1 && !line.contains(" | ") && !line.trim_start().starts_with("--> ");
    let fits = |line: &&str| line.chars().count() <= columns;
    text.lines().filter(|line| !fits(line)).filter(can_fold).map(str::to_string).collect()
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here = folder.path();
    common::json(here, &["new", "tiny"]);
    let file = here.join("tiny/entrain.toml");
    let text =
        std::fs::read_to_string(&file).expect("a network file").replace("units = 64", "units = 20").replace("epochs = 30", "epochs = 3");
    std::fs::write(&file, text).expect("a network file");
    std::fs::write(here.join("tiny/bad.toml"), "[network]\nname = \"x\"\nclases = 2\n").expect("a temporary folder");
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden-model/studies/tests/vectors");
    let vectors = vectors.to_string_lossy().into_owned();
    let verbs: Vec<Vec<&str>> = vec![
        vec!["check", "tiny"],
        vec!["check", "tiny", "--details"],
        vec!["check", "tiny/bad.toml"],
        vec!["train", "tiny"],
        vec!["train", "tiny", "--details"],
        vec!["train", "tiny", "--tune", "rate", "--seeds", "1", "--epochs", "1", "--write", "tiny/tuned.toml"],
        vec!["generate", "tiny"],
        vec!["cosim", "tiny", "--samples", "20"],
        vec!["energy", "tiny", "--fast", "--samples", "20"],
        vec!["energy", "tiny", "--fast", "--samples", "20", "--duty", "10"],
        vec!["energy", "--model"],
        vec!["compare", "tiny", "--epochs", "1", "--seeds", "1"],
        vec!["compare", "tiny", "--stream", "--seeds", "1", "--rules", "lls,linear,hoeffding-tree"],
        vec!["drift", "tiny", "--seeds", "1", "--passes", "1"],
        vec!["predict", "tiny", "--data", "tiny/digits.csv"],
        vec!["monitor", "tiny", "--virtual", "--samples", "20", "--plain"],
        vec!["selftest", "tiny", "--virtual", "--samples", "20"],
        vec!["audit", "tiny"],
        vec!["verify", "--vectors", &vectors],
        vec!["weights", "export", "tiny", "--to", "tiny/weights.npz"],
        vec!["boards"],
        vec!["doctor"],
        vec!["explore", "tiny", "--verify", "0"],
        vec!["new", "tiny"],
        vec!["new", "other", "--data", "tiny/digits.csv"],
        vec!["build", "tiny", "--clock", "nonsense"],
        vec!["flash", "tiny"],
    ];
    let mut wrong = Vec::new();
    for arguments in &verbs {
        for (columns, told) in [(80, false), (120, true)] {
            // The second would find the folder that the first has made.
            // Those that simulate, train many or take long look the same at any width but for the folds.
            let long = ["monitor", "selftest", "cosim", "explore", "compare", "drift"].contains(&arguments[0]);
            if told && (long || arguments[0] == "new") {
                continue;
            }
            wrong.extend(too_wide(here, arguments, columns, told).into_iter().map(|line| format!("{arguments:?} at {columns}: {line}")));
        }
        let help = too_wide(here, &[arguments[0], "--help"], 80, false);
        wrong.extend(help.into_iter().map(|line| format!("help of {}: {line}", arguments[0])));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
