//! `entrain drift`: what is replayed, measured and drawn, and what is refused.

use crate::common;
use crate::project;

use common::{entrain, json};
use project::project;

/// The README's picture is what the command under it draws.
#[test]
fn the_picture_of_the_readme_is_drawn_by_drift() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let plot = folder.path().join("field.svg");
    let done = entrain(root, &["drift", "examples/digits/field.toml", "--plot", &plot.to_string_lossy()]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read = |path: &std::path::Path| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(read(&plot) == read(&root.join("docs/pictures/field.svg")), "draw docs/pictures/field.svg anew");
}

#[test]
fn drift_is_replayed_measured_and_drawn() {
    let folder = project();
    let plot = folder.path().join("drift.svg");
    let report =
        json(folder.path(), &["drift", "tiny", "--plot", &plot.to_string_lossy(), "--epochs", "10", "--samples", "2400", "--points", "3"]);
    assert_eq!((&report["scenario"], &report["phases"][1]), (&"rotate-image".into(), &"drift".into()));
    let learners = report["learners"].as_array().cloned().unwrap_or_default();
    let names: Vec<&str> = learners.iter().filter_map(|learner| learner["learner"].as_str()).collect();
    assert_eq!(names, ["frozen", "learning", "rollback"]);
    let figure = |learner: usize, key: &str| learners[learner][key].as_f64().unwrap_or(-1.0);
    assert!(figure(0, "before") > 0.7 && figure(0, "drift_at_once") < 0.4, "{report}");
    assert_eq!((figure(0, "drift_learned"), figure(0, "return_at_once")), (figure(0, "drift_at_once"), figure(0, "before")));
    assert!(figure(1, "drift_learned") > figure(0, "drift_learned") + 0.1, "{report}");
    assert_eq!(learners[1]["stages"][2]["points"][3]["samples"], 7200);
    let svg = std::fs::read_to_string(plot).unwrap_or_else(|error| panic!("{error}"));
    assert!(svg.matches("<polyline").count() == 4 && svg.contains("learning, old rows"), "{svg}");

    let text = |arguments: &[&str]| {
        let done = entrain(folder.path(), &[&["drift", "tiny", "--samples", "200", "--epochs", "1", "--points", "1"], arguments].concat());
        String::from_utf8_lossy(&if done.status.success() { done.stdout } else { done.stderr }).into_owned()
    };
    assert!(text(&["--scenario", "new-class"]).contains("class 9 is withheld"));
    assert!(text(&["--scenario", "gain", "--gain", "-2", "--channel", "3"]).contains("channel 3 times -2 plus 0"));
    assert!(text(&["--scenario", "invert", "--seeds", "2"]).contains("mean and deviation of 2 seeds"));
    assert!(text(&["--scenario", "wrong-labels"]).contains("50 % of the labels are wrong"));
    assert!(text(&["--scenario", "new-class", "--class", "10"]).contains("there is no class 10"));
    assert!(text(&["--scenario", "rotate-axes"]).contains("8 are not triples"));
    assert!(text(&["--passes", "0"]).contains("at least 1"));
    assert!(text(&["--scenario", "two-tasks", "--plot", "x.svg"]).contains("no curve to draw"));
    let refused = text(&["--scenario", "two-tasks"]);
    assert!(refused.contains("layer 2 has 16 units, too few for 2 sets of 10 balanced class codes"), "{refused}");
}

#[test]
fn two_tasks_are_compared_with_one_set_of_codes_and_two() {
    let folder = project();
    let file = folder.path().join("tiny/entrain.toml");
    let network = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}"));
    std::fs::write(&file, network.replace("units = 16", "units = 24")).unwrap_or_else(|error| panic!("{error}"));
    let report =
        json(folder.path(), &["drift", "tiny", "--scenario", "two-tasks", "--second", "relabelled", "--seeds", "2", "--epochs", "8"]);
    let figure = |way: usize, key: &str| report["ways"][way][key].as_f64().unwrap_or(-1.0);
    assert_eq!(figure(0, "first_before"), figure(1, "first_before"));
    assert!((0..3).all(|way| figure(way, "second") > 0.7), "{report}");
    assert!(figure(0, "first_after") < 0.1 && figure(1, "first_after") > 0.15, "{report}");
}
