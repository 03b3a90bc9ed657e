//! NPY and NPZ files.

use super::Project;

/// Arrays of numpy.savez: x of 4x2x3 numbers in Fortran order, labels of 4.
const PLAIN: &[u8] = include_bytes!("../arrays/plain.npz");

fn npy(kind: &str, fortran: bool, shape: &str, numbers: &[u8]) -> Vec<u8> {
    let fortran = if fortran { "True" } else { "False" };
    let header = format!("{{'descr': '{kind}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
    [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), numbers].concat()
}

#[test]
fn npy_missing() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#);
    project.says(
        r#"
        error: cannot read DIR/x.npy: no such file or directory
         |
         = help: check the path: in a network file it counts from that file's folder, on the command line from here
        "#,
    );
}

#[test]
fn npy_that_is_none() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#).file("x.npy", "a,b,c,label\n");
    project.says(
        r#"
        error: DIR/x.npy is not an NPY file
         |
         = help: write it with numpy.save
        "#,
    );
}

#[test]
fn npy_header_cut_short() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#).file("x.npy", &npy("<f4", false, "(2, 3)", &[])[..40]);
    project.says(
        r#"
        error: DIR/x.npy is cut short: it ends in its header
         |
         = help: copy or download it again
        "#,
    );
}

#[test]
fn npy_header_without_shape() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#).file("x.npy", npy("<f4", false, "2", &[]));
    project.says(
        r#"
        error: DIR/x.npy is not a usable NPY file: its header is {'descr': '<f4', 'fortran_order': False, 'shape': 2, }
        "#,
    );
}

#[test]
fn npy_version_of_the_future() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#).file("x.npy", b"\x93NUMPY\x04\0\0\0\0\0");
    project.says(
        r#"
        error: DIR/x.npy has NPY version 4; versions 1 to 3 can be read
        "#,
    );
}

#[test]
fn npy_header_too_long() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#).file("x.npy", b"\x93NUMPY\x02\0\xff\xff\xff\xff");
    project.says(
        r#"
        error: DIR/x.npy is damaged: its header is 4294967295 bytes long
        "#,
    );
}

#[test]
fn npy_unsupported_type() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#).file("x.npy", npy("<U5", false, "(2, 3)", &[]));
    project.says(
        r#"
        error: DIR/x.npy holds numbers of type '<U5', which cannot be read
         |
         = help: save it as integers or as float16, float32 or float64, for example x.astype("float32")
        "#,
    );
}

#[test]
fn npy_record_type() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#).file("x.npy", include_bytes!("../arrays/x_names.npy"));
    project.says(
        r#"
        error: DIR/x.npy holds numbers of type [('a', '<f4'), ('b', '<i4')], which cannot be read
         |
         = help: save it as integers or as float16, float32 or float64, for example x.astype("float32")
        "#,
    );
}

#[test]
fn npy_cut_short() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#)
        .file("x.npy", npy("|u1", false, "(2, 3)", &[0; 5]))
        .file("y.npy", npy("|u1", false, "(2,)", &[0; 2]));
    project.says(
        r#"
        error: DIR/x.npy is cut short: of 2 rows, row 1 (counted from 0) is not complete
         |
         = help: copy or download it again
        "#,
    );
}

#[test]
fn npy_by_columns_cut_short() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#)
        .file("x.npy", npy("|u1", true, "(2, 3)", &[0; 5]))
        .file("y.npy", npy("|u1", false, "(2,)", &[0; 2]));
    project.says(
        r#"
        error: DIR/x.npy is cut short: it has fewer numbers than its header promises
         |
         = help: copy or download it again
        "#,
    );
}

#[test]
fn npy_shape_beyond_all_files() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#)
        .file("x.npy", npy("|u1", true, "(18446744073709551615, 3)", &[0; 6]))
        .file("y.npy", npy("|u1", false, "(2,)", &[0; 2]));
    project.says(
        r#"
        error: DIR/x.npy is cut short: it has fewer numbers than its header promises
         |
         = help: copy or download it again
        "#,
    );
}

#[test]
fn npy_shape_that_overflows() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#)
        .file("x.npy", npy("|u1", false, "(2, 18446744073709551615, 99999999999999999999)", &[0; 6]));
    project.says(
        r#"
        error: DIR/x.npy has shape (2, 18446744073709551615, 18446744073709551615): too many values a sample; the network takes 3 inputs
         |
         = help: input = { shape = [3], .. } in the network file is what they flatten to
        "#,
    );
}

