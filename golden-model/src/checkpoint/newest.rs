//! The checkpoint that a network's folder has, if nobody names one.

use super::file::{Head, NO_CHECKPOINT};
use super::{difference, refuse};
use crate::diagnostic::Result;
use crate::network::Network;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The name under which `train` keeps a checkpoint, in the folder of what is built.
pub const NAME: &str = "weights.json";

/// What was found in a folder.
#[derive(Debug, Default)]
pub struct Newest {
    /// The newest checkpoint of the network.
    pub path: Option<PathBuf>,
    /// A checkpoint of another network under the name that `train` gives, and in what they differ.
    pub foreign: Option<(PathBuf, String)>,
}

/// Looks for checkpoints of `network` in `folder`: the newest by the time that it says, else by the file's.
///
/// # Errors
/// What `train` left there is damaged, or of a version that is not known: to go on with other weights would hide that.
pub fn newest(folder: &Path, network: &Network) -> Result<Newest> {
    let mut found = Newest::default();
    let mut time = SystemTime::UNIX_EPOCH;
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = files.filter(|path| path.is_file() && path.extension().is_some_and(|end| end == "json")).collect();
    paths.sort();
    for path in paths {
        let by_train = path.file_name().is_some_and(|name| name == NAME);
        let Some(head) = head(&path) else {
            if by_train {
                return Err(refuse(&path, NO_CHECKPOINT));
            }
            continue;
        };
        match difference(&head.body.network, &network.signature()) {
            Some(why) if by_train => found.foreign = Some((path, why)),
            Some(_) => {}
            None => {
                let said = head.body.time.as_deref().and_then(|time| humantime::parse_rfc3339(time).ok());
                let kept = || std::fs::metadata(&path).and_then(|about| about.modified()).ok();
                let written = said.or_else(kept).unwrap_or(SystemTime::UNIX_EPOCH);
                if found.path.is_none() || written > time {
                    (found.path, time) = (Some(path), written);
                }
            }
        }
    }
    Ok(found)
}

/// Whose checkpoint a file is; none if it is none.
fn head(path: &Path) -> Option<Head> {
    const BEGINNING: &[u8] = b"{\"format_version\":";
    let mut reader = BufReader::new(File::open(path).ok()?);
    let mut text = vec![0; BEGINNING.len()];
    // A folder may hold netlists and reports of many megabytes.
    reader.read_exact(&mut text).ok().filter(|()| text == BEGINNING)?;
    reader.read_to_end(&mut text).ok()?;
    serde_json::from_slice::<Head>(&text).ok().filter(|head| head.format_version > 0)
}
