//! The [data] table of the network file.

use super::Project;

#[test]
fn misspelt_key() {
    let project = Project::new(r#"trian = "a.csv""#);
    project.says(
        r#"
        error: there is no key "trian" here
          --> DIR/entrain.toml:11:1
           |
        11 | trian = "a.csv"
           | ^^^^^ did you mean "train"?
           |
           = help: keys here: train, test, rows, label, ignore, split, separator, decimal, header, encoding, comment, columns, sheet, missing, window, normalise, categories
        "#,
    );
}

#[test]
fn misspelt_key_of_files() {
    let project = Project::new(r#"train = { image = "i.idx", labels = "l.idx" }"#);
    project.says(
        r#"
        error: there is no key "image" here
          --> DIR/entrain.toml:11:11
           |
        11 | train = { image = "i.idx", labels = "l.idx" }
           |           ^^^^^ did you mean "images"?
           |
           = help: keys here: x, y, npz, images, labels, files, class
        "#,
    );
}

#[test]
fn misspelt_key_of_test_files() {
    let project = Project::new("train = \"a.csv\"\ntest = { x = \"x.npy\", why = \"y.npy\" }");
    project.says(
        r#"
        error: there is no key "why" here
          --> DIR/entrain.toml:12:23
           |
        12 | test = { x = "x.npy", why = "y.npy" }
           |                       ^^^ unknown key
           |
           = help: keys here: x, y, npz, images, labels, files, class
        "#,
    );
}

#[test]
fn misspelt_key_of_the_split() {
    let project = Project::new("train = \"a.csv\"\nsplit = { colum = \"subject\", test = [1] }");
    project.says(
        r#"
        error: there is no key "colum" here
          --> DIR/entrain.toml:12:11
           |
        12 | split = { colum = "subject", test = [1] }
           |           ^^^^^ did you mean "column"?
           |
           = help: keys here: column, test, by, seed
        "#,
    );
}

#[test]
fn neither_path_nor_table() {
    let project = Project::new("train = 3");
    project.says(
        r#"
        error: this is not a valid network file: invalid type: integer `3`, expected a path or a table of paths
          --> DIR/entrain.toml:11:9
           |
        11 | train = 3
           |         ^ here
        "#,
    );
}

#[test]
fn path_that_is_a_number() {
    let project = Project::new(r#"train = { x = 3, y = "y.npy" }"#);
    project.says(
        r#"
        error: this is not a valid network file: invalid type: integer `3`, expected a path or a list of paths
          --> DIR/entrain.toml:11:15
           |
        11 | train = { x = 3, y = "y.npy" }
           |               ^ here
        "#,
    );
}

#[test]
fn inputs_without_labels() {
    let project = Project::new(r#"train = { x = "x.npy" }"#);
    project.says(
        r#"
        error: train has x but no y
          --> DIR/entrain.toml:11:9
           |
        11 | train = { x = "x.npy" }
           |         ^^^^^^^^^^^^^^^ the labels are missing
           |
           = help: train = "samples.csv", { x = "x.npy", y = "y.npy" }, { npz = "a.npz", x = "x", y = "y" } or { images = "a-idx3-ubyte.gz", labels = "b-idx1-ubyte.gz" }
        "#,
    );
}

#[test]
fn archive_without_names() {
    let project = Project::new(r#"train = { npz = "a.npz" }"#);
    project.says(
        r#"
        error: train does not name the arrays of the archive
          --> DIR/entrain.toml:11:9
           |
        11 | train = { npz = "a.npz" }
           |         ^^^^^^^^^^^^^^^^^ x and y are missing
           |
           = help: train = "samples.csv", { x = "x.npy", y = "y.npy" }, { npz = "a.npz", x = "x", y = "y" } or { images = "a-idx3-ubyte.gz", labels = "b-idx1-ubyte.gz" }
        "#,
    );
}

#[test]
fn two_formats() {
    let project = Project::new(r#"train = { x = "x.npy", labels = "l.idx" }"#);
    project.says(
        r#"
        error: train mixes two formats
          --> DIR/entrain.toml:11:9
           |
        11 | train = { x = "x.npy", labels = "l.idx" }
           |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ images and labels, or x and y
           |
           = help: train = "samples.csv", { x = "x.npy", y = "y.npy" }, { npz = "a.npz", x = "x", y = "y" } or { images = "a-idx3-ubyte.gz", labels = "b-idx1-ubyte.gz" }
        "#,
    );
}

#[test]
fn empty_table() {
    let project = Project::new("train = {}");
    project.says(
        r#"
        error: train names no file
          --> DIR/entrain.toml:11:9
           |
        11 | train = {}
           |         ^^ empty
           |
           = help: train = "samples.csv", { x = "x.npy", y = "y.npy" }, { npz = "a.npz", x = "x", y = "y" } or { images = "a-idx3-ubyte.gz", labels = "b-idx1-ubyte.gz" }
        "#,
    );
}

#[test]
fn array_as_csv() {
    let project = Project::new(r#"train = "x.npy""#);
    project.says(
        r#"
        error: train names an .npy file as if it were CSV
          --> DIR/entrain.toml:11:9
           |
        11 | train = "x.npy"
           |         ^^^^^^^ inputs and labels are to be named
           |
           = help: train = "samples.csv", { x = "x.npy", y = "y.npy" }, { npz = "a.npz", x = "x", y = "y" } or { images = "a-idx3-ubyte.gz", labels = "b-idx1-ubyte.gz" }
        "#,
    );
}

#[test]
fn column_of_arrays() {
    let project = Project::new("train = { x = \"x.npy\", y = \"y.npy\" }\nlabel = \"label\"");
    project.says(
        r#"
        error: there is no column "label": the data are arrays
          --> DIR/entrain.toml:12:9
           |
        12 | label = "label"
           |         ^^^^^^^ only CSV files have named columns
        "#,
    );
}

#[test]
fn split_and_rows() {
    let project = Project::new("train = \"a.csv\"\nrows = { train = 3 }\nsplit = { column = \"subject\", test = [1] }");
    project.says(
        r#"
        error: both split and rows say which rows test
          --> DIR/entrain.toml:13:20
           |
        13 | split = { column = "subject", test = [1] }
           |                    ^^^^^^^^^ leave split or rows out
        "#,
    );
}

#[test]
fn split_without_values() {
    let project = Project::new("train = \"a.csv\"\nsplit = { column = \"subject\", test = [] }");
    project.says(
        r#"
        error: no value says which rows test
          --> DIR/entrain.toml:12:20
           |
        12 | split = { column = "subject", test = [] }
           |                    ^^^^^^^^^ test = [] selects nothing
        "#,
    );
}

#[test]
fn split_by_a_date() {
    let project = Project::new("train = \"a.csv\"\nsplit = { column = \"day\", test = [2024-05-01] }");
    project.says(
        r#"
        error: this is no value of a column
          --> DIR/entrain.toml:12:35
           |
        12 | split = { column = "day", test = [2024-05-01] }
           |                                   ^^^^^^^^^^ a number or a text
        "#,
    );
}

#[test]
fn no_data() {
    let network =
        "[network]\nname = \"net\"\nclasses = 3\ninput = { shape = [3], format = \"u8\" }\n[[layer]]\ntype = \"dense\"\nunits = 8\n";
    let project = Project::new("").file("entrain.toml", network);
    project.says(
        r#"
        error: the network net names no data
         |
         = help: add to the network file:

                 [data]
                 train = "samples.csv"
        "#,
    );
}

#[test]
fn offset_that_is_no_number() {
    let network = "[network]\nname = \"net\"\nclasses = 3\ninput = { shape = [3], format = \"s8\", offset = nan }\n[[layer]]\ntype = \"dense\"\nunits = 8\n";
    let project = Project::new("").file("entrain.toml", network);
    project.says(
        r#"
        error: offset = NaN is not usable
         --> DIR/entrain.toml:4:48
          |
        4 | input = { shape = [3], format = "s8", offset = nan }
          |                                                ^^^ a finite number
        "#,
    );
}
