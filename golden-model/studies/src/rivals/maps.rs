//! The stages of a network with convolutions, as its rivals see it: what goes in and out, where values come from.

use crate::float::Shape;
use entrain_model::network::{LayerType, Network};
use nalgebra::DMatrix;

/// A convolution with stride 1 and zeros around the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conv {
    /// What comes in.
    pub shape: Shape,
    /// Maps that leave it.
    pub channels: usize,
    /// Rows and columns of the square.
    pub kernel: usize,
}

/// A max-pool over squares of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// What comes in.
    pub shape: Shape,
}

/// A stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A convolution.
    Conv(Conv),
    /// A pool.
    Pool(Pool),
    /// Every output sees every input.
    Dense {
        /// How many come in.
        inputs: usize,
        /// How many leave.
        outputs: usize,
    },
}

/// All stages, the output layer last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maps {
    /// n_0.
    pub features: usize,
    /// The stages.
    pub stages: Vec<Stage>,
}

impl Stage {
    /// It has weights.
    pub fn has_weights(&self) -> bool {
        !matches!(self, Stage::Pool(_))
    }

    /// How many values leave it.
    pub fn outputs(&self) -> usize {
        match self {
            Stage::Conv(conv) => conv.channels * conv.shape.pixels(),
            Stage::Pool(pool) => pool.behind().features(),
            Stage::Dense { outputs, .. } => *outputs,
        }
    }

    fn macs(&self) -> usize {
        match self {
            Stage::Conv(conv) => conv.channels * conv.taps() * conv.shape.pixels(),
            Stage::Pool(_) => 0,
            Stage::Dense { inputs, outputs } => inputs * outputs,
        }
    }
}

impl Maps {
    /// The stages of `network`; none if it has no convolution.
    pub fn new(network: &Network) -> Option<Maps> {
        let convolutions = network.layers.iter().any(|layer| layer.learns_its_code());
        let [channels, height, width] = network.input.shape[..] else { return None };
        let mut maps = Maps { features: network.features(), stages: Vec::new() };
        let mut shape = Shape { channels, height, width };
        for layer in network.layers.iter().filter(|_| convolutions) {
            match layer.kind {
                LayerType::Conv2d { channels, kernel, .. } => maps.convolve(&mut shape, channels, kernel),
                LayerType::MaxPool { .. } => maps.pool(&mut shape),
                LayerType::Dense { units } => maps.connect(units),
            }
        }
        maps.connect(network.classes);
        convolutions.then_some(maps)
    }

    /// Convolutions of so many channels and taps along a side, a pool behind the first if wanted, then dense layers.
    #[cfg(test)]
    pub fn of(first: Shape, classes: usize, convolutions: &[(usize, usize)], dense: &[usize], pooled: bool) -> Maps {
        let (mut maps, mut shape) = (Maps { features: first.features(), stages: Vec::new() }, first);
        for (index, &(channels, kernel)) in convolutions.iter().enumerate() {
            maps.convolve(&mut shape, channels, kernel);
            if pooled && index == 0 {
                maps.pool(&mut shape);
            }
        }
        dense.iter().for_each(|&units| maps.connect(units));
        maps.connect(classes);
        maps
    }

    fn convolve(&mut self, shape: &mut Shape, channels: usize, kernel: usize) {
        self.stages.push(Stage::Conv(Conv { shape: *shape, channels, kernel }));
        shape.channels = channels;
    }

    fn pool(&mut self, shape: &mut Shape) {
        let pool = Pool { shape: *shape };
        self.stages.push(Stage::Pool(pool));
        *shape = pool.behind();
    }

    fn connect(&mut self, outputs: usize) {
        let inputs = self.stages.last().map_or(self.features, Stage::outputs);
        self.stages.push(Stage::Dense { inputs, outputs });
    }

    /// Inputs and outputs of each stage with weights, as a matrix: of a convolution taps and channels.
    pub fn shapes(&self) -> Vec<(usize, usize)> {
        let shape = |stage: &Stage| match stage {
            Stage::Conv(conv) => Some((conv.taps(), conv.channels)),
            Stage::Pool(_) => None,
            Stage::Dense { inputs, outputs } => Some((*inputs, *outputs)),
        };
        self.stages.iter().filter_map(shape).collect()
    }

    /// Weights and biases.
    pub fn parameters(&self) -> usize {
        super::cost::parameters(&self.shapes())
    }

    /// Multiply-accumulates of one prediction.
    pub fn macs(&self) -> usize {
        self.stages.iter().map(Stage::macs).sum()
    }

    /// Those of an error's way back, which ends at the first stage.
    pub fn macs_behind_the_first(&self) -> usize {
        self.stages.iter().skip(1).map(Stage::macs).sum()
    }

