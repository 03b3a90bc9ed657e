//! What could be two things, and files of other kinds.

use super::Project;

#[test]
fn ragged_row_without_a_header() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "1,2,3,0\n4,5,6,1\n4,5,6\n");
    project.says(
        r#"
        error: DIR/a.csv:3: 3 columns; the rows above have 4
        "#,
    );
}

#[test]
fn header_that_lacks_a_name() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,b,label\n1,2,3,0\n4,5,6,1\n");
    project.says(
        r#"
        error: DIR/a.csv:1: the header has 3 columns, the rows from line 2 on have 4
         |
         = help: name every column, or in [data]: header = false
        "#,
    );
}

#[test]
fn more_labels_than_classes() {
    let project = Project::new(r#"train = "a.csv""#)
        .file("a.csv", "a,b,c,label\n1,2,3,up\n1,2,3,up\n1,2,3,on\n1,2,3,on\n1,2,3,off\n1,2,3,off\n1,2,3,offf\n");
    project.says(
        r#"
        error: DIR/a.csv:8: column "label": label "offf" is one of 4 different labels; the network has 3 classes
         --> DIR/entrain.toml:3:11
          |
        3 | classes = 3
          |           ^ this many
          |
          = help: labels there: up, on, off, offf; a first line with the names of the columns is asked for by header = true, another column by label = "..."
        "#,
    );
}

#[test]
fn gap_in_the_labels() {
    let project = Project::new("train = \"a.csv\"\nmissing = \"median\"").file("a.csv", "a,b,c,label\n1,2,3,0\n1,2,3,NA\n");
    project.says(
        r#"
        error: DIR/a.csv:3: column "label": "NA" is no label
         |
         = help: [data] missing = "drop" leaves such rows out
        "#,
    );
}

#[test]
fn thousands_or_decimals() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,b,c,label\n\"1,234\",2,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv: "1,234" may be a number with three decimals or one with thousands
         |
         = help: say which in [data]: decimal = "," or decimal = "."
        "#,
    );
}

#[test]
fn pattern_that_matches_nothing() {
    let project = Project::new(r#"train = "part_*.csv""#);
    project.says(
        r#"
        error: DIR/part_*.csv matches no file
          --> DIR/entrain.toml:11:9
           |
        11 | train = "part_*.csv"
           |         ^^^^^^^^^^^^ * stands for any letters, ? for one
        "#,
    );
}

#[test]
fn files_with_other_columns() {
    let project =
        Project::new(r#"train = ["a.csv", "b.csv"]"#).file("a.csv", "a,b,c,label\n1,2,3,0\n").file("b.csv", "a,b,d,label\n1,2,3,0\n");
    project.says(
        r#"
        error: DIR/b.csv: it has no column "c", as the files before it have
         |
         = help: columns there: a, b, d, label
        "#,
    );
}

#[test]
fn archive_is_refused_with_a_way_out() {
    let project = Project::new(r#"train = "a.zip""#).file("a.zip", b"PK\x03\x04rest of it");
    project.says(
        r#"
        error: DIR/a.zip is a zip archive, which is not read
         |
         = help: unpack it and name the file inside: unzip DIR/a.zip
        "#,
    );
}
