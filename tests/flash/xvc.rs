//! A JTAG chain of one FPGA behind Xilinx' virtual cable protocol, on loopback: enough of an ECP5 and of a Gowin device that
//! openFPGALoader loads a bitstream into them, and keeps what it was sent.
//!
//! Protocol: Xilinx XAPP1252. TAP: IEEE 1149.1. Instructions and status bits: FPGA-TN-02039 (ECP5), TN653 (Gowin).

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::linux::net::TcpStreamExt;
use std::sync::{Arc, Mutex};
use std::thread;

/// The sum of the frames of the one bitstream that the tests send to a Gowin device, as openFPGALoader makes it.
const SUM: u32 = 0xfa3d;

/// The device at the end of the cable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Ecp5,
    Gowin,
}

/// States of the TAP, in the order of IEEE 1149.1's figure 6-1: DR column, then IR column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Reset,
    Idle,
    SelectDr,
    CaptureDr,
    ShiftDr,
    Exit1Dr,
    PauseDr,
    Exit2Dr,
    UpdateDr,
    SelectIr,
    CaptureIr,
    ShiftIr,
    Exit1Ir,
    PauseIr,
    Exit2Ir,
    UpdateIr,
}

impl State {
    fn next(self, tms: bool) -> State {
        use State::*;
        let [low, high] = match self {
            Reset => [Idle, Reset],
            Idle | UpdateDr | UpdateIr => [Idle, SelectDr],
            SelectDr => [CaptureDr, SelectIr],
            CaptureDr | ShiftDr => [ShiftDr, Exit1Dr],
            Exit1Dr => [PauseDr, UpdateDr],
            PauseDr => [PauseDr, Exit2Dr],
            Exit2Dr => [ShiftDr, UpdateDr],
            SelectIr => [CaptureIr, Reset],
            CaptureIr | ShiftIr => [ShiftIr, Exit1Ir],
            Exit1Ir => [PauseIr, UpdateIr],
            PauseIr => [PauseIr, Exit2Ir],
            Exit2Ir => [ShiftIr, UpdateIr],
        };
        if tms { high } else { low }
    }
}

/// The device.
struct Chip {
    kind: Kind,
    idcode: u32,
    state: State,
    ir: u8,
    shift_ir: u8,
    shift_dr: u32,
    status: u32,
    /// What a Gowin device makes of the frames' words, added up; a constant here.
    sum: u32,
    /// Bits shifted into the instruction that takes the bitstream.
    bits: Vec<bool>,
}

impl Chip {
    fn instruction(&mut self) {
        match (self.kind, self.ir) {
            (Kind::Ecp5, 0xc6) => self.status |= 0x200,  // ISC_ENABLE: configuration enabled
            (Kind::Ecp5, 0x0e) => self.status &= !0x100, // ISC_ERASE
            (Kind::Ecp5, 0x26) => self.status &= !0x200, // ISC_DISABLE
            (Kind::Gowin, 0x15) => self.status |= 0x80,  // CONFIG_ENABLE: system edit mode
            (Kind::Gowin, 0x05) => self.status = (self.status | 0x20) & !0x2000, // ERASE_SRAM
            (Kind::Gowin, 0x3a) => self.status &= !0x80, // CONFIG_DISABLE
            _ => {}
        }
    }

    fn is_burst(&self) -> bool {
        matches!((self.kind, self.ir), (Kind::Ecp5, 0x7a) | (Kind::Gowin, 0x17))
    }

