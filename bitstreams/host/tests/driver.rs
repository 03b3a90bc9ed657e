//! The C driver (`bindings/c`) talks to virtual boards: what it hands over is the golden model's, over good lines, bad ones and SPI.

mod common;

use common::spi::{Master, sources};
use common::{board, plan, samples};
use entrain_host::Line;
use entrain_host::{Noise, Noisy};
use entrain_model::plan::image::{Word, images};
use entrain_model::{Model, Plan};
use entrain_sim::Cache;
use libloading::Library;
use std::collections::VecDeque;
use std::ffi::{c_int, c_void};
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bindings/c")
}

/// Runs a compiler in a folder; the test ends if it says anything.
fn compile(compiler: &str, arguments: &[&str], within: &Path) {
    let done = Command::new(compiler).args(arguments).current_dir(within).output();
    let done = done.unwrap_or_else(|error| panic!("{compiler}: {error}"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.is_empty(), "{compiler} {arguments:?}: {said}");
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

const STRICT: [&str; 7] = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"];

/// `entrain_stream`.
#[repr(C)]
#[derive(Clone, Copy)]
struct Stream {
    user: *mut c_void,
    write: extern "C" fn(*mut c_void, *const u8, usize) -> c_int,
    read: extern "C" fn(*mut c_void) -> c_int,
}

/// `entrain_identity`.
#[repr(C)]
#[derive(Default)]
struct Identity {
    build_id: u32,
    fingerprint: u32,
    features: u16,
    classes: u16,
    room: u16,
    layers: u8,
    word_bytes: u8,
    abilities: u8,
    units: [u16; 7],
}

/// `entrain_board`.
#[repr(C)]
struct Board {
    stream: Stream,
    identity: Identity,
    number: u8,
    tries: u8,
}

/// `entrain_answer`.
#[repr(C)]
#[derive(Default)]
struct Answer {
    label: u8,
    updates: u8,
}

/// `entrain_spi`.
#[repr(C)]
struct Spi {
    user: *mut c_void,
    transfer: extern "C" fn(*mut c_void, u8) -> u8,
    select: extern "C" fn(*mut c_void, c_int),
    patience: u16,
    ended: u8,
}

/// A line, and what came of it and was not read yet.
struct Wire<L> {
    line: L,
    came: VecDeque<u8>,
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

extern "C" fn transfer(user: *mut c_void, byte: u8) -> u8 {
    // SAFETY: as above, of a Master.
    unsafe { &mut *user.cast::<Master>() }.bits(byte, 8)
}

extern "C" fn select(user: *mut c_void, low: c_int) {
    // SAFETY: as above.
    unsafe { &mut *user.cast::<Master>() }.select(low != 0);
}

impl<L: Line> Wire<L> {
    fn new(line: L) -> Box<Wire<L>> {
        Box::new(Wire { line, came: VecDeque::new() })
    }

    fn stream(&mut self) -> Stream {
        Stream { user: std::ptr::from_mut(self).cast(), write: write::<L>, read: read::<L> }
    }
}

/// The driver, compiled and loaded.
struct Driver {
    library: Library,
    _folder: tempfile::TempDir,
}

impl Driver {
    fn new() -> Driver {
        let made = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let source = text(&folder().join("entrain.c"));
        compile("cc", &[&STRICT[..], &["-Os", "-shared", "-fPIC", "-o", "driver.so", &source]].concat(), made.path());
        // SAFETY: the library has no initialisers.
        let library = unsafe { Library::new(made.path().join("driver.so")) }.unwrap_or_else(|error| panic!("{error}"));
        Driver { library, _folder: made }
    }

    fn get<F: Copy>(&self, name: &str) -> F {
        // SAFETY: the types beside each use below are those of entrain.h.
        *unsafe { self.library.get::<F>(name.as_bytes()) }.unwrap_or_else(|error| panic!("{error}"))
    }

    fn open(&self, stream: Stream) -> Session<'_> {
        let open: extern "C" fn(*mut Board, Stream) -> c_int = self.get("entrain_open");
        let mut board = Board { stream, identity: Identity::default(), number: 0xa5, tries: 0 };
        assert_eq!(open(&mut board, stream), 0);
        Session { driver: self, board }
    }
}

/// A board that the driver has identified.
struct Session<'a> {
    driver: &'a Driver,
    board: Board,
}

impl Session<'_> {
    fn learn(&mut self, values: &[i16], label: u8) -> (c_int, Answer) {
        let learn: extern "C" fn(*mut Board, *const u8, u8, *mut Answer) -> c_int = self.driver.get("entrain_learn");
        let (values, mut answer) = (values.iter().map(|&value| value as u8).collect::<Vec<u8>>(), Answer::default());
        (learn(&mut self.board, values.as_ptr(), label, &mut answer), answer)
    }

    fn predict(&mut self, values: &[i16]) -> (c_int, u8) {
        let predict: extern "C" fn(*mut Board, *const u8, *mut Answer) -> c_int = self.driver.get("entrain_predict");
        let (values, mut answer) = (values.iter().map(|&value| value as u8).collect::<Vec<u8>>(), Answer::default());
        (predict(&mut self.board, values.as_ptr(), &mut answer), answer.label)
    }

    fn hold(&mut self, held: u8, frozen: bool) -> c_int {
        let hold: extern "C" fn(*mut Board, u8, c_int) -> c_int = self.driver.get("entrain_hold");
        hold(&mut self.board, held, frozen.into())
    }

    fn counters(&mut self) -> (u32, Vec<u32>) {
        let counters: extern "C" fn(*mut Board, *mut u32, *mut u32) -> c_int = self.driver.get("entrain_counters");
        let (mut samples, mut updates) = (0, vec![0; self.board.identity.layers.into()]);
        assert_eq!(counters(&mut self.board, &mut samples, updates.as_mut_ptr()), 0);
        (samples, updates)
    }

    fn set_registers(&mut self, margin: u32, revival: u16, slower: u8) -> c_int {
        let set: extern "C" fn(*mut Board, u32, u16, u8) -> c_int = self.driver.get("entrain_set_registers");
        set(&mut self.board, margin, revival, slower)
    }

    fn peek(&mut self, address: u32) -> u32 {
        let peek: extern "C" fn(*mut Board, u16, *mut u32) -> c_int = self.driver.get("entrain_peek");
        let mut value = 0;
        assert_eq!(peek(&mut self.board, address as u16, &mut value), 0);
        value
    }

    fn poke(&mut self, address: u32, value: u32) -> c_int {
        let poke: extern "C" fn(*mut Board, u16, u32) -> c_int = self.driver.get("entrain_poke");
        poke(&mut self.board, address as u16, value)
    }

    /// All memories, against the model's.
    fn compare(&mut self, plan: &Plan, model: &Model) {
        let read: extern "C" fn(*mut Board, u8, u16, *mut u8, u16) -> c_int = self.driver.get("entrain_read");
        for (host, words) in plan.host_memories().iter().zip(images(plan, model)) {
            let expected = bytes(&words, self.board.identity.word_bytes.into());
            let mut found = vec![0x5a; expected.len() + 1];
            assert_eq!(read(&mut self.board, host.select as u8, 0, found.as_mut_ptr(), words.len() as u16), 0);
            assert_eq!(found.pop(), Some(0x5a), "a byte behind the last one");
            assert!(found == expected, "memory {}", host.select);
        }
    }

    fn write(&mut self, plan: &Plan, model: &Model) {
        let write: extern "C" fn(*mut Board, u8, u16, *const u8, u16) -> c_int = self.driver.get("entrain_write");
        for (host, words) in plan.host_memories().iter().zip(images(plan, model)) {
            let bytes = bytes(&words, self.board.identity.word_bytes.into());
            assert_eq!(write(&mut self.board, host.select as u8, 0, bytes.as_ptr(), words.len() as u16), 0);
        }
    }

    /// Learns `count` samples as the model does.
    fn learns(&mut self, plan: &Plan, model: &mut Model, count: usize) {
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

#[test]
fn the_driver_learns_as_the_golden_model() {
    let (driver, plan) = (Driver::new(), plan(["row", "column"], ""));
    let (mut wire, mut model) = (Wire::new(board(&plan).line()), Model::new(&plan));
    let mut session = driver.open(wire.stream());
    let identity = &session.board.identity;
    assert_eq!((identity.fingerprint, usize::from(identity.features), identity.classes), (plan.fingerprint(), plan.features, 4));
    assert_eq!((identity.layers, &identity.units[..2]), (2, &[12, 8][..]));
    session.learns(&plan, &mut model, 60);
    session.compare(&plan, &model);
    // A held layer stays, a frozen board learns nothing.
    assert_eq!((session.hold(1, false), session.hold(4, false)), (0, -4));
    model.hold(&[true, false]);
    session.learns(&plan, &mut model, 20);
    session.hold(0, true);
    let (before, (input, label)) = (session.counters(), (samples(&plan, 1, 9), 1));
    assert_eq!(session.learn(input.get(0).0, label).1.updates, 0);
    assert_eq!((before.0, session.counters()), (80, before));
    session.hold(0, false);
    model.hold(&[false, false]);
    // Registers, all or none of them.
    assert_eq!((session.set_registers(200, 3, 1), session.set_registers(200, 3, 9), session.set_registers(1 << 24, 3, 0)), (0, 5, -4));
    let registers = entrain_model::plan::Registers { margin: 200, revival: 3, slower: 1 };
    model.set_registers(&registers);
    session.learns(&plan, &mut model, 20);
    assert_eq!((session.peek(0x020), session.poke(0x018, 2), session.peek(0x018), session.poke(0x018, 4)), (200, 0, 2, 5));
    model.hold(&[false, true]);
    session.learns(&plan, &mut model, 20);
    // A label that is no class.
    assert_eq!(session.learn(input.get(0).0, 4).0, 6);
    // Weights of another one.
    let mut other = Model::new(&plan);
    for (input, label) in samples(&plan, 50, 8).iter() {
        other.learn(input, label);
    }
    session.write(&plan, &other);
    session.compare(&plan, &other);
    // A board that was reset says so.
    wire.line.board().reset();
    assert_eq!(session.predict(input.get(0).0).0, 4);
    driver.open(wire.stream());
}

#[test]
fn a_bad_line_costs_time_and_nothing_else() {
    let (driver, plan) = (Driver::new(), plan(["row", "row"], ""));
    let (mut wire, mut model) = (Wire::new(Noisy::new(board(&plan).line(), Noise::even(100), 11)), Model::new(&plan));
    let mut session = driver.open(wire.stream());
    session.learns(&plan, &mut model, 600);
    session.compare(&plan, &model);
    assert_eq!(session.counters().0, 600, "lost, or learned twice");
    let harm = wire.line.harm();
    assert!(harm.flipped > 20 && harm.lost > 20 && harm.delayed > 20, "{harm:?}");
}

/// A device that never falls silent.
struct Babbling;

impl Line for Babbling {
    fn send(&mut self, _: &[u8]) -> entrain_model::Result<()> {
        Ok(())
    }

    fn receive(&mut self) -> entrain_model::Result<Vec<u8>> {
        Ok(vec![0x55; 64])
    }
}

#[test]
fn a_device_that_babbles_is_no_board() {
    let (driver, mut wire) = (Driver::new(), Wire::new(Babbling));
    let open: extern "C" fn(*mut Board, Stream) -> c_int = driver.get("entrain_open");
    let mut board = Board { stream: wire.stream(), identity: Identity::default(), number: 0, tries: 0 };
    assert_eq!(open(&mut board, wire.stream()), -1);
}

#[test]
fn the_driver_learns_over_spi() {
    let (driver, plan) = (Driver::new(), plan(["column", "row"], ""));
    let (mut master, mut model) = (Master::new(&plan, &sources(&plan), &Cache::user(), 1, 0), Model::new(&plan));
    let patience = master.patience as u16;
    let mut spi = Spi { user: std::ptr::from_mut(&mut master).cast(), transfer, select, patience, ended: 0 };
    let stream: extern "C" fn(*mut Spi) -> Stream = driver.get("entrain_spi_stream");
    let mut session = driver.open(stream(&mut spi));
    session.write(&plan, &model);
    session.learns(&plan, &mut model, 40);
    session.compare(&plan, &model);
}

/// Two hundred thousand questions that are answered with nonsense, under the sanitisers of addresses and of undefined behaviour.
#[test]
fn whatever_comes_the_driver_stays_within_its_bounds() {
    let made = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (source, test) = (text(&folder().join("entrain.c")), text(&folder().join("tests/fuzz.c")));
    let include = format!("-I{}", text(&folder()));
    let sanitise = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", &include, "-o", "fuzz", &source, &test];
    compile("cc", &[&STRICT[..], &sanitise[..]].concat(), made.path());
    let done = Command::new(made.path().join("fuzz")).output().unwrap_or_else(|error| panic!("{error}"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.contains("200000 questions"), "{said}");
}

/// The header in C++, the examples, and the addresses of registers.
#[test]
fn the_header_holds() {
    let (within, made) = (folder(), tempfile::tempdir().unwrap_or_else(|error| panic!("{error}")));
    let object = text(&made.path().join("object.o"));
    compile("c++", &["-std=c++11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c++", "entrain.h"], &within);
    compile("cc", &[&STRICT[..], &["-I.", "-c", "-o", &object, "examples/uart.c"]].concat(), &within);
    let header = std::fs::read_to_string(within.join("entrain.h")).unwrap_or_else(|error| panic!("{error}"));
    let map = plan(["row", "row"], "").register_map(0);
    let addresses: Vec<(&str, u32)> = header
        .split("ENTRAIN_REG_")
        .skip(1)
        .filter_map(|rest| rest.split([',', ' ', '\n']).next().zip(rest.split("= 0x").nth(1)))
        .filter_map(|(name, rest)| Some((name, u32::from_str_radix(rest.get(..3)?, 16).ok()?)))
        .filter(|(name, _)| *name != "STEP")
        .collect();
    assert!(addresses.len() >= 14, "{addresses:?}");
    for (name, address) in addresses {
        assert!(map.iter().any(|register| register.name == name && register.address == address), "{name} at {address:03x}");
    }
}

/// What is in bindings/c/README.md.
#[test]
#[ignore = "needs apt install gcc-arm-none-eabi"]
fn bytes_on_a_cortex_m0() {
    let made = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let (source, object) = (text(&folder().join("entrain.c")), made.path().join("object.o"));
    let machine = ["-mcpu=cortex-m0plus", "-mthumb", "-ffreestanding", "-Os", "-c", "-o", "object.o", &source];
    compile("arm-none-eabi-gcc", &[&STRICT[..], &machine[..]].concat(), made.path());
    let done = Command::new("arm-none-eabi-size").arg(&object).output().unwrap_or_else(|error| panic!("{error}"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let numbers: Vec<usize> = said.lines().nth(1).unwrap_or("").split_whitespace().map_while(|word| word.parse().ok()).collect();
    println!("Cortex-M0+, -Os: {} bytes of code and constants, {} of data", numbers[0], numbers[1] + numbers[2]);
    assert!(numbers[0] < 3000 && numbers[1] + numbers[2] == 0, "{said}");
}
