//! Energy by part and by layer: a table, bars, JSON. The same for every target.

use crate::output::table;
use entrain_sim::energy::parts::{Part, Table, total};
use serde_json::{Value, json};

/// What a learned sample and an inference cost, nanojoules.
pub struct Breakdown {
    pub layers: usize,
    pub learning: Table,
    pub inference: Table,
    /// An inference of the inference-only twin.
    pub twin: Option<Table>,
}

impl Breakdown {
    /// Nanojoules of a part.
    pub fn part(table: &Table, part: Part) -> f64 {
        table.iter().filter(|((_, of), _)| *of == part).map(|(_, nj)| nj).sum()
    }

    fn cell(table: &Table, layer: Option<usize>, part: Part) -> f64 {
        table.get(&(layer, part)).copied().unwrap_or(0.0)
    }

    /// The table for people: parts down, layers across.
    pub fn text(&self) -> String {
        let mut header = vec!["part, nJ".to_string(), "learned sample".into(), "inference".into()];
        header.extend(self.twin.iter().map(|_| "its twin".to_string()));
        header.extend((0..self.layers).map(|layer| format!("of it layer {}", layer + 1)));
        header.extend((self.layers > 0).then(|| "shared".to_string()));
        let places: Vec<Option<usize>> = (0..self.layers).map(Some).chain((self.layers > 0).then_some(None)).collect();
        let mut rows: Vec<Vec<String>> = Part::ALL
            .into_iter()
            .map(|part| {
                let mut row =
                    vec![part.name().to_string(), number(Self::part(&self.learning, part)), number(Self::part(&self.inference, part))];
                row.extend(self.twin.iter().map(|twin| number(Self::part(twin, part))));
                row.extend(places.iter().map(|place| number(Self::cell(&self.learning, *place, part))));
                row
            })
            .collect();
        let of_layer = |place: &Option<usize>| number(Part::ALL.into_iter().map(|part| Self::cell(&self.learning, *place, part)).sum());
        let mut totals = vec!["total".to_string(), number(total(&self.learning)), number(total(&self.inference))];
        totals.extend(self.twin.iter().map(|twin| number(total(twin))));
        rows.push(totals.into_iter().chain(places.iter().map(of_layer)).collect());
        table(&header.iter().map(String::as_str).collect::<Vec<_>>(), &rows)
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let part = |part: Part| {
            let by_layer: Vec<f64> = (0..self.layers).map(|layer| Self::cell(&self.learning, Some(layer), part)).collect();
            json!({
                "part": part, "training_nj": Self::part(&self.learning, part), "inference_nj": Self::part(&self.inference, part),
                "training_nj_by_layer": by_layer, "training_nj_shared": Self::cell(&self.learning, None, part),
                "twin_nj": self.twin.as_ref().map(|twin| Self::part(twin, part)),
            })
        };
        Part::ALL.into_iter().map(part).collect()
    }

    /// Bars: one a part, learning and inference one under the other.
    pub fn svg(&self, title: &str) -> String {
        let bars = Part::ALL.into_iter().map(|part| crate::svg::bars::Bar {
            name: part.name().into(),
            values: vec![Self::part(&self.learning, part), Self::part(&self.inference, part)],
        });
        crate::svg::bars::svg(title, "nJ a sample", &["learned sample", "inference"], &bars.collect::<Vec<_>>())
    }
}

/// Three digits that matter.
pub fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".into(),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 0.1 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}
