//! The outputs of a cell as the simulation at the gates takes them: what they compute, and when.

use super::design::{Design, NONE};
use super::expression::Truth;
use entrain_model::{Diagnostic, Result};

/// A delay longer than this is one of a table read far past its end; picoseconds.
const LONGEST: f64 = 1e6;
/// An output of a cell.
pub(super) struct Output {
    pub net: u32,
    pub pin: u8,
    pub function: Truth,
    /// Delay from each pin, rising and falling, picoseconds.
    pub delays: Vec<[u32; 2]>,
}

/// The outputs of a cell, with their functions and delays; `place` says which cell it is.
pub(super) fn of_instance(design: &Design, index: usize, place: &dyn Fn() -> String) -> Result<Vec<Output>> {
    let (instance, cell) = (&design.instances[index], design.cell(index));
    let mut outputs = Vec::new();
    for (pin, &net) in instance.pins.iter().enumerate().filter(|(pin, net)| cell.pins[*pin].output && **net != NONE) {
        let function = cell.pins[pin].function.clone();
        let function =
            function.ok_or_else(|| Diagnostic::new(format!("{}: the library has no function of {}", place(), cell.pins[pin].name)))?;
        let delay = |from: usize, edge: usize| {
            let seconds = if instance.pins[from] == NONE { None } else { design.delay(index, from, pin, edge) };
            (seconds.unwrap_or(0.0) * 1e12).clamp(1.0, LONGEST) as u32
        };
        let delays = (0..cell.pins.len()).map(|from| [delay(from, 0), delay(from, 1)]).collect();
        outputs.push(Output { net, pin: pin as u8, function, delays });
    }
    Ok(outputs)
}
