//! Binary numbers and words of array files.

/// What the bytes of a number mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Unsigned,
    Signed,
    Float,
    /// Words of bytes, padded with zeros.
    Bytes,
    /// Words of characters of four bytes each, padded with zeros.
    Characters,
}

impl Kind {
    /// Whether there are words instead of numbers.
    pub fn is_text(self) -> bool {
        matches!(self, Kind::Bytes | Kind::Characters)
    }
}

/// The type of the numbers of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub kind: Kind,
    /// Bytes: 1, 2, 4 or 8; a float has 2 or more, a word any number.
    pub size: usize,
    /// Most significant byte first.
    pub big_endian: bool,
}

impl Number {
    /// The number that `size` bytes stand for; integers beyond 2^53 are rounded.
    pub fn decode(self, bytes: &[u8]) -> f64 {
        let join = |bits: u64, byte: &u8| bits << 8 | *byte as u64;
        let bits = if self.big_endian { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) };
        match (self.kind, self.size) {
            (Kind::Unsigned, _) => bits as f64,
            (Kind::Signed, size) => {
                let unused = 64 - 8 * size as u32;
                ((bits << unused) as i64 >> unused) as f64
            }
            (Kind::Float, 2) => half(bits as u16),
            (Kind::Float, 4) => f32::from_bits(bits as u32) as f64,
            (Kind::Float, _) => f64::from_bits(bits),
            (Kind::Bytes | Kind::Characters, _) => f64::NAN,
        }
    }

    /// The word that `size` bytes stand for; what is no character becomes one that says so.
    pub fn text(self, bytes: &[u8]) -> String {
        match self.kind {
            Kind::Characters => {
                let code = |bytes: &[u8]| {
                    let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
                    let code = if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                };
                bytes.chunks_exact(4).map(code).collect::<String>().trim_end_matches('\0').to_string()
            }
            _ => String::from_utf8_lossy(bytes).trim_end_matches('\0').to_string(),
        }
    }

    /// The type in words.
    pub fn words(self) -> String {
        let bits = 8 * self.size;
        match self.kind {
            Kind::Unsigned => format!("whole numbers of {bits} bits"),
            Kind::Signed => format!("whole numbers of {bits} bits with a sign"),
            Kind::Float => format!("floats of {bits} bits"),
            Kind::Bytes | Kind::Characters => "words".into(),
        }
    }
}

/// A 16-bit float: sign, 5 bits of exponent, 10 of fraction.
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (bits >> 10 & 31, (bits & 1023) as f64 / 1024.0);
    let size = match exponent {
        0 => fraction * 2f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction) * 2f64.powi(exponent as i32 - 15),
    };
    if bits >> 15 == 1 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_decoded() {
        let number = |kind, size, big_endian| Number { kind, size, big_endian };
        assert_eq!(number(Kind::Unsigned, 1, false).decode(&[200]), 200.0);
        assert_eq!(number(Kind::Signed, 1, false).decode(&[200]), -56.0);
        assert_eq!(number(Kind::Signed, 2, true).decode(&(-300i16).to_be_bytes()), -300.0);
        assert_eq!(number(Kind::Signed, 8, false).decode(&(-7i64).to_le_bytes()), -7.0);
        assert_eq!(number(Kind::Unsigned, 8, false).decode(&u64::MAX.to_le_bytes()), u64::MAX as f64);
        assert_eq!(number(Kind::Float, 4, true).decode(&1.5f32.to_be_bytes()), 1.5);
        assert_eq!(number(Kind::Float, 8, false).decode(&(-0.1f64).to_le_bytes()), -0.1);
    }

    #[test]
    fn words_are_decoded() {
        let word = |kind, big_endian, bytes: &[u8]| Number { kind, size: bytes.len(), big_endian }.text(bytes);
        assert_eq!(word(Kind::Bytes, false, b"ab\0\0"), "ab");
        assert_eq!(word(Kind::Characters, false, &[b'a', 0, 0, 0, 0xb5, 0, 0, 0, 0, 0, 0, 0]), "a\u{b5}");
        assert_eq!(word(Kind::Characters, true, &[0, 0, 0, b'a']), "a");
    }

    #[test]
    fn half_floats_are_decoded() {
        // numpy.float16 of 1, -2.5, the largest, the smallest and 0.
        let cases = [(0x3c00, 1.0), (0xc100, -2.5), (0x7bff, 65504.0), (0x0001, 5.960464477539063e-8), (0, 0.0)];
        for (bits, value) in cases {
            assert_eq!(half(bits), value);
        }
        assert!(half(0x7c00).is_infinite() && half(0x7e00).is_nan());
    }
}
