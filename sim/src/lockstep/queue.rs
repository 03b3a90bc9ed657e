//! The writes that a memory must see.

use entrain_model::plan::Write;

/// A word that must be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'q> {
    pub sample: u64,
    pub row: usize,
    pub address: u64,
    pub old: &'q [u32],
    pub new: &'q [u32],
}

/// The writes that one memory must see, in order: records of equal length in one buffer.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    /// 32-bit chunks of a memory word.
    chunks: usize,
    records: Vec<u32>,
    next: usize,
}

impl Queue {
    const HEAD: usize = 3;

    pub fn new(width: u32) -> Queue {
        Queue { chunks: width.div_ceil(32) as usize, records: Vec::new(), next: 0 }
    }

    /// Appends a write.
    pub fn push(&mut self, &Write { sample, row, address, old, new, .. }: &Write) {
        if self.next == self.records.len() {
            self.records.clear();
            self.next = 0;
        }
        self.records.extend([sample as u32, row as u32, address as u32]);
        self.records.extend_from_slice(old);
        self.records.extend_from_slice(new);
    }

    /// The write that comes next, left in the queue.
    pub fn first(&self) -> Option<Expected<'_>> {
        let record = self.records.get(self.next..self.next + Self::HEAD + 2 * self.chunks)?;
        let (old, new) = record[Self::HEAD..].split_at(self.chunks);
        Some(Expected { sample: record[0] as u64, row: record[1] as usize, address: record[2] as u64, old, new })
    }

    /// Drops the write that came.
    pub fn pop(&mut self) {
        self.next += Self::HEAD + 2 * self.chunks;
    }
}
