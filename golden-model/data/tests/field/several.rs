//! Several files, and splits by chance.

use super::*;
use entrain_data::{Stream, groups};
use entrain_model::network::Files;

const A: &[u8] = b"a,b,label\n1,2,0\n3,4,1\n";
const B: &[u8] = b"label;b;a\n0;6;5\n1;8;7\n";

fn inputs(samples: &Samples) -> Vec<Vec<i16>> {
    samples.iter().map(|(input, _)| input.to_vec()).collect()
}

#[test]
fn lists_and_patterns_are_read_one_after_the_other() {
    let folder = folder(&[("part_1.csv", A), ("part_2.csv", B)]);
    for train in ["[\"part_1.csv\", \"part_2.csv\"]", "\"part_*.csv\"", "{ files = \"part_?.csv\" }"] {
        let net = network(folder.path(), 2, 2, "", &format!("train = {train}\nlabel = \"label\""));
        let found = Loaded::new(&net).unwrap_or_else(|error| panic!("{train}: {error}"));
        // The second has other separators and the columns in another order.
        assert_eq!(inputs(&found.data.train), [[1, 2], [3, 4], [5, 6], [7, 8]], "{train}");
        assert_eq!(found.report.files.len(), 2);
        let streamed: Vec<usize> = Stream::train(&net, 3).expect("a stream").map(|block| block.expect("good rows").len()).collect();
        assert_eq!(streamed, [3, 1]);
    }
}

#[test]
fn a_file_can_be_a_class() {
    let npy = |rows: &[i8]| {
        let header = format!("{{'descr': '|i1', 'fortran_order': False, 'shape': ({}, 2), }}\n", rows.len() / 2);
        [
            b"\x93NUMPY\x01\x00",
            &(header.len() as u16).to_le_bytes()[..],
            header.as_bytes(),
            &rows.iter().map(|&v| v as u8).collect::<Vec<u8>>(),
        ]
        .concat()
    };
    let folder = folder(&[
        ("idle_1.csv", b"a,b\n1,2\n3,4\n"),
        ("idle_2.csv", b"a,b\n5,6\n"),
        ("walk_1.csv", b"a,b\n-7,8\n"),
        ("idle.npy", &npy(&[1, 2, 3, 4, 5, 6])),
        ("walk.npy", &npy(&[-7, 8])),
    ]);
    for train in [
        "[{ files = \"idle_*.csv\", class = \"idle\" }, { files = [\"walk_1.csv\"], class = \"walk\" }]",
        "[{ files = \"idle.npy\", class = \"idle\" }, { files = \"walk.npy\", class = \"walk\" }]",
    ] {
        let found = Loaded::new(&network(folder.path(), 2, 2, "", &format!("train = {train}"))).unwrap_or_else(|error| panic!("{error}"));
        let rows: Vec<(Vec<i16>, usize)> = list(&found.data.train);
        assert_eq!(rows, [(vec![1, 2], 0), (vec![3, 4], 0), (vec![5, 6], 0), (vec![-7, 8], 1)], "{train}");
        assert_eq!(found.class_names, ["idle", "walk"]);
    }
}

/// Forty rows of four people, one in four of class 1; one class 2 at the end.
fn people() -> String {
    let row = |row: usize| format!("p{},{},{},{}\n", row / 10, row, row * 2, usize::from(row.is_multiple_of(4)));
    format!("subject,a,b,label\n{}", (0..40).map(row).collect::<String>())
}

#[test]
fn a_share_is_drawn_by_class_or_by_group() {
    let folder = folder(&[("a.csv", people().as_bytes())]);
    let load = |split: &str| {
        let net = network(folder.path(), 2, 2, "", &format!("train = \"a.csv\"\nignore = [\"subject\"]\nsplit = {split}"));
        (Loaded::new(&net).unwrap_or_else(|error| panic!("{split}: {error}")), groups(&net).unwrap_or_else(|error| panic!("{error}")))
    };
    let (by_class, none) = load("{ test = 0.25, seed = 1 }");
    assert_eq!((by_class.report.train_rows.as_slice(), by_class.report.test_rows.as_slice(), none.len()), (&[22, 7][..], &[8, 3][..], 0));
    let again = load("{ test = 0.25, seed = 1 }").0;
    assert_eq!(inputs(&by_class.data.test), inputs(&again.data.test));
    assert_ne!(inputs(&by_class.data.test), inputs(&load("{ test = 0.25, seed = 2 }").0.data.test));
    let (by_person, people) = load("{ by = \"subject\", test = 0.25 }");
    let tens: Vec<i16> = inputs(&by_person.data.test).iter().map(|row| row[0] / 10).collect();
    assert!(tens.len() == 10 && tens.iter().all(|ten| *ten == tens[0]), "{tens:?}");
    assert_eq!((people.len(), people.iter().max()), (30, Some(&2)));
    let net = network(folder.path(), 3, 2, "", "train = \"a.csv\"\nsplit = { by = \"subjct\", test = 0.25 }");
    assert!(Loaded::new(&net).is_err_and(|error| error.to_string().contains("did you mean \"subject\"?")));
}

#[test]
fn rows_of_a_file_can_stay_together() {
    let folder = folder(&[("r1.csv", A), ("r2.csv", A), ("r3.csv", b"a,b,label\n5,6,0\n7,8,1\n")]);
    let net = network(folder.path(), 2, 2, "", "train = \"r*.csv\"\nsplit = { by = \"file\", test = 0.34 }");
    let found = Loaded::new(&net).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((found.data.train.len(), found.data.test.len()), (4, 2));
    let rows = inputs(&found.data.test);
    assert!(rows == [[1, 2], [3, 4]] || rows == [[5, 6], [7, 8]], "{rows:?}");
}

