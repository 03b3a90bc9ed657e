//! `entrain energy --model`: the measured designs behind the coefficients, each foretold without knowing it.

use crate::output::table;
use entrain_sim::energy::fpga::coefficients::LeftOut;
use entrain_sim::energy::fpga::{Coefficients, PartFile};
use serde_json::{Value, json};

/// How well the coefficients foretell.
pub struct Report {
    designs: Vec<LeftOut>,
    coefficients: Coefficients,
    /// Who measured the designs.
    source: String,
}

/// Foretells each design by a fit to the others; none without the file of the part.
pub fn work() -> Option<Report> {
    let part = PartFile::of("up5k")?;
    Some(Report { designs: part.leave_one_out(), coefficients: part.coefficients(), source: part.source.clone() })
}

impl Report {
    /// The largest error, as a share.
    fn worst(&self) -> f64 {
        self.designs.iter().map(|one| one.error().abs()).fold(0.0, f64::max)
    }

    /// For people.
    pub fn text(&self) -> String {
        let line = |one: &LeftOut| {
            vec![
                one.name.clone(),
                format!("{:.1}", one.measured_ua),
                format!("{:.1}", one.foretold_ua),
                format!("{:+.1} %", 100.0 * one.error()),
            ]
        };
        let rows: Vec<Vec<String>> = self.designs.iter().map(line).collect();
        let mut text =
            table(&["iCE40 UP5K, core rail; each design foretold by a fit to the others", "measured uA", "foretold uA", "error"], &rows);
        let (worst, count) = (100.0 * self.worst(), self.designs.len());
        text += &format!("largest error {worst:.1} % over {count} designs; source: {}\n\n", self.source);
        for c in &self.coefficients.list {
            text += &format!("{}: {:.3} {} ({}; source: {})\n", c.name, c.value, c.unit, c.error, c.source);
        }
        text
    }

    /// For programs.
    pub fn json(&self) -> Value {
        json!({ "designs": self.designs, "largest_error": self.worst(), "coefficients": self.coefficients.list })
    }
}
