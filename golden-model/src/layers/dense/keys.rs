//! The keys of a dense layer in a network file.

use crate::diagnostic::Result;
use crate::network::{Checker, Layer, LayerType, Part, Source, Walk};
use serde::Deserialize;
use serde_spanned::Spanned;

/// The entry as TOML gives it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    #[serde(rename = "type")]
    #[allow(dead_code)] // whoever reads it knows it already
    kind: Spanned<String>,
    units: Spanned<i64>,
    lanes: Option<Spanned<i64>>,
    walk: Option<Spanned<String>>,
    active: Option<Spanned<f64>>,
}

impl Keys {
    /// Checks entry `index`; `source` learns where its parts stand.
    pub fn layer(&self, check: &Checker, index: usize, source: &mut Source) -> Result<Layer> {
        let units = check.integer("units", &self.units, 2..=65_536)? as usize;
        let lanes = self.lanes.as_ref().map(|lanes| check.integer("lanes", lanes, 1..=1024)).transpose()?;
        let walks = Walk::ALL.map(|walk| (walk.word(), walk));
        let walk = self.walk.as_ref().map(|walk| check.choice("walk", walk, &walks)).transpose()?;
        let active = self.active.as_ref().map(|active| share(check, active)).transpose()?;
        source.note(Part::Units(index), Some(&self.units));
        source.note(Part::Lanes(index), self.lanes.as_ref());
        source.note(Part::Walk(index), self.walk.as_ref());
        Ok(Layer { kind: LayerType::Dense { units }, lanes: lanes.map(|lanes| lanes as usize), walk, active })
    }
}

/// The share of active inputs.
fn share(check: &Checker, value: &Spanned<f64>) -> Result<f64> {
    let share = *value.get_ref();
    if share > 0.0 && share <= 1.0 {
        return Ok(share);
    }
    Err(check.error(format!("active = {share} is no share of the inputs"), value.span(), "above 0, 1 at most"))
}
