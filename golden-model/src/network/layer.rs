//! The entries `[[layer]]` of a network file.

use super::{Network, Walk};
use crate::layers::{Edge, window};
use serde::{Deserialize, Serialize};

/// What an entry `[[layer]]` says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LayerType {
    /// Every unit sees every input.
    Dense {
        /// How many.
        units: usize,
    },
    /// The largest of each square.
    MaxPool {
        /// Rows and columns of a square.
        size: usize,
    },
    /// Every channel sees every square of a map.
    Conv2d {
        /// How many there are.
        channels: usize,
        /// Rows and columns of a square.
        kernel: usize,
        /// s: the learned code has a value for each of s x s cells of the map of a channel.
        cells: usize,
    },
}

/// An entry `[[layer]]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Layer {
    /// What it is.
    pub kind: LayerType,
    /// Weights corrected and multiplied in one clock cycle; chosen for the target if absent.
    pub lanes: Option<usize>,
    /// Order of the weights; chosen by `Plan` if absent.
    pub walk: Option<Walk>,
    /// Share of the inputs for which a column walk is expected to spend cycles, above 0 and up to 1.
    pub active: Option<f64>,
}

impl Layer {
    /// Units of a dense layer; none: it is another kind.
    pub fn units(&self) -> Option<usize> {
        match self.kind {
            LayerType::Dense { units } => Some(units),
            LayerType::MaxPool { .. } | LayerType::Conv2d { .. } => None,
        }
    }

    /// It has weights, and so it learns.
    pub fn has_weights(&self) -> bool {
        !matches!(self.kind, LayerType::MaxPool { .. })
    }

    /// Its code is learned, too.
    pub fn learns_its_code(&self) -> bool {
        matches!(self.kind, LayerType::Conv2d { .. })
    }

    /// Lanes that it can make use of: a convolution's are channels that leave, and every one more is only one that makes fewer words of
    /// them.
    pub fn useful_lanes(&self, most: usize) -> Vec<usize> {
        match self.kind {
            LayerType::Dense { .. } => (1..=most).collect(),
            LayerType::MaxPool { .. } => vec![1],
            LayerType::Conv2d { channels, .. } => {
                let fewer = |lanes: &usize| *lanes == 1 || channels.div_ceil(*lanes) < channels.div_ceil(lanes - 1);
                (1..=most.min(channels)).filter(fewer).collect()
            }
        }
    }

    /// The same layer with another number of units, where it has any.
    pub fn set_units(&mut self, count: usize) {
        match &mut self.kind {
            LayerType::Dense { units } => *units = count,
            LayerType::MaxPool { .. } | LayerType::Conv2d { .. } => {}
        }
    }

    /// Lanes are to be chosen for it.
    pub fn is_open(&self) -> bool {
        self.has_weights() && (self.lanes.is_none() || (self.walk.is_none() && self.active.is_some()))
    }
}

impl Network {
    /// Gives every learned code whose cells the file leaves open the usual ones for its map.
    pub(super) fn choose_cells(&mut self) {
        for index in 0..self.layers.len() {
            let edge = Edge::before(self, index);
            if let LayerType::Conv2d { cells: cells @ 0, .. } = &mut self.layers[index].kind {
                *cells = window::usual_cells(&edge);
            }
        }
    }
}
