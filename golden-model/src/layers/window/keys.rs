//! The keys of a convolution in a network file.

use crate::diagnostic::Result;
use crate::network::{Checker, Layer, LayerType, Part, Source};
use serde::Deserialize;
use serde_spanned::Spanned;

/// Sides of a square that can be asked for: odd, so that it has a middle.
const KERNELS: [i64; 4] = [1, 3, 5, 7];

/// The entry as TOML gives it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    #[serde(rename = "type")]
    kind: Spanned<String>,
    channels: Spanned<i64>,
    cells: Option<Spanned<i64>>,
    kernel: Option<Spanned<i64>>,
    stride: Option<Spanned<i64>>,
    padding: Option<Spanned<String>>,
    lanes: Option<Spanned<i64>>,
}

impl Keys {
    /// Checks entry `index`; `source` learns where its parts stand. Cells that are left out are 0 until the map is known.
    pub fn layer(&self, check: &Checker, index: usize, source: &mut Source) -> Result<Layer> {
        let channels = check.integer("channels", &self.channels, 1..=1024)? as usize;
        let cells = self.cells.as_ref().map_or(Ok(0), |cells| check.integer("cells", cells, 1..=64))? as usize;
        let kernel = self.kernel.as_ref().map_or(Ok(3), |kernel| side(check, kernel))?;
        if let Some(stride) = self.stride.as_ref().filter(|stride| *stride.get_ref() != 1) {
            let message = format!("stride = {} cannot be had", stride.get_ref());
            let help = "a layer of type = \"max-pool\" behind it halves rows and columns, and keeps 2 to 5 points more";
            return Err(check.error(message, stride.span(), "1, or leave it out").help(help));
        }
        let lanes = self.lanes.as_ref().map(|lanes| check.integer("lanes", lanes, 1..=1024)).transpose()?;
        if let Some(padding) = &self.padding {
            check.choice("padding", padding, &[("same", ())])?;
        }
        source.note(Part::Type(index), Some(&self.kind));
        source.note(Part::Channels(index), Some(&self.channels));
        source.note(Part::Cells(index), self.cells.as_ref());
        source.note(Part::Lanes(index), self.lanes.as_ref());
        Ok(Layer {
            kind: LayerType::Conv2d { channels, kernel, cells },
            lanes: lanes.map(|lanes| lanes as usize),
            walk: None,
            active: None,
        })
    }
}

/// The side of the square.
fn side(check: &Checker, kernel: &Spanned<i64>) -> Result<usize> {
    let side = *kernel.get_ref();
    if KERNELS.contains(&side) {
        return Ok(side as usize);
    }
    Err(check.error(format!("kernel = {side} cannot be had"), kernel.span(), "1, 3, 5 or 7"))
}