    /// Weights that an error passes on its way back.
    pub fn weights_behind_the_first(&self) -> usize {
        super::cost::weights(&self.shapes()[1..])
    }

    /// Values of a sample that must live until the errors return: input, what leaves each stage, the widest error.
    pub fn kept(&self) -> usize {
        let outputs = self.stages.iter().map(Stage::outputs);
        self.features + outputs.clone().sum::<usize>() + outputs.max().unwrap_or(0)
    }
}

impl Conv {
    /// Weights of a channel.
    pub fn taps(&self) -> usize {
        self.shape.channels * self.kernel * self.kernel
    }

    /// The value of a map that a pixel sees through a tap; none beyond the border.
    fn seen(&self, pixel: usize, tap: usize) -> Option<usize> {
        let (Shape { height, width, .. }, kernel) = (self.shape, self.kernel);
        let (channel, tap, border) = (tap / (kernel * kernel), tap % (kernel * kernel), kernel / 2);
        let (y, x) = (pixel / width + tap / kernel, pixel % width + tap % kernel);
        let inside = (border..border + height).contains(&y) && (border..border + width).contains(&x);
        inside.then(|| (channel * height + y - border) * width + x - border)
    }

    /// Each pixel's square as a row: N x (K P) becomes (N P) x taps.
    pub fn patches(&self, maps: &DMatrix<f64>) -> DMatrix<f64> {
        let pixels = self.shape.pixels();
        let mut patches = DMatrix::zeros(maps.nrows() * pixels, self.taps());
        self.each(|pixel, tap, value| {
            let column = maps.column(value);
            column.iter().enumerate().for_each(|(sample, &x)| patches[(sample * pixels + pixel, tap)] = x);
        });
        patches
    }

    /// Adds what belongs to each pixel's square to the values that it has: (N P) x taps becomes N x (K P).
    pub fn scatter(&self, patches: &DMatrix<f64>, samples: usize) -> DMatrix<f64> {
        let pixels = self.shape.pixels();
        let mut maps = DMatrix::zeros(samples, self.shape.features());
        self.each(|pixel, tap, value| {
            let mut column = maps.column_mut(value);
            column.iter_mut().enumerate().for_each(|(sample, sum)| *sum += patches[(sample * pixels + pixel, tap)]);
        });
        maps
    }

    /// Each tap of each pixel that is inside of the map: pixel, tap, place of the value.
    pub fn each(&self, mut visit: impl FnMut(usize, usize, usize)) {
        for tap in 0..self.taps() {
            for pixel in 0..self.shape.pixels() {
                if let Some(value) = self.seen(pixel, tap) {
                    visit(pixel, tap, value);
                }
            }
        }
    }
}

impl Pool {
    /// What leaves it; a row or column that is left over is cut off.
    pub fn behind(&self) -> Shape {
        Shape { height: self.shape.height / 2, width: self.shape.width / 2, ..self.shape }
    }

    /// The four values of square `at`.
    pub fn square(&self, at: usize) -> [usize; 4] {
        let (Shape { height, width, .. }, to) = (self.shape, self.behind());
        let (channel, y, x) = (at / to.pixels(), at / to.width % to.height, at % to.width);
        let first = (channel * height + 2 * y) * width + 2 * x;
        [first, first + 1, first + width, first + width + 1]
    }

    /// Place of the largest value of each square, the first of equals.
    pub fn largest<T: PartialOrd + Copy>(&self, values: impl Fn(usize) -> T) -> Vec<usize> {
        let best = |at| self.square(at).into_iter().reduce(|best, place| if values(place) > values(best) { place } else { best });
        (0..self.behind().features()).filter_map(best).collect()
    }

    fn forward_of(&self, maps: &DMatrix<f64>, sample: usize) -> Vec<usize> {
        self.largest(|place| maps[(sample, place)])
    }

    /// The largest of each square.
    pub fn forward(&self, maps: &DMatrix<f64>) -> DMatrix<f64> {
        let mut out = DMatrix::zeros(maps.nrows(), self.behind().features());
        for sample in 0..maps.nrows() {
            self.forward_of(maps, sample).into_iter().enumerate().for_each(|(at, place)| out[(sample, at)] = maps[(sample, place)]);
        }
        out
    }

    /// Errors to the values that were the largest.
    pub fn backward(&self, maps: &DMatrix<f64>, errors: &DMatrix<f64>) -> DMatrix<f64> {
        let mut out = DMatrix::zeros(maps.nrows(), self.shape.features());
        for sample in 0..maps.nrows() {
            self.forward_of(maps, sample).into_iter().enumerate().for_each(|(at, place)| out[(sample, place)] = errors[(sample, at)]);
        }
        out
    }
}
