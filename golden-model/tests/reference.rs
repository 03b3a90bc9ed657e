//! Bit-exactness against the independent reference of the integer rule (numpy).

use entrain_data::DataSet;
use entrain_model::{Model, Network, Plan};
use entrain_studies::train::{Epoch, train};
use std::path::{Path, PathBuf};

fn digits() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml")
}

/// Some epochs of a network file's text in the folder of the digits.
fn run(text: &str, epochs: usize) -> (Vec<u32>, Vec<Epoch>) {
    let network = Network::parse(text, &digits()).expect("a valid network");
    let plan = Plan::new(&network, None).expect("it can be planned");
    let data = DataSet::load(&network).expect("digits are shipped");
    let mut model = Model::new(&plan);
    let history = train(&mut model, &plan, &data, epochs, &mut |_| {});
    (model.hashes(), history)
}

#[test]
fn digits_equal_the_reference_after_two_epochs() {
    let text = std::fs::read_to_string(digits()).expect("the example is shipped");
    let (hashes, history) = run(&text, 2);
    assert_eq!(hashes, [0x1f06_b5bb, 0x8022_a2da]);
    assert_eq!(format!("{:.2}", 100.0 * history[1].test_accuracy.unwrap_or(0.0)), "88.22");
}

/// What the reference was told, and what it printed.
struct Case {
    units: &'static [usize],
    input: &'static str,
    scale: u32,
    basis: &'static str,
    weights: (u32, u32),
    rate: u32,
    margin: u32,
    revival: u32,
    seed: u32,
    accuracy: &'static str,
    hashes: &'static [u32],
}

impl Case {
    fn network(&self) -> String {
        let Case { input, scale, basis, rate, margin, revival, seed, weights: (bits, fraction), .. } = self;
        let layers: String = self.units.iter().map(|units| format!("[[layer]]\ntype = \"dense\"\nunits = {units}\n")).collect();
        format!(
            "[network]\nname = \"digits\"\nclasses = 10\ninput = {{ shape = [64], format = \"{input}\", scale = {scale} }}\n\
             basis = \"{basis}\"\n{layers}[weights]\nbits = {bits}\nfraction = {fraction}\n[training]\nrate = {rate}\n\
             margin = {margin}\nrevival = {revival}\nseed = {seed}\n[data]\ntrain = \"digits.csv\"\nrows = {{ train = 1347 }}\n"
        )
    }
}

