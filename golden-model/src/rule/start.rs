//! Start weights and orders.

/// Marsaglia's xorshift with shifts 13, 17, 5: start weights and orders, never in the learning path.
#[derive(Debug, Clone)]
pub struct XorShift32 {
    state: u32,
}

impl XorShift32 {
    /// The generator of a seed; the first value is thrown away.
    pub fn new(seed: u32) -> Self {
        let mut random = XorShift32 { state: seed.wrapping_mul(2_654_435_761).wrapping_add(12_345) };
        random.next_u32();
        random
    }

    /// The next 32 bits.
    pub fn next_u32(&mut self) -> u32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        self.state
    }

    /// Uniform in [-2^exponent, 2^exponent).
    pub fn uniform(&mut self, exponent: u32) -> i16 {
        ((self.next_u32() >> (31 - exponent)) as i32 - (1 << exponent)) as i16
    }

    /// Fisher-Yates: every order equally likely, up to the 32 bits of a step.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, ((self.next_u32() as u64 * (last as u64 + 1)) >> 32) as usize);
        }
    }
}
