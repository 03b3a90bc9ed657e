//! A line of bytes to a board.

use entrain_model::Result;

/// A line of bytes. It may lose, change or double them: `Link` sees to that.
pub trait Line {
    /// Sends bytes.
    ///
    /// # Errors
    /// The line is gone.
    fn send(&mut self, bytes: &[u8]) -> Result<()>;

    /// What comes next; nothing if the line was silent for as long as a board may take to answer.
    ///
    /// # Errors
    /// The line is gone.
    fn receive(&mut self) -> Result<Vec<u8>>;
}

impl<L: Line + ?Sized> Line for Box<L> {
    fn send(&mut self, bytes: &[u8]) -> Result<()> {
        (**self).send(bytes)
    }

    fn receive(&mut self) -> Result<Vec<u8>> {
        (**self).receive()
    }
}