    /// One clock of TCK; TDO before its edge.
    fn clock(&mut self, tms: bool, tdi: bool) -> bool {
        let out = match self.state {
            State::ShiftIr => self.shift_ir & 1 == 1,
            State::ShiftDr => self.shift_dr & 1 == 1,
            _ => false,
        };
        match self.state {
            State::ShiftIr => self.shift_ir = self.shift_ir >> 1 | (tdi as u8) << 7,
            State::ShiftDr if self.is_burst() => self.bits.push(tdi),
            State::ShiftDr => self.shift_dr = self.shift_dr >> 1 | (tdi as u32) << 31,
            _ => {}
        }
        self.state = self.state.next(tms);
        match self.state {
            State::Reset => self.ir = if self.kind == Kind::Ecp5 { 0xe0 } else { 0x11 },
            State::CaptureIr => self.shift_ir = 1,
            State::CaptureDr => {
                self.shift_dr = match (self.kind, self.ir) {
                    (Kind::Ecp5, 0xe0) | (Kind::Gowin, 0x11) => self.idcode,
                    (Kind::Ecp5, 0x3c) | (Kind::Gowin, 0x41) => self.status,
                    (Kind::Gowin, 0x13) => self.sum,
                    _ => 0,
                }
            }
            State::UpdateIr => {
                self.ir = self.shift_ir;
                self.instruction();
            }
            // DONE, once a bitstream is in.
            State::UpdateDr if self.is_burst() => self.status |= if self.kind == Kind::Ecp5 { 0x100 } else { 0x3000 },
            _ => {}
        }
        out
    }
}

/// A running chain.
pub struct Cable {
    pub port: u16,
    chip: Arc<Mutex<Chip>>,
}

impl Cable {
    /// Starts one with a device of this id; the connection breaks after `unplug` clocks.
    pub fn start(kind: Kind, idcode: u32, unplug: usize) -> Cable {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let port = listener.local_addr().expect("its address").port();
        let chip = Chip { kind, idcode, state: State::Reset, ir: 0, shift_ir: 0, shift_dr: 0, status: 0, sum: SUM, bits: Vec::new() };
        let chip = Arc::new(Mutex::new(chip));
        let shared = chip.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Whatever ends a connection, the cable stays.
                let _ = serve(stream, &shared, unplug);
            }
        });
        Cable { port, chip }
    }

    /// What the burst instruction was sent, as bytes whose first bit is the highest.
    pub fn bytes(&self) -> Vec<u8> {
        let chip = self.chip.lock().expect("no test holds it");
        chip.bits.chunks(8).map(|bits| bits.iter().fold(0, |byte, &bit| byte << 1 | bit as u8) << (8 - bits.len())).collect()
    }
}

fn serve(mut stream: TcpStream, chip: &Mutex<Chip>, unplug: usize) -> std::io::Result<()> {
    let _ = stream.set_nodelay(true);
    let mut clocks = 0;
    loop {
        // The client sends a command in small pieces, each held back until the one before is acknowledged.
        let _ = stream.set_quickack(true);
        let mut command = Vec::new();
        while command.last() != Some(&b':') {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            command.push(byte[0]);
        }
        let mut number = [0; 4];
        match &command[..] {
            b"getinfo:" => stream.write_all(b"xvcServer_v1.0:32768\n")?,
            b"settck:" => {
                stream.read_exact(&mut number)?;
                stream.write_all(&number)?;
            }
            b"shift:" => {
                stream.read_exact(&mut number)?;
                let count = u32::from_le_bytes(number) as usize;
                let _ = stream.set_quickack(true);
                let mut both = vec![0; 2 * count.div_ceil(8)];
                stream.read_exact(&mut both)?;
                let (tms, tdi) = both.split_at(count.div_ceil(8));
                let mut tdo = vec![0; tms.len()];
                let mut chip = chip.lock().expect("no test panics with it");
                for index in 0..count {
                    let bit = |bytes: &[u8]| bytes[index / 8] >> (index % 8) & 1 == 1;
                    tdo[index / 8] |= (chip.clock(bit(tms), bit(tdi)) as u8) << (index % 8);
                }
                clocks += count;
                if clocks > unplug {
                    return Ok(());
                }
                drop(chip);
                stream.write_all(&tdo)?;
            }
            _ => return Ok(()),
        }
    }
}
