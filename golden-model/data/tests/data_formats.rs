//! The formats give the samples that were written; the arrays in tests/arrays come from numpy 2.4.6.

use entrain_data::{DataSet, Stream, read_csv};
use entrain_model::Samples;
use entrain_model::{Model, Network, Plan};
use entrain_studies::train::{accuracy_stream, train, train_stream};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// numpy's (arange(24).reshape(4, 2, 3) * 7 % 50), four samples, and their labels.
const X: [[i16; 6]; 4] = [[0, 7, 14, 21, 28, 35], [42, 49, 6, 13, 20, 27], [34, 41, 48, 5, 12, 19], [26, 33, 40, 47, 4, 11]];
const Y: [usize; 4] = [0, 1, 2, 1];

fn network(input: &str, data: &str, folder: &Path) -> Network {
    let text = format!(
        "[network]\nname = \"net\"\nclasses = 3\ninput = {input}\n[[layer]]\ntype = \"dense\"\nunits = 8\n\
         [training]\nrate = 6\nepochs = 1\n[data]\n{data}\n"
    );
    Network::parse(&text, &folder.join("entrain.toml")).unwrap_or_else(|error| panic!("{error}"))
}

const SIX: &str = "{ shape = [2, 3], format = \"u8\" }";

fn load(data: &str, folder: &Path) -> DataSet {
    DataSet::load(&network(SIX, data, folder)).unwrap_or_else(|error| panic!("{error}"))
}

fn list(samples: &Samples) -> Vec<(Vec<i16>, usize)> {
    samples.iter().map(|(input, label)| (input.to_vec(), label)).collect()
}

fn expected() -> Vec<(Vec<i16>, usize)> {
    X.iter().zip(Y).map(|(x, y)| (x.to_vec(), y)).collect()
}

fn arrays() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/arrays")
}

fn folder(files: &[(&str, Vec<u8>)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    files.iter().for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).expect("it can be written"));
    folder
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).and_then(|()| packer.finish()).expect("memory takes it")
}

/// X and Y as IDX files.
fn idx() -> (Vec<u8>, Vec<u8>) {
    let pixels: Vec<u8> = X.iter().flatten().map(|&value| value as u8).collect();
    let images = [&[0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 3][..], &pixels].concat();
    (images, [&[0, 0, 8, 1, 0, 0, 0, 4][..], &Y.map(|label| label as u8)].concat())
}

#[test]
fn npy_files_of_numpy() {
    for x in ["x_u1", "x_f4_fortran", "x_f2_big"] {
        for y in ["y_i8", "y_f8"] {
            let data = load(&format!("train = {{ x = \"{x}.npy\", y = \"{y}.npy\" }}"), &arrays());
            assert_eq!(list(&data.train), expected(), "{x} {y}");
            assert!(data.test.is_empty());
        }
    }
}

#[test]
fn packed_npy_files() {
    let read = |name: &str| gzip(&std::fs::read(arrays().join(name)).expect("a file of the tests"));
    let folder = folder(&[("x.npy.gz", read("x_f4_fortran.npy")), ("y.npy.gz", read("y_i8.npy"))]);
    assert_eq!(list(&load("train = { x = \"x.npy.gz\", y = \"y.npy.gz\" }", folder.path()).train), expected());
}

#[test]
fn npz_files_of_numpy() {
    for npz in ["plain", "packed"] {
        let data = load(&format!("train = {{ npz = \"{npz}.npz\", x = \"x\", y = \"labels\" }}\nrows = {{ train = 3 }}"), &arrays());
        assert_eq!(list(&data.train), expected()[..3], "{npz}");
        assert_eq!(list(&data.test), expected()[3..], "{npz}");
    }
}

#[test]
fn idx_files_plain_and_packed() {
    let (images, labels) = idx();
    let folder = folder(&[("i.gz", gzip(&images)), ("i", images), ("l", labels.clone()), ("l.gz", gzip(&labels))]);
    let data = load("train = { images = \"i\", labels = \"l.gz\" }\ntest = { images = \"i.gz\", labels = \"l\" }", folder.path());
    assert_eq!(list(&data.train), expected());
    assert_eq!(list(&data.test), expected());
}

/// X and Y with a person and a day for each row, the label in the middle.
const CSV: &str = "person,f0,f1,f2,\"class\",f3,f4,f5,day\n\
    ann,0,7,14,0,21,28,35,1\nbob, 42,49,6,1,13,20,27,2\n\nann,34,\"41\",48,2,5,12,19,03\r\ncid,26,33,40,1.0,47,4,11,4\n";

#[test]
fn csv_columns_by_name() {
    let folder = folder(&[("a.csv", CSV.into()), ("a.csv.gz", gzip(CSV.as_bytes()))]);
    for file in ["a.csv", "a.csv.gz"] {
        let data = format!("train = \"{file}\"\nlabel = \"class\"\nignore = [\"person\", \"day\"]");
        assert_eq!(list(&load(&data, folder.path()).train), expected());
    }
}

