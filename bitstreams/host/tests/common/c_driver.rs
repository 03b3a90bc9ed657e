//! The C driver (`bindings/c`), compiled and loaded: its types and functions as `entrain.h` has them.

use crate::common::samples;
use crate::common::spi::Master;
use entrain_host::Line;
use entrain_model::plan::image::{Word, images};
use entrain_model::{Model, Plan};
use libloading::Library;
use std::collections::VecDeque;
use std::ffi::{c_int, c_void};
use std::path::{Path, PathBuf};
use std::process::Command;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bindings/c")
}

/// Runs a compiler in a folder; the test ends if it says anything.
pub fn compile(compiler: &str, arguments: &[&str], within: &Path) {
    let done = Command::new(compiler).args(arguments).current_dir(within).output();
    let done = done.unwrap_or_else(|error| panic!("{compiler}: {error}"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.is_empty(), "{compiler} {arguments:?}: {said}");
}

pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

pub const STRICT: [&str; 7] = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"];

/// `entrain_stream`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Stream {
    pub user: *mut c_void,
    pub write: extern "C" fn(*mut c_void, *const u8, usize) -> c_int,
    pub read: extern "C" fn(*mut c_void) -> c_int,
}

/// `entrain_identity`.
#[repr(C)]
#[derive(Default)]
pub struct Identity {
    pub build_id: u32,
    pub fingerprint: u32,
    pub features: u16,
    pub classes: u16,
    pub room: u16,
    pub layers: u8,
    pub word_bytes: u8,
    pub abilities: u8,
    pub units: [u16; 7],
}

/// `entrain_board`.
#[repr(C)]
pub struct Board {
    pub stream: Stream,
    pub identity: Identity,
    pub number: u8,
    pub tries: u8,
}

/// `entrain_answer`.
#[repr(C)]
#[derive(Default)]
pub struct Answer {
    pub label: u8,
    pub updates: u8,
}

/// `entrain_spi`.
#[repr(C)]
pub struct Spi {
    pub user: *mut c_void,
    pub transfer: extern "C" fn(*mut c_void, u8) -> u8,
    pub select: extern "C" fn(*mut c_void, c_int),
    pub patience: u16,
    pub ended: u8,
}

/// A line, and what came of it and was not read yet.
pub struct Wire<L> {
    pub line: L,
    pub came: VecDeque<u8>,
}

extern "C" fn write<L: Line>(user: *mut c_void, bytes: *const u8, count: usize) -> c_int {
    // SAFETY: the driver hands back the `user` of its stream, a Wire that the test keeps, and `count` bytes of its own.
    let (wire, bytes) = unsafe { (&mut *user.cast::<Wire<L>>(), std::slice::from_raw_parts(bytes, count)) };
    wire.line.send(bytes).is_err().into()
}

extern "C" fn read<L: Line>(user: *mut c_void) -> c_int {
    // SAFETY: as above.
    let wire = unsafe { &mut *user.cast::<Wire<L>>() };
    if wire.came.is_empty() {
        wire.came.extend(wire.line.receive().unwrap_or_default());
    }
    wire.came.pop_front().map_or(-1, c_int::from)
}

pub extern "C" fn transfer(user: *mut c_void, byte: u8) -> u8 {
    // SAFETY: as above, of a Master.
    unsafe { &mut *user.cast::<Master>() }.bits(byte, 8)
}

pub extern "C" fn select(user: *mut c_void, low: c_int) {
    // SAFETY: as above.
    unsafe { &mut *user.cast::<Master>() }.select(low != 0);
}

impl<L: Line> Wire<L> {
    pub fn new(line: L) -> Box<Wire<L>> {
        Box::new(Wire { line, came: VecDeque::new() })
    }

    pub fn stream(&mut self) -> Stream {
        Stream { user: std::ptr::from_mut(self).cast(), write: write::<L>, read: read::<L> }
    }
}

/// The driver, compiled and loaded.
pub struct Driver {
    pub library: Library,
    pub _folder: tempfile::TempDir,
}

impl Driver {
    pub fn new() -> Driver {
        let made = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let source = text(&folder().join("entrain.c"));
        compile("cc", &[&STRICT[..], &["-Os", "-shared", "-fPIC", "-o", "driver.so", &source]].concat(), made.path());
        // SAFETY: the library has no initialisers.
        let library = unsafe { Library::new(made.path().join("driver.so")) }.unwrap_or_else(|error| panic!("{error}"));
        Driver { library, _folder: made }
    }

    pub fn get<F: Copy>(&self, name: &str) -> F {
        // SAFETY: the types beside each use below are those of entrain.h.
        *unsafe { self.library.get::<F>(name.as_bytes()) }.unwrap_or_else(|error| panic!("{error}"))
    }

    pub fn open(&self, stream: Stream) -> Session<'_> {
        let open: extern "C" fn(*mut Board, Stream) -> c_int = self.get("entrain_open");
        let mut board = Board { stream, identity: Identity::default(), number: 0xa5, tries: 0 };
        assert_eq!(open(&mut board, stream), 0);
        Session { driver: self, board }
    }
}

