//! A layer that learns, whatever its kind.

use super::Counts;
use super::dense::DenseLayer;
use super::input_head::InputHead;
use super::live::Live;
use super::start::XorShift32;
use crate::layers::window::WindowLayer;
use crate::plan::{LayerPlan, Plan, Registers};

/// What a layer decided from its logits and the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// The margin was not reached: correct.
    pub update: bool,
    /// y, the class that should win.
    pub label: usize,
    /// r, the strongest other class.
    pub rival: usize,
}

/// One row's correction, as `learn_and_watch` shows it.
#[derive(Debug)]
pub struct Correction<'a> {
    /// Neuron, or channel.
    pub row: usize,
    /// d: +1 pushes the neuron down, -1 up; 0 for a channel, whose correction is a sum of both.
    pub direction: i8,
    /// The row's weights before.
    pub old: &'a [i16],
    /// The row's weights after.
    pub new: &'a [i16],
    /// The bias before.
    pub old_bias: i16,
    /// The bias after.
    pub new_bias: i16,
}

/// Who looks at the corrections, if anybody does.
pub type Watch<'a> = Option<&'a mut dyn FnMut(Correction)>;

/// State and constants of a layer that learns.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // a handful of them, each in its place for good
pub enum Layer {
    /// Every unit sees every input.
    Dense(DenseLayer),
    /// Every channel sees every square of a map.
    Window(WindowLayer),
    /// No layer of the file: every class sees every input.
    InputHead(InputHead),
}

/// The same of every kind.
macro_rules! of {
    ($layer:expr, $state:ident => $value:expr) => {
        match $layer {
            Layer::Dense($state) => $value,
            Layer::Window($state) => $value,
            Layer::InputHead($state) => $value,
        }
    };
}

impl Layer {
    /// The layer with start weights drawn from `random`; none: the stage has no weights.
    pub(super) fn new(stage: &LayerPlan, plan: &Plan, random: &mut XorShift32) -> Option<Layer> {
        let window = stage.engine.window().map(|window| Layer::Window(WindowLayer::new(window, random)));
        window.or_else(|| stage.engine.dense().map(|dense| Layer::Dense(DenseLayer::new(dense, plan, random))))
    }

    /// W, row by row; a row is a neuron or a channel.
    pub fn weights(&self) -> Vec<i16> {
        of!(self, layer => layer.weights())
    }

    /// b, one a row.
    pub fn biases(&self) -> Vec<i16> {
        of!(self, layer => layer.biases())
    }

    /// V, class by class; empty where the code is fixed.
    pub fn code(&self) -> Vec<i16> {
        match self {
            Layer::Dense(_) | Layer::InputHead(_) => Vec::new(),
            Layer::Window(layer) => layer.code(),
        }
    }

    /// Number of weights and of biases.
    pub fn sizes(&self) -> (usize, usize) {
        of!(self, layer => layer.sizes())
    }

    /// Takes on weights, row by row, and biases; they must be in the range of the weights' format.
    ///
    /// # Panics
    /// Slices of another size than the layer's.
    pub fn set(&mut self, weights: &[i16], biases: &[i16]) {
        of!(self, layer => layer.set(weights, biases));
    }

    /// Takes on a learned code, class by class, between -2047 and 2047; a fixed one stays.
    ///
    /// # Panics
    /// A slice of another size than the layer's.
    pub fn set_code(&mut self, code: &[i16]) {
        match self {
            Layer::Dense(_) | Layer::InputHead(_) => assert!(code.is_empty(), "its code is fixed"),
            Layer::Window(layer) => layer.set_code(code),
        }
    }

    /// Takes on the codes of another set; weights stay. A learned code has no sets.
    pub(super) fn set_codes(&mut self, set: usize) {
        if let Layer::Dense(layer) = self {
            layer.set_codes(set);
        }
    }

    /// Learns at the rate that the plan has at `stage` of a run, 0 being the hardware's.
    pub(super) fn set_stage(&mut self, stage: usize) {
        of!(self, layer => layer.set_stage(stage));
    }

    /// Learns at the rate, margin and revival of the registers.
    pub(super) fn set_registers(&mut self, registers: &Registers) {
        of!(self, layer => layer.set_registers(registers));
    }

    /// Learns at so many shifts less than 2^-rate.
    pub(super) fn set_slower(&mut self, slower: u32) {
        match self {
            Layer::Dense(layer) => layer.set_slower(slower),
            Layer::InputHead(head) => head.set_slower(slower),
            // Of the registers it has the rate only.
            Layer::Window(layer) => layer.set_registers(&Registers { slower, margin: 0, revival: 0 }),
        }
    }

    /// The increments of input `a` at the rate that the layer has now, U+ and U-, where an input has any of its own: in a
    /// convolution a sum over pixels has.
    pub fn increments(&self, a: i32) -> (i32, i32) {
        match self {
            Layer::Dense(layer) => layer.increments(a),
            Layer::InputHead(head) => head.increments(a),
            Layer::Window(_) => (0, 0),
        }
    }

    /// h of the last sample; nothing where nobody reads it.
    pub fn output(&self) -> &[i16] {
        self.live().map_or(&[], Live::inputs)
    }

    /// h of the last sample, as the next layer reads it.
    pub(super) fn live(&self) -> Option<&Live> {
        match self {
            Layer::Dense(layer) => Some(layer.live()),
            Layer::Window(layer) => Some(layer.live()),
            Layer::InputHead(_) => None,
        }
    }

    /// Finds what is not zero of that, for a dense layer behind.
    pub(super) fn find(&mut self) {
        if let Layer::Window(layer) = self {
            layer.find();
        }
    }

    /// What the codes are compared with: h, or, in a convolution, P.
    pub fn coded(&self) -> Vec<i32> {
        match self {
            Layer::Dense(layer) => layer.live().inputs().iter().map(|&h| h as i32).collect(),
            Layer::Window(layer) => layer.cells(),
            Layer::InputHead(_) => Vec::new(),
        }
    }

    /// z of the last sample.
    pub fn logits(&self) -> &[i32] {
        of!(self, layer => layer.logits())
    }

    /// What the layer adds to the network's logits: z, or, in a convolution, z >> zs, in an input head z << 3.
    pub fn votes(&self) -> &[i32] {
        match self {
            Layer::Dense(layer) => layer.logits(),
            Layer::Window(layer) => layer.votes(),
            Layer::InputHead(head) => head.votes(),
        }
    }

    /// Computes h and z.
    pub(super) fn forward(&mut self, input: &Live) {
        of!(self, layer => layer.forward(input));
    }

    /// Whether to update, and the rival.
    pub(crate) fn decide(&self, label: usize) -> Decision {
        of!(self, layer => layer.decide(label))
    }

    /// Corrects what the decision asks for; t is the number of learning samples before this one.
    pub(super) fn update(&mut self, input: &Live, decision: Decision, t: u64, watch: Watch) -> Counts {
        match self {
            Layer::Dense(layer) => layer.update(input, decision, t, watch),
            Layer::Window(layer) => layer.update(input, decision, watch),
            Layer::InputHead(head) => head.update(input, decision, watch),
        }
    }

    /// The weight of an input, or, where there is none, the bias of a row.
    pub fn weight(&self, row: usize, input: Option<usize>) -> i16 {
        of!(self, layer => layer.weight(row, input))
    }
}
