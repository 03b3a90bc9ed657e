//! IDX files.

use super::{Project, gzip};

/// Two samples of 1x3.
const IMAGES: &[u8] = b"\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x03abcdef";
const LABELS: &[u8] = b"\0\0\x08\x01\0\0\0\x02\0\x02";

#[test]
fn idx_missing_labels() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#).file("i.idx", IMAGES);
    project.says(
        r#"
        error: cannot read DIR/l.idx: no such file or directory
         |
         = help: check the path: in a network file it counts from that file's folder, on the command line from here
        "#,
    );
}

#[test]
fn idx_wrong_magic() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#).file("i.idx", "a,b,c,label\n").file("l.idx", LABELS);
    project.says(
        r#"
        error: DIR/i.idx is not an IDX file: it begins with 61 2c 62 2c
         |
         = help: images begin with 00 00 08 03
        "#,
    );
}

#[test]
fn idx_header_cut_short() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#).file("i.idx", &IMAGES[..6]).file("l.idx", LABELS);
    project.says(
        r#"
        error: DIR/i.idx is cut short: it ends in its header
         |
         = help: copy or download it again
        "#,
    );
}

#[test]
fn idx_images_cut_short() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#).file("i.idx", &IMAGES[..16]).file("l.idx", LABELS);
    project.says(
        r#"
        error: DIR/i.idx is cut short: of 2 rows, row 0 (counted from 0) is not complete
         |
         = help: copy or download it again
        "#,
    );
}

#[test]
fn idx_packed_images_cut_short() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#)
        .file("i.idx", {
            let packed = gzip(IMAGES);
            packed[..packed.len() - 12].to_vec()
        })
        .file("l.idx", LABELS);
    project.says(
        r#"
        error: DIR/i.idx is cut short: of 2 rows, row 1 (counted from 0) is not complete
         |
         = help: copy or download it again
        "#,
    );
}

#[test]
fn idx_longer_than_its_header_says() {
    let project =
        Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#).file("i.idx", [IMAGES, b"x"].concat()).file("l.idx", LABELS);
    project.says(
        r#"
        error: DIR/i.idx is longer than the 2 rows that its header promises
        "#,
    );
}

#[test]
fn idx_images_of_another_size() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#)
        .file("i.idx", b"\0\0\x08\x03\0\0\0\x01\0\0\0\x02\0\0\0\x02abcd")
        .file("l.idx", LABELS);
    project.says(
        r#"
        error: DIR/i.idx has shape (1, 2, 2): 4 values a sample; the network takes 3 inputs
         |
         = help: input = { shape = [3], .. } in the network file is what they flatten to
        "#,
    );
}

#[test]
fn idx_exchanged() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#).file("i.idx", IMAGES).file("l.idx", IMAGES);
    project.says(
        r#"
        error: DIR/l.idx has shape (2, 1, 3): a label is one number a sample
         |
         = help: inputs and labels may be exchanged
        "#,
    );
}

#[test]
fn idx_other_number_of_labels() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#)
        .file("i.idx", IMAGES)
        .file("l.idx", b"\0\0\x08\x01\0\0\0\x03\0\x01\x02");
    project.says(
        r#"
        error: DIR/i.idx has 2 samples, DIR/l.idx has 3 labels
        "#,
    );
}

#[test]
fn idx_without_rows() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#)
        .file("i.idx", b"\0\0\x08\x02\0\0\0\0\0\0\0\x03")
        .file("l.idx", b"\0\0\x08\x01\0\0\0\0");
    project.says(
        r#"
        error: DIR/i.idx has no rows
        "#,
    );
}

#[test]
fn idx_label_out_of_range() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#)
        .file("i.idx", IMAGES)
        .file("l.idx", b"\0\0\x08\x01\0\0\0\x02\0\x07");
    project.says(
        r#"
        error: DIR/l.idx: row 1 (counted from 0): label 7 is not a class; classes are 0 to 2
        "#,
    );
}

#[test]
fn idx_nan() {
    let project = Project::new(r#"train = { images = "i.idx", labels = "l.idx" }"#)
        .file("i.idx", [&b"\0\0\x0d\x02\0\0\0\x02\0\0\0\x03"[..], &[0; 16], &f32::NAN.to_be_bytes(), &[0; 4]].concat())
        .file("l.idx", LABELS);
    project.says(
        r#"
        error: DIR/i.idx: row 1, value 1 (both counted from 0): NaN is not a finite number
        "#,
    );
}

#[test]
fn more_rows_than_there_are() {
    let project = Project::new("train = { images = \"i.idx\", labels = \"l.idx\" }\nrows = { train = 3 }")
        .file("i.idx", IMAGES)
        .file("l.idx", LABELS);
    project.says(
        r#"
        error: 3 training rows are asked for, DIR/i.idx has 2
          --> DIR/entrain.toml:12:18
           |
        12 | rows = { train = 3 }
           |                  ^ more than there are
        "#,
    );
}
