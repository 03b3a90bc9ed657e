//! The checksum.

/// What the register holds after a frame with its own CRC at the end.
pub const RESIDUE: u16 = 0xf0b8;

/// CRC-16/X-25, the frame check sequence of RFC 1662: polynomial 1021 reflected, start ffff, inverted at the end.
///
/// Finds every burst of up to 16 bits, and any two or odd number of wrong bits in frames of up to 4 KB.
pub fn crc16(bytes: &[u8]) -> u16 {
    !register(bytes)
}

/// The register before the inversion.
pub(crate) fn register(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc, &byte| (0..8).fold(crc ^ byte as u16, |crc, _| if crc & 1 != 0 { crc >> 1 ^ 0x8408 } else { crc >> 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_published_check_value() {
        assert_eq!(crc16(b"123456789"), 0x906e);
    }

    #[test]
    fn a_frame_with_its_crc_leaves_the_residue() {
        let mut bytes = b"anything".to_vec();
        bytes.extend(crc16(&bytes).to_le_bytes());
        assert_eq!(register(&bytes), RESIDUE);
    }
}
