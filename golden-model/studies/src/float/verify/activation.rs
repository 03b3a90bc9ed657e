//! Kind `loss_on_activation`: the local loss of a given activation, in 64 and in 32 bits.

use super::compare::{Comparison, DOUBLE, Precision, SINGLE, Scale};
use super::describe::{local_loss, pool, recorded_basis, waveform};
use super::reader::Node;
use crate::float::loss::LossTrace;
use crate::float::{Pool, Shape};
use entrain_model::codes::frequencies;
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;

/// Recomputes the file.
pub fn verify(file: &Node, comparison: &mut Comparison) -> Result<()> {
    let case = Case::read(file)?;
    let (classes, rows) = (file.get("n_classes")?.count()?, file.get("basis_rows")?.count()?);
    let size = (rows, case.pool.outputs());
    let listed = file.get("frequencies_float64")?;
    listed.matrix(1, rows)?;
    comparison.relative("frequencies_float64", &DMatrix::from_row_slice(1, rows, &frequencies(rows)), &listed, Scale::Sample, DOUBLE)?;

    let recorded = file.get("float64")?;
    let basis = recorded_basis(comparison, "basis_used", waveform(file)?, &recorded.get("basis_used")?, size)?;
    let local = local_loss(file, basis.clone(), classes, file, "modulation")?;
    let pooled = case.pool.forward(&case.h);
    let trace = local.evaluate(&pooled, &case.labels).map_err(|error| file.because(&error))?;
    compare_loss(comparison, &recorded, &pooled, &trace)?;
    compare_gradients(comparison, "", &recorded, &case.pool, &trace, DOUBLE)?;

    let native = file.get("float32_native")?;
    let native_basis = native.get("basis_used")?.matrix(size.0, size.1)?;
    compare_bases(comparison, file, &basis, &native_basis)?;
    let local = local_loss(file, native_basis, classes, file, "modulation")?;
    let trace = local.evaluate(&pooled, &case.labels).map_err(|error| file.because(&error))?;
    comparison.relative("float32_native.s", &trace.projection, &native.get("s")?, Scale::Sample, SINGLE)?;
    comparison.loss("float32_native.loss", trace.loss, &native.get("loss")?, SINGLE)?;
    compare_gradients(comparison, "float32_native.", &native, &case.pool, &trace, SINGLE)
}

struct Case {
    h: DMatrix<f64>,
    labels: Vec<usize>,
    pool: Pool,
}

impl Case {
    fn read(file: &Node) -> Result<Case> {
        let (activation, labels) = (file.get("h")?, file.get("labels")?.counts()?);
        let is_map = activation.tensor()?.shape.len() == 4;
        let (h, shape) = activation.ranked(if is_map { 4 } else { 2 })?;
        let shape = match shape[..] {
            [_, channels, height, width] => Shape { channels, height, width },
            _ => Shape::vector(h.ncols()),
        };
        Ok(Case { pool: pool(file, shape, is_map)?, h, labels })
    }
}

/// Everything from the pooled activation to its gradient, at the keys of `recorded`.
pub fn compare_loss(comparison: &mut Comparison, recorded: &Node, pooled: &DMatrix<f64>, trace: &LossTrace) -> Result<()> {
    let values = [
        ("pooled", pooled),
        ("pooled_norm", &trace.norm),
        ("l", &trace.direction),
        ("s", &trace.projection),
        ("logits", &trace.logits),
        ("p", &trace.probabilities),
    ];
    for (key, ours) in values {
        comparison.relative(key, ours, &recorded.get(key)?, Scale::Sample, DOUBLE)?;
    }
    comparison.loss("loss", trace.loss, &recorded.get("loss")?, DOUBLE)?;
    let gradients =
        [("dL_dlogits", &trace.d_logits), ("dL_ds", &trace.d_projection), ("dL_dl", &trace.d_direction), ("dL_dpooled", &trace.d_pooled)];
    for (key, ours) in gradients {
        comparison.relative(key, ours, &recorded.get(key)?, Scale::SampleGradient(&trace.d_logits), DOUBLE)?;
    }
    Ok(())
}

/// dL_dh, and dL_dmodulation where there is one.
fn compare_gradients(
    comparison: &mut Comparison,
    prefix: &str,
    recorded: &Node,
    pool: &Pool,
    trace: &LossTrace,
    precision: Precision,
) -> Result<()> {
    let d_h = pool.transpose(&trace.d_pooled);
    comparison.relative(&format!("{prefix}dL_dh"), &d_h, &recorded.get("dL_dh")?, Scale::SampleGradient(&trace.d_logits), precision)?;
    if let Some(ours) = &trace.d_modulation {
        let theirs = recorded.get("dL_dmodulation")?;
        comparison.relative(&format!("{prefix}dL_dmodulation"), ours, &theirs, Scale::ArrayGradient(&trace.d_logits), precision)?;
    }
    Ok(())
}

/// What the file says about the distance of its two recorded bases: the largest one of the sine, and where signs differ.
fn compare_bases(comparison: &mut Comparison, file: &Node, double: &DMatrix<f64>, single: &DMatrix<f64>) -> Result<()> {
    if waveform(file)? == crate::float::Waveform::Cosine {
        let listed = file.get("float32_sine_max_abs_error")?.number()?;
        comparison.record("float32_sine_max_abs_error (absolute)", ((double - single).amax() - listed).abs(), 1e-9);
    }
    let mut listed = Vec::new();
    for place in file.get("float32_sign_differs_at")?.items()? {
        match place.counts()?[..] {
            [row, column] if row < double.nrows() && column < double.ncols() => listed.push((row, column)),
            _ => return Err(place.wrong("is not a [row, column] of the basis")),
        }
    }
    let sign = |value: f64| if value == 0.0 { 0.0 } else { value.signum() };
    let places = (0..double.nrows()).flat_map(|row| (0..double.ncols()).map(move |column| (row, column)));
    let wrong = places.filter(|&place| (sign(double[place]) != sign(single[place])) != listed.contains(&place)).count();
    comparison.record("float32_sign_differs_at (signs)", wrong as f64, 0.0);
    Ok(())
}
