//! What was done to a board: an append-only log whose lines are chained by their hashes.
//!
//! Each line is a JSON object that names the hash of the line before it, and ends with its own: SHA-256 over the object
//! without it. So no line can be changed, removed, added in the middle or moved without breaking the chain at that place. Lines cut
//! off at the end leave a shorter whole chain: who must notice that keeps the last hash elsewhere (`entrain audit --expect`).

use entrain_model::digest::sha256;
use entrain_model::{Diagnostic, Result};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the first line says of the line before it.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "kebab-case")]
pub enum Deed {
    /// A board was identified.
    Opened {
        /// How: a port, or "virtual".
        line: String,
    },
    /// Samples were learned.
    Learned {
        /// How many.
        samples: u64,
        /// Where they came from.
        source: String,
        /// SHA-256 of all samples and labels that the session has learned until then, in order.
        samples_sha256: String,
        /// Names of the classes that the labels stand for, class 0 first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        class_names: Vec<String>,
        /// Of a million values of the source, those beyond the 8 bits, which were clipped.
        #[serde(default, skip_serializing_if = "is_zero")]
        clipped_ppm: u32,
    },
    /// Layers were held, or let go.
    Held {
        /// The layers that are held now, 1 first.
        layers: Vec<usize>,
    },
    /// Rate, margin or revival are others than the network file's.
    Set {
        /// L: the rate is 2^-L.
        rate: u32,
        /// The margin.
        margin: i32,
        /// The mask of revival.
        revival: u32,
    },
    /// The weights were kept.
    Kept {
        /// Where.
        place: String,
    },
    /// Kept weights were put back.
    Restored {
        /// From where.
        place: String,
        /// Why.
        why: String,
    },
    /// The self-test ran; it puts back the weights that it found.
    Tested {
        /// Samples.
        samples: u64,
        /// Whether the board computed what the golden model does.
        passed: bool,
    },
}

/// A field that is left out, so that older lines stay what they are.
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// 1 for the first.
    pub number: u64,
    /// When, UTC.
    pub time: String,
    /// Who: user@machine.
    pub who: String,
    /// Network, and build of the board.
    pub board: String,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
    /// Hash of each layer's weights afterwards.
    pub weights: Vec<String>,
    /// Hash of the line before.
    pub before: String,
}

/// A line as it stands in the file.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    entry: Entry,
    hash: String,
}

/// A log that was verified and can be added to.
#[derive(Debug)]
pub struct Audit {
    path: PathBuf,
    file: File,
    board: String,
}

impl Audit {
    /// Opens the log at `path`, or begins it; `board` is what its new lines are about.
    ///
    /// # Errors
    /// A broken chain: nothing is added behind it.
    pub fn open(path: &Path, board: String) -> Result<Audit> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        folder.map_or(Ok(()), std::fs::create_dir_all).map_err(|error| Diagnostic::io("make the folder of", path, &error))?;
        let file = OpenOptions::new().read(true).append(true).create(true).open(path);
        let file = file.map_err(|error| Diagnostic::io("open", path, &error))?;
        let audit = Audit { path: path.into(), file, board };
        verify(path)?;
        Ok(audit)
    }

    /// Adds a line, and has it on the disk before it returns.
    pub fn add(&mut self, deed: Deed, weights: &[u32]) -> Result<()> {
        let failed = |path: &Path, error: std::io::Error| Diagnostic::io("write", path, &error);
        // Two programs may write to one log: the chain goes on from what the file says, not from what we remember.
        self.file.lock().map_err(|error| failed(&self.path, error))?;
        let entries = verify(&self.path)?;
        let weights = weights.iter().map(|hash| format!("{hash:08x}")).collect();
        let time = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let (number, before) = (entries.len() as u64 + 1, entries.last().map_or(NOTHING.into(), |(_, hash)| hash.clone()));
        let entry = Entry { number, time, who: who(), board: self.board.clone(), deed, weights, before };
        let hash = hash(&entry);
        let mut text = serde_json::to_string(&Line { entry, hash }).expect("plain data becomes JSON");
        text.push('\n');
        // One write: a line is there or not.
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_data());
        let unlocked = self.file.unlock();
        written.and(unlocked).map_err(|error| failed(&self.path, error))
    }
}

/// The entries of a log, each with its hash, after checking every link of the chain.
///
/// # Errors
/// No file; the first line that is not what it says, with its number.
pub fn verify(path: &Path) -> Result<Vec<(Entry, String)>> {
    let bytes = std::fs::read(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    // Bytes that are no text do not hash to what their line says.
    let text = String::from_utf8_lossy(&bytes);
    let mut entries: Vec<(Entry, String)> = Vec::new();
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let broken = |label: String| {
            let message = format!("{} is broken at line {}", path.display(), index + 1);
            let whole = match index {
                0 => "nothing in it can be trusted".to_string(),
                _ => format!("the {index} lines before it are whole; what follows cannot be trusted"),
            };
            let span = start..start + line.trim_end().len().max(1);
            let another = "keep it as it is; `--audit FILE` begins another";
            Diagnostic::new(message).at(path, &text, span, label).help(whole).help(another)
        };
        let before = entries.last().map_or(NOTHING, |(_, hash)| hash);
        let found: Line = serde_json::from_str(line).map_err(|error| broken(format!("not a line of a log: {error}")))?;
        if !line.ends_with('\n') {
            return Err(broken("cut short".into()));
        }
        if hash(&found.entry) != found.hash || serde_json::to_string(&found).ok().as_deref() != line.strip_suffix('\n') {
            return Err(broken("it was changed: it does not hash to what it says".into()));
        }
        if found.entry.before != before || found.entry.number != index as u64 + 1 {
            return Err(broken("the line before it was removed, added, moved or exchanged".into()));
        }
        start += line.len();
        entries.push((found.entry, found.hash));
    }
    Ok(entries)
}

fn hash(entry: &Entry) -> String {
    sha256(serde_json::to_string(entry).expect("plain data becomes JSON"))
}

/// Who runs this.
fn who() -> String {
    let variable = |names: [&str; 2]| names.into_iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    // Services and containers have neither variable.
    let user = variable(["USER", "LOGNAME"]).or_else(account).unwrap_or_else(|| "somebody".into());
    let machine = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    format!("{user}@{}", if machine.trim().is_empty() { "somewhere" } else { machine.trim() })
}

/// The name of the account that this process belongs to, or its number where it has no name.
fn account() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let number = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields.get(2) == Some(&number.as_str()));
    Some(named.map_or(format!("user {number}"), |fields| fields[0].to_string()))
}
