//! What a file says about its layers: waveform, basis, modulation, block, optimiser.

use super::compare::Comparison;
use super::reader::Node;
use crate::float::basis::{Waveform, basis, rounding};
use crate::float::batch_norm::BatchNorm;
use crate::float::block::Block;
use crate::float::convolution::TAPS;
use crate::float::loss::{LocalLoss, Modulation};
use crate::float::optimiser::{Optimiser, ScheduleFree};
use crate::float::{LocalLayer, Pool, Shape};
use entrain_model::diagnostic::Result;
use nalgebra::DMatrix;

/// The waveform of a file.
pub fn waveform(file: &Node) -> Result<Waveform> {
    let waveform = file.get("waveform")?;
    match waveform.text()? {
        "cosine" => Ok(Waveform::Cosine),
        "square" => Ok(Waveform::Square),
        other => Err(waveform.wrong(format!("is \"{other}\", neither cosine nor square"))),
    }
}

/// The recorded basis, `rows` x `columns`, after a comparison with its formula under `name`: square exactly, cosine to
/// 1e-9 or what the rounding of the argument allows.
pub fn recorded_basis(
    comparison: &mut Comparison,
    name: &str,
    waveform: Waveform,
    node: &Node,
    (rows, columns): (usize, usize),
) -> Result<DMatrix<f64>> {
    // Reads it first: a recorded array bounds what is computed.
    node.matrix(rows, columns)?;
    let tolerance = match waveform {
        Waveform::Square => 0.0,
        Waveform::Cosine => rounding(columns).max(1e-9),
    };
    comparison.absolute(name, &basis(waveform, rows, columns), node, tolerance)
}

/// Loss with the recorded `basis` (R x n) for C classes; m or M, where the variant has one, is the entry `key` of `holder`.
pub fn local_loss(file: &Node, basis: DMatrix<f64>, classes: usize, holder: &Node, key: &str) -> Result<LocalLoss> {
    let (variant, temperature) = (file.get("variant")?, file.get("temperature")?);
    let rows = basis.nrows();
    let modulation = match variant.text()? {
        "LLS" | "LLS-M" if rows != classes => return Err(variant.wrong(format!("needs {classes} basis rows, there are {rows}"))),
        "LLS" => Modulation::None,
        "LLS-M" => Modulation::Diagonal(holder.get(key)?.matrix(1, rows)?),
        "LLS-MxM" | "LLS-MxM-reduced" => Modulation::Matrix(holder.get(key)?.matrix(rows, classes)?),
        other => return Err(variant.wrong(format!("is \"{other}\", none of LLS, LLS-M, LLS-MxM, LLS-MxM-reduced"))),
    };
    LocalLoss::new(basis, temperature.number()?, modulation).map_err(|error| temperature.because(&error))
}

/// The optimiser of a file, at its start.
pub fn optimiser(file: &Node) -> Result<Optimiser> {
    let (kind, rate) = (file.get("optimizer")?, file.get("learning_rate")?.number()?);
    match kind.text()? {
        "SGD" => Ok(Optimiser::Sgd { rate }),
        "AdamWSF" => Ok(Optimiser::ScheduleFree(ScheduleFree::new(rate))),
        other => Err(kind.wrong(format!("is \"{other}\", neither SGD nor AdamWSF"))),
    }
}

/// A kind of block: the names of its stages and what they do.
#[derive(Debug, Clone, Copy)]
pub struct BlockKind {
    /// Linear layer or convolution.
    pub linear: &'static str,
    /// Batch norm, where there is one.
    pub norm: Option<&'static str>,
    /// Leaky ReLU or ReLU.
    pub nonlinearity: &'static str,
    convolution: bool,
    slope: f64,
}

