//! Ports of a design, and of a running one.

use std::any::Any;
use std::rc::Rc;

/// A port of the top module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Name.
    pub name: String,
    /// Bits.
    pub width: u32,
    /// Driven by the design.
    pub output: bool,
}

/// A port of a running model. It keeps what it points into: whoever has one may use it after the simulation has ended, when it
/// shows what was there last.
#[derive(Debug, Clone)]
pub struct PortHandle {
    pointer: *mut u8,
    width: u32,
    _memory: Rc<dyn Any>,
}

impl PortHandle {
    /// A port whose value is kept at `pointer` in Verilator's layout (see `get`).
    ///
    /// # Safety
    /// The value lies there, `width` bits of it, until `memory` is dropped.
    pub(crate) unsafe fn new(pointer: *mut u8, width: u32, memory: Rc<dyn Any>) -> PortHandle {
        PortHandle { pointer, width, _memory: memory }
    }

    /// The value of a port of up to 64 bits.
    ///
    /// Verilator stores a port of w bits as u8, u16, u32 or u64, whichever holds it, and wider ones as u32 chunks.
    pub fn get(&self) -> u64 {
        // SAFETY: the pointer is to a port of this width in memory that this handle keeps (`new`), and the model writes there only
        // while it evaluates, on the thread of its handles: none of them can be sent to another.
        unsafe {
            match self.width {
                0..=8 => *self.pointer as u64,
                9..=16 => *self.pointer.cast::<u16>() as u64,
                17..=32 => *self.pointer.cast::<u32>() as u64,
                _ => self.pointer.cast::<u64>().read_unaligned(),
            }
        }
    }

    /// Bits.
    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    /// Whether a one-bit port is 1.
    pub fn is_high(&self) -> bool {
        self.get() & 1 != 0
    }

    /// Sets a port of up to 64 bits; higher bits of `value` must be 0.
    pub fn set(&self, value: u64) {
        debug_assert!(self.width >= 64 || value >> self.width == 0, "{value} does not fit {} bits", self.width);
        // SAFETY: as in `get`.
        unsafe {
            match self.width {
                0..=8 => *self.pointer = value as u8,
                9..=16 => *self.pointer.cast::<u16>() = value as u16,
                17..=32 => *self.pointer.cast::<u32>() = value as u32,
                _ => self.pointer.cast::<u64>().write_unaligned(value),
            }
        }
    }

    /// Sets a port of any width, 32 bits after the other from `next`.
    pub fn fill(&self, next: &mut dyn FnMut() -> u32) {
        if self.width <= 32 {
            return self.set(next() as u64 & (u64::MAX >> (64 - self.width.max(1))));
        }
        let mut word: Vec<u32> = (0..self.chunks()).map(|_| next()).collect();
        if let (Some(top), 1..) = (word.last_mut(), self.width % 32) {
            *top &= (1 << (self.width % 32)) - 1;
        }
        self.set_word(&word);
    }

    fn chunks(&self) -> usize {
        self.width.div_ceil(32) as usize
    }

    /// One 32-bit chunk of a port of any width, low chunk first.
    pub fn chunk(&self, index: usize) -> u32 {
        if self.width <= 64 {
            return (self.get() >> (32 * index)) as u32;
        }
        assert!(index < self.chunks());
        // SAFETY: as in `get`; the index was checked.
        unsafe { *self.pointer.cast::<u32>().add(index) }
    }

    /// Whether the port holds `word`, given as 32-bit chunks; missing chunks are 0.
    pub fn equals(&self, word: &[u32]) -> bool {
        (0..self.chunks()).all(|index| self.chunk(index) == word.get(index).copied().unwrap_or(0))
    }

    /// All 32-bit chunks.
    pub fn word(&self) -> Vec<u32> {
        (0..self.chunks()).map(|index| self.chunk(index)).collect()
    }

    /// Sets a port of any width from 32-bit chunks; missing chunks are 0.
    pub fn set_word(&self, word: &[u32]) {
        let chunk = |index: usize| word.get(index).copied().unwrap_or(0);
        if self.width <= 64 {
            return self.set(chunk(0) as u64 | (chunk(1) as u64) << 32);
        }
        for index in 0..self.chunks() {
            // SAFETY: as in `chunk`.
            unsafe { *self.pointer.cast::<u32>().add(index) = chunk(index) }
        }
    }
}
