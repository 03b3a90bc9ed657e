//! The largest of each square of a map: `[channels, rows, columns]` becomes `[channels, rows / 2, columns / 2]`, and a row or a column
//! that is left over is cut off. It has no weights, learns nothing, and lets values pass as they come: it waits for none of them.
//!
//! One line of maxima is kept, which the rows of a square pass one after the other (hdl/src/blocks/pool/max_pool.v).

mod keys;

pub(crate) use keys::Keys;

use super::{Claim, Clock, Edge, Engine, EnginePlan, Facts, Learner, Logic, Multiplier, Offer, Traffic};
use crate::diagnostic::{Diagnostic, Result};
use crate::network::{Network, Part};
use crate::plan::image::Word;
use crate::plan::{Changes, LayerActivity, Memory, Role, Teller, Work};
use crate::rule::Layer;
use multiversion::multiversion;
use serde_json::{Value, json};

/// Cycles from a value to the maximum that it completes.
const STAGES: usize = 1;

/// A pool.
#[derive(Debug, Clone)]
pub struct Pool {
    /// What reaches it.
    pub input: Edge,
    /// What leaves it.
    pub output: Edge,
    /// Rows and columns of a square.
    pub size: usize,
    /// The line of maxima.
    pub line: Memory,
}

/// What leaves a pool that `edge` reaches: nothing, if that is no map that has a square.
pub(super) fn behind(size: usize, edge: Edge) -> Edge {
    let shape = match edge.shape[..] {
        [channels, rows, columns] => vec![channels, rows / size, columns / size],
        _ => vec![0],
    };
    Edge { shape, ..edge }
}

/// Plans the pool that is entry `index` of the file.
///
/// # Errors
/// What reaches it is no map, or has no square; nothing comes behind it.
pub(super) fn plan(network: &Network, index: usize, size: usize, input: Edge) -> Result<Engine> {
    let output = behind(size, input.clone());
    let wrong = |message: String, label: &str| Err(network.point_at(Diagnostic::new(message), Part::Type(index), label));
    if input.shape.len() != 3 {
        let shape = input.shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
        let message = format!("layer {} pools a map of channels, rows and columns; [{shape}] reaches it", index + 1);
        return wrong(message, "input = { shape = [1, 8, 8], .. } is such a map; behind a dense layer there is none");
    }
    if output.values() == 0 {
        let [rows, columns] = [input.shape[1], input.shape[2]];
        return wrong(format!("layer {}: a map of {rows} x {columns} has no square of {size} x {size}", index + 1), "nothing is left");
    }
    if index + 1 == network.layers.len() {
        return wrong(
            format!("layer {} is the last and has no weights: there is nothing that learns from it", index + 1),
            "a layer with weights must follow",
        );
    }
    let line = Memory { role: Role::Line, width: super::ACTIVATION_BITS, depth: output.shape[2] };
    let mut pool = Pool { input, output, size, line };
    pool.line.depth *= pool.channels_at_once();
    Ok(Engine::Pool(pool))
}

impl Pool {
    /// The largest value of each square, map after map, row after row.
    ///
    /// `input` has `input.values()` numbers, `output` room for `output.values()`.
    pub fn forward(&self, input: &[i16], output: &mut [i16]) {
        let ([_, rows, columns], [_, high, wide]) = (sides(&self.input), sides(&self.output));
        if self.size == 2 {
            return largest_of_four(input, output, (rows, columns), (high, wide));
        }
        for (map, largest) in input.chunks_exact(rows * columns).zip(output.chunks_exact_mut(high * wide)) {
            for (lines, largest) in map.chunks_exact(self.size * columns).zip(largest.chunks_exact_mut(wide)) {
                largest.fill(i16::MIN);
                for line in lines.chunks_exact(columns) {
                    for (largest, values) in largest.iter_mut().zip(line.chunks_exact(self.size)) {
                        *largest = values.iter().fold(*largest, |largest, &value| largest.max(value));
                    }
                }
            }
        }
    }

    /// Values of a pixel that come one after the other.
    pub fn channels_at_once(&self) -> usize {
        if self.input.by_pixels { self.input.shape[0] } else { 1 }
    }

    /// Rows of a map that reaches it, and columns.
    pub fn map(&self) -> (usize, usize) {
        let [_, rows, columns] = sides(&self.input);
        (rows, columns)
    }
}

