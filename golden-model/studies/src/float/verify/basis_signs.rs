//! Kind `basis_signs`: the signs of the square basis, exactly.
//!
//! For each size the recorded signs (120-bit arithmetic) are compared with the sign of the 64-bit sine and with an
//! integer phase accumulator, once of the width that is certain to do and once of the published width, where one is
//! published: 20 bits for C = 10 to n = 512, 24 to n = 2048, 32 for C = 100 to n = 2048.
//! What the authors' code gives in 32 bits depends on the machine and is not compared.

use super::compare::Comparison;
use super::reader::Node;
use crate::float::basis::{Waveform, basis, phase_basis, phase_bits, rounding, smallest_sine};
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;

/// Recomputes the file.
pub fn verify(file: &Node, comparison: &mut Comparison) -> Result<()> {
    let items = file.get("items")?;
    let list = items.items()?;
    list.iter().try_for_each(|item| verify_item(item, comparison))?;
    if list.is_empty() { Err(items.wrong("is an empty list")) } else { Ok(()) }
}

fn verify_item(item: &Node, comparison: &mut Comparison) -> Result<()> {
    let (rows, columns) = (item.get("n_classes")?.count()?, item.get("n")?.count()?);
    let signs = recorded_signs(&item.get("exact_signs")?, rows, columns)?;
    let mut by_sine = basis(Waveform::Square, rows, columns);
    for place in item.get("float64_sign_differs_at")?.items()? {
        match place.counts()?[..] {
            [row, column] if row < rows && column < columns => by_sine[(row, column)] *= -1.0,
            _ => return Err(place.wrong("is not a [row, column] of the basis")),
        }
    }
    let size = format!("exact_signs C={rows} n={columns}");
    let differing = |ours: &DMatrix<f64>| ours.iter().zip(signs.iter()).filter(|(ours, theirs)| ours != theirs).count() as f64;
    comparison.record(&format!("{size}, 64-bit sine (signs)"), differing(&by_sine), 0.0);
    let published = match (rows, columns) {
        (10, ..=512) => Some(20),
        (10, ..=2048) => Some(24),
        (100, ..=2048) => Some(32),
        _ => None,
    };
    for bits in [Some(phase_bits(rows, columns)), published].into_iter().flatten() {
        comparison.record(&format!("{size}, {bits}-bit phase (signs)"), differing(&phase_basis(rows, columns, bits)), 0.0);
    }
    let smallest = (smallest_sine(rows, columns) - item.get("min_abs_sine_for_t_ge_1")?.number()?).abs();
    comparison.record(&format!("min_abs_sine_for_t_ge_1 C={rows} n={columns} (absolute)"), smallest, rounding(columns).max(1e-9));
    Ok(())
}

/// Strings of 0, + and -, one a row, as 0, 1 and -1.
fn recorded_signs(node: &Node, rows: usize, columns: usize) -> Result<DMatrix<f64>> {
    let list = node.items()?;
    if list.is_empty() || list.len() != rows {
        return Err(node.wrong(format!("has {} rows, n_classes is {rows}", list.len())));
    }
    let mut values = Vec::new();
    for row in &list {
        let text = row.text()?;
        if text.is_empty() || text.len() != columns {
            return Err(row.wrong(format!("has {} signs, n is {columns}", text.len())));
        }
        for sign in text.chars() {
            values.push(match sign {
                '0' => 0.0,
                '+' => 1.0,
                '-' => -1.0,
                other => return Err(row.wrong(format!("has '{other}' for a sign"))),
            });
        }
    }
    if values.len() != rows * columns {
        return Err(node.wrong("has signs that are not 0, + or -"));
    }
    Ok(DMatrix::from_row_slice(rows, columns, &values))
}
