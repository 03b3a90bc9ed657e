//! The fast path of an ASIC: no synthesis, no gates. Events foretold by the golden model make one quantity a part, and what
//! that costs was fitted, library by library, to networks that went the whole way.

use crate::energy::parts::{Part, Table};
use entrain_model::Samples;
use entrain_model::plan::{Access, Activity, Memory};
use entrain_model::{Model, Plan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::sram::SramModel;

const FILES: [&str; 2] =
    [include_str!("../../../../constraints/energy/osu018.toml"), include_str!("../../../../constraints/energy/sky130hd.toml")];

/// A library's calibration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Name of the library.
    pub library: String,
    /// Part of its file's name.
    pub file: String,
    /// Node in nanometres and supply in volts, for the model of memories.
    pub node_nm: f64,
    /// See `node_nm`.
    pub volts: f64,
    /// How it was made.
    pub source: String,
    /// Networks that went the whole way.
    #[serde(default)]
    pub network: Vec<Calibrated>,
}

/// A network: what the golden model foretells of each part, and what the gates took.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibrated {
    /// Its name.
    pub name: String,
    /// Quantity of each part of an inference, in the order of `Part::ALL`.
    pub quantities: [f64; 11],
    /// Nanojoules of each part, at the gates.
    pub nanojoules: [f64; 11],
    /// Bits of weights corrected a learned sample, and the nanojoules that learning added.
    pub corrected_bits: f64,
    /// See `corrected_bits`.
    pub learning_nj: f64,
    /// Of it in writing the weight memories, which the model of memories says by itself.
    pub write_nj: f64,
}

/// What a library's parts cost.
#[derive(Debug, Clone, Serialize)]
pub struct FastModel {
    /// Nanojoules a quantity, in the order of `Part::ALL`.
    pub parts: [f64; 11],
    /// Nanojoules a corrected bit, without its writing.
    pub corrected_bit: f64,
}

/// A network, foretold by a fit that does not know it.
#[derive(Debug, Clone, Serialize)]
pub struct Foretold {
    /// The network.
    pub name: String,
    /// Nanojoules of an inference: at the gates, foretold.
    pub inference: [f64; 2],
    /// The same of a learned sample.
    pub learned: [f64; 2],
}

impl Calibration {
    /// That of the library in a file of this name, if there is one.
    pub fn of(file: &str) -> Option<Calibration> {
        let mut all = FILES.iter().map(|text| toml::from_str::<Calibration>(text).expect("the calibrations are well formed"));
        all.find(|one| file.contains(&one.file) && !one.network.is_empty())
    }

    /// The fit to all networks but one: the factor with the smallest relative errors, part by part.
    pub fn fit(&self, without: Option<usize>) -> FastModel {
        let networks = || self.network.iter().enumerate().filter(move |(index, _)| Some(*index) != without).map(|(_, network)| network);
        let factor = |pairs: Vec<(f64, f64)>| {
            let shares = pairs.iter().filter(|(quantity, nj)| *quantity > 0.0 && *nj > 0.0).map(|(quantity, nj)| quantity / nj);
            let (sum, squares) = shares.fold((0.0, 0.0), |(sum, squares), share| (sum + share, squares + share * share));
            if squares > 0.0 { sum / squares } else { 0.0 }
        };
        FastModel {
            parts: std::array::from_fn(|at| factor(networks().map(|network| (network.quantities[at], network.nanojoules[at])).collect())),
            corrected_bit: factor(networks().map(|network| (network.corrected_bits, network.learning_nj - network.write_nj)).collect()),
        }
    }

    /// Each network, foretold without knowing it.
    pub fn leave_one_out(&self) -> Vec<Foretold> {
        let foretell = |(index, network): (usize, &Calibrated)| {
            let model = self.fit(Some(index));
            let real: f64 = network.nanojoules.iter().sum();
            let guess: f64 = network.quantities.iter().zip(model.parts).map(|(quantity, nj)| quantity * nj).sum();
            let learning = network.corrected_bits * model.corrected_bit + network.write_nj;
            Foretold { name: network.name.clone(), inference: [real, guess], learned: [real + network.learning_nj, guess + learning] }
        };
        self.network.iter().enumerate().map(foretell).collect()
    }
}

