//! Files with faults of every kind: each is read or refused in words. No panic, no hang, and no class that goes without a word.

#[path = "mutated/files.rs"]
mod files;

use entrain_data::Loaded;
use entrain_model::Network;
use files::{Files, Random, npy, table, workbook};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// Rows and classes of the files before they are changed.
const ROWS: usize = 24;
const CLASSES: usize = 3;
/// The smallest file takes a millisecond.
const LONGEST: Duration = Duration::from_secs(10);

/// What became of the files.
#[derive(Debug, Default)]
struct Tally {
    read: usize,
    /// Read with something said about it.
    warned: usize,
    refused: usize,
}

/// Kinds of files.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Csv,
    Xlsx,
    Npy,
}

fn network(folder: &Path, kind: Kind, more: &str) -> Network {
    let train = match kind {
        Kind::Csv => "\"a.csv\"",
        Kind::Xlsx => "\"a.xlsx\"",
        Kind::Npy => "{ x = \"x.npy\", y = \"y.npy\" }",
    };
    let text = format!(
        "[network]\nname = \"net\"\nclasses = {CLASSES}\ninput = {{ shape = [3], format = \"s8\" }}\n[[layer]]\ntype = \"dense\"\nunits = 8\n\
         [data]\ntrain = {train}\n{more}\n"
    );
    Network::parse(&text, &folder.join("entrain.toml")).unwrap_or_else(|error| panic!("{error}"))
}

/// Changes `count` files of a kind and reads them.
fn run(kind: Kind, count: usize) -> Tally {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut tally = Tally::default();
    for seed in 1..=count {
        let mut random = Random::new(seed as u64);
        let made = match kind {
            Kind::Csv => table(&mut random, ROWS),
            Kind::Xlsx => workbook(&mut random, ROWS),
            Kind::Npy => npy(&mut random, ROWS),
        };
        made.files.iter().for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).expect("it can be written"));
        let more = ["", "", "missing = \"drop\"", "missing = \"median\"", "normalise = \"standard\"", "split = { test = 0.25 }"];
        let net = network(folder.path(), kind, more[random.below(more.len())]);
        let started = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| Loaded::new(&net)));
        assert!(started.elapsed() < LONGEST, "{kind:?} {seed}: {:?}", started.elapsed());
        match outcome {
            Err(_) => panic!("{kind:?} {seed} panics"),
            Ok(Err(error)) => {
                assert!(made.changes > 0 && !error.message().is_empty(), "{kind:?} {seed}: {error}");
                tally.refused += 1;
            }
            Ok(Ok(loaded)) => {
                judge(&loaded, &made, &format!("{kind:?} {seed}"));
                tally.read += 1;
                tally.warned += usize::from(!loaded.report.warnings.is_empty());
            }
        }
    }
    tally
}

/// A class that is gone is said; a line that is no row is counted.
fn judge(loaded: &Loaded, made: &Files, what: &str) {
    let report = &loaded.report;
    let said = |kind: &str| report.warnings.iter().any(|warning| warning.kind == kind);
    let gone = report.train_rows.iter().filter(|&&rows| rows == 0).count();
    assert!(gone == 0 || said("class_without_training_rows"), "{what}: {report:?}");
    let rows = report.training() + report.testing();
    let words = report.files.iter().any(|file| file.what.contains("left out"));
    assert!(made.changes > 0 || rows == ROWS, "{what}: {rows} rows");
    let counted = rows as u64 + report.dropped_rows + report.skipped_lines;
    // Where no line was taken out or joined, every row is there or is said not to be.
    assert!(!made.whole_lines || words || counted >= ROWS as u64, "{what}: {rows} rows of {ROWS}: {report:?}");
    assert!(loaded.data.train.iter().chain(loaded.data.test.iter()).all(|(_, label)| label < CLASSES), "{what}");
}

fn report(kind: Kind, count: usize) {
    let started = Instant::now();
    let tally = run(kind, count);
    println!("{kind:?}: {count} files, {tally:?}, no panic, {:.1} s", started.elapsed().as_secs_f64());
    // Neither everything nor nothing is refused, or the changes would be too harsh or too mild to tell anything.
    assert!(tally.read > count / 50 && tally.refused > count / 50, "{tally:?}");
}

#[test]
fn a_few_of_each_kind() {
    [Kind::Csv, Kind::Xlsx, Kind::Npy].into_iter().for_each(|kind| report(kind, 300));
}

#[test]
#[ignore = "10,000 files of each kind: minutes"]
fn ten_thousand_of_each_kind() {
    [Kind::Csv, Kind::Xlsx, Kind::Npy].into_iter().for_each(|kind| report(kind, 10_000));
}
