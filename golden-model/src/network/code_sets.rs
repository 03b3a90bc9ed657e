//! Whether the layers have codes enough for several sets.

use super::{Basis, LayerType, Network, Part};
use crate::codes::{CodePlan, sets};
use crate::diagnostic::{Diagnostic, Result};
use crate::layers::Edge;

impl Network {
    /// Whether every layer has `count` sets of codes, all different and balanced; one set is as the basis makes it.
    ///
    /// # Errors
    /// Too few units in a layer, two classes with one code, a code with a constant part; each with its line.
    pub fn check_code_sets(&self, count: usize) -> Result<()> {
        let codes = self.classes * count;
        if count > 1 && codes > sets::MOST {
            let message = format!("{count} sets of {} classes are {codes} codes", self.classes);
            return Err(self.point_at(Diagnostic::new(message), Part::CodeSets, format!("{} at most", sets::MOST)));
        }
        let learners = self.layers.iter().enumerate().filter_map(|(index, layer)| Some((index, layer.units()?)));
        for (index, units) in learners {
            let most = most_codes(self.basis, units);
            if codes > most {
                let several = if count > 1 { format!("{count} sets of ") } else { String::new() };
                let message = format!("layer {} has {units} units, too few for {several}{} balanced class codes", index + 1, self.classes);
                let needed = codes + units - most;
                return Err(self.point_at(Diagnostic::new(message), Part::Units(index), format!("at least {needed} with this basis")));
            }
            let plan = || CodePlan::with_sets(self.basis, units, self.classes, count);
            if let Some(fault) = (count > 1).then(|| sets::fault(&plan().all_codes(), self.classes)).flatten() {
                let message = format!("layer {} cannot have {count} sets of codes: {fault}", index + 1);
                return Err(self
                    .point_at(Diagnostic::new(message), Part::Units(index), "another number of units may do")
                    .help("a power of two serves every basis best"));
            }
        }
        self.check_learned_codes()
    }

    /// Whether every learned code that starts at that of the basis has values enough.
    fn check_learned_codes(&self) -> Result<()> {
        for (index, layer) in self.layers.iter().enumerate().filter(|_| self.code_start > 0) {
            let LayerType::Conv2d { channels, cells, .. } = layer.kind else { continue };
            // What is no map is refused for that.
            if Edge::before(self, index).shape.len() != 3 {
                continue;
            }
            let (values, classes) = (channels * cells * cells, self.classes);
            let most = most_codes(self.basis, values);
            if classes > most {
                let layer = index + 1;
                let message = format!(
                    "the code of layer {layer} has {values} values ({channels} channels x {cells} x {cells} cells), too few for {classes} balanced class codes"
                );
                let needed = (classes + values - most).div_ceil(cells * cells);
                let label = format!("at least {needed} with this basis");
                let error = self.point_at(Diagnostic::new(message), Part::Channels(index), label);
                return Err(error.help("or more cells, or code_start = 0 in [network]: the code then starts at 0"));
            }
        }
        Ok(())
    }
}

/// Codes without a constant part that a layer of `units` units has.
fn most_codes(basis: Basis, units: usize) -> usize {
    match basis {
        Basis::Sqq | Basis::Triangle => units,
        Basis::Walsh | Basis::Square => units - 1,
    }
}
