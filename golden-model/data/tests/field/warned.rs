//! What is said of data that cannot be learned as they are.

use super::*;

#[test]
fn clipped_values_are_said_with_a_way_out() {
    let found = loaded("clipped.csv", "");
    assert_eq!(found.report.clipped.share, 1.0);
    let message = warning(&found, "clipped");
    assert!(message.contains("100.0 % of the values are beyond -128 to 127") && message.contains("normalise = \"standard\""), "{message}");
    let scaled = loaded("clipped.csv", "normalise = \"range\"");
    assert_eq!(scaled.report.clipped.share, 0.0);
    assert_eq!(learned(&network(&field(), 2, 2, "", "train = \"clipped.csv\"\nnormalise = \"standard\"")), 1.0);
}

#[test]
fn the_scale_that_is_proposed_clips_nothing() {
    let raw = "a,b,label\n1000,-500,0\n-2000,700,1\n1500,-900,0\n-1800,1900,1\n";
    let message = warning(&text(raw, "").expect("read"), "clipped");
    let number =
        |key: &str| message.split(key).nth(1).and_then(|rest| rest.split([',', ' ']).next()).map(str::to_string).expect("proposed");
    let folder = folder(&[("a.csv", raw.as_bytes())]);
    let toml = format!(
        "[network]\nname = \"net\"\nclasses = 2\ninput = {{ shape = [2], format = \"s8\", scale = {}, offset = {} }}\n[[layer]]\ntype = \"dense\"\nunits = 8\n[data]\ntrain = \"a.csv\"\n",
        number("scale = "),
        number("offset = ")
    );
    let net = Network::parse(&toml, &folder.path().join("entrain.toml")).unwrap_or_else(|error| panic!("{toml}{error}"));
    assert_eq!(Loaded::new(&net).expect("read").report.clipped.values, 0, "{toml}");
}

#[test]
fn columns_of_other_sizes_are_named_and_can_be_scaled() {
    let found = loaded("column_ranges.csv", "");
    let message = warning(&found, "column_ranges");
    assert!(message.contains("hue (0.2 to 1.7)") && message.contains("proline (300 to 1010)"), "{message}");
    for kind in ["standard", "range"] {
        let data = format!("train = \"column_ranges.csv\"\nnormalise = \"{kind}\"");
        let found = Loaded::new(&network(&field(), 2, 2, "", &data)).expect("read");
        assert!(!kinds_of(&found).contains(&"column_ranges") && found.report.clipped.share == 0.0);
        let scaling = found.scaling.expect("fitted");
        assert_eq!((scaling.scales.len(), scaling.scales[1].whole, scaling.scales[0].whole), (2, true, false));
        assert_eq!(learned(&network(&field(), 2, 2, "", &data)), 1.0, "{kind}");
    }
}

#[test]
fn scales_are_fitted_to_the_training_rows() {
    let raw = "a,b,label\n0,0,0\n100,10,1\n1000,20,0\n";
    let found = text(raw, "normalise = \"range\"\nrows = { train = 2 }").expect("read");
    assert_eq!(list(&found.data.train), [(vec![-128, -128], 0), (vec![127, 127], 1)]);
    assert_eq!(found.data.test.get(0).0, [127, 127]);
    let both = Network::parse(
        "[network]\nname = \"net\"\nclasses = 2\ninput = { shape = [2], format = \"s8\", scale = 2 }\n[[layer]]\ntype = \"dense\"\nunits = 8\n[data]\ntrain = \"a.csv\"\nnormalise = \"range\"\n",
        Path::new("entrain.toml"),
    );
    assert!(both.is_err_and(|error| error.to_string().contains("both `normalise` and the input's scale or offset")));
}

#[test]
fn a_class_without_training_rows_is_said() {
    let net = network(&field(), 2, 3, "", "train = \"class_without_rows.csv\"\nrows = { train = 4 }");
    let found = Loaded::new(&net).expect("read");
    assert_eq!((found.report.train_rows.as_slice(), found.report.test_rows.as_slice()), (&[2, 2, 0][..], &[0, 0, 2][..]));
    let message = warning(&found, "class_without_training_rows");
    assert!(message.starts_with("class \"2\" has no training row; 2 test rows are of it"), "{message}");
    let line = found.report.warnings.iter().find(|warning| warning.kind == "class_without_training_rows").and_then(|warning| warning.line);
    assert_eq!(line, net.text().lines().position(|line| line.starts_with("rows")).map(|line| line + 1));
}

#[test]
fn one_class_is_no_result() {
    let found = loaded("one_class.csv", "");
    assert!(warning(&found, "one_class").contains("every training row is of class \"0\""));
    assert!(found.report.no_better(1.0).is_some_and(|warning| warning.kind == "no_better_than_one_class"));
    let fair = loaded("labels_text.csv", "");
    assert!(fair.report.no_better(0.5).is_some() && fair.report.no_better(0.75).is_none());
    assert_eq!((fair.report.baseline.share, fair.report.baseline.name.as_str()), (0.5, "idle"));
}

#[test]
fn the_examples_have_nothing_to_be_warned_of() {
    for example in ["digits/entrain.toml", "digits/mixed.toml", "mnist/small.toml", "wrist/entrain.toml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
        let net = Network::load(&path).unwrap_or_else(|error| panic!("{error}"));
        let found = Loaded::new(&net).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(kinds_of(&found), Vec::<&str>::new(), "{example}: {:?}", found.report.warnings);
    }
}
