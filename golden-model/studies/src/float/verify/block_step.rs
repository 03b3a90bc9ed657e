//! Kind `block_step`: one layer, trained for one or more steps.

use super::activation::compare_loss;
use super::compare::{Comparison, DOUBLE, Scale};
use super::describe::{BlockKind, local_loss, optimiser, pool, recorded_basis, waveform};
use super::reader::Node;
use crate::float::layer::LayerTrace;
use crate::float::{LocalLayer, Optimiser};
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;

/// Recomputes the file.
pub fn verify(file: &Node, comparison: &mut Comparison) -> Result<()> {
    let kind = BlockKind::read(file)?;
    let steps = file.get("steps")?;
    let list = steps.items()?;
    let first = list.first().ok_or_else(|| steps.wrong("is an empty list"))?;
    let mut layer = read_layer(file, &kind, first, comparison)?;
    let names = kind.parameter_names("", &layer);
    for (index, step) in list.iter().enumerate() {
        let before = step.get("params_before")?;
        if index > 0 {
            compare_parameters(comparison, "params_before", &names, &layer.parameters(), &before)?;
            let recorded: Result<Vec<_>> =
                names.iter().zip(layer.parameters()).map(|(name, ours)| before.get(name)?.matrix(ours.nrows(), ours.ncols())).collect();
            layer.set_parameters(&recorded?).map_err(|error| before.because(&error))?;
        }
        let x = step.get("x")?;
        let (input, _) = x.ranked(kind.rank())?;
        let trace = layer.evaluate(&input, &step.get("labels")?.counts()?).map_err(|error| step.because(&error))?;
        compare_stages(comparison, &kind, step, &trace)?;
        compare_loss(comparison, step, &trace.pooled, &trace.loss)?;
        let gradients = compare_parameter_gradients(comparison, &kind, &names, step, &trace)?;
        layer.apply(&gradients).map_err(|error| step.because(&error))?;
        compare_state(comparison, &kind, &names, step, &layer)?;
    }
    if let Optimiser::ScheduleFree(_) = layer.optimiser() {
        let averaged = layer.averaged();
        compare_parameters(comparison, "params_eval_mode", &names, &averaged.iter().collect::<Vec<_>>(), &file.get("params_eval_mode")?)?;
    }
    Ok(())
}

/// The layer as it stands before the first step.
fn read_layer(file: &Node, kind: &BlockKind, first: &Node, comparison: &mut Comparison) -> Result<LocalLayer> {
    let (parameters, (_, shape)) = (first.get("params_before")?, first.get("x")?.ranked(kind.rank())?);
    let block = kind.block(file, &parameters, "", &shape)?;
    let pool = pool(file, block.output(), kind.rank() == 4)?;
    let (classes, rows) = (file.get("n_classes")?.count()?, file.get("basis_rows")?.count()?);
    let size = (rows, pool.outputs());
    let basis = recorded_basis(comparison, "basis_used", waveform(file)?, &first.get("basis_used")?, size)?;
    let loss = local_loss(file, basis, classes, &parameters, "feedback")?;
    LocalLayer::new(block, pool, loss, optimiser(file)?).map_err(|error| file.because(&error))
}

/// Outputs of the block's stages and the derivatives to them.
fn compare_stages(comparison: &mut Comparison, kind: &BlockKind, step: &Node, trace: &LayerTrace) -> Result<()> {
    let (outputs, gradients) = (step.get("block_stages")?, step.get("stage_grads")?);
    let d_logits = &trace.loss.d_logits;
    // Batch norm mixes the samples' gradients, so in front of it they have one common scale.
    let scale = if kind.norm.is_some() { Scale::ArrayGradient(d_logits) } else { Scale::SampleGradient(d_logits) };
    let mut stages = vec![(kind.linear, &trace.forward.linear, &trace.backward.linear, scale)];
    let norm = kind.norm.zip(trace.forward.normalised.as_ref()).zip(trace.backward.normalised.as_ref());
    stages.extend(norm.map(|((name, output), gradient)| (name, output, gradient, Scale::SampleGradient(d_logits))));
    stages.push((kind.nonlinearity, &trace.forward.output, &trace.d_output, Scale::SampleGradient(d_logits)));
    for (name, output, gradient, scale) in stages {
        comparison.relative(&format!("block_stages.{name}"), output, &outputs.get(name)?, Scale::Sample, DOUBLE)?;
        comparison.relative(&format!("stage_grads.{name}"), gradient, &gradients.get(name)?, scale, DOUBLE)?;
    }
    comparison.relative("block_output", &trace.forward.output, &step.get("block_output")?, Scale::Sample, DOUBLE)
}

/// Derivatives to the parameters; gives them for the update, that of a bias in front of batch norm as recorded.
fn compare_parameter_gradients(
    comparison: &mut Comparison,
    kind: &BlockKind,
    names: &[String],
    step: &Node,
    trace: &LayerTrace,
) -> Result<Vec<DMatrix<f64>>> {
    let recorded = step.get("grads")?;
    let mut gradients = trace.gradients();
    let noise = kind.norm.map(|_| format!("block.{}.bias", kind.linear));
    for (name, ours) in names.iter().zip(&mut gradients) {
        let (key, theirs) = (format!("grads.{name}"), recorded.get(name)?);
        if noise.as_ref() == Some(name) {
            *ours = comparison.absolute(&key, ours, &theirs, 1e-9)?;
        } else {
            comparison.relative(&key, ours, &theirs, Scale::ArrayGradient(&trace.loss.d_logits), DOUBLE)?;
        }
    }
    Ok(gradients)
}

/// Parameters, optimiser state and running statistics after the update.
fn compare_state(comparison: &mut Comparison, kind: &BlockKind, names: &[String], step: &Node, layer: &LocalLayer) -> Result<()> {
    compare_parameters(comparison, "params_after", names, &layer.parameters(), &step.get("params_after")?)?;
    if let Optimiser::ScheduleFree(state) = layer.optimiser() {
        let states = [("schedulefree_z_after", state.z()), ("schedulefree_exp_avg_sq_after", state.mean_square())];
        for (key, values) in states {
            compare_parameters(comparison, key, names, &values.iter().collect::<Vec<_>>(), &step.get(key)?)?;
        }
    }
    if let Some((stage, norm)) = kind.norm.zip(layer.block().norm()) {
        let names = ["running_mean", "running_var"].map(|part| format!("block.{stage}.{part}"));
        let running = [&norm.running_mean, &norm.running_variance];
        compare_parameters(comparison, "batchnorm_running_after", &names, &running, &step.get("batchnorm_running_after")?)?;
    }
    Ok(())
}

/// Compares every parameter with the entry of its name; the quantity is `group`.NAME.
pub fn compare_parameters(
    comparison: &mut Comparison,
    group: &str,
    names: &[String],
    ours: &[&DMatrix<f64>],
    recorded: &Node,
) -> Result<()> {
    let mut pairs = names.iter().zip(ours);
    pairs.try_for_each(|(name, ours)| comparison.relative(&format!("{group}.{name}"), ours, &recorded.get(name)?, Scale::Array, DOUBLE))
}
