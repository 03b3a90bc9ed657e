//! Labels are words.

use super::*;

#[test]
fn words_and_numbers_become_classes() {
    for (file, names) in [
        ("labels_text.csv", ["idle", "walk"]),
        ("labels_from_one.csv", ["1", "2"]),
        ("labels_plus_minus.csv", ["-1", "1"]),
        ("labels_bool.csv", ["False", "True"]),
    ] {
        let net = network(&field(), 2, 2, "", &format!("train = \"{file}\""));
        let found = Loaded::new(&net).unwrap_or_else(|error| panic!("{file}: {error}"));
        let labels: Vec<usize> = found.data.train.iter().map(|(_, label)| label).collect();
        assert_eq!(labels, [0, 1, 0, 1], "{file}");
        assert_eq!(found.class_names, names, "{file}");
        // Whoever has the network knows the names, once its data have been read.
        assert_eq!(net.class_names(), names, "{file}");
        assert_eq!(learned(&net), 1.0, "{file}");
    }
}

#[test]
fn the_network_file_names_the_classes() {
    let with = |names: &str| network(&field(), 2, 2, &format!("class_names = {names}"), "train = \"labels_text.csv\"");
    let net = with("[\"walk\", \"idle\"]");
    let labels: Vec<usize> = Loaded::new(&net).expect("both are there").data.train.iter().map(|(_, label)| label).collect();
    assert_eq!((labels, net.class_names()), (vec![1, 0, 1, 0], vec!["walk".to_string(), "idle".into()]));
    let message = Loaded::new(&with("[\"walk\", \"idel\"]")).expect_err("idle is no name").to_string();
    assert!(
        message.contains("label \"idle\" is not a class; classes are walk, idel") && message.contains("did you mean \"idel\"?"),
        "{message}"
    );
    // Names for numbers from 0, and for numbers from 1.
    for file in ["labels_from_one.csv", "tabs.csv"] {
        let net = network(&field(), 2, 2, "class_names = [\"off\", \"on\"]", &format!("train = \"{file}\""));
        assert_eq!(Loaded::new(&net).expect("numbers").class_names, ["off", "on"], "{file}");
    }
}

#[test]
fn other_numbers_are_classes_if_they_are_as_many() {
    let labels = |text_: &str| {
        text(text_, "").map(|loaded| (loaded.data.train.iter().map(|(_, label)| label).collect::<Vec<_>>(), loaded.class_names))
    };
    let expected = (vec![1, 0], vec!["2".to_string(), "4".into()]);
    assert_eq!(labels("a,b,label\n1,2,4\n1,2,2\n").ok(), Some(expected));
    assert!(labels("a,b,label\n1,2,4\n1,2,2\n1,2,7\n").is_err());
    assert!(labels("a,b,label\n1,2,0.5\n1,2,1.5\n").is_err());
}

#[test]
fn words_of_numpy() {
    let array = |descr: &str, shape: &str, bytes: &[u8]| {
        let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
        [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), bytes].concat()
    };
    let wide: Vec<u8> = ["up\0\0", "down"].iter().flat_map(|word| word.chars().flat_map(|c| (c as u32).to_le_bytes())).collect();
    let x = array("|i1", "(2, 2)", &[1, 2, 3, 4]);
    let folder = folder(&[
        ("x.npy", &x),
        ("u.npy", &array("<U4", "(2,)", &wide)),
        ("s.npy", &array("|S4", "(2,)", b"up\0\0down")),
        ("b.npy", &array("|b1", "(2,)", &[1, 0])),
    ]);
    for y in ["u.npy", "s.npy"] {
        let found = Loaded::new(&network(folder.path(), 2, 2, "", &format!("train = {{ x = \"x.npy\", y = \"{y}\" }}"))).expect("words");
        assert_eq!((found.class_names, found.data.train.get(0).1), (vec!["down".to_string(), "up".into()], 1), "{y}");
    }
    let found = Loaded::new(&network(folder.path(), 2, 2, "", "train = { x = \"x.npy\", y = \"b.npy\" }")).expect("true and false");
    assert_eq!(found.data.train.get(0).1, 1);
}
