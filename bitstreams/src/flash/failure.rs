//! One message for people from what a programmer says when it fails.

use super::run::Done;
use super::usb::OnUsb;
use super::{Flash, Target};
use entrain_model::Diagnostic;

/// What a programmer prints, in small letters, and what that means.
const NO_BOARD: [&str; 6] = [
    "device not found",
    "can't find ice ftdi",
    "unable to open ftdi device",
    "no device found",
    "failed to claim cable",
    "jtag init failed",
];
const WRONG_DEVICE: [&str; 3] = ["mismatch between target's idcode", "idcode mismatch", "different device"];
const NOT_KEPT: [&str; 4] = ["verify error", "found difference", "verify fail", "wrong crc"];
const LOST: [&str; 5] = ["write error", "read error", "usb bulk", "connection reset", "shut down the connection"];

/// Why it failed; none if it did not. Some programs say that all is well although they also print an error.
pub(super) fn why(done: &Done, tool: &str, job: &Flash, here: Option<&OnUsb>) -> Option<Diagnostic> {
    let text = done.text.to_lowercase();
    let says = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    if done.ok && !says(&WRONG_DEVICE) && !says(&NOT_KEPT) && !text.contains("fail") {
        return None;
    }
    let board = &job.board.name;
    let all = format!("all that {tool} printed is in {}", job.log.display());
    let diagnostic = |message: String, help: &str| Some(Diagnostic::new(message).help(format!("{help}; {all}")));
    if here.is_some_and(|here| !here.is_there()) {
        let rest = match job.target {
            Target::Flash => "its flash is half written: plug it in and run the same command again",
            Target::Fpga => "plug it in and run the same command again",
        };
        return diagnostic(format!("{board} was unplugged while {tool} wrote to it"), rest);
    }
    let faults: [(&[&str], String, &str); 4] = [
        (&WRONG_DEVICE, format!("the board at the other end of the cable is no {board}"), "check --board"),
        (
            &NOT_KEPT,
            format!("the flash of {board} does not hold what was written"),
            "try once more; if it stays so, the flash is protected or worn out",
        ),
        (&NO_BOARD, format!("{tool} finds no {board}"), "is it plugged in, and does no other program hold it?"),
        (&LOST, format!("the connection to {board} broke"), "check the cable and run the same command again"),
    ];
    if let Some((marks, message, help)) = faults.into_iter().find(|(marks, ..)| says(marks)) {
        return diagnostic(format!("{message}: {}", line(&done.text, marks)), help);
    }
    let last = done.text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("it printed nothing");
    diagnostic(format!("{tool} could not write to {board}: {last}"), "run the same command again")
}

/// The line of a text with one of the marks, without the progress before it.
fn line<'a>(text: &'a str, marks: &[&str]) -> &'a str {
    let found = text.split(['\n', '\r']).find(|line| marks.iter().any(|mark| line.to_lowercase().contains(mark)));
    found.and_then(|line| line.rsplit('%').next()).map_or("", str::trim)
}
