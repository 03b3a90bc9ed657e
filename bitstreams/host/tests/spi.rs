//! A board behind SPI, as a microcontroller sees it: frames in both directions at once, at the fastest clock that there may be, and chip
//! select that drops in the middle of them.

mod common;

use common::{ok, open, plan, samples};
use entrain_hdl::emit::{self, Direction};
use entrain_hdl::{Options, spi};
use entrain_host::Line;
use entrain_model::plan::image::images;
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Plan, Result};
use entrain_protocol::FLAG;
use entrain_sim::{Cache, Port, PortHandle, Simulation, Sources};

/// Clock cycles that a level of SCK and of chip select lasts at least: docs/protocol.md.
const LEVEL: u32 = 4;

/// The master's end of the wires.
struct Master {
    simulation: Simulation,
    pins: [PortHandle; 6],
    random: XorShift32,
    /// Levels last up to so many cycles longer, at random.
    longer: u32,
    /// Chip select drops in the middle of a byte: one byte in so many; 0: never.
    cuts: u32,
    /// How often it did.
    cut: usize,
    /// Bytes of silence after which nothing more comes.
    patience: usize,
    /// The byte before was a flag.
    flag: bool,
    /// Clock cycles so far.
    cycles: u64,
}

impl Master {
    fn new(plan: &Plan, sources: &Sources, longer: u32, cuts: u32) -> Master {
        let object = ok(Cache::user().build(sources, false));
        let simulation = ok(Simulation::open(&object, &sources.ports));
        let pins = ["clk", "rst", "spi_sck", "spi_cs_n", "spi_mosi", "spi_miso"].map(|name| simulation.port(name));
        let patience = 100 + 8 * plan.layers.iter().map(|layer| layer.facts().parameters + 100).sum::<usize>() / 64;
        let random = XorShift32::new(7 + cuts);
        let mut master = Master { simulation, pins, random, longer, cuts, cut: 0, patience, flag: false, cycles: 0 };
        master.pins[3].set(1);
        master.reset();
        master
    }

    fn reset(&mut self) {
        self.pins[1].set(1);
        self.tick();
        self.pins[1].set(0);
        self.wait();
    }

    fn tick(&mut self) {
        self.pins[0].set(0);
        self.simulation.eval();
        self.pins[0].set(1);
        self.simulation.eval();
        self.cycles += 1;
    }

    fn wait(&mut self) {
        let longer = self.random.next_u32() % (self.longer + 1);
        (0..LEVEL + longer).for_each(|_| self.tick());
    }

    fn select(&mut self, low: bool) {
        self.pins[3].set(!low as u64);
        self.wait();
    }

    /// So many bits of a byte, and what comes back.
    fn bits(&mut self, byte: u8, count: u32) -> u8 {
        (0..count).fold(0, |got, at| {
            self.pins[4].set(u64::from(byte >> (7 - at) & 1));
            self.wait();
            let got = got << 1 | self.pins[5].get() as u8;
            self.pins[2].set(1);
            self.wait();
            self.pins[2].set(0);
            got
        })
    }

    /// A byte each way; none if chip select dropped in it.
    fn exchange(&mut self, byte: u8) -> Option<u8> {
        if self.cuts > 0 && self.random.next_u32().is_multiple_of(self.cuts) {
            self.cut += 1;
            let count = 1 + self.random.next_u32() % 7;
            self.bits(byte, count);
            self.select(false);
            self.select(true);
            return None;
        }
        Some(self.bits(byte, 8))
    }
}

impl Line for Master {
    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.select(true);
        for &byte in bytes {
            self.exchange(byte);
        }
        self.select(false);
        Ok(())
    }

    /// Sends silence until something comes that is none. The flag at the end of an answer comes with what follows it.
    fn receive(&mut self) -> Result<Vec<u8>> {
        self.select(true);
        let mut found = Vec::new();
        for _ in 0..self.patience {
            let Some(byte) = self.exchange(FLAG) else { continue };
            let again = byte == FLAG && self.flag;
            self.flag = byte == FLAG;
            if !again {
                found.push(byte);
                break;
            }
        }
        self.select(false);
        Ok(found)
    }
}

fn sources(plan: &Plan) -> Sources {
    let design = emit::write("net_spi", ok(spi(plan, 1, Options::default())));
    let port = |port: &emit::Port| Port { name: port.name.clone(), width: port.width, output: port.direction == Direction::Output };
    Sources { ports: design.ports.iter().map(port).collect(), top: design.top, files: design.files }
}

/// Learns and predicts, then compares every word; the master in the end.
fn learns(plan: &Plan, longer: u32, cuts: u32) -> Master {
    let mut golden = Model::new(plan);
    let mut board = open(Master::new(plan, &sources(plan), longer, cuts), plan);
    ok(board.write_weights(&golden));
    for (index, (input, label)) in samples(plan, 40, 4).iter().enumerate() {
        if index % 5 == 4 {
            assert_eq!(ok(board.predict(input)), golden.predict(input), "sample {index}");
            continue;
        }
        let (answer, (class, _)) = (ok(board.learn(input, label)), golden.learn(input, label));
        assert_eq!((answer.class, answer.updates.as_slice()), (class, golden.updated()), "sample {index}");
    }
    assert_eq!(ok(board.counters()).samples, 32, "learned twice, or lost");
    assert_eq!(ok(board.read_images(&mut |_| {})), images(plan, &golden));
    let (repeated, damaged) = (board.traffic().repeated, board.traffic().damaged);
    assert_eq!((repeated == 0, damaged == 0), (cuts == 0, cuts == 0), "{repeated} repeated, {damaged} damaged");
    board.into_line()
}

#[test]
fn a_network_learns_over_spi() {
    for (walks, longer) in [(["row", "row"], 0), (["column", "row"], 5)] {
        let plan = plan(walks, "");
        let master = learns(&plan, longer, 0);
        println!("{walks:?}, levels of {LEVEL} to {} cycles: {} cycles", LEVEL + longer, master.cycles);
    }
}

#[test]
fn chip_select_that_drops_costs_time_and_nothing_else() {
    let master = learns(&plan(["row", "row"], ""), 2, 150);
    assert!(master.cut > 20, "{} bytes cut", master.cut);
}

/// In the middle of a byte: what follows counts only behind chip select, and the board has to be identified anew.
#[test]
fn a_reset_in_the_middle_of_a_byte() {
    let plan = plan(["row", "row"], "");
    let mut master = Master::new(&plan, &sources(&plan), 0, 0);
    master.select(true);
    for count in 1..8 {
        master.bits(0x7e, count);
        master.reset();
        for byte in [0x7e; 4] {
            assert!([0, 0xff].contains(&master.bits(byte, 8)), "nothing is said before chip select has been high");
        }
        master.select(false);
        master.select(true);
        assert_eq!(master.bits(FLAG, 8), FLAG);
    }
    master.select(false);
    open(master, &plan);
}
