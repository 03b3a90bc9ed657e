//! The C driver (`bindings/c`) talks to virtual boards: what it hands over is the golden model's, over good lines, bad ones and SPI.

use crate::c_driver;
use crate::common;

use c_driver::{Board, Driver, Identity, STRICT, Spi, Stream, Wire, compile, folder, select, text, transfer};
use common::spi::{Master, sources};
use common::{board, plan, samples};
use entrain_host::Line;
use entrain_host::{Noise, Noisy};
use entrain_model::Model;
use entrain_sim::Cache;
use std::ffi::c_int;
use std::process::Command;

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
