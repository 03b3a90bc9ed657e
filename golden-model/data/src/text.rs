//! Text of any encoding and any ends of lines, as UTF-8 with \n.

use super::open::Bytes;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, Read};

const BLOCK: usize = 1 << 14;

/// The encoding of a text of which `head` are the first bytes; none if it is no text.
pub(super) fn recognise(head: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return Some(encoding);
    }
    let even = head.iter().step_by(2).filter(|&&byte| byte == 0).count();
    let odd = head.iter().skip(1).step_by(2).filter(|&&byte| byte == 0).count();
    // Digits and commas in UTF-16 have a zero in every second byte.
    match (even * 4 >= head.len(), odd * 4 >= head.len()) {
        (false, true) if even == 0 && odd > 0 => return Some(UTF_16LE),
        (true, false) if odd == 0 && even > 0 => return Some(UTF_16BE),
        _ if even + odd > 0 => return None,
        _ => {}
    }
    match std::str::from_utf8(head) {
        Ok(_) => Some(UTF_8),
        // The head may end within a character.
        Err(error) if error.error_len().is_none() => Some(UTF_8),
        Err(_) => Some(WINDOWS_1252),
    }
}

/// What an error of reading contains if the bytes are not of the encoding.
#[derive(Debug)]
pub(super) struct Malformed(pub &'static Encoding);

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "this is not {} text", self.0.name())
    }
}

impl std::error::Error for Malformed {}

/// Decodes while it is read.
pub(super) struct Text {
    bytes: Bytes,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Bytes of `raw` that the decoder has not taken.
    left: std::ops::Range<usize>,
    ready: Vec<u8>,
    given: usize,
    /// The last character was \r, for which a \n has been given.
    returned: bool,
    ended: bool,
    malformed: bool,
}

impl Text {
    /// The text of `bytes`; a byte order mark is left out.
    pub fn new(bytes: Bytes, encoding: &'static Encoding) -> Text {
        Text {
            bytes,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; BLOCK],
            left: 0..0,
            ready: Vec::new(),
            given: 0,
            returned: false,
            ended: false,
            malformed: false,
        }
    }

    /// Decodes the next block.
    fn refill(&mut self) -> io::Result<()> {
        if self.malformed {
            return Err(io::Error::new(io::ErrorKind::InvalidData, Malformed(self.decoder.encoding())));
        }
        if self.left.is_empty() {
            let count = self.bytes.read(&mut self.raw)?;
            self.left = 0..count;
            self.ended = count == 0;
        }
        let mut text = vec![0; self.decoder.max_utf8_buffer_length_without_replacement(self.left.len()).unwrap_or(4 * BLOCK).max(16)];
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(&self.raw[self.left.clone()], &mut text, self.ended);
        self.left.start += read;
        self.malformed = matches!(result, DecoderResult::Malformed(..));
        text.truncate(written);
        self.ready = self.line_ends(text);
        self.given = 0;
        Ok(())
    }

    /// \r and \r\n become \n.
    fn line_ends(&mut self, text: Vec<u8>) -> Vec<u8> {
        if !self.returned && !text.contains(&b'\r') {
            return text;
        }
        let mut lines = Vec::with_capacity(text.len());
        for byte in text {
            let returned = std::mem::replace(&mut self.returned, byte == b'\r');
            match byte {
                b'\n' if returned => {}
                b'\r' => lines.push(b'\n'),
                _ => lines.push(byte),
            }
        }
        lines
    }
}

impl Read for Text {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && (!self.ended || self.malformed) {
            self.refill()?;
        }
        let count = (&self.ready[self.given..]).read(into)?;
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        let encoding = recognise(bytes).unwrap_or(UTF_8);
        let mut text = String::new();
        Text::new(Box::new(std::io::Cursor::new(bytes.to_vec())), encoding).read_to_string(&mut text).expect("good text");
        text
    }

    #[test]
    fn encodings_are_recognised() {
        let wide = |order: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        assert_eq!(text(b"a,b\n1,2\n"), "a,b\n1,2\n");
        assert_eq!(text("\u{feff}a,\u{b5}g\n".as_bytes()), "a,\u{b5}g\n");
        assert_eq!(text(&wide(u16::to_le_bytes, "\u{feff}a,b\n1,2\n")), "a,b\n1,2\n");
        assert_eq!(text(&wide(u16::to_be_bytes, "\u{feff}a,b\n")), "a,b\n");
        assert_eq!(text(&wide(u16::to_le_bytes, "a,b\n1,2\n")), "a,b\n1,2\n");
        assert_eq!(text(&wide(u16::to_be_bytes, "a,b\n1,2\n")), "a,b\n1,2\n");
        assert_eq!(text(b"T (\xb0C),b\n1,2\n"), "T (\u{b0}C),b\n1,2\n");
        assert_eq!(recognise(b"a\x00\x00\x00b\x01"), None);
    }

    #[test]
    fn line_ends_become_one_kind_across_blocks() {
        let long = "12345,\r\n".repeat(5000) + "1\r2\r\n\n3";
        assert_eq!(text(long.as_bytes()), "12345,\n".repeat(5000) + "1\n2\n\n3");
    }

    #[test]
    fn what_is_not_of_the_encoding_is_an_error_in_its_place() {
        let mut text = Text::new(Box::new(&b"abc\n\xff"[..]), UTF_8);
        let mut read = Vec::new();
        let error = text.read_to_end(&mut read).expect_err("not UTF-8");
        assert_eq!((read.as_slice(), error.to_string().as_str()), (&b"abc\n"[..], "this is not UTF-8 text"));
    }
}
