//! C1 against the independent reference (numpy), and what a network with convolutions keeps and says.

use entrain_data::DataSet;
use entrain_model::{Model, Network, Plan};
use entrain_studies::train::{Epoch, train};
use std::path::{Path, PathBuf};

fn digits() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml")
}

/// A network on digits; `head` is for [network], `tail` for [training].
fn network(input: &str, head: &str, layers: &str, tail: &str) -> Network {
    let text = format!(
        "[network]\nname = \"digits\"\nclasses = 10\ninput = {{ {input} }}\n{head}\n{layers}\n[training]\nrate = 11\nmargin = 256\n\
         revival = 255\n{tail}\n[data]\ntrain = \"digits.csv\"\nrows = {{ train = 1347 }}\n"
    );
    Network::parse(&text, &digits()).unwrap_or_else(|error| panic!("{error}"))
}

fn conv(channels: usize, keys: &str) -> String {
    format!("[[layer]]\ntype = \"conv2d\"\nchannels = {channels}\n{keys}\n")
}

const POOL: &str = "[[layer]]\ntype = \"max-pool\"\n";
const DENSE: &str = "[[layer]]\ntype = \"dense\"\nunits = 32\n";

fn run(network: &Network, epochs: usize) -> (Model, Vec<Epoch>) {
    let plan = Plan::new(network, None).unwrap_or_else(|error| panic!("{error}"));
    let data = DataSet::load(network).unwrap_or_else(|error| panic!("{error}"));
    let mut model = Model::new(&plan);
    let history = train(&mut model, &plan, &data, epochs, &mut |_| {});
    (model, history)
}

/// What an independent program was told, and what it printed.
struct Case {
    input: &'static str,
    head: &'static str,
    layers: Vec<String>,
    tail: &'static str,
    accuracy: &'static str,
    hashes: &'static [u32],
    codes: &'static [u32],
}

const IMAGE: &str = "shape = [1, 8, 8], format = \"u8\", scale = 16";

/// The first is `lls_conv_int.py examples/digits/digits.csv` itself (df582d64 a4c4b62d fe359a2a, accuracy 79.56); the others are from
/// numpy programs around its `Conv3x3`, and around one with another kernel and as many columns as one likes.
fn cases() -> Vec<Case> {
    let (pool, dense) = (|| POOL.to_string(), || DENSE.to_string());
    vec![
        Case {
            input: IMAGE,
            head: "code_start = 0",
            layers: vec![conv(8, "cells = 4"), pool(), conv(16, "cells = 2"), pool(), dense()],
            tail: "",
            accuracy: "79.56",
            hashes: &[0xdf58_2d64, 0xa4c4_b62d, 0xfe35_9a2a],
            codes: &[0x4394_ab51, 0x6b5b_34f7],
        },
        // V starts at the code of the basis, as it does where nothing is said; so do cells, kernel and margin.
        Case {
            input: IMAGE,
            head: "",
            layers: vec![conv(8, ""), pool(), conv(16, ""), pool(), dense()],
            tail: "",
            accuracy: "78.67",
            hashes: &[0xf968_d4aa, 0x2409_fb5b, 0x55d6_3894],
            codes: &[0xafc3_e405, 0xeabf_c585],
        },
        // Cells that do not share the map evenly, and no layer behind.
        Case {
            input: IMAGE,
            head: "code_start = 1",
            layers: vec![conv(5, "cells = 3"), conv(6, "cells = 2")],
            tail: "conv_margin = 16",
            accuracy: "87.11",
            hashes: &[0x73a2_5ebd, 0x8b3a_21d3],
            codes: &[0xfedb_b0f5, 0x5727_6cfb],
        },
        Case {
            input: IMAGE,
            head: "code_start = 2",
            layers: vec![
                conv(11, "cells = 1"),
                pool(),
                conv(4, "cells = 4"),
                conv(7, "cells = 3\nkernel = 3\nstride = 1\npadding = \"same\""),
            ],
            tail: "",
            accuracy: "84.44",
            hashes: &[0x73f2_d0a1, 0x7fd2_2585, 0x7176_57d4],
            codes: &[0x3eb5_b347, 0x1d70_9121, 0x62a1_49e1],
        },
        // Signed inputs.
        Case {
            input: "shape = [1, 8, 8], format = \"s8\", scale = 16, offset = 8",
            head: "",
            layers: vec![conv(6, "cells = 4"), pool(), conv(9, "cells = 2")],
            tail: "",
            accuracy: "90.22",
            hashes: &[0xc4a8_90a0, 0xeded_eebc],
            codes: &[0x344f_eab9, 0xaa0c_5101],
        },
        // A slower second epoch: K + 1.
        Case {
            input: IMAGE,
            head: "",
            layers: vec![conv(4, "cells = 4"), pool(), conv(6, "cells = 4")],
            tail: "epochs = 2\nschedule = [{ epoch = 2, rate = 12 }]",
            accuracy: "88.00",
            hashes: &[0xad36_8f98, 0x309a_71a8],
            codes: &[0xcfe6_ded1, 0x5fe5_e821],
        },
        // Other kernels, maps that are no squares, two channels to begin with.
        Case {
            input: IMAGE,
            head: "",
            layers: vec![conv(6, "cells = 4\nkernel = 5"), pool(), conv(5, "cells = 2\nkernel = 1")],
            tail: "",
            accuracy: "88.00",
            hashes: &[0xb43a_a827, 0x8e4a_d83b],
            codes: &[0x11c5_1793, 0x30d8_ab1f],
        },
        Case {
            input: "shape = [1, 4, 16], format = \"u8\", scale = 16",
            head: "",
            layers: vec![conv(7, "cells = 3\nkernel = 7"), conv(18, "cells = 2")],
            tail: "conv_margin = 16",
            accuracy: "84.67",
            hashes: &[0xd437_2f46, 0x2f2d_c802],
            codes: &[0x3324_777f, 0xad8c_8751],
        },
        Case {
            input: "shape = [2, 8, 4], format = \"u8\", scale = 16",
            head: "code_start = 0",
            layers: vec![conv(20, "cells = 4"), conv(17, "cells = 2\nkernel = 5")],
            tail: "conv_margin = 4",
            accuracy: "86.89",
            hashes: &[0x4a17_74d3, 0xab41_f42d],
            codes: &[0xb922_9ce9, 0x5029_71d3],
        },
    ]
}

#[test]
fn digits_equal_the_reference() {
    for case in cases() {
        let epochs = 1 + case.tail.contains("epochs = 2") as usize;
        let (model, history) = run(&network(case.input, case.head, &case.layers.concat(), case.tail), epochs);
        assert_eq!((model.hashes(), model.code_hashes()), (case.hashes.to_vec(), case.codes.to_vec()), "{:?}", case.layers);
        let accuracy = history.last().and_then(|epoch| epoch.test_accuracy).unwrap_or(0.0);
        assert_eq!(format!("{:.2}", 100.0 * accuracy), case.accuracy);
    }
}
