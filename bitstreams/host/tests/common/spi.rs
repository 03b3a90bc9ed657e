//! A board behind SPI, and the master's end of the wires.

use super::ok;
use entrain_hdl::emit::{self, Direction};
use entrain_hdl::{Options, spi};
use entrain_model::Plan;
use entrain_model::rule::XorShift32;
use entrain_sim::{Cache, Port, PortHandle, Simulation, Sources};

/// Clock cycles that a level of SCK and of chip select lasts at least: docs/protocol.md.
pub const LEVEL: u32 = 4;

/// The master's end of the wires.
pub struct Master {
    simulation: Simulation,
    pins: [PortHandle; 6],
    random: XorShift32,
    /// Levels last up to so many cycles longer, at random.
    longer: u32,
    /// Chip select drops in the middle of a byte: one byte in so many; 0: never.
    pub cuts: u32,
    /// How often it did.
    pub cut: usize,
    /// Bytes of silence after which nothing more comes.
    pub patience: usize,
    /// The byte before was a flag.
    pub flag: bool,
    /// Clock cycles so far.
    pub cycles: u64,
}

impl Master {
    /// The board, switched on.
    pub fn new(plan: &Plan, sources: &Sources, cache: &Cache, longer: u32, cuts: u32) -> Master {
        let object = ok(cache.build(sources, false));
        let simulation = ok(Simulation::open(&object, &sources.ports));
        let pins = ["clk", "rst", "spi_sck", "spi_cs_n", "spi_mosi", "spi_miso"].map(|name| simulation.port(name));
        let patience = 100 + 8 * plan.layers.iter().map(|layer| layer.facts().parameters + 100).sum::<usize>() / 64;
        let random = XorShift32::new(7 + cuts);
        let mut master = Master { simulation, pins, random, longer, cuts, cut: 0, patience, flag: false, cycles: 0 };
        master.pins[3].set(1);
        master.reset();
        master
    }

    /// A reset of one cycle.
    pub fn reset(&mut self) {
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

    /// Chip select.
    pub fn select(&mut self, low: bool) {
        self.pins[3].set(!low as u64);
        self.wait();
    }

    /// So many bits of a byte, and what comes back.
    pub fn bits(&mut self, byte: u8, count: u32) -> u8 {
        (0..count).fold(0, |got, at| {
            self.pins[4].set(u64::from(byte >> (7 - at) & 1));
            self.wait();
            let bit = self.pins[5].get() as u8;
            self.pins[2].set(1);
            self.wait();
            assert_eq!(self.pins[5].get() as u8, bit, "MISO changes while SCK is high");
            self.pins[2].set(0);
            got << 1 | bit
        })
    }

    /// A byte each way; none if chip select dropped in it.
    pub fn exchange(&mut self, byte: u8) -> Option<u8> {
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

/// The Verilog.
pub fn sources(plan: &Plan) -> Sources {
    let design = emit::write("net_spi", ok(spi(plan, 1, Options::default())));
    let port = |port: &emit::Port| Port { name: port.name.clone(), width: port.width, output: port.direction == Direction::Output };
    Sources { ports: design.ports.iter().map(port).collect(), top: design.top, files: design.files }
}
