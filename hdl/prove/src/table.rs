//! The table of proofs in docs/verification.md says what the files say.

use crate::file::{Method, ProofFile};

/// How the proofs of a file are made: `4 by induction, 2 to 40-80 cycles`.
fn how(file: &ProofFile) -> String {
    let induction = file.proofs.iter().filter(|proof| proof.method == Method::Induction).count();
    let bounds: Vec<u32> =
        file.proofs.iter().filter_map(|proof| if let Method::Bound(to) = proof.method { Some(to) } else { None }).collect();
    let mut parts = Vec::new();
    if induction > 0 {
        parts.push(format!("{induction} by induction"));
    }
    if let (Some(least), Some(most)) = (bounds.iter().min(), bounds.iter().max()) {
        let cycles = if least == most { least.to_string() } else { format!("{least} to {most}") };
        parts.push(format!("{} in the first {cycles} cycles", bounds.len()));
    }
    parts.join(", ")
}

#[test]
fn the_table_says_what_the_files_say() {
    let path = crate::folder::sources().join("../../docs/verification.md");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let section = text.split("\n## Proofs").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or_default();
    let rows: Vec<Vec<&str>> = section.lines().filter(|line| line.starts_with("| `")).map(|line| line.split(" | ").collect()).collect();
    let files = crate::chosen(&[]).unwrap_or_else(|error| panic!("{error}"));
    let said: Vec<(String, String)> = rows
        .iter()
        .map(|row| (row[0].trim_matches(|c| "|` ".contains(c)).to_string(), row[row.len() - 1].trim_end_matches(" |").to_string()))
        .collect();
    let is: Vec<(String, String)> = files.iter().map(|file| (file.name.clone(), how(file))).collect();
    for pair in &is {
        assert!(said.contains(pair), "docs/verification.md has no row of {} that ends with \"{}\"", pair.0, pair.1);
    }
    assert_eq!(said.len(), is.len(), "docs/verification.md has a row without a file");
}