/// The largest of each square of two rows and two columns, in a form that becomes vectors.
#[multiversion(targets("x86_64+avx512vnni", "x86_64+avx2", "x86_64+sse4.1"))]
fn largest_of_four(input: &[i16], output: &mut [i16], (rows, columns): (usize, usize), (high, wide): (usize, usize)) {
    for (map, largest) in input.chunks_exact(rows * columns).zip(output.chunks_exact_mut(high * wide)) {
        for (lines, largest) in map.chunks_exact(2 * columns).zip(largest.chunks_exact_mut(wide)) {
            let (above, below) = lines.split_at(columns);
            let squares = above.as_chunks::<2>().0.iter().zip(below.as_chunks::<2>().0);
            for (largest, (above, below)) in largest.iter_mut().zip(squares) {
                *largest = above[0].max(above[1]).max(below[0].max(below[1]));
            }
        }
    }
}

fn sides(edge: &Edge) -> [usize; 3] {
    [edge.shape[0], edge.shape[1], edge.shape[2]]
}

impl EnginePlan for Pool {
    fn learner(&self) -> Option<&Learner> {
        None
    }

    fn input(&self) -> &Edge {
        &self.input
    }

    fn output(&self) -> &Edge {
        &self.output
    }

    fn facts(&self) -> Facts {
        Facts {
            kind: "max-pool",
            walk: None,
            lanes: 0,
            words: 0,
            active: 1.0,
            skips_zeros: false,
            weight_bits: 0,
            shift_h: 0,
            shift_u: 0,
            macs: 0,
            parameters: 0,
            slower: 0,
        }
    }

    fn report(&self) -> Value {
        let (fan_in, units) = (self.input.values(), self.output.values());
        json!({
            "type": self.facts().kind, "fan_in": fan_in, "units": units, "learns": false, "walk": null, "lanes": 0, "size": self.size,
            "input": self.input.format, "input_shape": self.input.shape, "output_shape": self.output.shape, "line_memory": self.line,
        })
    }

    fn fingerprint(&self) -> Value {
        json!({ "type": self.facts().kind, "size": self.size, "shape": self.input.shape, "input": self.input.format })
    }

    fn forget_learning(&mut self) {}

    fn passes(&self) -> bool {
        true
    }

    fn memories(&self) -> Vec<Memory> {
        vec![self.line]
    }

    fn in_registers(&self, _: Role) -> bool {
        false
    }

    fn may_be_spram(&self, _: Role) -> bool {
        false
    }

    fn multiplier(&self) -> Multiplier {
        Multiplier { weight: 0, factor: 0 }
    }

    /// A comparison, and the places in the map.
    fn logic(&self) -> Logic {
        Logic { by_columns: false, lane_bits: 4.0 * super::ACTIVATION_BITS as f64, code_bits: 0.0 }
    }

    fn bounds(&self) -> Vec<Claim> {
        vec![("largest", self.input.format.range, super::ACTIVATION_BITS + !self.input.format.signed as u32, "one of the values")]
    }

    fn cycles(&self) -> usize {
        self.ideal_cycles() + STAGES
    }

    fn ideal_cycles(&self) -> usize {
        self.input.values()
    }

    fn expected_columns(&self) -> usize {
        self.input.values()
    }

    fn after_answer(&self) -> usize {
        0
    }

    /// It takes no sample: what it makes of the last value goes on with it.
    fn advance(&self, _: &mut Clock, offer: Offer) -> usize {
        offer.complete + STAGES
    }

    fn images(&self, _: &Layer) -> Vec<Vec<Word>> {
        Vec::new()
    }

    fn fill(&self, _: &[Vec<Word>], _: &mut Layer) {}

    fn place(&self, _: usize, _: usize, _: usize) -> (usize, Option<usize>) {
        (0, None)
    }

    fn writes_late(&self) -> bool {
        false
    }

    fn writes(&self, _: &Changes, _: &Layer, _: &[i16], _: &mut Teller) {}

    /// A value a cycle.
    fn walk_cycles(&self, work: &Work) -> usize {
        work.columns
    }

    fn words_written(&self, _: &[bool], _: &[bool], _: &Work) -> (usize, usize) {
        (0, 0)
    }

    fn traffic(&self, events: &LayerActivity, _: u64) -> Traffic {
        Traffic { activations: 0.0, stored: events.walk_cycles as f64 }
    }

    fn stride(&self) -> usize {
        1
    }

    fn lane_bits(&self) -> (u32, u32, u32) {
        (0, 0, 0)
    }
}