#[test]
fn other_rows_have_the_labels_and_scales_of_the_own_ones() {
    use entrain_model::network::Files;
    let folder = folder(&[("own.csv", b"a,b,label\n0,0,idle\n100,10,walk\n"), ("more.csv", b"a,b,label\n100,0,walk\n")]);
    let by = network(folder.path(), 1, 2, "", "train = \"own.csv\"\nsplit = { by = \"b\", test = 0.5 }");
    let other = Loaded::other(&Files::Csv(folder.path().join("more.csv")), &by).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(list(&other.data.train), [(vec![100], 1)]);
    let net = network(folder.path(), 2, 2, "", "train = \"own.csv\"\nnormalise = \"range\"");
    let other = Loaded::other(&Files::Csv(folder.path().join("more.csv")), &net).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(list(&other.data.train), [(vec![127, -128], 1)]);
    assert_eq!(other.class_names, ["idle", "walk"]);
}

/// Two series of one channel pair, the first with a change of class.
#[test]
fn rows_of_a_log_become_samples() {
    let row = |row: usize| {
        let (series, label) = (if row < 13 { "s1" } else { "s2" }, if row < 8 { "idle" } else { "walk" });
        format!("{row},{series},{},{},{label}\n", row, 100 - row)
    };
    let log = format!("time,series,x,y,label\n{}", (0..20).map(row).collect::<String>());
    let folder = folder(&[("log.csv", log.as_bytes())]);
    let toml = |window: &str| {
        format!(
            "[network]\nname = \"net\"\nclasses = 2\ninput = {{ shape = [2, 2], format = \"s8\" }}\n[[layer]]\ntype = \"dense\"\nunits = 8\n\
             [data]\ntrain = \"log.csv\"\nwindow = {window}\n"
        )
    };
    let parse = |window: &str| Network::parse(&toml(window), &folder.path().join("entrain.toml"));
    let net = parse("{ rows = 4, step = 2, average = 2, within = [\"series\"], channels = [\"x\", \"y\"] }")
        .unwrap_or_else(|error| panic!("{error}"));
    let found = Loaded::new(&net).unwrap_or_else(|error| panic!("{error}"));
    // Rows 0-7 are idle: windows at 0, 2, 4; rows 8-12 walk: at 8; rows 13-19 of the other series: at 13, 15.
    let firsts: Vec<(i16, usize)> = found.data.train.iter().map(|(input, label)| (input[0], label)).collect();
    assert_eq!(firsts, [(1, 0), (3, 0), (5, 0), (9, 1), (14, 1), (16, 1)]);
    assert_eq!(found.data.train.get(0).0, [1, 3, 100, 98]);
    let error = parse("{ rows = 6, average = 2, channels = [\"x\", \"y\"] }").expect_err("six inputs").to_string();
    assert!(error.contains("2 channels of 3 moments make 6 inputs; the network takes 4"), "{error}");
    let error = Loaded::new(&parse("{ rows = 2, channels = [\"x\", \"z\"] }").expect("a network")).expect_err("no z").to_string();
    assert!(error.contains("has no column \"z\""), "{error}");
}

#[test]
fn columns_are_found_by_their_names_in_every_file() {
    let folder = folder(&[("train.csv", A), ("test.csv", B), ("other.csv", b"b,label,a\n8,1,7\n")]);
    let net = network(folder.path(), 2, 2, "", "train = \"train.csv\"\ntest = \"test.csv\"\nlabel = \"label\"");
    let found = Loaded::new(&net).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(inputs(&found.data.test), [[5, 6], [7, 8]]);
    let streamed = Stream::test(&net, 9).expect("a stream").expect("test rows").next().expect("a block").expect("good rows");
    assert_eq!(inputs(&streamed), [[5, 6], [7, 8]]);
    let other = Loaded::other(&Files::Csv(folder.path().join("other.csv")), &net).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(inputs(&other.data.train), [[7, 8]]);
}

#[test]
fn words_become_one_input_each() {
    let table = "a,colour,label\n1,red,0\n2,blue,1\n3,,1\n4,red,0\n";
    let net = |more: &str| {
        let folder = folder(&[("a.csv", table.as_bytes())]);
        let data = format!("train = \"a.csv\"\n{more}");
        Loaded::new(&network(folder.path(), 3, 2, "", &data)).map_err(|error| error.to_string())
    };
    let named = "categories = { colour = [\"red\", \"blue\"] }\nmissing = \"median\"";
    let found = net(named).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(inputs(&found.data.train), [[1, 1, 0], [2, 0, 1], [3, 1, 0], [4, 1, 0]]);
    assert_eq!(found.inputs.names, ["a", "colour = red", "colour = blue"]);
    let refused = |more: &str| net(more).err().unwrap_or_else(|| panic!("{more} is to be refused"));
    let unknown = refused("categories = { colour = [\"red\", \"bleu\"] }\nmissing = \"drop\"");
    assert!(unknown.contains("a.csv:3: column \"colour\": \"blue\" is none of the values in [data] categories"), "{unknown}");
    assert!(unknown.contains("did you mean \"bleu\"?"), "{unknown}");
    let lacking = refused("categories = { color = [\"red\", \"blue\"] }");
    assert!(lacking.contains("has no column \"color\"") && lacking.contains("did you mean \"colour\"?"), "{lacking}");
    let label = refused("categories = { label = [\"red\", \"blue\"] }");
    assert!(label.contains("column \"label\" is no input"), "{label}");
    assert!(refused("").contains("[data] categories = { colour = [\"a\", \"b\"] } makes one input a word"));
}
