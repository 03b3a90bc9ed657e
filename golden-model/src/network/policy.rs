//! The [policy] table: when a layer may learn in the field.

use super::raw::{BudgetTable, PolicyTable};
use super::validate::Checker;
use super::{Layer, Part, Source};
use crate::diagnostic::Result;
use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;

/// Largest number in a budget, so that a credit counter stays below 2^48.
const MOST: i64 = 1 << 24;

/// What a sample must be like for a layer to learn from it, beside the margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Learn {
    /// Whatever it is like.
    #[default]
    Always,
    /// The layer's own answer is wrong.
    OnError,
    /// The layer's largest logit leads its second largest by less than this.
    LowConfidence(i32),
}

/// How often a layer may update, in the long run and at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Updates of one layer ...
    pub updates: u32,
    /// ... in this many learning samples.
    pub samples: u32,
    /// Updates that can be saved up.
    pub burst: u32,
}

/// When layers learn in the field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Policy {
    /// Which samples they learn from.
    pub learn: Learn,
    /// How often; none: as often as there is something to learn.
    pub budget: Option<Budget>,
    /// Layers that never learn, 0 first.
    pub freeze: Vec<usize>,
}

/// Checks the table for a network of these layers; `source` learns where the parts stand.
pub(super) fn policy(check: &Checker, table: &PolicyTable, layers: &[Layer], source: &mut Source) -> Result<Policy> {
    source.note(Part::Learn, table.learn.as_ref());
    source.note(Part::Budget, table.budget.as_ref());
    source.note(Part::Freeze, table.freeze.as_ref());
    Ok(Policy {
        learn: learn(check, table)?,
        budget: table.budget.as_ref().map(|table| budget(check, table)).transpose()?,
        freeze: freeze(check, table.freeze.as_ref().map_or(&[], |layers| layers.get_ref().as_slice()), layers)?,
    })
}

fn learn(check: &Checker, table: &PolicyTable) -> Result<Learn> {
    let known = [("always", Learn::Always), ("on-error", Learn::OnError), ("low-confidence", Learn::LowConfidence(0))];
    let mode = table.learn.as_ref().map_or(Ok(Learn::Always), |word| check.choice("learn", word, &known))?;
    match (mode, &table.confidence) {
        (Learn::LowConfidence(_), Some(limit)) => Ok(Learn::LowConfidence(check.integer("confidence", limit, 1..=1 << 20)? as i32)),
        (Learn::LowConfidence(_), None) => {
            let span = table.learn.as_ref().map_or(0..0, Spanned::span);
            let message = "learn = \"low-confidence\" needs a confidence".to_string();
            Err(check
                .error(message, span, "below which lead does a layer learn?")
                .help("add confidence = 64, or another lead of its logits"))
        }
        (_, Some(limit)) => {
            let message = "confidence is given, but nothing reads it".to_string();
            Err(check.error(message, limit.span(), "only learn = \"low-confidence\" does"))
        }
        (mode, None) => Ok(mode),
    }
}

fn budget(check: &Checker, table: &Spanned<BudgetTable>) -> Result<Budget> {
    let BudgetTable { updates, samples, updates_per_hour, samples_per_hour, burst } = table.get_ref();
    let forms = "budget = { updates = 600, samples = 36000 } or { updates_per_hour = 600, samples_per_hour = 36000 }";
    let ((updates, samples), names) = match (updates, samples, updates_per_hour, samples_per_hour) {
        (Some(updates), Some(samples), None, None) => ((updates, samples), ["budget.updates", "budget.samples"]),
        (None, None, Some(updates), Some(samples)) => ((updates, samples), ["budget.updates_per_hour", "budget.samples_per_hour"]),
        _ => {
            let message = "a budget is a number of updates in a number of samples".to_string();
            let label = "one of each, both per hour or neither";
            return Err(check.error(message, table.span(), label).help(forms).help("the hardware counts samples, not time"));
        }
    };
    if *updates.get_ref() == 0 {
        let message = "a budget of 0 updates never learns".to_string();
        return Err(check.error(message, updates.span(), "1 or more").help("freeze = [...] names layers that do not learn"));
    }
    let count = check.integer(names[0], updates, 1..=MOST)?;
    let period = check.integer(names[1], samples, 1..=MOST)?;
    if count > period {
        let message = format!("a budget of {count} updates in {period} samples limits nothing");
        return Err(check.error(message, updates.span(), "a layer updates once a sample at most"));
    }
    let burst = burst.as_ref().map_or(Ok(count), |burst| check.integer("budget.burst", burst, 1..=MOST))?;
    Ok(Budget { updates: count as u32, samples: period as u32, burst: burst as u32 })
}

fn freeze(check: &Checker, numbers: &[Spanned<i64>], all: &[Layer]) -> Result<Vec<usize>> {
    let (mut frozen, layers) = (Vec::new(), all.len());
    for number in numbers {
        let layer = *number.get_ref();
        if !(1..=layers as i64).contains(&layer) {
            let label = if layers == 1 { "the only layer is layer 1".to_string() } else { format!("layers are 1 to {layers}") };
            return Err(check.error(format!("there is no layer {layer} to freeze"), number.span(), &label));
        }
        let index = layer as usize - 1;
        if !all[index].has_weights() {
            return Err(check.error(format!("layer {layer} has no weights to freeze"), number.span(), "layers with weights can be frozen"));
        }
        if frozen.contains(&index) {
            return Err(check.error(format!("layer {layer} is frozen twice"), number.span(), "once is enough"));
        }
        frozen.push(index);
    }
    frozen.sort_unstable();
    Ok(frozen)
}
