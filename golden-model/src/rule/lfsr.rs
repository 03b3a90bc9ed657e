//! The random bits of stochastic rounding.

/// A 16-bit Galois LFSR with taps 0xB400 (x^16 + x^14 + x^13 + x^11 + 1): period 65,535, every value but 0.
///
/// - Seed: layer k (0 first) starts at 0xACE1 xor k after a reset; each layer has its own and none waits for another.
/// - Step: out = bit 0; shift right by one, bit 15 becomes 0; if out was 1, xor with 0xB400.
/// - Use: a row that is corrected (d != 0 after the mask) takes r = the low bits of the state for all of its weights
///   and for its bias; then the LFSR steps once. Rows go in order 0..n-1, samples in the order of learning. Rows that
///   are not corrected and samples that the margin skips do not step it.
/// - A checkpoint does not hold the state: whoever starts from one starts from the seed, in hardware and here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lfsr {
    state: u16,
}

impl Lfsr {
    /// Bits of the state, and the most that one word gives.
    pub const BITS: u32 = 16;
    const TAPS: u16 = 0xB400;

    /// The LFSR of layer `layer` after a reset; never 0.
    pub fn new(layer: usize) -> Lfsr {
        Lfsr { state: (0xACE1 ^ layer as u16).max(1) }
    }

    /// The low `bits` bits of the state, 0 to 16 of them.
    pub fn low(self, bits: u32) -> i32 {
        (self.state as u32 & ((1 << bits) - 1)) as i32
    }

    /// The low `bits` bits, then one step.
    pub fn next(&mut self, bits: u32) -> i32 {
        let low = self.low(bits);
        self.step();
        low
    }

    /// One step.
    pub fn step(&mut self) {
        let out = self.state & 1;
        self.state = (self.state >> 1) ^ if out == 1 { Self::TAPS } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_is_all_values_but_zero() {
        let start = Lfsr::new(0);
        let mut lfsr = start;
        let mut period = 0u32;
        loop {
            lfsr.step();
            period += 1;
            assert_ne!(lfsr.low(16), 0);
            if lfsr == start {
                break;
            }
        }
        assert_eq!(period, 65_535);
    }

    #[test]
    fn the_first_words_are_these() {
        let mut lfsr = Lfsr::new(0);
        let mut next = || {
            let word = lfsr.low(16);
            lfsr.step();
            word
        };
        assert_eq!([next(), next(), next(), next()], [0xACE1, 0xE270, 0x7138, 0x389C]);
    }
}