impl BlockKind {
    /// The block of a file.
    pub fn read(file: &Node) -> Result<BlockKind> {
        let block = file.get("block")?;
        let leaky = || file.get("leaky_slope")?.number();
        let kind = |linear, norm, nonlinearity, slope| BlockKind { linear, norm, nonlinearity, convolution: linear == "conv", slope };
        match block.text()? {
            "LinearBlock" => Ok(kind("linear", Some("bn"), "nonlinearity", leaky()?)),
            "ConvBlock" => Ok(kind("conv", Some("bn"), "nonlinearity", leaky()?)),
            "Linear-ReLU" => Ok(kind("0", None, "1", 0.0)),
            name if name.starts_with("Linear-Leaky") => Ok(kind("0", None, "1", leaky()?)),
            other => Err(block.wrong(format!("is \"{other}\", none of LinearBlock, ConvBlock, Linear-ReLU, Linear-LeakyReLU"))),
        }
    }

    /// Levels of lists of an activation: sample, channel, row, column for maps.
    pub fn rank(&self) -> usize {
        if self.convolution { 4 } else { 2 }
    }

    /// The block with the parameters `prefix`block.* of `parameters`, for inputs of `shape` ([N, inputs] or [N, K, H, W]).
    pub fn block(&self, file: &Node, parameters: &Node, prefix: &str, shape: &[usize]) -> Result<Block> {
        let weight = parameters.get(&format!("{prefix}block.{}.weight", self.linear))?;
        let (weights, weight_shape) = weight.ranked(self.rank())?;
        let bias = parameters.get(&format!("{prefix}block.{}.bias", self.linear))?.matrix(1, weights.nrows())?;
        let norm = match self.norm {
            Some(name) => {
                let read = |part: &str| parameters.get(&format!("{prefix}block.{name}.{part}"))?.matrix(1, weights.nrows());
                let (momentum, epsilon) = (file.get("batchnorm_momentum")?.number()?, file.get("batchnorm_eps")?);
                let norm = BatchNorm::new(read("weight")?, read("bias")?, momentum, epsilon.number()?);
                Some(norm.map_err(|error| epsilon.because(&error))?)
            }
            None => None,
        };
        let block = match shape {
            &[_, channels, height, width] if self.convolution => {
                if weight_shape[2..] != [3, 3] || weight_shape[1] * TAPS != weights.ncols() {
                    return Err(weight.wrong(format!("has the shape {weight_shape:?}, wanted 3 x 3 kernels")));
                }
                Block::convolution(Shape { channels, height, width }, weights, bias, norm, self.slope)
            }
            _ => Block::dense(weights, bias, norm, self.slope),
        };
        block.map_err(|error| weight.because(&error))
    }

    /// Names of the parameters under `prefix`, in the order of `LocalLayer::parameters`.
    pub fn parameter_names(&self, prefix: &str, layer: &LocalLayer) -> Vec<String> {
        let stages = [Some(self.linear), self.norm].into_iter().flatten();
        let names = stages.flat_map(|stage| ["weight", "bias"].map(|part| format!("{prefix}block.{stage}.{part}")));
        names.chain(layer.loss().modulation().map(|_| format!("{prefix}feedback"))).collect()
    }
}

/// The pool of a file over activations of `shape`; vectors pass unchanged.
pub fn pool(file: &Node, shape: Shape, is_map: bool) -> Result<Pool> {
    let size = file.get("pool_size")?;
    let cells = size.count()?;
    if is_map {
        // More cells than this would not fit any recorded array.
        let outputs = cells.checked_mul(cells).and_then(|cells| cells.checked_mul(shape.channels)).filter(|outputs| *outputs <= 1 << 32);
        outputs.ok_or_else(|| size.wrong("is too large"))?;
        return Pool::new(shape, cells).map_err(|error| size.because(&error));
    }
    if cells != shape.channels {
        return Err(size.wrong(format!("is {cells}; for vectors it is their width, {}", shape.channels)));
    }
    Pool::identity(cells).map_err(|error| size.because(&error))
}
