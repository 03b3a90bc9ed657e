//! A file of rows, opened as what it is: a workbook or a text.

use super::lines::Lines;
use super::open::{Bytes, Peeked};
use super::records::{Look, Opened};
use super::text::{Text, recognise};
use super::{foreign, separator, workbook};
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::Reading;

/// Bytes of the longest byte order mark.
const MARK: usize = 3;

/// Finds out what `bytes` are: a workbook or a text, its encoding and its separator.
///
/// # Errors
/// A format that is not read, an empty file, bytes that are no text.
pub(super) fn open(name: &str, bytes: Bytes, reading: &Reading, look: Look) -> Result<Opened> {
    let bytes = Peeked::new(bytes, look.bytes);
    if workbook::is_one(bytes.head()) {
        return workbook::open(name, bytes, reading.sheet.as_deref());
    }
    foreign::refuse(name, bytes.head())?;
    let recognised = recognise(bytes.head());
    let Some(encoding) = reading.encoding.or(recognised) else {
        let message = format!("{name} is neither text nor an array: it has zero bytes");
        return Err(Diagnostic::new(message).help("a table is expected here: CSV, .xlsx, or NPY and IDX with their own keys"));
    };
    // A byte order mark is no text; who waits for more than there is waits for ever.
    let count = look.bytes.saturating_sub(MARK);
    let text = Peeked::new(Text::new(Box::new(bytes), encoding), count);
    let head = String::from_utf8_lossy(text.head()).into_owned();
    let whole = head.rfind('\n').filter(|_| text.head().len() == count).map_or(head.as_str(), |end| &head[..end]);
    foreign::refuse(name, head.as_bytes())?;
    let comment = reading.comment.as_deref().unwrap_or("#");
    let separator = reading.separator.unwrap_or_else(|| separator::recognise(whole, comment));
    let words = vec![format!("columns separated by {}", separator.name()), encoding.name().to_string()];
    let by_commas = separator == entrain_model::network::Separator::Comma;
    Ok(Opened { records: Box::new(Lines::new(name.into(), Box::new(text), separator, comment)), words, by_commas })
}
