//! What the rows decide before any of them becomes a sample: a split by chance, medians, scales.

use super::column::Column;
use super::draw::draw;
use super::rows::{Rows, Side};
use super::scaling::Scaling;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{DataSource, Missing, Network};
use entrain_model::rule::XorShift32;
use std::collections::HashMap;
use std::sync::Arc;

/// What is fitted to the training rows; nothing where the network file asks for nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Preparation {
    /// Which rows of the training source test, where a share of them was drawn.
    pub drawn: Option<Arc<Vec<bool>>>,
    pub scaling: Option<Scaling>,
    /// What fills a gap of each input.
    pub medians: Option<Vec<f64>>,
}

impl Preparation {
    /// Reads the training source as often as it takes.
    ///
    /// # Errors
    /// What is wrong with the files, a split that cannot be drawn, an input without a single number.
    pub fn of(source: &DataSource, network: &Network) -> Result<Preparation> {
        let drawn = source.share.as_ref().map(|share| {
            let (labels, groups) = scan(source, network)?;
            draw(share, &labels, share.by.as_ref().map(|_| groups.as_slice()), network).map(Arc::new)
        });
        let mut preparation = Preparation { drawn: drawn.transpose()?, ..Preparation::default() };
        if source.normalise.is_some() || source.missing == Missing::Median {
            preparation.fit(source, network)?;
        }
        Ok(preparation)
    }

    /// Fits medians, then scales, to the training rows.
    fn fit(&mut self, source: &DataSource, network: &Network) -> Result<()> {
        let trains = match source.permute.filter(|_| source.test.is_none()) {
            Some(seed) => Some(permuted(source, seed, network)?),
            None => None,
        };
        let median = source.missing == Missing::Median;
        let mut rows = Rows::training(source, self.drawn.clone(), network)?;
        let mut columns = vec![Column::default(); network.features()];
        let mut numbers: Vec<Vec<f64>> = vec![Vec::new(); if median { network.features() } else { 0 }];
        while let Some(side) = rows.next()? {
            let trained = trains.as_ref().map_or(side == Side::Train, |trains| trains[rows.count() - 1]);
            if !trained {
                continue;
            }
            for (index, &value) in rows.row.values.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
                columns[index].add(value);
                if let Some(numbers) = numbers.get_mut(index) {
                    numbers.push(value);
                }
            }
        }
        if median {
            let medians = numbers.into_iter().enumerate().map(|(index, numbers)| {
                middle(numbers).ok_or_else(|| {
                    let name = rows.facts().input(index);
                    Diagnostic::new(format!("{name} has no number in any training row, a gap in it has no median"))
                        .help("leave the column out: [data] ignore = [\"...\"]")
                })
            });
            self.medians = Some(medians.collect::<Result<_>>()?);
        }
        self.scaling = source.normalise.map(|normalise| Scaling::fit(normalise, network, &columns));
        Ok(())
    }

    /// Fills the gaps of a row; how many there were.
    pub fn fill(&self, values: &mut [f64]) -> u64 {
        let Some(medians) = &self.medians else { return 0 };
        let gaps = values.iter_mut().zip(medians).filter(|(value, _)| value.is_nan());
        gaps.map(|(value, median)| *value = *median).count() as u64
    }

    /// A raw number as the hardware would see it if it were not clipped, and as it does.
    pub fn quantise(&self, network: &Network, input: usize, value: f64) -> (f64, i16) {
        match &self.scaling {
            Some(scaling) => (scaling.unclipped(input, value), scaling.quantise(input, value)),
            None => {
                let scaled = ((value - network.input.offset) * network.input.scale + 0.5).floor();
                (scaled, network.input.quantise(value))
            }
        }
    }
}

/// Label and group of each row of the training source, both numbered as they come.
fn scan(source: &DataSource, network: &Network) -> Result<(Vec<usize>, Vec<usize>)> {
    let mut rows = Rows::training(source, None, network)?;
    let (mut labels, mut groups, mut numbers) = (Vec::new(), Vec::new(), HashMap::new());
    while rows.next()?.is_some() {
        labels.push(rows.row.label);
        let next = numbers.len();
        groups.push(*numbers.entry(rows.row.group.clone()).or_insert(next));
    }
    Ok((labels, groups))
}

/// Which rows train when all are permuted before they are split.
fn permuted(source: &DataSource, seed: u32, network: &Network) -> Result<Vec<bool>> {
    let mut rows = Rows::training(source, None, network)?;
    while rows.next()?.is_some() {}
    let mut order: Vec<usize> = (0..rows.count()).collect();
    XorShift32::new(seed).shuffle(&mut order);
    let mut trains = vec![false; order.len()];
    order.iter().take(source.train_rows.unwrap_or(usize::MAX)).for_each(|&row| trains[row] = true);
    Ok(trains)
}

/// The median; the mean of the two in the middle. None without numbers.
fn middle(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let half = numbers.len() / 2;
    match numbers.len() {
        0 => None,
        count if count % 2 == 1 => Some(numbers[half]),
        _ => Some((numbers[half - 1] + numbers[half]) / 2.0),
    }
}