#[test]
fn csv_split_by_a_column() {
    let folder = folder(&[("a.csv", CSV.into())]);
    let split = |ignore: &str, split: &str| {
        let data = load(&format!("train = \"a.csv\"\nlabel = \"class\"\nignore = [{ignore}]\nsplit = {split}"), folder.path());
        (list(&data.train), list(&data.test))
    };
    let rows = |rows: &[usize]| rows.iter().map(|&row| expected()[row].clone()).collect::<Vec<_>>();
    assert_eq!(split("\"person\", \"day\"", "{ column = \"person\", test = [\"bob\", \"cid\"] }"), (rows(&[0, 2]), rows(&[1, 3])));
    // Numbers are compared as numbers, and the split's column is no feature even if it is not ignored.
    assert_eq!(split("\"person\"", "{ column = \"day\", test = [3, 4.0] }"), (rows(&[0, 1]), rows(&[2, 3])));
}

#[test]
fn offset_and_scale() {
    let folder = folder(&[("a.csv", "a,b,c,d,label\n0,128,255,128.2,0\n".into())]);
    let read = |input: &str| {
        let network = network(input, "train = \"a.csv\"", folder.path());
        read_csv(&folder.path().join("a.csv"), &network).unwrap_or_else(|error| panic!("{error}")).get(0).0.to_vec()
    };
    assert_eq!(read("{ shape = [4], format = \"s8\", offset = 128 }"), [-128, 0, 127, 0]);
    assert_eq!(read("{ shape = [4], format = \"s8\", offset = 128, scale = 5 }"), [-128, 0, 127, 1]);
    assert_eq!(read("{ shape = [4], format = \"u8\" }"), [0, 128, 255, 128]);
}

#[test]
fn a_checkpoint_knows_the_offset() {
    let signature = |input: &str| network(input, "train = \"a.csv\"", Path::new("")).signature();
    assert_ne!(signature("{ shape = [4], format = \"s8\", offset = 128 }"), signature("{ shape = [4], format = \"s8\" }"));
}

/// A stream learns what one epoch in the order of the file learns, whatever the block and the format.
#[test]
fn a_stream_trains_as_an_epoch_does() {
    let (images, labels) = idx();
    let folder = folder(&[("a.csv", CSV.into()), ("i.gz", gzip(&images)), ("l.gz", gzip(&labels))]);
    for (data, folder) in [
        ("train = \"a.csv\"\nlabel = \"class\"\nignore = [\"person\", \"day\"]\nrows = { train = 3 }", folder.path().to_path_buf()),
        (
            "train = \"a.csv\"\nlabel = \"class\"\nignore = [\"day\"]\nsplit = { column = \"person\", test = [\"cid\"] }",
            folder.path().to_path_buf(),
        ),
        ("train = { images = \"i.gz\", labels = \"l.gz\" }\nrows = { train = 3 }", folder.path().to_path_buf()),
        ("train = { x = \"x_f4_fortran.npy\", y = \"y_i8.npy\" }\nrows = { train = 3 }", arrays()),
        ("train = { npz = \"packed.npz\", x = \"x\", y = \"labels\" }\nrows = { train = 3 }", arrays()),
    ] {
        let network = network(SIX, data, &folder);
        let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
        let set = DataSet::load(&network).unwrap_or_else(|error| panic!("{error}"));
        let mut model = Model::new(&plan);
        let history = train(&mut model, &plan, &set, 1, &mut |_| {});
        for block in [1, 2, 100] {
            let mut streamed = Model::new(&plan);
            let mut stream = Stream::train(&network, block).unwrap_or_else(|error| panic!("{error}"));
            let mut reports = Vec::new();
            let pass = train_stream(&mut streamed, &plan, &mut stream, &mut |pass| reports.push(pass.samples))
                .unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(streamed.hashes(), model.hashes());
            assert_eq!((pass.samples, &pass.counts), (3, &history[0].counts));
            assert_eq!(pass.accuracy(), Some(history[0].train_accuracy));
            assert_eq!(reports, [&[1, 2, 3][..], &[2, 3], &[3]][[1, 2, 100].iter().position(|&size| size == block).unwrap_or(0)]);
            let mut test = Stream::test(&network, block).unwrap_or_else(|error| panic!("{error}")).expect("there are test rows");
            let measured = accuracy_stream(&mut streamed, &mut test).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(measured, model.accuracy(&set.test));
        }
    }
}

#[test]
fn a_stream_of_another_network_is_refused() {
    let network = network(SIX, "train = { x = \"x_u1.npy\", y = \"y_i8.npy\" }", &arrays());
    let mut stream = Stream::train(&network, 2).unwrap_or_else(|error| panic!("{error}"));
    assert!(Stream::test(&network, 2).is_ok_and(|test| test.is_none()));
    let text = "[network]\nname = \"net\"\nclasses = 3\ninput = { shape = [5], format = \"u8\" }\n[[layer]]\ntype = \"dense\"\nunits = 8\n";
    let other = Network::parse(text, Path::new("entrain.toml")).unwrap_or_else(|error| panic!("{error}"));
    let plan = Plan::new(&other, None).unwrap_or_else(|error| panic!("{error}"));
    let error = train_stream(&mut Model::new(&plan), &plan, &mut stream, &mut |_| {}).err().map(|error| error.to_string());
    assert_eq!(error.as_deref(), Some("error: a stream of 6 inputs and 3 classes; the plan has 5 and 3"));
}

#[test]
fn the_wrist_example_splits_by_person() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/wrist/entrain.toml");
    let network = Network::load(&path).unwrap_or_else(|error| panic!("{error}"));
    let data = DataSet::load(&network).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((data.train.len(), data.test.len()), (3675, 1002));
    assert!(Plan::new(&network, None).is_ok());
}