#[test]
fn npy_other_dimension() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#).file("x.npy", npy("|u1", false, "(2, 2, 2)", &[0; 8]));
    project.says(
        r#"
        error: DIR/x.npy has shape (2, 2, 2): 4 values a sample; the network takes 3 inputs
         |
         = help: input = { shape = [3], .. } in the network file is what they flatten to
        "#,
    );
}

#[test]
fn npy_single_number() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#).file("x.npy", npy("|u1", false, "()", &[0; 1]));
    project.says(
        r#"
        error: DIR/x.npy holds a single number, not one row a sample
        "#,
    );
}

#[test]
fn npy_other_number_of_labels() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#)
        .file("x.npy", npy("|u1", false, "(2, 3)", &[0; 6]))
        .file("y.npy", npy("|u1", false, "(3,)", &[0; 3]));
    project.says(
        r#"
        error: DIR/x.npy has 2 samples, DIR/y.npy has 3 labels
        "#,
    );
}

#[test]
fn npy_one_hot_labels() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#)
        .file("x.npy", npy("|u1", false, "(2, 3)", &[0; 6]))
        .file("y.npy", npy("|u1", false, "(2, 3)", &[0; 6]));
    project.says(
        r#"
        error: DIR/y.npy has shape (2, 3): a label is one number a sample
         |
         = help: one-hot labels become classes with y.argmax(axis=1)
        "#,
    );
}

#[test]
fn npy_infinity() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#)
        .file("x.npy", npy("<f2", true, "(2, 3)", &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfc]))
        .file("y.npy", npy("|u1", false, "(2,)", &[0; 2]));
    project.says(
        r#"
        error: DIR/x.npy: row 1, value 2 (both counted from 0): -inf is not a finite number
        "#,
    );
}

#[test]
fn npy_label_not_an_integer() {
    let project = Project::new(r#"train = { x = "x.npy", y = "y.npy" }"#)
        .file("x.npy", npy("|u1", false, "(2, 3)", &[0; 6]))
        .file("y.npy", npy("<f2", false, "(2,)", &[0, 0, 0, 0xc1]));
    project.says(
        r#"
        error: DIR/y.npy: row 1 (counted from 0): label -2.5 is not a class; classes are 0 to 2
        "#,
    );
}

#[test]
fn npz_missing_array() {
    let project = Project::new(r#"train = { npz = "a.npz", x = "x", y = "label" }"#).file("a.npz", PLAIN);
    project.says(
        r#"
        error: DIR/a.npz has no array "label"
         |
         = help: did you mean "labels"? arrays there: x, labels
        "#,
    );
}

#[test]
fn npz_that_is_none() {
    let project = Project::new(r#"train = { npz = "a.npz", x = "x", y = "labels" }"#).file("a.npz", "PK");
    project.says(
        r#"
        error: DIR/a.npz is not an NPZ file, or it is cut short
        
        "#,
    );
}

#[test]
fn npz_other_dimension() {
    let project = Project::new(r#"train = { npz = "a.npz", x = "x", y = "labels" }"#).file("a.npz", PLAIN);
    project.says(
        r#"
        error: array "x" of DIR/a.npz has shape (4, 2, 3): 6 values a sample; the network takes 3 inputs
         |
         = help: input = { shape = [3], .. } in the network file is what they flatten to
        "#,
    );
}

#[test]
fn npz_cut_short() {
    let project = Project::new(r#"train = { npz = "a.npz", x = "x", y = "labels" }"#).file("a.npz", &PLAIN[..PLAIN.len() - 30]);
    project.says(
        r#"
        error: DIR/a.npz is not an NPZ file, or it is cut short
        "#,
    );
}

#[test]
fn npz_with_a_wrong_bit() {
    // The second label of the second array, 1, becomes 0: still a class, so only the checksum can tell.
    let mut bytes = PLAIN.to_vec();
    let starts = bytes.windows(6).enumerate().filter(|(_, window)| window == b"\x93NUMPY").map(|(at, _)| at).collect::<Vec<usize>>();
    bytes[starts[1] + 128 + 1] ^= 1;
    let project = Project::with_inputs(6, r#"train = { npz = "a.npz", x = "x", y = "labels" }"#).file("a.npz", bytes);
    project.says(
        r#"
        error: array "labels" of DIR/a.npz is damaged: after the last row: the checksum does not match
         |
         = help: copy or download it again
        "#,
    );
}
