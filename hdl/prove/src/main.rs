//! Proves the blocks: runs every `*.prove.sv` that stands beside one, two at a time.
//!
//! The last line is `N proofs: I by induction, D to a bound, F failed, S s`; the exit code is 1 when one failed.

mod file;
mod folder;
mod job;
mod networks;
mod solve;
#[cfg(test)]
mod table;

use clap::Parser;
use entrain_model::{Diagnostic, Result};
use file::{Method, ProofFile};
use folder::{find, sources};
use job::{Job, Outcome};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Instant;

/// Proofs that run at the same time.
const AT_ONCE: usize = 2;

#[derive(Parser)]
#[command(name = "prove", about = "Proves the Verilog blocks, each by the file NAME.prove.sv beside it")]
struct Arguments {
    /// Only the files of these blocks
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Say what would be proven, and stop
    #[arg(long)]
    list: bool,
    /// Break each block as its file says; every mutant must fail a proof
    #[arg(long)]
    mutants: bool,
    /// Leave the files of the proofs here, a folder each
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let files = match chosen(&arguments.only) {
        Ok(files) => files,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let good = match (arguments.list, arguments.mutants) {
        (true, _) => list(&files),
        (false, true) => break_all(&files),
        (false, false) => prove_all(&files, arguments.keep.as_deref()),
    };
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// All files of proofs, or those of some blocks.
fn chosen(only: &[String]) -> Result<Vec<ProofFile>> {
    let mut paths = Vec::new();
    find(&sources(), ".prove.sv", &mut paths)?;
    paths.sort_by_key(|path| path.file_name().map(std::ffi::OsStr::to_owned));
    let mut files = paths.iter().map(|path| ProofFile::read(path)).collect::<Result<Vec<_>>>()?;
    if let Some(name) = only.iter().find(|name| !files.iter().any(|file| file.name == **name)) {
        let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
        return Err(Diagnostic::new(format!("nothing proves {name}")).help(format!("there are proofs of {}", names.join(", "))));
    }
    files.retain(|file| only.is_empty() || only.contains(&file.name));
    Ok(files)
}

fn list(files: &[ProofFile]) -> bool {
    for file in files {
        for proof in &file.proofs {
            println!("{:17} {:58} {}", file.name, proof.words, proof.method.words());
        }
    }
    true
}

/// Does `work` with each item, some at once, in order of the items.
fn in_turn<T: Sync>(items: &[T], work: impl Fn(usize, &T) + Sync) {
    let next = Mutex::new(items.iter().enumerate());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((number, item)) = { next.lock().ok().and_then(|mut next| next.next()) } {
                    work(number, item);
                }
            });
        }
    });
}

/// Every proof of every file; true when none failed.
fn prove_all(files: &[ProofFile], keep: Option<&Path>) -> bool {
    let start = Instant::now();
    let jobs: Vec<Job> = files.iter().flat_map(|file| file.proofs.iter().map(move |proof| Job { file, proof, mutant: None })).collect();
    let counts = Mutex::new([0usize; 3]);
    in_turn(&jobs, |number, job| {
        let began = Instant::now();
        let outcome = job.run(keep.map(|folder| folder.join(format!("{}-{}", job.file.name, number + 1))).as_deref());
        let (good, says) = match &outcome {
            Outcome::Good(says) => (true, says.clone()),
            Outcome::Bad(says) => (false, format!("FAILED: {says}")),
        };
        let (name, words, seconds) = (&job.file.name, &job.proof.words, began.elapsed().as_secs_f64());
        println!("[{:3}/{}] {name:17} {words:58} {says}, {seconds:.1} s", number + 1, jobs.len());
        if let Ok(mut counts) = counts.lock() {
            match (good, job.proof.method) {
                (false, _) => counts[2] += 1,
                (true, Method::Induction) => counts[0] += 1,
                (true, Method::Bound(_)) => counts[1] += 1,
                (true, Method::Reached(_)) => {}
            }
        }
    });
    let [induction, bound, failed] = counts.into_inner().unwrap_or([0, 0, jobs.len()]);
    let seconds = start.elapsed().as_secs_f64();
    println!("{} proofs: {induction} by induction, {bound} to a bound, {failed} failed, {seconds:.0} s", induction + bound + failed);
    failed == 0
}

/// Every mutant of every file; true when each one fails a proof.
fn break_all(files: &[ProofFile]) -> bool {
    let mutants: Vec<_> = files.iter().flat_map(|file| file.mutants.iter().map(move |mutant| (file, mutant))).collect();
    let killed = Mutex::new(0usize);
    in_turn(&mutants, |number, (file, mutant)| {
        let verdict = job::notices(file, mutant);
        let (good, says) = match &verdict {
            Ok(Some(words)) => (true, format!("noticed by \"{words}\"")),
            Ok(None) => (false, "SURVIVES".into()),
            Err(error) => (false, format!("FAILED: {error}")),
        };
        println!("[{:3}/{}] {:17} {} => {}: {says}", number + 1, mutants.len(), mutant.leaf, mutant.from, mutant.to);
        if let (true, Ok(mut killed)) = (good, killed.lock()) {
            *killed += 1;
        }
    });
    let killed = killed.into_inner().unwrap_or(0);
    println!("{killed}/{} mutants noticed", mutants.len());
    killed == mutants.len()
}
