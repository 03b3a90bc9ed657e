//! SHA-256, as it is used for checkpoints, build ids, caches and logs.

use sha2::{Digest, Sha256};

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

/// A SHA-256 over `parts`, each behind its length, so that no two lists of parts are one text; more may follow.
pub fn over(parts: impl IntoIterator<Item = impl AsRef<str>>) -> Sha256 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.as_ref().len() as u64).to_le_bytes());
        hasher.update(part.as_ref());
    }
    hasher
}

/// The first 32 bits of a SHA-256.
pub fn first_word(digest: &[u8]) -> u32 {
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

/// The first 32 bits of `over` the parts.
pub fn number(parts: impl IntoIterator<Item = impl AsRef<str>>) -> u32 {
    first_word(&over(parts).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_standards_and_parts_do_not_run_together() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(first_word(&Sha256::digest("abc")), 0xba78_16bf);
        assert_ne!(over(["ab", "c"]).finalize(), over(["a", "bc"]).finalize());
    }
}