/// A board that the driver has identified.
pub struct Session<'a> {
    pub driver: &'a Driver,
    pub board: Board,
}

impl Session<'_> {
    pub fn learn(&mut self, values: &[i16], label: u8) -> (c_int, Answer) {
        let learn: extern "C" fn(*mut Board, *const u8, u8, *mut Answer) -> c_int = self.driver.get("entrain_learn");
        let (values, mut answer) = (values.iter().map(|&value| value as u8).collect::<Vec<u8>>(), Answer::default());
        (learn(&mut self.board, values.as_ptr(), label, &mut answer), answer)
    }

    pub fn predict(&mut self, values: &[i16]) -> (c_int, u8) {
        let predict: extern "C" fn(*mut Board, *const u8, *mut Answer) -> c_int = self.driver.get("entrain_predict");
        let (values, mut answer) = (values.iter().map(|&value| value as u8).collect::<Vec<u8>>(), Answer::default());
        (predict(&mut self.board, values.as_ptr(), &mut answer), answer.label)
    }

    pub fn hold(&mut self, held: u8, frozen: bool) -> c_int {
        let hold: extern "C" fn(*mut Board, u8, c_int) -> c_int = self.driver.get("entrain_hold");
        hold(&mut self.board, held, frozen.into())
    }

    pub fn counters(&mut self) -> (u32, Vec<u32>) {
        let counters: extern "C" fn(*mut Board, *mut u32, *mut u32) -> c_int = self.driver.get("entrain_counters");
        let (mut samples, mut updates) = (0, vec![0; self.board.identity.layers.into()]);
        assert_eq!(counters(&mut self.board, &mut samples, updates.as_mut_ptr()), 0);
        (samples, updates)
    }

    pub fn set_registers(&mut self, margin: u32, revival: u16, slower: u8) -> c_int {
        let set: extern "C" fn(*mut Board, u32, u16, u8) -> c_int = self.driver.get("entrain_set_registers");
        set(&mut self.board, margin, revival, slower)
    }

    pub fn peek(&mut self, address: u32) -> u32 {
        let peek: extern "C" fn(*mut Board, u16, *mut u32) -> c_int = self.driver.get("entrain_peek");
        let mut value = 0;
        assert_eq!(peek(&mut self.board, address as u16, &mut value), 0);
        value
    }

    pub fn poke(&mut self, address: u32, value: u32) -> c_int {
        let poke: extern "C" fn(*mut Board, u16, u32) -> c_int = self.driver.get("entrain_poke");
        poke(&mut self.board, address as u16, value)
    }

    /// All memories, against the model's.
    pub fn compare(&mut self, plan: &Plan, model: &Model) {
        let read: extern "C" fn(*mut Board, u8, u16, *mut u8, u16) -> c_int = self.driver.get("entrain_read");
        for (host, words) in plan.host_memories().iter().zip(images(plan, model)) {
            let expected = bytes(&words, self.board.identity.word_bytes.into());
            let mut found = vec![0x5a; expected.len() + 1];
            assert_eq!(read(&mut self.board, host.select as u8, 0, found.as_mut_ptr(), words.len() as u16), 0);
            assert_eq!(found.pop(), Some(0x5a), "a byte behind the last one");
            assert!(found == expected, "memory {}", host.select);
        }
    }

    pub fn write(&mut self, plan: &Plan, model: &Model) {
        let write: extern "C" fn(*mut Board, u8, u16, *const u8, u16) -> c_int = self.driver.get("entrain_write");
        for (host, words) in plan.host_memories().iter().zip(images(plan, model)) {
            let bytes = bytes(&words, self.board.identity.word_bytes.into());
            assert_eq!(write(&mut self.board, host.select as u8, 0, bytes.as_ptr(), words.len() as u16), 0);
        }
    }

    /// Learns `count` samples as the model does.
    pub fn learns(&mut self, plan: &Plan, model: &mut Model, count: usize) {
        for (index, (input, label)) in samples(plan, count, 3).iter().enumerate() {
            if index % 7 == 6 {
                assert_eq!(self.predict(input), (0, model.predict(input) as u8), "sample {index}");
            }
            let ((status, answer), (class, _)) = (self.learn(input, label as u8), model.learn(input, label));
            let updates = model.updated().iter().enumerate().fold(0, |all, (k, &one)| all | u8::from(one) << k);
            assert_eq!((status, usize::from(answer.label), answer.updates), (0, class, updates), "sample {index}");
        }
    }
}

/// Words as they are on the line.
fn bytes(words: &[Word], word_bytes: usize) -> Vec<u8> {
    let word = |word: &Word| -> Vec<u8> {
        let mut bytes: Vec<u8> = word.iter().flat_map(|part| part.to_le_bytes()).collect();
        bytes.resize(word_bytes, 0);
        bytes
    };
    words.iter().flat_map(word).collect()
}
