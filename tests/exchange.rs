//! Weights as files of other programs: what docs/weights.md shows runs, and a network in numpy says what the golden model says.

use crate::common;
use crate::small;

use common::{entrain, json};
use small::{project, read, write};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).into()
}

/// The program of docs/weights.md with that name.
fn program(name: &str) -> String {
    let page = read(&root().join("docs/weights.md"));
    let rest = page.split_once(&format!("<!-- {name} -->\n```python\n")).unwrap_or_else(|| panic!("no {name}")).1;
    rest.split_once("```").unwrap_or_else(|| panic!("{name} does not end")).0.into()
}

/// What a program in Python prints; numpy is among the pinned tools.
fn python(folder: &Path, text: &str) -> String {
    let done = Command::new(root().join(".tools/bin/python")).args(["-c", text]).current_dir(folder).output();
    let done = done.unwrap_or_else(|error| panic!("{error}: make setup"));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

#[test]
fn a_network_in_numpy_is_the_golden_model() {
    let folder = project(2);
    let here = folder.path();
    json(here, &["train", "tiny"]);
    let report = json(here, &["weights", "export", "tiny", "--to", "tiny/weights.npz"]);
    assert_eq!((report["arrays"].as_array().map(Vec::len), &report["weights"]["source"]), (Some(6), &"checkpoint".into()));
    assert_eq!(report["arrays"][0]["shape"], serde_json::json!([20, 64]));
    let found = python(&here.join("tiny"), &program("predict.py"));
    // The rows without their labels.
    let table = read(&here.join("tiny/digits.csv"));
    let rows: String = table.lines().filter_map(|line| line.rsplit_once(',')).map(|(row, _)| format!("{row}\n")).collect();
    write(&here.join("rows.csv"), &rows);
    let predicted = json(here, &["predict", "tiny", "--data", "rows.csv"]);
    let classes: Vec<String> =
        predicted["rows"].as_array().into_iter().flatten().map(|row| row["class"].as_str().unwrap_or("").into()).collect();
    assert_eq!(classes.len(), 300, "{predicted}");
    assert_eq!(found.split_whitespace().collect::<Vec<_>>(), classes);
}

#[test]
fn a_checkpoint_is_read_as_documented() {
    let folder = project(1);
    let here = folder.path();
    json(here, &["train", "tiny"]);
    std::fs::copy(here.join("tiny/build/weights.json"), here.join("weights.json")).unwrap_or_else(|error| panic!("{error}"));
    let found = python(here, &program("checkpoint.py"));
    assert!(found.starts_with("0 (20, 64) ") && found.contains("\n1 (16, 20) "), "{found}");
}

/// The integers are those of the checkpoint, in both forms, and the same weights give the same bytes.
#[test]
fn both_forms_hold_the_same() {
    let folder = project(1);
    let here = folder.path();
    let trained = json(here, &["train", "tiny"]);
    for name in ["a.npz", "b.npz", "a.safetensors"] {
        json(here, &["weights", "export", "tiny", "--integers", "--to", name]);
    }
    let bytes = |name: &str| std::fs::read(here.join(name)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(bytes("a.npz"), bytes("b.npz"));
    let text = "
import json, struct
import numpy as np
raw = open('a.safetensors', 'rb').read()
(length,) = struct.unpack('<Q', raw[:8])
head, data = json.loads(raw[8 : 8 + length]), raw[8 + length :]
npz = np.load('a.npz')
about = json.loads(head.pop('__metadata__')['entrain'])
assert about == json.loads(str(npz['about']))
for name, entry in head.items():
    low, high = entry['data_offsets']
    assert entry['dtype'] == 'I16', entry
    assert np.array_equal(np.frombuffer(data[low:high], '<i2').reshape(entry['shape']), npz[name]), name
body = json.load(open('tiny/build/weights.json'))['body']
for k, layer in enumerate(body['layers']):
    assert layer['tensors'][0]['values'] == npz[f'layers.{k}.weight'].ravel().tolist()
    assert layer['tensors'][1]['values'] == npz[f'layers.{k}.bias'].tolist()
    assert np.all(abs(npz[f'layers.{k}.code']) == 1)
print(len(head), *about['hashes'])
";
    let hashes = trained["hashes"].as_array().into_iter().flatten().filter_map(|hash| hash.as_str()).collect::<Vec<_>>().join(" ");
    assert_eq!(python(here, text).trim(), format!("6 {hashes}"));
}

/// An input head is one more pair of arrays behind those of the layers.
#[test]
fn an_input_head_goes_along() {
    let folder = project(1);
    let here = folder.path();
    let file = here.join("tiny/entrain.toml");
    write(&file, &read(&file).replace("basis = ", "input_head = true\nbasis = "));
    let trained = json(here, &["train", "tiny"]);
    let report = json(here, &["weights", "export", "tiny", "--integers", "--to", "a.npz"]);
    assert_eq!((&report["hashes"], report["arrays"].as_array().map(Vec::len)), (&trained["hashes"], Some(8)));
    let text = "
import json
import numpy as np
npz = np.load('a.npz')
head = json.load(open('tiny/build/weights.json'))['body']['layers'][-1]
assert head['tensors'][0]['values'] == npz['input_head.weight'].ravel().tolist()
assert head['tensors'][1]['values'] == npz['input_head.bias'].tolist()
print(npz['input_head.weight'].shape, json.loads(str(npz['about']))['input_head_shift'])
";
    assert_eq!(python(here, text).trim(), "(10, 64) 3");
}

#[test]
fn what_cannot_be_written_is_told() {
    let folder = project(1);
    let here = folder.path();
    let said = |to: &str| {
        let done = entrain(here, &["weights", "export", "tiny", "--to", to]);
        (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let (good, text) = said("weights.onnx");
    assert!(!good && text.contains(".npz (numpy) or .safetensors") && !here.join("weights.onnx").exists(), "{text}");
    let (good, text) = said("weights.npz");
    assert!(good && text.contains("not trained yet"), "{text}");
}
