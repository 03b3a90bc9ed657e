//! CSV files.

use super::Project;

#[test]
fn missing_file() {
    let project = Project::new(r#"train = "a.csv""#);
    project.says(
        r#"
        error: cannot read DIR/a.csv: no such file or directory
         |
         = help: check the path: in a network file it counts from that file's folder, on the command line from here
        "#,
    );
}

#[test]
fn empty_file() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "");
    project.says(
        r#"
        error: DIR/a.csv is empty
        "#,
    );
}

#[test]
fn header_only() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,b,c,label\n");
    project.says(
        r#"
        error: DIR/a.csv has no rows under its header
        "#,
    );
}

#[test]
fn ragged_row() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,b,c,label\n1,2,3,0\n1,2,3\n");
    project.says(
        r#"
        error: DIR/a.csv:3: 3 columns; the header has 4
        "#,
    );
}

#[test]
fn not_a_number() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,b,c,label\n1,2,3,0\n1,two,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv:3: column "b": "two" is not a finite number
        "#,
    );
}

#[test]
fn nan() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,b,c,label\n1,2,3,0\n\n1,2,NaN,0\n");
    project.says(
        r#"
        error: DIR/a.csv:4: column "c": "NaN" is not a finite number
         |
         = help: [data] missing = "drop" leaves rows with gaps out, "median" fills them
        "#,
    );
}

#[test]
fn infinity_after_blank_lines_and_crlf() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,b,c,label\r\n1,2,3,0\r\n\r\n\r\n1,2,inf,0\r\n");
    project.says(
        r#"
        error: DIR/a.csv:5: column "c": "inf" is not a finite number
        
        "#,
    );
}

#[test]
fn empty_cell_of_a_column_without_a_name() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,,c,label\n1,,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv:2: column 2: nothing stands here
         |
         = help: [data] missing = "drop" leaves rows with gaps out, "median" fills them
        "#,
    );
}

#[test]
fn label_out_of_range() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,b,c,label\n1,2,3,0\n1,2,3,3\n");
    project.says(
        r#"
        error: DIR/a.csv:3: column "label": label "3" is not a class; classes are 0 to 2
        "#,
    );
}

#[test]
fn label_not_an_integer() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,b,c,label\n1,2,3,0.5\n");
    project.says(
        r#"
        error: DIR/a.csv:2: column "label": label "0.5" is not a class; classes are 0 to 2
        "#,
    );
}

#[test]
fn label_as_text() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a,b,c,label\n1,2,3,0\n1,2,3,ROW\n");
    project.says(
        r#"
        error: DIR/a.csv:3: column "label": label "ROW" is not a class; the other labels are numbers
         |
         = help: if it is one, name all of them: [network] class_names = ["...", "..."]
        "#,
    );
}

#[test]
fn too_many_columns() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "subject,a,b,c,label\n1,1,2,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv:1: 4 columns beside the label; the network takes 3 inputs
         |
         = help: name columns that are no inputs: [data] ignore = ["..."]; the last one left is the label, or label = "..."
        "#,
    );
}

#[test]
fn too_few_columns() {
    let project = Project::new("train = \"a.csv\"\nignore = [\"c\"]").file("a.csv", "a,b,c,label\n1,2,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv:1: 2 columns beside the label and the ignored ones; the network takes 3 inputs
         |
         = help: name columns that are no inputs: [data] ignore = ["..."]; the last one left is the label, or label = "..."
        "#,
    );
}

#[test]
fn unknown_label_column() {
    let project = Project::new("train = \"a.csv\"\nlabel = \"lable\"").file("a.csv", "a,b,c,label\n1,2,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv has no column "lable"
          --> DIR/entrain.toml:12:9
           |
        12 | label = "lable"
           |         ^^^^^^^ did you mean "label"?
           |
           = help: columns there: a, b, c, label
        "#,
    );
}

#[test]
fn unknown_ignored_column() {
    let project = Project::new("train = \"a.csv\"\nignore = [\"subject\", \"series\"]").file("a.csv", "subject,a,b,c,label\n1,1,2,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv has no column "series"
          --> DIR/entrain.toml:12:22
           |
        12 | ignore = ["subject", "series"]
           |                      ^^^^^^^^ no such column
           |
           = help: columns there: subject, a, b, c, label
        "#,
    );
}

#[test]
fn unknown_split_column() {
    let project =
        Project::new("train = \"a.csv\"\nsplit = { column = \"subjct\", test = [1] }").file("a.csv", "subject,a,b,c,label\n1,1,2,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv has no column "subjct"
          --> DIR/entrain.toml:12:20
           |
        12 | split = { column = "subjct", test = [1] }
           |                    ^^^^^^^^ did you mean "subject"?
           |
           = help: columns there: subject, a, b, c, label
        "#,
    );
}

#[test]
fn column_twice() {
    let project = Project::new("train = \"a.csv\"\nignore = [\"x\"]").file("a.csv", "x,x,a,b,c,label\n1,1,1,2,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv has more than one column "x"
          --> DIR/entrain.toml:12:11
           |
        12 | ignore = ["x"]
           |           ^^^ which one?
        "#,
    );
}

#[test]
fn split_value_that_matches_nothing() {
    let project = Project::new("train = \"a.csv\"\nsplit = { column = \"subject\", test = [1, 9] }")
        .file("a.csv", "subject,a,b,c,label\n1,1,2,3,0\n2,1,2,3,0\n");
    project.says(
        r#"
        error: no row of DIR/a.csv has 9 in column "subject"
          --> DIR/entrain.toml:12:42
           |
        12 | split = { column = "subject", test = [1, 9] }
           |                                          ^ matches nothing
        
        "#,
    );
}

#[test]
fn split_that_leaves_nothing() {
    let project =
        Project::new("train = \"a.csv\"\nsplit = { column = \"subject\", test = [1] }").file("a.csv", "subject,a,b,c,label\n1,1,2,3,0\n");
    project.says(
        r#"
        error: every row of DIR/a.csv is a test row, none is left to learn from
          --> DIR/entrain.toml:12:20
           |
        12 | split = { column = "subject", test = [1] }
           |                    ^^^^^^^^^ this column
        "#,
    );
}

#[test]
fn more_rows_than_there_are() {
    let project = Project::new("train = \"a.csv\"\nrows = { train = 3 }").file("a.csv", "a,b,c,label\n1,2,3,0\n1,2,3,1\n");
    project.says(
        r#"
        error: 3 training rows are asked for, DIR/a.csv has 2
          --> DIR/entrain.toml:12:18
           |
        12 | rows = { train = 3 }
           |                  ^ more than there are
        "#,
    );
}

#[test]
fn not_text() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", b"a,b,c\x00\x01\x02,label\n1,2,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv is neither text nor an array: it has zero bytes
         |
         = help: a table is expected here: CSV, .xlsx, or NPY and IDX with their own keys
        "#,
    );
}

#[test]
fn semicolons() {
    let project = Project::new(r#"train = "a.csv""#).file("a.csv", "a;b;label\n1;2;0\n");
    project.says(
        r#"
        error: DIR/a.csv:1: 2 columns beside the label; the network takes 3 inputs
         |
         = help: name columns that are no inputs: [data] ignore = ["..."]; the last one left is the label, or label = "..."
        "#,
    );
}