/// Each comment holds what follows
/// `lls_int.py examples/digits/digits.csv --train 1347 --classes 10 --epochs 2`.
fn cases() -> Vec<Case> {
    vec![
        // --hidden 64,32
        Case {
            units: &[64, 32],
            input: "u8",
            scale: 16,
            basis: "sqq",
            weights: (12, 9),
            rate: 9,
            margin: 128,
            revival: 63,
            seed: 1,
            accuracy: "88.22",
            hashes: &[0x1f06_b5bb, 0x8022_a2da],
        },
        // --hidden 64,32 --basis walsh
        Case {
            units: &[64, 32],
            input: "u8",
            scale: 16,
            basis: "walsh",
            weights: (12, 9),
            rate: 9,
            margin: 128,
            revival: 63,
            seed: 1,
            accuracy: "89.78",
            hashes: &[0xfc36_2641, 0x4776_424f],
        },
        // --hidden 64,32 --weight-bits 9 --weight-frac 8 --revival 255
        Case {
            units: &[64, 32],
            input: "u8",
            scale: 16,
            basis: "sqq",
            weights: (9, 8),
            rate: 9,
            margin: 128,
            revival: 255,
            seed: 1,
            accuracy: "87.78",
            hashes: &[0x8c3b_c4da, 0x552d_f4da],
        },
        // --hidden 64,32 --weight-bits 8 --weight-frac 7 --rate 8
        Case {
            units: &[64, 32],
            input: "u8",
            scale: 16,
            basis: "sqq",
            weights: (8, 7),
            rate: 8,
            margin: 128,
            revival: 63,
            seed: 1,
            accuracy: "88.44",
            hashes: &[0x1015_5791, 0xf891_7e1e],
        },
        // --hidden 64,32 --signed --scale 8 --rate 8 --margin 64
        Case {
            units: &[64, 32],
            input: "s8",
            scale: 8,
            basis: "sqq",
            weights: (12, 9),
            rate: 8,
            margin: 64,
            revival: 63,
            seed: 1,
            accuracy: "88.67",
            hashes: &[0xf9d4_64c8, 0x94c3_4dc6],
        },
        // --hidden 48,24 --signed --scale 8 --basis walsh --weight-bits 10 --weight-frac 8 --rate 8 --margin 64 --revival 255
        Case {
            units: &[48, 24],
            input: "s8",
            scale: 8,
            basis: "walsh",
            weights: (10, 8),
            rate: 8,
            margin: 64,
            revival: 255,
            seed: 1,
            accuracy: "87.78",
            hashes: &[0x0021_195e, 0x132b_c918],
        },
        // --hidden 40 --weight-bits 16 --weight-frac 12 --rate 12 --seed 3
        Case {
            units: &[40],
            input: "u8",
            scale: 16,
            basis: "sqq",
            weights: (16, 12),
            rate: 12,
            margin: 128,
            revival: 63,
            seed: 3,
            accuracy: "59.78",
            hashes: &[0x1865_da47],
        },
        // --hidden 64,48,32 --basis walsh --weight-bits 11 --weight-frac 9
        Case {
            units: &[64, 48, 32],
            input: "u8",
            scale: 16,
            basis: "walsh",
            weights: (11, 9),
            rate: 9,
            margin: 128,
            revival: 63,
            seed: 1,
            accuracy: "90.00",
            hashes: &[0xfc36_2641, 0x8f74_f7a8, 0x6ad1_42e8],
        },
        // --hidden 50,40,30,20 --signed --scale 8 --weight-bits 9 --weight-frac 8 --rate 8 --margin 64
        Case {
            units: &[50, 40, 30, 20],
            input: "s8",
            scale: 8,
            basis: "sqq",
            weights: (9, 8),
            rate: 8,
            margin: 64,
            revival: 63,
            seed: 1,
            accuracy: "87.33",
            hashes: &[0xec84_5998, 0xe433_a590, 0x8824_5e66, 0xb1cc_90f9],
        },
        // --hidden 64,32,32,16 --margin 64 --seed 7
        Case {
            units: &[64, 32, 32, 16],
            input: "u8",
            scale: 16,
            basis: "sqq",
            weights: (12, 9),
            rate: 9,
            margin: 64,
            revival: 63,
            seed: 7,
            accuracy: "88.67",
            hashes: &[0x26fe_1fc4, 0x3626_f585, 0xe931_761f, 0x5164_6568],
        },
        // --hidden 33 --basis walsh --weight-bits 14 --weight-frac 11 --rate 10 --revival 15 --seed 5
        Case {
            units: &[33],
            input: "u8",
            scale: 16,
            basis: "walsh",
            weights: (14, 11),
            rate: 10,
            margin: 128,
            revival: 15,
            seed: 5,
            accuracy: "85.78",
            hashes: &[0xb423_5c21],
        },
    ]
}

#[test]
fn widths_formats_bases_and_depths_equal_the_reference() {
    for case in cases() {
        let (hashes, history) = run(&case.network(), 2);
        assert_eq!(hashes, case.hashes, "{}", case.network());
        assert_eq!(format!("{:.2}", 100.0 * history[1].test_accuracy.unwrap_or(0.0)), case.accuracy);
    }
}

