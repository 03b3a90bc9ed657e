//! A network file with the lanes and walks of a design.

use entrain_model::{Diagnostic, Network, Result};
use toml_edit::{DocumentMut, Item, value};

/// The text of `chosen`'s file, whose weight format is that of the design, with its lanes, walks and shares of active inputs
/// as well; the rest stays as it is.
///
/// # Errors
/// A file in which the layers are written in an unusual way.
pub fn text(chosen: &Network) -> Result<String> {
    let broken = || Diagnostic::new(format!("{} cannot be changed: its layers are written in an unusual way", chosen.path().display()));
    let mut document: DocumentMut = chosen.text().parse().map_err(|_| broken())?;
    let layers = document.get_mut("layer").and_then(Item::as_array_of_tables_mut).ok_or_else(broken)?;
    for (table, layer) in layers.iter_mut().zip(&chosen.layers) {
        if let Some(lanes) = layer.lanes {
            table["lanes"] = value(lanes as i64);
        }
        if let Some(walk) = layer.walk {
            table["walk"] = value(walk.word());
        }
        match layer.active {
            // Two digits: it is a mean over some data.
            Some(active) if layer.walk.is_some_and(|walk| walk.skips_zeros()) => table["active"] = value((active * 100.0).ceil() / 100.0),
            _ => drop(table.remove("active")),
        }
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use entrain_model::network::Walk;
    use std::path::Path;

    #[test]
    fn comments_and_order_stay() {
        let file = "[network]\nname = \"net\"\nclasses = 3\ninput = { shape = [8], format = \"u8\" } # eight\n\n[[layer]]\n\
                    type = \"dense\"\nunits = 9 # nine\n";
        let mut chosen = Network::parse(file, Path::new("entrain.toml")).unwrap_or_else(|error| panic!("{error}"));
        chosen.layers[0].lanes = Some(3);
        chosen.layers[0].walk = Some(Walk::Column);
        chosen.layers[0].active = Some(0.251);
        let written = text(&chosen).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(written, file.to_string() + "lanes = 3\nwalk = \"column\"\nactive = 0.26\n");
    }
}
