//! The weight formats that are searched: the network file once a width, with all that has to go with it.

use super::accuracy::{Accuracy, Training, ranks};
use entrain_data::DataSet;
use entrain_model::plan::Workload;
use entrain_model::{Model, Network, Plan, Result};
use entrain_studies::tune::Choice;

/// Training samples that are learned before shares and events are counted: the first ones are unusual.
const SETTLE: usize = 1000;
/// What stands in the network file behind a line that was changed here.
const EXPLORED: &str = "explored";

/// The network with weights of one width.
#[derive(Debug, Clone)]
pub struct Width {
    /// Bits, fraction, rate.
    pub choice: Choice,
    /// Its network file, with the share of active inputs of each layer.
    pub network: Network,
    /// The model after some learning.
    pub model: Model,
    /// If more than the file's width is searched.
    pub accuracy: Option<Accuracy>,
    /// Rank of the accuracy, 0 the best; 0 without.
    pub rank: usize,
}

/// All of them, and those that cannot be.
#[derive(Debug, Default)]
pub struct Widths {
    pub all: Vec<Width>,
    /// Bits, and why not.
    pub refused: Vec<(u32, String)>,
}

impl Widths {
    /// The file's own width alone, or those of `bits`, each with its share of active inputs over `samples` samples.
    ///
    /// The fraction is the one that a file gets with so many bits by default; the rate is the file's, or the nearest one that
    /// these weights can learn with.
    ///
    /// # Errors
    /// A file that cannot be changed; without `bits`, a network that cannot be planned.
    pub fn new(network: &Network, bits: &[u32], data: &DataSet, samples: usize) -> Result<Widths> {
        let own = Choice::of(network);
        let mut widths = Widths::default();
        if bits.is_empty() {
            widths.all.push(Width::new(own, network.clone(), data, samples)?);
        }
        for &bits in bits {
            let changed = |choice: &Choice| {
                let network = choice.network_noted(network, EXPLORED)?;
                Plan::new(&network, None).map(|_| network)
            };
            let choice = own.with_bits(bits).with_rate_that(|choice| changed(choice).is_ok());
            match changed(&choice) {
                Ok(network) => widths.all.push(Width::new(choice, network, data, samples)?),
                Err(error) => widths.refused.push((bits, error.message().to_string())),
            }
        }
        Ok(widths)
    }

    /// Trains all of them.
    ///
    /// # Errors
    /// As `Training::of`.
    pub fn judge(&mut self, training: &Training) -> Result<()> {
        let found = training.of(&self.all.iter().map(|width| &width.network).collect::<Vec<_>>())?;
        let ranks = ranks(&found.iter().collect::<Vec<_>>());
        for ((width, accuracy), rank) in self.all.iter_mut().zip(found).zip(ranks) {
            (width.accuracy, width.rank) = (Some(accuracy), rank);
        }
        Ok(())
    }

    /// The best mean accuracy.
    pub fn best(&self) -> Option<f64> {
        self.all.iter().filter_map(|width| width.accuracy.as_ref()).map(|accuracy| accuracy.mean).reduce(f64::max)
    }
}

impl Width {
    fn new(choice: Choice, mut network: Network, data: &DataSet, samples: usize) -> Result<Width> {
        let plan = Plan::new(&network, None)?;
        let mut model = Model::new(&plan);
        data.train.iter().take(SETTLE).for_each(|(input, label)| {
            model.learn(input, label);
        });
        let (mut workload, mut learner) = (Workload::new(&plan), model.clone());
        let mut columns = vec![0; plan.layers.len()];
        let counted = samples.clamp(1, data.train.len());
        for number in 0..counted {
            let (input, label) = data.train.get((SETTLE + number) % data.train.len());
            learner.learn(input, label);
            columns.iter_mut().zip(workload.sample(&learner, input)).for_each(|(sum, work)| *sum += work.columns);
        }
        for ((layer, plan), columns) in network.layers.iter_mut().zip(&plan.layers).zip(columns) {
            layer.active = Some((columns as f64 / (counted * plan.fan_in()) as f64).clamp(0.01, 1.0));
        }
        Ok(Width { choice, network, model, accuracy: None, rank: 0 })
    }

    /// Whether its accuracy is at most `points` per cent below `best`.
    pub fn is_near(&self, best: Option<f64>, points: f64) -> bool {
        match (&self.accuracy, best) {
            (Some(accuracy), Some(best)) => 100.0 * (best - accuracy.mean) <= points + 1e-9,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use entrain_model::Samples;
    use std::path::Path;

    /// Resolution is kept as far as a sign bit leaves room; the rate moves only where the weights could not learn.
    #[test]
    fn fraction_and_rate_go_with_the_bits() {
        let text = "[network]\nname = \"net\"\nclasses = 3\ninput = { shape = [8], format = \"u8\" }\n\n[[layer]]\ntype = \"dense\"\n\
                    units = 9\n\n[[layer]]\ntype = \"dense\"\nunits = 9\n\n[weights]\nbits = 12\nfraction = 10\n\n[training]\nrate = 9   # slow\n\
                    schedule = [{ epoch = 4, rate = 10 }]\n";
        let network = Network::parse(text, Path::new("net.toml")).unwrap_or_else(|error| panic!("{error}"));
        let mut data = DataSet { train: Samples::new(8), test: Samples::new(8) };
        (0..9).for_each(|row| data.train.push(&[row; 8], row as usize % 3));
        let widths = Widths::new(&network, &[4, 8, 9, 12, 16], &data, 4).unwrap_or_else(|error| panic!("{error}"));
        let found: Vec<_> = widths.all.iter().map(|width| (width.choice.bits, width.choice.fraction, width.choice.rate)).collect();
        assert_eq!(found, [(4, 3, 3), (8, 7, 7), (9, 8, 8), (12, 10, 9), (16, 13, 10)]);
        assert!(widths.refused.is_empty());
        let narrow = &widths.all[1].network;
        assert_eq!((narrow.weights.bits, narrow.weights.fraction, narrow.training.schedule[0].rate), (8, 7, 8));
        assert!(narrow.text().contains("rate = 7   # slow (explored, was 9)"), "{}", narrow.text());
        assert_eq!(widths.all[3].network.text(), text, "the file's own width is the file");
    }

    #[test]
    fn a_width_that_cannot_learn_is_told() {
        let text = "[network]\nname = \"net\"\nclasses = 3\ninput = { shape = [8], format = \"s8\" }\n[[layer]]\ntype = \"dense\"\nunits = 9\n\
                    [training]\nrate = 15\n[weights]\nbits = 16\n";
        let network = Network::parse(text, Path::new("net.toml")).unwrap_or_else(|error| panic!("{error}"));
        let mut data = DataSet { train: Samples::new(8), test: Samples::new(8) };
        data.train.push(&[1; 8], 0);
        let widths = Widths::new(&network, &[4, 12], &data, 1).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(widths.all.len(), 1);
        assert!(matches!(&widths.refused[..], [(4, why)] if why.contains("rate = 15 is so slow")), "{:?}", widths.refused);
    }
}