/// Error, basis, weight bits and fraction, rate, input format and scale, hashes: what modes.py printed.
type Mode = (&'static str, &'static str, (u32, u32), u32, (&'static str, u32), [u32; 2]);

/// `modes.py FOLDER_OF_LLS_INT examples/digits/digits.csv`
const MODES: [Mode; 6] = [
    ("staircase", "sqq", (12, 9), 9, ("u8", 16), [0x19e2_ab50, 0x9043_c4cc]),
    ("staircase", "square", (12, 9), 9, ("u8", 16), [0x2551_19bd, 0x06ce_2e92]),
    ("staircase", "triangle", (9, 8), 8, ("s8", 8), [0xdd58_3ae0, 0x240a_4562]),
    ("ternary", "sqq", (12, 9), 9, ("u8", 16), [0xa020_f7f8, 0x28bc_c419]),
    ("ternary", "walsh", (8, 7), 9, ("s8", 8), [0x8c09_e6f2, 0x474d_a250]),
    ("ternary", "square", (8, 7), 9, ("u8", 16), [0x8fc3_d78b, 0x8fb7_342a]),
];

#[test]
fn modes_rounded_by_chance_equal_an_independent_program() {
    for (error, basis, (bits, fraction), rate, (input, scale), hashes) in MODES {
        let text = format!(
            "[network]\nname = \"digits\"\nclasses = 10\ninput = {{ shape = [64], format = \"{input}\", scale = {scale} }}\n\
             basis = \"{basis}\"\nerror = \"{error}\"\n[[layer]]\ntype = \"dense\"\nunits = 64\n[[layer]]\ntype = \"dense\"\nunits = 32\n\
             [weights]\nbits = {bits}\nfraction = {fraction}\n[training]\nrate = {rate}\nstair = 5\nrounding = \"stochastic\"\n\
             [data]\ntrain = \"digits.csv\"\nrows = {{ train = 1347 }}\n"
        );
        assert_eq!(run(&text, 1).0, hashes, "{text}");
    }
}

/// Column 0 of the square basis is the same for all classes, so its unit keeps its start weights whatever it is set to.
#[test]
fn the_shared_column_of_the_square_basis_never_learns() {
    for error in ["ternary", "staircase"] {
        let text = format!(
            "[network]\nname = \"digits\"\nclasses = 10\ninput = {{ shape = [64], format = \"u8\", scale = 16 }}\nbasis = \"square\"\n\
             error = \"{error}\"\n[[layer]]\ntype = \"dense\"\nunits = 64\n[data]\ntrain = \"digits.csv\"\n"
        );
        let network = Network::parse(&text, &digits()).expect("a valid network");
        let plan = Plan::new(&network, None).expect("it can be planned");
        let data = DataSet::load(&network).expect("digits are shipped");
        let mut model = Model::new(&plan);
        let start = model.layers[0].weights();
        train(&mut model, &plan, &data, 1, &mut |_| {});
        let (now, learned) = (model.layers[0].weights(), model.layers[0].biases());
        assert_eq!(now[..64], start[..64]);
        assert!(learned[0] == 0 && now[64..] != start[64..]);
    }
}

/// `runs.py FOLDER_OF_LLS_INT examples/digits/digits.csv`: rates of two epochs, farthest moves, accuracy, hashes.
#[allow(clippy::type_complexity)] // one table, one use
const RUNS: [([u32; 2], [usize; 2], &str, [u32; 2]); 3] = [
    ([9, 10], [0, 0], "87.33", [0x43e1_66af, 0x36bb_f0a8]),
    ([7, 9], [1, 1], "47.56", [0xbb5f_bbe3, 0xd8e6_fd8e]),
    ([9, 9], [0, 2], "66.00", [0xf624_0312, 0x16c1_7739]),
];

#[test]
fn schedule_and_augmentation_equal_an_independent_program() {
    for (rates, shift, accuracy, hashes) in RUNS {
        let text = format!(
            "[network]\nname = \"digits\"\nclasses = 10\ninput = {{ shape = [8, 8], format = \"u8\", scale = 16 }}\n\
             [[layer]]\ntype = \"dense\"\nunits = 64\n[[layer]]\ntype = \"dense\"\nunits = 32\n\
             [training]\nrate = {}\nschedule = [{{ epoch = 2, rate = {} }}]\naugment = {{ shift = {shift:?} }}\n\
             [data]\ntrain = \"digits.csv\"\nrows = {{ train = 1347 }}\n",
            rates[0], rates[1]
        );
        let (found, history) = run(&text, 2);
        assert_eq!(found, hashes, "{text}");
        assert_eq!(format!("{:.2}", 100.0 * history[1].test_accuracy.unwrap_or(0.0)), accuracy);
    }
}
