//! The choices that a network file has, one word each.

use serde::{Deserialize, Serialize};

/// The family of class codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Square waves in quadrature pairs.
    Sqq,
    /// Walsh functions, parity(i & (c + 1)).
    Walsh,
    /// The published square waves, sign(sin(f_c i)).
    Square,
    /// Triangle waves of two bits in quadrature pairs.
    Triangle,
}

/// How the error vector of a layer is made from its logits; it sums to exactly zero in every mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorMode {
    /// +1 for the rival, -1 for the label.
    Ternary,
    /// Powers of two that fall with the distance to the largest logit: a softmax without division or table.
    Staircase,
}

/// How an increment becomes whole steps of a weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rounding {
    /// To the nearest step.
    Nearest,
    /// Up or down by chance, right in the mean; the chance is a word of an LFSR shared by a row.
    Stochastic,
}

/// The order in which a layer's weights pass by, once a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Walk {
    /// Neuron by neuron; lanes are inputs. Every weight costs its share of a cycle.
    Row,
    /// Input by input; lanes are neurons. An input that is zero, and has nothing to correct, costs no cycle.
    Column,
}

impl Walk {
    /// Both, the usual one first.
    pub const ALL: [Walk; 2] = [Walk::Row, Walk::Column];

    /// Inputs that are zero, and have nothing to correct, cost no cycle.
    pub fn skips_zeros(self) -> bool {
        self == Walk::Column
    }

    /// Its word in a network file.
    pub fn word(self) -> &'static str {
        match self {
            Walk::Row => "row",
            Walk::Column => "column",
        }
    }
}
