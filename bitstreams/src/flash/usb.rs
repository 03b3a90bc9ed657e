//! Whether a board is plugged in, and may be written to: what Linux shows of USB devices below /sys.

use entrain_boards::Board;
use entrain_model::{Diagnostic, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// A board on USB.
#[derive(Debug)]
pub(super) struct OnUsb {
    /// Its folder below /sys.
    folder: PathBuf,
}

impl OnUsb {
    /// It is still plugged in.
    pub fn is_there(&self) -> bool {
        self.folder.join("idVendor").is_file()
    }
}

/// Finds the device `id`, "vendor:product", that `board` has.
///
/// # Errors
/// No such device; one that this user may not write to.
pub(super) fn find(root: &Path, id: &str, board: &Board) -> Result<OnUsb> {
    let devices = root.join("sys/bus/usb/devices");
    let entries = fs::read_dir(devices).into_iter().flatten().flatten().map(|entry| entry.path());
    let read = |folder: &Path, name: &str| fs::read_to_string(folder.join(name)).map(|text| text.trim().to_string()).unwrap_or_default();
    let found = entries.into_iter().find(|folder| format!("{}:{}", read(folder, "idVendor"), read(folder, "idProduct")) == id);
    let Some(folder) = found else {
        let message = format!("no {} is plugged in: nothing on USB has the id {id}", board.name);
        return Err(Diagnostic::new(message).help("plug it in with a cable that carries data; `lsusb` lists what the computer sees"));
    };
    let number = |name: &str| read(&folder, name).parse::<u32>().unwrap_or(0);
    let node = format!("dev/bus/usb/{:03}/{:03}", number("busnum"), number("devnum"));
    match fs::OpenOptions::new().write(true).open(root.join(&node)) {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            let (vendor, product) = id.split_once(':').unwrap_or((id, ""));
            let rule = format!("SUBSYSTEM==\"usb\", ATTR{{idVendor}}==\"{vendor}\", ATTR{{idProduct}}==\"{product}\", MODE=\"0666\"");
            let message = format!("{} is plugged in, but this user may not write to /{node}", board.name);
            Err(Diagnostic::new(message)
                .help(format!("put this line into /etc/udev/rules.d/70-entrain.rules, then plug the board in again:\n{rule}")))
        }
        _ => Ok(OnUsb { folder }),
    }
}
