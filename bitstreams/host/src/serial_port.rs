//! A serial port of this machine.

use crate::line::Line;
use entrain_model::{Diagnostic, Result};
use serialport::ErrorKind;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

/// How long a board may take for an answer, or pause in one: a USB adapter keeps bytes for up to 16 ms, a busy machine longer.
const PATIENCE: Duration = Duration::from_millis(250);

/// A serial port of this machine, or a pseudo-terminal.
pub struct SerialPort {
    port: Box<dyn serialport::SerialPort>,
    name: String,
}

impl SerialPort {
    /// Opens the port `name` at `baud` bits a second.
    ///
    /// # Errors
    /// No such port, no permission, somebody else has it.
    pub fn open(name: &str, baud: u32) -> Result<SerialPort> {
        match serialport::new(name, baud).timeout(PATIENCE).open() {
            Ok(port) => Ok(SerialPort { port, name: name.into() }),
            Err(error) => Err(refused(name, &error)),
        }
    }

    /// The same port, whose other end may take so long for an answer.
    pub fn patient(mut self, patience: Duration) -> Result<SerialPort> {
        self.port.set_timeout(patience).map_err(|error| refused(&self.name, &error))?;
        Ok(self)
    }

    /// The serial ports of this machine, those of USB adapters with vendor and product ("0403:6010").
    pub fn list() -> Vec<(String, Option<String>)> {
        let ports = serialport::available_ports().unwrap_or_default();
        let usb = |kind: serialport::SerialPortType| match kind {
            serialport::SerialPortType::UsbPort(usb) => Some(format!("{:04x}:{:04x}", usb.vid, usb.pid)),
            _ => None,
        };
        ports.into_iter().map(|port| (port.port_name, usb(port.port_type))).collect()
    }

    /// Milliseconds for which the adapter of port `name` holds back what the board sends, as its driver says (FTDI under Linux: 16
    /// unless somebody has changed it); none where it says nothing.
    pub fn held_back_ms(name: &str) -> Option<u32> {
        latency_timer(Path::new("/sys/class/tty"), name)
    }

    fn gone(&self, error: &std::io::Error) -> Diagnostic {
        Diagnostic::new(format!("the board at {} is gone: {error}", self.name))
            .help("was it unplugged? Its weights are lost with its power; `entrain monitor --restore` brings back those that were kept")
    }
}

impl Line for SerialPort {
    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.port.write_all(bytes).and_then(|()| self.port.flush()).map_err(|error| self.gone(&error))
    }

    fn receive(&mut self) -> Result<Vec<u8>> {
        let mut bytes = vec![0; 4096];
        match self.port.read(&mut bytes) {
            // A port that is at its end has lost its other side.
            Ok(0) => Err(self.gone(&std::io::ErrorKind::UnexpectedEof.into())),
            Ok(count) => {
                bytes.truncate(count);
                Ok(bytes)
            }
            Err(error) if matches!(error.kind(), std::io::ErrorKind::TimedOut | std::io::ErrorKind::Interrupted) => Ok(Vec::new()),
            Err(error) => Err(self.gone(&error)),
        }
    }
}

/// The driver's file for the port `name` (a path of a device, or a link to one) under `ports`.
fn latency_timer(ports: &Path, name: &str) -> Option<u32> {
    let device = std::fs::canonicalize(name).unwrap_or_else(|_| name.into());
    let file = ports.join(device.file_name()?).join("device/latency_timer");
    std::fs::read_to_string(file).ok()?.trim().parse().ok()
}

/// Why a port cannot be opened.
fn refused(name: &str, error: &serialport::Error) -> Diagnostic {
    let ports: Vec<String> = SerialPort::list().into_iter().map(|(name, _)| name).collect();
    let there = if ports.is_empty() { "this machine has none now".into() } else { format!("there are {}", ports.join(", ")) };
    match error.kind() {
        // What is there, but another program holds, is reported as no device, too.
        ErrorKind::NoDevice if Path::new(name).exists() => {
            Diagnostic::new(format!("{name} is in use")).help("another program has it open: a terminal, or a second `entrain monitor`")
        }
        ErrorKind::NoDevice | ErrorKind::Io(std::io::ErrorKind::NotFound) => Diagnostic::new(format!("there is no serial port {name}"))
            .help(format!("plug the board in and give its --port; {there}. Without a board: --virtual")),
        ErrorKind::Io(std::io::ErrorKind::PermissionDenied) => Diagnostic::new(format!("no permission to use {name}"))
            .help("add yourself to its group (`sudo usermod -a -G dialout $USER`), then log in again"),
        ErrorKind::Unknown if error.description.contains("typewriter") || error.description.contains("ioctl") => {
            Diagnostic::new(format!("{name} is no serial port")).help(format!("give the board's --port; {there}"))
        }
        _ => Diagnostic::new(format!("{name} cannot be used: {error}")).help("does another program, a terminal perhaps, have it open?"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who runs the tests may be allowed everything, so this one is not provoked.
    #[test]
    fn no_permission_says_what_to_do() {
        let error = serialport::Error::new(ErrorKind::Io(std::io::ErrorKind::PermissionDenied), "Permission denied");
        assert_eq!(
            refused("/dev/ttyUSB1", &error).to_string(),
            "error: no permission to use /dev/ttyUSB1\n |\n \
             = help: add yourself to its group (`sudo usermod -a -G dialout $USER`), then log in again"
        );
    }

    #[test]
    fn the_driver_says_how_long_bytes_are_held_back() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let device = folder.path().join("ttyUSB1/device");
        let timer = std::fs::create_dir_all(&device).and_then(|()| std::fs::write(device.join("latency_timer"), "16\n"));
        assert!(timer.is_ok());
        assert_eq!(latency_timer(folder.path(), "/dev/ttyUSB1"), Some(16));
        assert_eq!(latency_timer(folder.path(), "/dev/ttyUSB2"), None);
    }

    #[test]
    fn a_port_in_use_says_so() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let name = folder.path().to_string_lossy().into_owned(); // anything that exists
        let text = refused(&name, &serialport::Error::new(ErrorKind::NoDevice, "Device or resource busy")).to_string();
        assert!(text.starts_with(&format!("error: {name} is in use\n |\n = help: another program has it open")), "{text}");
    }
}
