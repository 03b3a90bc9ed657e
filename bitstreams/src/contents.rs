//! Contents of block RAMs, as bits in the order in which a family's files hold them.

use entrain_model::plan::RamShape;
use entrain_model::plan::image::Word;

/// The start contents of one block RAM.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// `count` zeros.
    pub fn zeros(count: usize) -> Bits {
        Bits(vec![0; count.div_ceil(64)])
    }

    /// Sets the bit at `at`.
    pub fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    /// The bit at `at`.
    pub fn get(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    /// No bit is set.
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

/// How a family's files hold a block RAM's contents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Bits of a block RAM in the file.
    pub bits: usize,
    /// Where data bit `bit` of the word at `address` is, for a RAM cut into `shape`.
    pub place: fn(shape: &RamShape, address: usize, bit: usize) -> usize,
}

/// Which part of a memory a block RAM holds: the shares of its words from `number` x enables on, counted part by part of the
/// words (`RamShape::blocks_for`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Cut {
    pub shape: RamShape,
    pub number: usize,
}

/// Every cut of a memory of `words` words of `width` bits into RAMs of one shape.
pub(crate) fn cuts(shape: RamShape, words: usize, width: u32) -> impl Iterator<Item = Cut> {
    (0..shape.blocks_for(width, words)).map(move |number| Cut { shape, number })
}

impl Cut {
    /// The contents of this block RAM if the memory holds `words`; behind the last word and the last bit there is 0.
    pub fn render(&self, layout: Layout, words: &[Word], width: u32) -> Bits {
        let mut bits = Bits::zeros(layout.bits);
        let (shape, share, shares) = (&self.shape, self.shape.share() as usize, self.shape.shares_of(width));
        for enable in 0..shape.enables {
            let at = self.number * shape.enables + enable;
            let (part, first) = (at / shares, at % shares * share);
            let last = (first + share).min(width as usize);
            for (address, word) in words.iter().skip(part * shape.depth).take(shape.depth).enumerate() {
                for bit in first..last {
                    if word[bit / 32] >> (bit % 32) & 1 == 1 {
                        bits.set((layout.place)(shape, address, enable * share + bit - first));
                    }
                }
            }
        }
        bits
    }
}

/// Contents in words of 9 bits, or of 8 for narrow shapes, one bit behind the other (ECP5, Gowin). Both are kept in
/// places of 9 bits.
pub(crate) const NINES: Layout = Layout {
    bits: 2048 * 9,
    place: |shape, address, bit| {
        let number = address * shape.width as usize + bit;
        let word = if shape.width % 9 == 0 { 9 } else { 8 };
        number / word * 9 + number % word
    },
};

/// Hexadecimal digits, the last of which holds the first four bits.
pub(crate) mod hex {
    /// Calls `set` with the number of each bit that is 1.
    pub fn read(digits: &str, mut set: impl FnMut(usize)) {
        for (index, digit) in digits.chars().rev().enumerate() {
            let value = digit.to_digit(16).unwrap_or(0);
            (0..4).filter(|bit| value >> bit & 1 == 1).for_each(|bit| set(4 * index + bit));
        }
    }

    /// `count` digits of the bits that `get` gives.
    pub fn write(count: usize, get: impl Fn(usize) -> bool) -> String {
        let digit = |index: usize| (0..4).map(|bit| (get(4 * index + bit) as u32) << bit).sum::<u32>();
        (0..count).rev().filter_map(|index| char::from_digit(digit(index), 16)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::Family;
    use crate::{ecp5::Ecp5, gowin::Gowin, ice40::Ice40};
    use entrain_boards::{Board, names};
    use entrain_model::rule::XorShift32;
    use std::collections::HashSet;

    #[test]
    fn every_bit_of_every_shape_has_a_place_of_its_own() {
        for name in names(None) {
            let board = Board::find(&name, None).unwrap_or_else(|error| panic!("{error}"));
            let layout = match board.device.family {
                entrain_boards::Family::Ice40 => Ice40.layout(),
                _ => NINES,
            };
            for shape in &board.device.resources.ram_shapes {
                let all = (0..shape.depth).flat_map(|address| (0..shape.width as usize).map(move |bit| (address, bit)));
                let places: HashSet<usize> = all.map(|(address, bit)| (layout.place)(shape, address, bit)).collect();
                assert_eq!(places.len(), shape.depth * shape.width as usize, "{name}: {shape:?}");
                assert!(places.iter().all(|&place| place < layout.bits), "{name}: {shape:?}");
            }
        }
    }

    #[test]
    fn a_memory_of_any_size_is_the_sum_of_its_cuts() {
        let shape = RamShape { width: 9, depth: 2048, enables: 1 };
        for (count, width) in [(1, 1), (2048, 9), (2049, 10), (3000, 40)] {
            let ones: Vec<Word> = vec![vec![u32::MAX; 2]; count];
            let all = cuts(shape, count, width).map(|cut| cut.render(NINES, &ones, width));
            let set: usize = all.map(|bits| (0..NINES.bits).filter(|&at| bits.get(at)).count()).sum();
            assert_eq!(set, count * width as usize);
        }
    }

    /// Text of the families' files around one RAM with these contents.
    fn texts(random: &mut XorShift32) -> [(&'static dyn Family, String); 3] {
        let mut digits = |count: usize, radix: u32| -> String {
            (0..count).filter_map(|_| char::from_digit(random.next_u32() >> 8 & (radix - 1), radix)).collect()
        };
        let ice40: String = (0..16).map(|_| digits(64, 16) + "\n").collect();
        let word = |digits: &mut dyn FnMut(usize, u32) -> String| digits(1, 2) + &digits(2, 16);
        let ecp5: String = (0..256).map(|_| (0..8).map(|_| word(&mut digits)).collect::<Vec<_>>().join(" ") + "\n").collect();
        let gowin: String = (0..64).rev().map(|row| format!("            \"INIT_RAM_{row:02X}\": \"{}\",\n", digits(288, 2))).collect();
        [
            (&Ice40, format!(".ramb_tile 6 7\n0\n\n.ram_data 6 7\n{ice40}\n.sym 1 clk\n")),
            (&Ecp5, format!(".tile X\nenum: A B\n\n.bram_init 3\n{ecp5}\n.tile_group Y\n")),
            (&Gowin, format!("\"parameters\": {{\n{gowin}            \"BIT_WIDTH_0\": \"1\"\n}}\n")),
        ]
    }

    #[test]
    fn contents_are_read_and_written_alike() {
        for (family, text) in texts(&mut XorShift32::new(1)) {
            let mut seen = Vec::new();
            let same = family.exchange(&text, &mut |bits| {
                seen.push(bits.clone());
                Some(bits.clone())
            });
            assert!(same == text && seen.len() == 1 && !seen[0].is_zero(), "{text}");
            let left = family.exchange(&text, &mut |_| None);
            assert_eq!(left, text);
            let mut other = Bits::zeros(family.layout().bits);
            other.set(77);
            let changed = family.exchange(&text, &mut |_| Some(other.clone()));
            family.exchange(&changed, &mut |bits| {
                assert_eq!(*bits, other);
                None
            });
        }
    }
}
