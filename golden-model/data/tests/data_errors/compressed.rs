//! CSV files packed by gzip.

use super::{Project, gzip};

/// A gzip file whose checksum has one wrong bit.
fn damaged(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = bytes.len() - 8;
    bytes[sum] ^= 1;
    bytes
}

#[test]
fn not_gzip() {
    let project = Project::new(r#"train = "a.csv.gz""#).file("a.csv.gz", "a,b,c,label\n1,2,3,0\n");
    project.says(
        r#"
        error: DIR/a.csv.gz is not a gzip file, as its name says
        "#,
    );
}

#[test]
fn gzip_cut_short() {
    let project = Project::new(r#"train = "a.csv.gz""#).file("a.csv.gz", &gzip("a,b,c,label\n1,2,3,0\n")[..30]);
    project.says(
        r#"
        error: DIR/a.csv.gz is cut short: in line 2
         |
         = help: copy or download it again
        
        "#,
    );
}

#[test]
fn gzip_with_a_wrong_checksum() {
    let project = Project::new(r#"train = "a.csv.gz""#).file("a.csv.gz", damaged(gzip("a,b,c,label\n1,2,3,0\n")));
    project.says(
        r#"
        error: DIR/a.csv.gz is damaged: in line 3: corrupt gzip stream does not have a matching checksum
         |
         = help: copy or download it again
        
        "#,
    );
}
