//! `training.augment`: how training samples are varied.

use super::Input;
use super::raw::AugmentTable;
use super::validate::Checker;
use crate::diagnostic::Result;
use serde::{Deserialize, Serialize};

/// Samples are moved along the axes of their shape, at random each time that they are learned; see `crate::augment`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Augment {
    /// Extent of each axis: the input's shape.
    pub shape: Vec<usize>,
    /// Farthest move along each axis, 0 for none.
    pub shift: Vec<usize>,
}

pub(super) fn augment(check: &Checker, table: &AugmentTable, input: &Input) -> Result<Augment> {
    let numbers = table.shift.get_ref();
    if numbers.len() != input.shape.len() {
        let (given, axes) = (numbers.len(), input.shape.len());
        let message = format!("augment.shift is for {given} axes, the input's shape has {axes}");
        let help = format!("for the shape {:?} that would be shift = {:?}", input.shape, vec![1; axes]);
        return Err(check.error(message, table.shift.span(), "one number an axis, 0 for axes that stay").help(help));
    }
    let moves = numbers.iter().zip(&input.shape);
    let shift = moves.map(|(number, &extent)| Ok(check.integer("augment.shift", number, 0..=extent as i64 - 1)? as usize));
    Ok(Augment { shape: input.shape.clone(), shift: shift.collect::<Result<_>>()? })
}
