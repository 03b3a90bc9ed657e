//! What `entrain energy` answers: assumptions first, then the parts, then what follows from them.

use super::battery::Duty;
use super::breakdown::{Breakdown, number};
use super::compare::{self, Row};
use super::training::Run;
use super::{asic, fast};
use crate::output::{shown, thousands};
use entrain_sim::energy::asic::fast::Foretold;
use entrain_sim::energy::fpga::Counts;
use entrain_sim::energy::fpga::coefficients::Coefficient;
use entrain_sim::energy::parts::total;
use serde_json::{Value, json};

/// The answer, the same for every target.
pub struct Report {
    /// "iCE40 UP5K at 24 MHz".
    pub on: String,
    /// Name of the network.
    pub name: String,
    pub assumptions: Vec<String>,
    pub breakdown: Breakdown,
    /// Updates that were performed and weights corrected, a learned sample of the window.
    pub updates: f64,
    pub weights: f64,
    pub run: Run,
    /// Learning beside others, if that was asked for.
    pub rows: Vec<Row>,
    pub technology: Technology,
}

/// What only one technology has.
pub enum Technology {
    Fpga(Fpga),
    Asic(Box<asic::Report>),
    Foretold(Foretelling),
}

/// On a board.
pub struct Fpga {
    /// Of a learned sample.
    pub counts: Counts,
    /// How they were counted.
    pub counted: &'static str,
    pub calibrated: bool,
    pub coefficients: Vec<Coefficient>,
    pub duty: Option<Duty>,
}

/// In standard cells without a netlist.
pub struct Foretelling {
    pub library: String,
    /// The networks that went to the gates, each foretold without knowing it.
    pub left: Vec<Foretold>,
    /// One a part, of an inference.
    pub quantities: [f64; 11],
}

impl Technology {
    /// For people.
    fn text(&self) -> String {
        match self {
            Technology::Fpga(fpga) => {
                let c = &fpga.counts;
                let counts = format!(
                    "a learned sample: {:.0} MACs, {:.0} weight words read, {:.1} written, {:.0} additions, {:.0} cycles, {}\n",
                    c.macs, c.reads, c.writes, c.adds, c.cycles, fpga.counted
                );
                counts + &fpga.duty.as_ref().map_or(String::new(), Duty::text)
            }
            Technology::Asic(report) => asic::text(report),
            Technology::Foretold(foretelling) => fast::text(&foretelling.left),
        }
    }

    /// The same for programs: keys beside those that every technology has.
    fn json(&self) -> Value {
        match self {
            Technology::Fpga(fpga) => {
                let mut value = json!({ "counts": fpga.counts, "calibrated": fpga.calibrated, "coefficients": fpga.coefficients });
                if let Some(duty) = &fpga.duty {
                    value["duty"] = duty.json();
                }
                value
            }
            Technology::Asic(r) => json!({
                "own": r.own, "twin": r.twin, "node_nm": r.node_nm,
                "files": r.files.iter().map(|path| shown(path)).collect::<Vec<_>>(), "calibration": r.calibration,
            }),
            Technology::Foretold(f) => json!({ "library": f.library, "against_the_gates": f.left, "quantities": f.quantities }),
        }
    }
}

impl Report {
    pub fn inference_nj(&self) -> f64 {
        total(&self.breakdown.inference)
    }

    pub fn training_nj(&self) -> f64 {
        total(&self.breakdown.learning)
    }

    /// An update that was performed, in the window: what learning added, divided by their number.
    pub fn update_nj(&self) -> f64 {
        if self.updates > 0.0 { (self.training_nj() - self.inference_nj()) / self.updates } else { 0.0 }
    }

    /// A learned sample over an inference of the twin, or, where that was not measured, of the same hardware.
    pub fn learning_overhead(&self) -> f64 {
        self.training_nj() / self.breakdown.twin.as_ref().map_or(self.inference_nj(), total)
    }

    /// The parts as bars.
    pub fn svg(&self) -> String {
        self.breakdown.svg(&format!("{}, {}", self.name, self.on))
    }

    pub fn text(&self) -> String {
        let mut text = String::from("assumptions\n");
        for line in &self.assumptions {
            text += &format!("  - {line}\n");
        }
        text += &format!("\n{}\n{}", self.on, self.breakdown.text());
        let against = if self.breakdown.twin.is_some() { "one of the inference-only twin" } else { "an inference of the same hardware" };
        text += &format!(
            "\ninference {} nJ, learned sample {} nJ: {:.3} times {against}\nin these samples {:.2} layer updates a sample were performed{}; \
             {:.1} weights a sample were corrected{}\n",
            number(self.inference_nj()),
            number(self.training_nj()),
            self.learning_overhead(),
            self.updates,
            each(self.update_nj(), "nJ"),
            self.weights,
            each(if self.weights > 0.0 { (self.training_nj() - self.inference_nj()) / self.weights * 1000.0 } else { 0.0 }, "pJ"),
        );
        let run = &self.run;
        if run.samples > 0 {
            text += &format!(
                "a run of {} epochs: {} samples, {} of {} updates performed ({:.1} %), {:.3} mJ, {} nJ a sample, {} nJ a performed update, {} pJ a weight update{}\n",
                run.epochs,
                thousands(run.samples),
                thousands(run.updates),
                thousands(run.updates_offered),
                100.0 * run.updates as f64 / run.updates_offered.max(1) as f64,
                run.millijoules,
                number(run.sample_nj),
                number(run.update_nj),
                number(run.weight_update_pj),
                run.over_twin.map_or(String::new(), |ratio| format!("; {ratio:.3} times the twin"))
            );
        }
        if !self.rows.is_empty() {
            text += "\n";
            text += &compare::text(&self.rows);
        }
        text + &self.technology.text()
    }

    pub fn json(&self) -> Value {
        let mut value = json!({
            "on": self.on, "inference_nj": self.inference_nj(), "training_nj": self.training_nj(), "update_nj": self.update_nj(),
            "learning_overhead": self.learning_overhead(), "twin_nj": self.breakdown.twin.as_ref().map(total), "parts": self.breakdown.json(),
            "updates_per_sample": self.updates, "weights_per_sample": self.weights, "run": self.run, "comparison": self.rows,
            "assumptions": self.assumptions,
        });
        if let (Some(value), Some(extra)) = (value.as_object_mut(), self.technology.json().as_object()) {
            value.extend(extra.clone());
        }
        value
    }
}

/// What each of several adds. Few corrections of a small network cost less than the activations differ by that they cause.
fn each(energy: f64, unit: &str) -> String {
    match energy {
        energy if energy > 0.0 => format!(", {} {unit} each", number(energy)),
        0.0 => String::new(),
        _ => " (less than the activations then differ by)".into(),
    }
}
