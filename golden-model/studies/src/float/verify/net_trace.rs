//! Kind `net_trace`: a whole net, trained online; only its start is taken from the file.

use super::block_step::compare_parameters;
use super::compare::{Comparison, DOUBLE, Scale};
use super::describe::{BlockKind, local_loss, optimiser, recorded_basis, waveform};
use super::reader::Node;
use crate::float::network::{Classifier, Network, NetworkTrace};
use crate::float::{LocalLayer, Pool};
use entrain_model::diagnostic::Result;

/// Recomputes the file.
pub fn verify(file: &Node, comparison: &mut Comparison) -> Result<()> {
    let kind = BlockKind::read(file)?;
    let mut network = read_network(file, &kind, comparison)?;
    let steps = file.get("steps")?;
    let list = steps.items()?;
    for (index, step) in list.iter().enumerate() {
        let (x, _) = step.get("x")?.ranked(2)?;
        let trace = network.step(&x, &step.get("labels")?.counts()?).map_err(|error| step.because(&error))?;
        compare_activations(comparison, step, &trace)?;
        let required = index == 0 || index + 1 == list.len();
        if let Some(after) = if required { Some(step.get("params_after")?) } else { step.find("params_after") } {
            for (layer, prefix) in network.layers().iter().zip(1..) {
                let names = kind.parameter_names(&format!("layer{prefix}."), layer);
                compare_parameters(comparison, "params_after", &names, &layer.parameters(), &after)?;
            }
            let names = ["out.weight", "out.bias"].map(String::from);
            compare_parameters(comparison, "params_after", &names, &network.classifier().parameters(), &after)?;
        }
    }
    if list.is_empty() { Err(steps.wrong("is an empty list")) } else { Ok(()) }
}

/// The net before the first step.
fn read_network(file: &Node, kind: &BlockKind, comparison: &mut Comparison) -> Result<Network> {
    let (dims, parameters) = (file.get("dims")?, file.get("params_init")?);
    let widths = dims.counts()?;
    let [hidden @ .., classes] = widths.as_slice() else { return Err(dims.wrong("is an empty list")) };
    let recorded = file.get("basis_per_layer")?;
    let bases = recorded.items()?;
    if kind.rank() != 2 || hidden.is_empty() || bases.len() + 1 != hidden.len() {
        return Err(recorded.wrong(format!("has {} entries, dims has {} widths; a net is of linear blocks", bases.len(), widths.len())));
    }
    let mut layers = Vec::new();
    for (index, (width, node)) in hidden.windows(2).zip(&bases).enumerate() {
        let prefix = format!("layer{}.", index + 1);
        let block = kind.block(file, &parameters, &prefix, &[1, width[0]])?;
        let (inputs, outputs) = (block.input().features(), block.output().features());
        if [inputs, outputs] != width {
            return Err(dims.wrong(format!(
                "gives layer {} as {} to {}, its weights are {inputs} to {outputs}",
                index + 1,
                width[0],
                width[1]
            )));
        }
        let rows = node.items()?.len();
        let name = format!("basis_per_layer[{index}]");
        let basis = recorded_basis(comparison, &name, waveform(file)?, node, (rows, outputs))?;
        let loss = local_loss(file, basis, *classes, &parameters, &format!("{prefix}feedback"))?;
        let pool = Pool::identity(outputs).map_err(|error| dims.because(&error))?;
        layers.push(LocalLayer::new(block, pool, loss, optimiser(file)?).map_err(|error| node.because(&error))?);
    }
    let inputs = hidden.last().copied().unwrap_or(0);
    let weight = parameters.get("out.weight")?;
    let classifier = Classifier::new(weight.matrix(*classes, inputs)?, parameters.get("out.bias")?.matrix(1, *classes)?, optimiser(file)?);
    let classifier = classifier.map_err(|error| weight.because(&error))?;
    Network::new(layers, classifier).map_err(|error| dims.because(&error))
}

/// Hidden layers and output of one step.
fn compare_activations(comparison: &mut Comparison, step: &Node, trace: &NetworkTrace) -> Result<()> {
    let hidden = step.get("hidden")?;
    let list = hidden.items()?;
    if list.len() != trace.layers.len() {
        return Err(hidden.wrong(format!("has {} layers, the net {}", list.len(), trace.layers.len())));
    }
    for ((recorded, layer), index) in list.iter().zip(&trace.layers).zip(0..) {
        comparison.relative(&format!("hidden[{index}].h"), &layer.forward.output, &recorded.get("h")?, Scale::Sample, DOUBLE)?;
        comparison.relative(&format!("hidden[{index}].s"), &layer.loss.projection, &recorded.get("s")?, Scale::Sample, DOUBLE)?;
        comparison.loss(&format!("hidden[{index}].loss"), layer.loss.loss, &recorded.get("loss")?, DOUBLE)?;
    }
    comparison.relative("output_logits", &trace.logits, &step.get("output_logits")?, Scale::Sample, DOUBLE)?;
    comparison.loss("output_loss", trace.loss, &step.get("output_loss")?, DOUBLE)
}
