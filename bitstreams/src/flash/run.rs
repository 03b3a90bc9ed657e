//! Runs a programmer: its progress as it comes, its words kept.

use entrain_model::{Diagnostic, Result};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

/// How a program ended.
#[derive(Debug)]
pub(super) struct Done {
    /// It says that all went well.
    pub ok: bool,
    /// All that it printed.
    pub text: String,
}

/// Runs `command` to its end; `progress` gets each number with a per cent sign that it prints. `log` keeps everything.
///
/// # Errors
/// The program cannot be started, or the log cannot be written.
pub(super) fn run(command: &mut Command, log: &Path, progress: &mut dyn FnMut(f64)) -> Result<Done> {
    let name = command.get_program().to_string_lossy().into_owned();
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|error| Diagnostic::new(format!("cannot start {name}: {error}")).missing_tool())?;
    let (send, receive) = mpsc::channel::<Vec<u8>>();
    let outputs: [Option<Box<dyn Read + Send>>; 2] =
        [child.stdout.take().map(|pipe| Box::new(pipe) as _), child.stderr.take().map(|pipe| Box::new(pipe) as _)];
    for mut pipe in outputs.into_iter().flatten() {
        let send = send.clone();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                let _ = send.send(buffer[..count].to_vec());
            }
        });
    }
    drop(send);
    let mut text = String::new();
    for part in receive {
        let part = String::from_utf8_lossy(&part);
        if let Some(percent) = last_percent(&part) {
            progress(percent);
        }
        text += &part;
    }
    let status = child.wait().map_err(|error| Diagnostic::new(format!("{name} got lost: {error}")))?;
    std::fs::write(log, &text).map_err(|error| Diagnostic::io("write", log, &error))?;
    Ok(Done { ok: status.success(), text })
}

/// The last number before a per cent sign.
fn last_percent(text: &str) -> Option<f64> {
    let before = &text[..text.rfind('%')?];
    let start = before.rfind(|c: char| !c.is_ascii_digit() && c != '.').map_or(0, |at| at + 1);
    before[start..].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::last_percent;

    #[test]
    fn progress_is_read_off() {
        assert_eq!(last_percent("Loading: [====    ] 50.25%\rLoading: [=====   ] 62.00%"), Some(62.0));
        assert_eq!(last_percent("100%"), Some(100.0));
        assert_eq!(last_percent("a % b"), None);
        assert_eq!(last_percent("none"), None);
    }
}
