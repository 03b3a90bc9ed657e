//! The board, and its line within this process.

use crate::board::Board;
use crate::flash::{FlashModel, FlashPins};
use crate::line::Line;
use entrain_boards::Primitive;
use entrain_hdl::emit::{self, Direction};
use entrain_hdl::{FlashTimes, FlashWay, Options, serial};
use entrain_model::{Model, Plan, Result};
use entrain_sim::{Cache, Port, PortHandle, Serial, Simulation, Sources};

/// What a virtual board says that its build is: "virt".
pub const VIRTUAL_BUILD: u32 = 0x7669_7274;

/// Clock cycles a bit: the least that the receiver can do with, because simulated cycles are dear. Nothing else differs from a bitstream's.
const DIVIDER: usize = 4;

/// Bytes of the flash of a virtual board.
pub const FLASH_BYTES: usize = 1 << 20;

/// Its times: some 0.1 million clock cycles until it is given up, where a real board has 20 million.
const TIMES: FlashTimes = FlashTimes { looks: 12, pause: 11, half: 1 };

/// A simulation's USRMCLK, and the top that has its pin.
const USRMCLK: &str = include_str!("usrmclk.v");

/// The Verilog of a virtual board, compiled.
#[derive(Debug)]
pub struct VirtualBoard {
    serial: Serial,
    flash: FlashPins,
    /// The board's light.
    busy: PortHandle,
    /// Clock cycles after which nothing more can come.
    pub(super) patience: u64,
    /// Clock cycles in which a board has waited for its flash, and read both slots and one of them again.
    boot_cycles: u64,
}

impl VirtualBoard {
    /// The Verilog of the board of `plan`, the clock of whose flash comes from a cell or is a pin of the fabric.
    ///
    /// # Errors
    /// A network that does not fit the frames.
    pub fn sources(plan: &Plan, primitive: Option<Primitive>) -> Result<Sources> {
        let flash = FlashWay { bytes: FLASH_BYTES, times: TIMES, primitive };
        let design = emit::write("serial", serial(plan, DIVIDER, VIRTUAL_BUILD, Options::default(), Some(flash))?);
        let port = |port: &emit::Port| Port { name: port.name.clone(), width: port.width, output: port.direction == Direction::Output };
        let ports = design.ports.iter().map(port).collect();
        let mut sources = Sources { top: design.top, files: design.files, ports };
        if primitive == Some(Primitive::Usrmclk) {
            sources.top = "virtual_board".into();
            sources.files.push(("usrmclk.v".into(), USRMCLK.into()));
            sources.ports.push(Port { name: "flash_clk".into(), width: 1, output: true });
        }
        Ok(sources)
    }

    /// Compiles the board of `plan` with this Verilog, if it is not in the cache, and switches it on. Its weights are 0.
    ///
    /// # Errors
    /// Verilator is missing.
    pub fn new(plan: &Plan, sources: &Sources, cache: &Cache) -> Result<VirtualBoard> {
        let simulation = Simulation::open(&cache.build(sources, false)?, &sources.ports)?;
        let flash = FlashPins::new(&simulation, FlashModel::new(FLASH_BYTES));
        let busy = simulation.port("busy");
        let serial = Serial::new(simulation, DIVIDER);
        // A sample, and the flush before a word is read, pass every layer; a column walk may take longer than expected.
        let pass = (plan.layers.len() as u64 + 2)
            * plan.layers.iter().map(|layer| layer.facts().parameters + 1000).max().unwrap_or(0) as u64
            / plan.learning().map(|layer| layer.lanes()).min().unwrap_or(1) as u64;
        let patience = pass + 20 * serial.byte_cycles();
        let boot_cycles = 24 * (3 * plan.slot_bytes() as u64 + (1 << TIMES.looks)) + 20_000;
        let mut board = VirtualBoard { serial, flash, busy, patience, boot_cycles };
        board.reset();
        Ok(board)
    }

    /// Gives it start weights, as a bitstream does, over its line, and resets it.
    pub fn configure(self, plan: &Plan, model: &Model) -> Result<VirtualBoard> {
        let mut board = Board::open(VirtualLine { board: self }, plan, Some(VIRTUAL_BUILD))?;
        board.write_weights(model)?;
        let mut fresh = board.into_line().board;
        fresh.reset();
        Ok(fresh)
    }

    /// Its line, within this process.
    pub fn line(self) -> VirtualLine {
        VirtualLine { board: self }
    }

    /// Switches it off and on: weights in block RAM stay if its flash holds no snapshot, everything else begins anew.
    ///
    /// # Panics
    /// It is not ready in time: a fault of the board.
    pub fn reset(&mut self) {
        self.reset_for(100);
    }

    /// The same with a reset of so many clock cycles; one must do.
    pub fn reset_for(&mut self, cycles: usize) {
        self.serial.reset_for(cycles);
        let started = self.serial.cycles();
        self.clock();
        while self.busy.is_high() {
            self.clock();
            assert!(self.serial.cycles() - started < self.boot_cycles, "the virtual board looks for a snapshot for ever");
        }
    }

    /// Its flash chip.
    pub fn flash(&mut self) -> &mut FlashModel {
        self.flash.model()
    }

    /// Bytes for the board.
    pub(super) fn send(&mut self, bytes: &[u8]) {
        self.serial.send(bytes);
    }

    /// Whether bytes are still on their way to the board.
    pub(super) fn is_sending(&self) -> bool {
        self.serial.is_sending()
    }

    /// One clock cycle; a byte that came.
    pub(super) fn clock(&mut self) -> Option<u8> {
        self.flash.clock();
        self.serial.clock()
    }

    /// Lets what is on its way to the board arrive, and then so many clock cycles pass; what it says meanwhile is lost.
    pub fn pass(&mut self, cycles: usize) {
        while self.is_sending() {
            self.clock();
        }
        (0..cycles).for_each(|_| {
            self.clock();
        });
    }

    /// Clock cycles so far.
    pub fn cycles(&self) -> u64 {
        self.serial.cycles()
    }
}

/// A line to a virtual board within this process: time passes only while somebody waits for bytes.
#[derive(Debug)]
pub struct VirtualLine {
    board: VirtualBoard,
}

impl VirtualLine {
    /// The board.
    pub fn board(&mut self) -> &mut VirtualBoard {
        &mut self.board
    }
}

impl Line for VirtualLine {
    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.board.send(bytes);
        Ok(())
    }

    fn receive(&mut self) -> Result<Vec<u8>> {
        let mut silent = 0;
        while silent < self.board.patience {
            silent = if self.board.is_sending() { 0 } else { silent + 1 };
            if let Some(byte) = self.board.clock() {
                return Ok(vec![byte]);
            }
        }
        Ok(Vec::new())
    }
}
