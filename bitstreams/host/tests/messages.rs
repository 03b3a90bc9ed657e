//! What a person reads when a board does not do what it should: word by word.

use crate::common;

use common::{board, ok, plan, samples};
use entrain_host::{Board, Line, SerialPort, VirtualPort};
use entrain_model::{Model, Result};
use entrain_protocol::{Command, Decoder, Frame, VERSION};
use entrain_sim::Cache;
use std::fs::OpenOptions;

fn message<T>(result: Result<T>) -> String {
    result.err().map(|error| error.to_string()).unwrap_or_else(|| panic!("it should be refused"))
}

/// A board that answers every frame as a function says.
struct Scripted<F> {
    answer: F,
    decoder: Decoder,
    waiting: Vec<u8>,
}

impl<F: FnMut(&Frame) -> Option<Frame>> Line for Scripted<F> {
    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        for frame in bytes.iter().filter_map(|&byte| self.decoder.push(byte)).flatten() {
            self.waiting.extend((self.answer)(&frame).iter().flat_map(Frame::encode));
        }
        Ok(())
    }

    fn receive(&mut self) -> Result<Vec<u8>> {
        Ok(std::mem::take(&mut self.waiting))
    }
}

fn scripted<F: FnMut(&Frame) -> Option<Frame>>(answer: F) -> Scripted<F> {
    Scripted { answer, decoder: Decoder::default(), waiting: Vec::new() }
}

#[test]
fn no_port() {
    let text = message(SerialPort::open("/dev/ttyUSB99", 1_000_000).map(drop));
    assert!(text.starts_with("error: there is no serial port /dev/ttyUSB99\n"), "{text}");
    assert!(text.contains("= help: plug the board in and give its --port; ") && text.ends_with("Without a board: --virtual"), "{text}");
}

#[test]
fn not_a_port() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("file");
    OpenOptions::new().create(true).truncate(true).write(true).open(&path).unwrap_or_else(|error| panic!("{error}"));
    let text = message(SerialPort::open(&path.to_string_lossy(), 1_000_000).map(drop));
    assert!(text.contains("file is no serial port"), "{text}");
}

/// A device that never falls silent: a receiver of positions, a board at another speed.
struct Babbling(u8);

impl Line for Babbling {
    fn send(&mut self, _: &[u8]) -> Result<()> {
        Ok(())
    }

    fn receive(&mut self) -> Result<Vec<u8>> {
        self.0 = self.0.wrapping_mul(5).wrapping_add(77);
        Ok(vec![self.0; 64])
    }
}

#[test]
fn a_device_that_babbles() {
    let text = message(Board::open(Babbling(1), &plan(["row", "row"], ""), None));
    assert!(text.starts_with("error: bytes keep coming from the line, but no answer of a board (asked 20 times)\n"), "{text}");
    assert!(text.contains("another device may be at this port") && text.contains("another speed"), "{text}");
}

#[test]
fn a_silent_board() {
    let text = message(Board::open(scripted(|_| None), &plan(["row", "row"], ""), None));
    assert_eq!(
        text,
        "error: the board does not answer (asked 20 times)\n |\n = help: is it the right port, and is this project's bitstream loaded? `entrain build` makes it, `entrain flash` loads it"
    );
}

#[test]
fn another_version() {
    let answer = |frame: &Frame| Some(Frame { version: VERSION + 1, ..Frame::new(frame.number, 0xc0 | frame.kind, vec![1]) });
    let text = message(Board::open(scripted(answer), &plan(["row", "row"], ""), None));
    assert_eq!(
        text,
        "error: the board speaks version 2 of the protocol, this program version 1\n |\n = help: build its bitstream again with this program, or use the one that made it"
    );
}

#[test]
fn another_network() {
    let text = message(Board::open(board(&plan(["row", "row"], "")).line(), &common::digits().1, None));
    assert_eq!(
        text,
        "error: the board runs another network: 10 inputs, 12-8 units, 4 classes; digits has 64 inputs, 64-32 units, 10 classes\n |\n \
         = help: name the right network file and --board, or build and flash the bitstream of this one"
    );
}

/// The same shape, but other constants: it would learn something else.
#[test]
fn another_margin() {
    let mut other = plan(["row", "row"], "");
    other.training.margin += 1;
    let text = message(Board::open(board(&plan(["row", "row"], "")).line(), &other, None));
    assert!(
        text.starts_with("error: the board runs another network of the same shape, but other lanes, widths or constants; net has"),
        "{text}"
    );
}

#[test]
fn another_build() {
    let plan = plan(["row", "row"], "");
    let text = message(Board::open(board(&plan).line(), &plan, Some(0xcafe)));
    assert_eq!(
        text,
        "error: the board runs build 76697274, the last one of this project is 0000cafe\n |\n \
         = help: flash the last build, or say --any-build if you know that the other one is right"
    );
}

#[test]
fn reset_in_the_middle() {
    let plan = plan(["row", "row"], "");
    let mut board = common::opened(&plan);
    board.line().board().reset();
    let text = message(board.learn(samples(&plan, 1, 1).get(0).0, 0));
    assert_eq!(
        text,
        "error: the board was reset in the middle: what it had learned since its bitstream was loaded may be lost\n |\n \
         = help: check its power and its cable; `entrain monitor --restore` goes back to weights that were kept"
    );
}

#[test]
fn unplugged_in_the_middle() {
    let plan = plan(["row", "row"], "");
    let port = ok(VirtualPort::start(&plan, None, &Model::new(&plan), &Cache::user(), None));
    let mut board = ok(Board::open(ok(port.open()), &plan, None));
    let samples = samples(&plan, 2, 1);
    ok(board.learn(samples.get(0).0, 0));
    let name = port.path().to_string();
    drop(port);
    let text = message(board.learn(samples.get(1).0, 0));
    assert!(text.starts_with(&format!("error: the board at {name} is gone: ")), "{text}");
    assert!(
        text.contains(
            "= help: was it unplugged? Its weights are lost with its power; `entrain monitor --restore` brings back those that were kept"
        ),
        "{text}"
    );
}

#[test]
fn a_command_that_an_older_board_lacks() {
    let known = plan(["row", "row"], "");
    let identity = entrain_hdl::blocks::frame_bridge::identity(&known, 0, false).bytes();
    let identify = Command::Identify.kind();
    let answer = |frame: &Frame| match frame.kind == identify {
        true => Some(Frame::new(frame.number, 0x80 | identify, identity.clone())),
        false => Some(Frame::new(frame.number, 0xc0 | frame.kind, vec![2])),
    };
    let mut board = ok(Board::open(scripted(answer), &known, None));
    let text = message(board.counters());
    assert_eq!(
        text,
        "error: the board does not know the command 07\n |\n = help: its bitstream was built without it; build it again with this program"
    );
}
