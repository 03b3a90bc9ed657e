//! The head of a layer: from activations to logits, to the decision of a sample, to the error signal of every row.

use super::kernels;
use super::layer::Decision;
use super::live::Live;
use super::matrix::{Lanes, Matrix};
use super::signal::{project, staircase, ternary};
use crate::layers;
use crate::network::ErrorMode;
use crate::plan::{Plan, Registers, SignalPlan};

/// State and constants of a head.
#[derive(Debug, Clone)]
pub struct Head {
    plan: layers::Head,
    /// The codes as a matrix of classes x units, for the logits; its last pair of columns is not used.
    patterns: Matrix,
    codes: Vec<Vec<i8>>,
    margin: i32,
    revival: u32,
    z: Vec<i32>,
    /// d, filled up with zeros to whole blocks of rows.
    signal: Vec<i32>,
    sums: Vec<Lanes>,
}

impl Head {
    /// The head over `units` activations, whose signal has room for `rows` rows.
    pub fn new(head: &layers::Head, plan: &Plan, units: usize, rows: usize) -> Head {
        let patterns = Matrix::new(plan.classes, Live::columns(units));
        let mut built = Head {
            plan: *head,
            codes: Vec::new(),
            margin: plan.training.margin,
            revival: plan.training.revival,
            z: vec![0; plan.classes],
            signal: vec![0; rows],
            sums: vec![[0; Matrix::ROWS]; patterns.padded_rows() / Matrix::ROWS],
            patterns,
        };
        built.set_codes(plan.training.code_set);
        built
    }

    /// Learns towards the codes of a set from now on.
    pub fn set_codes(&mut self, set: usize) {
        let codes = self.plan.code.codes(set);
        for (class, code) in codes.iter().enumerate() {
            code.iter().enumerate().for_each(|(unit, &value)| self.patterns.set(class, unit, value as i16));
        }
        self.codes = codes;
    }

    /// Takes margin and revival of the registers.
    pub fn set_registers(&mut self, registers: &Registers) {
        (self.margin, self.revival) = (registers.margin, registers.revival);
    }

    /// z of the last sample.
    pub fn logits(&self) -> &[i32] {
        &self.z
    }

    /// d of the last sample that was learned, one a row and zeros behind.
    pub fn signal(&self) -> &[i32] {
        &self.signal
    }

    /// z_c = sum of s_c[i] h_i.
    pub fn forward(&mut self, output: &Live) {
        self.patterns.multiply(output.pairs(), output.at_inputs(), &mut self.sums);
        self.z.copy_from_slice(&self.sums.as_flattened()[..self.codes.len()]);
    }

    /// r = argmax over c != y of z_c, the lowest class of equals; no update when z_y - z_r >= M.
    pub fn decide(&self, label: usize) -> Decision {
        let others = self.z.iter().enumerate().filter(|(class, _)| *class != label);
        let (rival, strongest) = others.fold((0, i32::MIN), |best, (class, &z)| if z > best.1 { (class, z) } else { best });
        Decision { update: self.z[label] - strongest < self.margin, label, rival }
    }

    /// Makes d of every row; t is the number of learning samples before this one. Rows with d != 0, and those of them that are
    /// dead and rise all the same.
    ///
    /// A row keeps its d where h > 0, or where d < 0 and ((t + i) & RV) = 0.
    pub fn judge(&mut self, decision: Decision, path: &SignalPlan, output: &Live, t: u32) -> (u64, u64) {
        match path.error {
            ErrorMode::Ternary => ternary(decision, &self.codes, &mut self.signal),
            ErrorMode::Staircase => project(&staircase(&self.z, decision.label, path.stair), &self.codes, &mut self.signal),
        }
        kernels::mask(&mut self.signal, output.inputs(), t, self.revival)
    }
}