impl FastModel {
    /// Nanojoules of an inference, by part.
    pub fn inference(&self, quantities: &[f64; 11]) -> Table {
        Part::ALL.into_iter().enumerate().map(|(at, part)| ((None, part), quantities[at] * self.parts[at])).collect()
    }
}

/// Bits of weights corrected, a sample.
pub fn corrected_bits(plan: &Plan, activity: &Activity) -> f64 {
    let bits = plan.quantities(activity).into_iter().map(|q| q.corrected * q.weight_bits as f64);
    bits.sum::<f64>() / activity.samples.max(1) as f64
}

/// Nanojoules of writing weights and biases, a sample.
pub fn writing(plan: &Plan, activity: &Activity, sram: &SramModel) -> f64 {
    let write = |access: &Access| access.writes * sram.memory(access.memory.width as usize, access.memory.depth).write * 1e9;
    let layers = plan.quantities(activity).into_iter().map(|q| q.learned.iter().map(write).sum::<f64>());
    layers.sum::<f64>() / activity.samples.max(1) as f64
}

/// How much the multipliers of each layer have to do: bits that change between the activations that a lane sees one after the
/// other, and half of the bits that are 1, which a changing weight goes through. Zeros do nothing, signs a lot.
pub fn restlessness(plan: &Plan, start: &Model, samples: &Samples) -> Vec<f64> {
    let mut model = start.clone();
    let mut sums = vec![0.0; plan.layers.len()];
    for (input, _) in samples.iter() {
        model.predict(input);
        for (layer, sum) in plan.layers.iter().zip(&mut sums) {
            let values = model.input_of(layer.index, input);
            let step = layer.engine.plan().stride();
            let bits = |place: usize| {
                let (now, before) = (values[place] as u8, values[(place + values.len() - step) % values.len()] as u8);
                (now ^ before).count_ones() as f64 + now.count_ones() as f64 / 2.0
            };
            *sum += (0..values.len()).map(bits).sum::<f64>() / values.len() as f64;
        }
    }
    sums.iter().map(|sum| sum / samples.len().max(1) as f64).collect()
}

/// One quantity a part, a sample: what its energy should be proportional to. `restless` is that of the multipliers.
pub fn quantities(plan: &Plan, activity: &Activity, clock_mhz: f64, sram: &SramModel, restless: &[f64]) -> [f64; 11] {
    let samples = activity.samples.max(1) as f64;
    let cycles = activity.cycles as f64 / samples;
    let mut found: BTreeMap<Part, f64> = BTreeMap::new();
    let mut add = |part, value: f64| *found.entry(part).or_default() += value;
    let classes = plan.classes as f64;
    let read = |memory: &Memory| sram.memory(memory.width as usize, memory.depth).read * 1e9;
    for q in plan.quantities(activity) {
        let [words, products, activations] = [q.words, q.products, q.activations].map(|count| count / samples);
        let weight = q.weight_bits as f64;
        add(Part::Clock, cycles * q.registers);
        add(Part::Mac, products * weight * restless[q.layer]);
        add(Part::Update, products * weight);
        add(Part::WeightRead, q.learned.iter().map(|access| access.reads / samples * read(&access.memory)).sum());
        let accessed = |access: &Access| (access.reads + access.writes) / samples * read(&access.memory);
        add(Part::Activations, q.incoming.iter().map(accessed).sum());
        add(Part::Codes, activations * classes * q.logit_bits as f64);
        add(Part::Error, activations + classes);
        add(Part::Control, words);
        add(Part::Static, cycles / clock_mhz * (q.memory_bits + 50.0 * q.registers));
    }
    add(Part::Io, plan.features as f64 + classes * plan.total_bits as f64);
    Part::ALL.map(|part| found.get(&part).copied().unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_foretold_that_the_fit_does_not_know() {
        for file in ["osu018_stdcells.lib", "/pdk/sky130_fd_sc_hd.lib"] {
            let calibration = Calibration::of(file).unwrap();
            assert!(calibration.network.len() >= 4);
            for one in calibration.leave_one_out() {
                for [real, foretold] in [one.inference, one.learned] {
                    println!("{file} {}: {real:.1} nJ, foretold {foretold:.1}: {:+.1} %", one.name, 100.0 * (foretold / real - 1.0));
                    assert!((foretold / real - 1.0).abs() < 0.15, "{file} {}", one.name);
                }
            }
        }
        assert!(Calibration::of("unheard_of.lib").is_none());
    }
}
