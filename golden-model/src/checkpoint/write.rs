//! Files that are written as a whole or not at all.

use crate::diagnostic::{Diagnostic, Result};
use std::io::Write;
use std::path::Path;

/// Writes a whole file or nothing. What a link points to is written, and the link stays; what is no file (/dev/null, a pipe) is written
/// as it is, because it could not be put in its own place.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || -> std::io::Result<()> {
        match std::fs::canonicalize(path) {
            Ok(real) if is_special(&real) => std::fs::OpenOptions::new().write(true).open(real)?.write_all(bytes),
            Ok(real) => put(&real, bytes),
            Err(_) => put(path, bytes),
        }
    };
    write().map_err(|error| Diagnostic::io("write", path, &error))
}

/// Whether a file could be written here, for who would only find out after an hour of work. Its folder is made if it is not there.
///
/// # Errors
/// Why it could not.
pub fn writable(path: &Path) -> Result<()> {
    let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.into());
    let attempt = match is_special(&real) {
        true => Ok(()),
        false if real.is_dir() => Err(std::io::ErrorKind::IsADirectory.into()),
        false => temporary_beside(&real).map(drop),
    };
    attempt.map_err(|error| Diagnostic::io("write", path, &error))
}

/// A device or a pipe.
fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir())
}

/// A file that has the name only when it is whole.
fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if path.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    let mut file = temporary_beside(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn temporary_beside(path: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder)?;
    tempfile::Builder::new().permissions(permissions()).tempfile_in(folder)
}

/// What a plainly created file would get; temporary files are private by default.
fn permissions() -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    std::fs::Permissions::from_mode(0o644)
}
