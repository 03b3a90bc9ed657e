//! The keys of a pool in a network file.

use crate::diagnostic::Result;
use crate::network::{Checker, Layer, LayerType, Part, Source};
use serde::Deserialize;
use serde_spanned::Spanned;

/// The entry as TOML gives it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    #[serde(rename = "type")]
    kind: Spanned<String>,
    size: Option<Spanned<i64>>,
}

impl Keys {
    /// Checks entry `index`; `source` learns where its parts stand.
    pub fn layer(&self, check: &Checker, index: usize, source: &mut Source) -> Result<Layer> {
        let size = self.size.as_ref().map_or(Ok(2), |size| check.integer("size", size, 2..=2))? as usize;
        source.note(Part::Type(index), Some(&self.kind));
        Ok(Layer { kind: LayerType::MaxPool { size }, lanes: None, walk: None, active: None })
    }
}
