//! Checkpoints: what is kept beside the weights, files of the first version, and refusals that a person understands.

use entrain_model::checkpoint::{Facts, Origin, load, newest, save, save_with};
use entrain_model::{Model, Network, Plan};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The network that wrote tests/checkpoints/version1.json.
const OLD: &str = "[network]\nname = \"old\"\nclasses = 3\ninput = { shape = [2, 2], format = \"s8\", scale = 0.1, offset = 0.3 }\n\
                   [[layer]]\ntype = \"dense\"\nunits = 8\n[[layer]]\ntype = \"dense\"\nunits = 4\n\
                   [weights]\nbits = 9\nfraction = 8\n[training]\nrate = 7\n";

fn network(text: &str) -> Network {
    Network::parse(text, Path::new("old.toml")).unwrap_or_else(|error| panic!("{error}"))
}

fn model(network: &Network) -> Model {
    Model::new(&Plan::new(network, None).unwrap_or_else(|error| panic!("{error}")))
}

fn version1() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checkpoints/version1.json")
}

#[test]
fn a_file_of_the_first_version_is_read() {
    let network = network(OLD);
    let mut read = model(&network);
    let about = load(&version1(), &network, &mut read).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((about.samples, about.time, about.facts), (60, None, Facts::default()));
    assert_eq!(read.hashes(), [0xcece_5a75, 0x88ee_eaf5]);
    assert_eq!(read.layers[0].weights()[..4], [-168, -46, -178, -198]);
    assert_eq!(read.layers[1].biases(), [-4, 36, 0, 32]);
}

#[test]
fn what_is_kept_beside_the_weights_comes_back() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (path, network) = (folder.path().join("w.json"), network(OLD));
    let mut written = model(&network);
    load(&version1(), &network, &mut written).unwrap_or_else(|error| panic!("{error}"));
    let names = ["idle", "walk", "run"].map(String::from).to_vec();
    // Numbers whose text is long, where a reader may be off by the last place.
    for share in [0.1 + 0.2, 2.0 / 3.0, 0.9364444444444444, 1.0 - f64::EPSILON] {
        let scaling = Some(json!({ "offset": [3, -7], "share": share }));
        let facts = Facts { accuracy: Some(share), class_names: Some(names.clone()), scaling, inputs: Some(json!({ "names": ["a"] })) };
        save_with(&path, &network, &written, facts).unwrap_or_else(|error| panic!("{error}"));
        let mut read = model(&network);
        let about = load(&path, &network, &mut read).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((read.hashes(), about.samples), (written.hashes(), 60));
        assert!((about.facts.accuracy.unwrap_or(0.0) - share).abs() < 1e-15 && about.facts.class_names == Some(names.clone()));
        assert_eq!(about.facts.scaling.map(|scaling| scaling["offset"].clone()), Some(json!([3, -7])));
        assert_eq!(about.facts.inputs, Some(json!({ "names": ["a"] })));
        assert!(about.time.is_some_and(|time| time.ends_with('Z') && time.starts_with("20")));
    }
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let tensors = &value["body"]["layers"][0]["tensors"];
    assert_eq!((&value["format_version"], &tensors[0]["name"], &tensors[0]["shape"]), (&json!(2), &json!("weights"), &json!([8, 4])));
    assert_eq!((&tensors[1]["name"], &tensors[1]["shape"]), (&json!("biases"), &json!([8])));
}

#[test]
fn another_networks_file_is_refused_in_words() {
    let changes = [
        ("name = \"old\"", "name = \"other\"", "name is old, here it is other"),
        ("classes = 3", "classes = 4", "classes is 3, here it is 4"),
        ("[2, 2]", "[4]", "the input's shape is [2, 2], here it is [4]"),
        ("\"s8\"", "\"u8\"", "the input's format is s8, here it is u8"),
        ("0.1, offset = 0.3", "0.2", "the input's scale is 0.1 behind an offset of 0.3, here it is 0.2"),
        ("units = 4", "units = 6", "units is [8, 4], here it is [8, 6]"),
        ("classes = 3", "classes = 3\nbasis = \"walsh\"", "basis is sqq, here it is walsh"),
        (
            "bits = 9\nfraction = 8",
            "bits = 10\nfraction = 9",
            "the weights' format is 9 bits with a fraction of 8, here it is 10 bits with a fraction of 9",
        ),
    ];
    for (old, new, why) in changes {
        let other = network(&OLD.replace(old, new));
        let error = load(&version1(), &other, &mut model(&other)).map(|_| ()).expect_err(new);
        assert!(error.message().ends_with(&format!("it belongs to another network: {why}")), "{}", error.message());
        assert!(!error.message().contains(['{', '}']), "{}", error.message());
    }
}

#[test]
fn what_is_no_checkpoint_of_this_version_is_refused() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (path, network) = (folder.path().join("w.json"), network(OLD));
    save(&path, &network, &model(&network)).unwrap_or_else(|error| panic!("{error}"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}"));
    let cases = [
        (text.replace("\"format_version\":2", "\"format_version\":3"), "format version 3 is not known to this Entrain, which reads 1 to 2"),
        (text.replacen("\"samples\":0", "\"samples\":1", 1), "damaged"),
        (text.replacen("\"shape\":[8,4]", "\"shape\":[4,8]", 1), "damaged"),
        (text[..text.len() / 2].into(), "cut short"),
        ("{}".into(), "not a checkpoint"),
        ("".into(), "not a checkpoint"),
    ];
    for (text, why) in cases {
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        let error = load(&path, &network, &mut model(&network)).map(|_| ()).expect_err(why);
        assert!(error.message().contains(why), "{}", error.message());
    }
}

#[test]
fn the_newest_of_this_network_is_found() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (ours, theirs) = (network(OLD), network(&OLD.replace("units = 4", "units = 6")));
    let here = |name: &str| folder.path().join(name);
    let found = || newest(folder.path(), &ours).unwrap_or_else(|error| panic!("{error}"));
    assert!(found().path.is_none() && found().foreign.is_none());
    // Another network's is told, and not taken.
    save(&here("weights.json"), &theirs, &model(&theirs)).unwrap_or_else(|error| panic!("{error}"));
    assert!(found().path.is_none() && found().foreign.is_some_and(|(_, why)| why == "units is [8, 6], here it is [8, 4]"));
    std::fs::copy(version1(), here("old.json")).unwrap_or_else(|error| panic!("{error}"));
    std::fs::write(here("report.json"), "{\"status\": \"ok\"}").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found().path, Some(here("old.json")));
    for name in ["weights.json", "kept.json"] {
        std::thread::sleep(std::time::Duration::from_millis(3));
        save(&here(name), &ours, &model(&ours)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found().path, Some(here(name)));
    }
    // What train left is damaged: not passed over for an older one.
    std::fs::write(here("weights.json"), "{\"format_version\":2,").unwrap_or_else(|error| panic!("{error}"));
    assert!(newest(folder.path(), &ours).is_err());
}

#[test]
fn an_origin_in_words() {
    assert_eq!(Origin::start(false).words(), "start weights, which have learned nothing");
    let network = network(OLD);
    let mut about = load(&version1(), &network, &mut model(&network)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(Origin::checkpoint(Path::new("w.json"), &about, false).words(), "w.json");
    (about.facts.accuracy, about.time) = (Some(0.93644), Some("2026-11-27T18:51:00.123Z".into()));
    assert_eq!(Origin::checkpoint(Path::new("w.json"), &about, true).words(), "w.json (93.64 % of the test rows, 2026-11-27 18:51:00 UTC)");
}
