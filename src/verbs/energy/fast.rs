//! `entrain energy --target asic --fast`: milliseconds instead of minutes.

use super::breakdown::number;
use super::fpga::steady;
use super::options::{Library, Options};
use crate::output::table;
use crate::project::Project;
use crate::verbs::cosim::first;
use entrain_model::plan::Placement;
use entrain_model::{Diagnostic, Plan, Result};
use entrain_sim::energy::asic::fast::{Calibration, Foretold, corrected_bits, quantities, restlessness, writing};
use entrain_sim::energy::asic::sram::SramModel;
use entrain_sim::energy::fpga::{Counts, counts};
use entrain_sim::energy::parts::{Part, Table};
use entrain_sim::predict;

/// Samples over which events are foretold.
const SAMPLES: usize = 200;
/// Samples from which it is told how much the multipliers have to do.
const RESTLESS: usize = 50;

/// The estimate.
pub struct Fast {
    pub plan: Plan,
    pub calibration: Calibration,
    pub clock_mhz: f64,
    pub assumptions: Vec<String>,
    pub inference: Table,
    pub learning: Table,
    pub counts: Counts,
    /// One a part, of an inference.
    pub quantities: [f64; 11],
}

/// Foretells a network in standard cells of `library`.
///
/// # Errors
/// A library that no network has gone the whole way with; no data.
pub fn work(project: &Project, options: &Options, library: &Library) -> Result<Fast> {
    let file = library.liberty.as_ref().map_or("osu018".into(), |path| path.to_string_lossy().into_owned());
    let calibration = Calibration::of(&file).ok_or_else(|| {
        Diagnostic::new(format!("no network has gone the whole way with the library {file} yet, from which the fast path could learn"))
            .help("leave out --fast")
    })?;
    let mut plan = project.plan.clone();
    plan.layers.iter_mut().for_each(|layer| layer.placement = Placement::default());
    let clock_mhz = options.clock_mhz.unwrap_or(project.clock_mhz());
    let sram = SramModel::scaled(calibration.node_nm, calibration.volts);
    let data = project.data()?;
    let start = project.model(options.weights.as_deref())?;
    let measure = |learns: bool| {
        steady(&plan, &data.train, options.samples.unwrap_or(SAMPLES), &|samples| Ok(predict(&plan, &start, samples, &|_| learns)))
    };
    let (inferred, learned) = (measure(false)?, measure(true)?);
    let model = calibration.fit(None);
    let restless = restlessness(&plan, &start, &first(&data.train, Some(RESTLESS)));
    let quantity = quantities(&plan, &inferred, clock_mhz, &sram, &restless);
    let inference = model.inference(&quantity);
    let mut learning = model.inference(&quantities(&plan, &learned, clock_mhz, &sram, &restless));
    *learning.entry((None, Part::Update)).or_default() += corrected_bits(&plan, &learned) * model.corrected_bit;
    *learning.entry((None, Part::WeightWrite)).or_default() += writing(&plan, &learned, &sram);
    let assumptions = vec![
        format!(
            "fast path: no netlist. Events of the first {} samples foretold by the golden model, times energies fitted to {} networks that went to the gates with {}",
            learned.samples,
            calibration.network.len(),
            calibration.library
        ),
        format!("{}; {} nm, {} V; clock {clock_mhz} MHz", calibration.source, calibration.node_nm, calibration.volts),
        "what learning adds but the writing is booked on the update adders; layers are not told apart".into(),
        format!("memories: {}", sram.source),
    ];
    Ok(Fast { quantities: quantity, counts: counts(&plan, &learned), plan, calibration, clock_mhz, assumptions, inference, learning })
}

/// How well networks are foretold that the fit does not know.
pub fn text(left: &[Foretold]) -> String {
    let row = |one: &Foretold| {
        let error = |pair: [f64; 2]| format!("{:+.1} %", 100.0 * (pair[1] / pair[0] - 1.0));
        let cells = [one.inference, one.learned].map(|pair| vec![number(pair[0]), number(pair[1]), error(pair)]).concat();
        [vec![one.name.clone()], cells].concat()
    };
    let header =
        ["foretold without knowing it, nJ", "inference at the gates", "foretold", "error", "learned at the gates", "foretold", "error"];
    format!("\n{}", table(&header, &left.iter().map(row).collect::<Vec<_>>()))
}
