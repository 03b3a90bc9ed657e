//! Scaling, size, rate and margin: what is best on rows held out of the training rows.

use super::draft::Draft;
use super::size::{self, Budget};
use crate::progress;
use entrain_boards::Board;
use entrain_data::{Loaded, Warning, groups};
use entrain_model::Samples;
use entrain_model::{Diagnostic, Network, Result};
use entrain_studies::parallel;
use entrain_studies::tune::{Knob, Outcome, Progress, Search, tune};
use serde_json::{Value, json};
use std::path::Path;

/// Settings as good as the best within this share are as good: the smaller one is taken.
const TIE: f64 = 0.003;
/// Held-out rows that a network has to get right more, as a share, for a larger board to be worth it.
const WORTH: f64 = 0.01;
/// Seeds, each of which holds out another fifth of the training rows.
const SEEDS: u32 = 5;

/// One way to scale, and what it is called in a comment.
struct Way {
    normalise: &'static str,
    /// One scale for all columns: the shape gets an axis in front.
    together: bool,
    words: &'static str,
}

const WAYS: [Way; 3] = [
    Way { normalise: "standard", together: false, words: "each column by its mean and deviation" },
    Way { normalise: "range", together: false, words: "each column by its smallest and largest value" },
    Way { normalise: "standard", together: true, words: "all columns by one mean and deviation" },
];

/// What was tried, and what it gave.
pub struct Found {
    /// Index of the board that was chosen.
    pub home: usize,
    ways: Vec<(&'static str, f64)>,
    sizes: Vec<(Vec<usize>, f64)>,
    best: f64,
    rows: (usize, usize),
    baseline: f64,
}

/// Chooses, and writes the choices with their reasons into the draft.
///
/// `boards`: the first is taken unless a network that only a later one has room for is clearly better.
///
/// # Errors
/// Too few rows, or nothing that can be trained.
pub fn choose(draft: &mut Draft, file: &Path, loaded: &Loaded, boards: &[Board]) -> Result<Found> {
    let training = loaded.data.train.len();
    if training < 10 {
        return Err(Diagnostic::new(format!("{training} training rows are too few to choose by")).help("at least ten are needed"));
    }
    let budget = Budget::of(draft, training);
    (draft.epochs, draft.epochs_why) = budget.epochs();
    let bar = progress::bar("choosing", 0);
    let mut hear = progress::search(&bar, SEEDS as u64 * budget.epochs_of_search() as u64);
    let mut place = Place { file, loaded, boards, budget: &budget, hear: &mut hear };
    // Scaling first, by a coarse look at rates; then sizes, each with its own rate and margin.
    let (ways, samples) = place.scaling(draft)?;
    narrow(draft, file, training, &boards[0])?;
    let (sizes, refused) = place.sizes(draft, &samples)?;
    bar.finish_and_clear();
    let (home, outcome) = settle(draft, &sizes, refused, boards)?;
    Ok(Found {
        home,
        ways,
        sizes: sizes.iter().map(|size| (size.units.clone(), size.mean())).collect(),
        best: outcome.winner().mean,
        rows: outcome.rows[0],
        baseline: loaded.report.baseline.share,
    })
}

/// Rows to learn from, and the group of each.
type Rows = (Samples, Vec<usize>);
/// A size that was tried, on the first board that has room for it.
struct Size {
    units: Vec<usize>,
    /// Index of the board.
    home: usize,
    outcome: Outcome,
}

impl Size {
    /// Share of the held-out rows that its best settings get right.
    fn mean(&self) -> f64 {
        self.outcome.winner().mean
    }
}
/// Units of each layer, and why they cannot be.
type Refused = (Vec<usize>, Diagnostic);

/// Where a search takes place.
struct Place<'a> {
    file: &'a Path,
    loaded: &'a Loaded,
    boards: &'a [Board],
    budget: &'a Budget,
    hear: &'a mut dyn FnMut(Progress),
}

impl Place<'_> {
    /// Tries every way to scale, takes the first of the best, and gives what each was worth, and the rows scaled in that way.
    fn scaling(&mut self, draft: &mut Draft) -> Result<(Vec<(&'static str, f64)>, Rows)> {
        let groups = groups(&draft.network(self.file)?)?;
        let mut ways = Vec::new();
        for way in WAYS.iter().filter(|way| !way.together || draft.shape.len() == 1 && draft.shape[0] > 1) {
            let mut tried = draft.clone();
            apply(&mut tried, way);
            let network = tried.network(self.file)?;
            // The draft is scaled in the first way already.
            let samples = match ways.is_empty() {
                true => self.budget.some(&self.loaded.data.train, &groups),
                false => self.budget.some(&Loaded::new(&network)?.data.train, &groups),
            };
            let outcome = run(&network, &samples, &[Knob::Rate], self.budget, &self.boards[0], self.hear)?;
            ways.push((way, outcome.winner().mean, outcome.winner().choice.rate, samples));
        }
        let all: Vec<(&str, f64)> = ways.iter().map(|(way, mean, ..)| (way.words, *mean)).collect();
        let best = all.iter().map(|(_, mean)| *mean).fold(0.0, f64::max);
        let Some((way, _, rate, samples)) = ways.into_iter().find(|(_, mean, ..)| *mean >= best - TIE) else {
            return Err(Diagnostic::new("nothing could be trained"));
        };
        apply(draft, way);
        draft.rate = rate;
        let list: Vec<String> = all.iter().map(|(words, mean)| format!("{words} {}", percent(*mean))).collect();
        draft.normalise_why = format!("of the held-out rows right: {}", list.join(", "));
        if way.together {
            draft.shape_why += "; the axis in front: one scale for all of them";
        }
        Ok((all, samples))
    }

    /// Tries every size that a board has room for; and why the first board has none for others.
    fn sizes(&mut self, draft: &Draft, samples: &Rows) -> Result<(Vec<Size>, Vec<Refused>)> {
        let (mut sizes, mut refused) = (Vec::new(), Vec::new());
        for units in size::candidates(draft, self.loaded.data.train.len()) {
            let network = Draft { units: units.clone(), ..draft.clone() }.network(self.file)?;
            let room: Vec<Result<()>> = self.boards.iter().map(|board| size::fits(&network, board)).collect();
            let home = room.iter().position(Result::is_ok);
            refused.extend(room.into_iter().next().and_then(Result::err).map(|why| (units.clone(), why)));
            let Some(home) = home else { continue };
            match run(&network, samples, &[Knob::Rate, Knob::Margin], self.budget, &self.boards[home], self.hear) {
                Ok(outcome) => sizes.push(Size { units, home, outcome }),
                Err(error) => refused.push((units, error)),
            }
        }
        Ok((sizes, refused))
    }
}

/// Takes the first of the best sizes, and the board that it needs.
fn settle<'a>(draft: &mut Draft, sizes: &'a [Size], mut refused: Vec<Refused>, boards: &[Board]) -> Result<(usize, &'a Outcome)> {
    let best_on = |last: usize| sizes.iter().filter(|size| size.home <= last).map(Size::mean).fold(0.0, f64::max);
    // A larger board has to be worth it, and by more than chance.
    let most = best_on(boards.len() - 1);
    let rows: usize = sizes.first().map_or(0, |size| size.outcome.rows.iter().map(|(_, judges)| judges).sum());
    let worth = WORTH.max((2.0 * most * (1.0 - most) / rows.max(1) as f64).sqrt());
    let home = (0..boards.len()).find(|&home| best_on(home) + worth >= most).unwrap_or(0);
    let best = best_on(home);
    let Some(Size { units, outcome, .. }) = sizes.iter().find(|size| size.home <= home && size.mean() >= best - TIE) else {
        return Err(refused.pop().map_or_else(|| Diagnostic::new("nothing could be trained"), |(_, error)| error));
    };
    if home > 0 {
        let more = format!("{:.1} points better than what the {} has room for", 100.0 * (best - best_on(0)), boards[0].title);
        draft.place(&boards[home], &format!("has room for {} units: {more}", named(units)));
    }
    let winner = outcome.winner();
    (draft.units, draft.rate, draft.margin) = (units.clone(), winner.choice.rate, winner.choice.margin);
    let list: Vec<String> = sizes.iter().map(|size| format!("{} {}", named(&size.units), percent(size.mean()))).collect();
    let no: String =
        refused.iter().map(|(units, why)| format!("; {} does not fit {}: {}", named(units), boards[0].name, why.message())).collect();
    draft.units_why = format!("of the held-out rows right: {}{no}", list.join(", "));
    draft.rate_why = format!("2^-{}; held out: {}", winner.choice.rate, tried(outcome, Knob::Rate));
    draft.margin_why = format!("a layer learns until the right class leads by so much; held out: {}", tried(outcome, Knob::Margin));
    Ok((home, outcome))
}

/// Narrower weights where no network that is tried has room with the usual ones.
fn narrow(draft: &mut Draft, file: &Path, training: usize, board: &Board) -> Result<()> {
    const NARROW: u32 = 9;
    let fits = |draft: &Draft| -> Result<bool> {
        for units in size::candidates(draft, training) {
            let network = Draft { units, ..draft.clone() }.network(file)?;
            if size::fits(&network, board).is_ok() {
                return Ok(true);
            }
        }
        Ok(false)
    };
    if fits(draft)? {
        return Ok(());
    }
    let narrow = Draft { bits: NARROW, ..draft.clone() };
    if fits(&narrow)? {
        draft.bits_why = format!("with {} bits nothing that was tried has room in the memory of {}", draft.bits, board.name);
        draft.bits = NARROW;
    }
    Ok(())
}

/// Scales the draft's inputs in one way.
fn apply(draft: &mut Draft, way: &Way) {
    draft.normalise = way.normalise;
    if way.together {
        draft.shape.insert(0, 1);
    }
}

fn run(
    network: &Network,
    (samples, groups): &Rows,
    knobs: &[Knob],
    budget: &Budget,
    board: &Board,
    hear: &mut dyn FnMut(Progress),
) -> Result<Outcome> {
    let search = Search {
        knobs: knobs.to_vec(),
        seeds: (1..=SEEDS).collect(),
        epochs: budget.epochs_of_search(),
        device: Some(&board.device.resources),
        threads: parallel::threads(),
    };
    tune(network, samples, groups, &search, hear)
}

/// What the values of a knob gave beside the winner's other values.
fn tried(outcome: &Outcome, knob: Knob) -> String {
    let best = outcome.winner().choice;
    let value = |choice: &entrain_studies::tune::Choice| if knob == Knob::Rate { choice.rate as i64 } else { choice.margin as i64 };
    let same =
        |choice: &entrain_studies::tune::Choice| if knob == Knob::Rate { choice.margin == best.margin } else { choice.rate == best.rate };
    let mut all: Vec<(i64, f64)> = outcome
        .trials
        .iter()
        .filter(|trial| same(&trial.choice) && trial.refused.is_none())
        .map(|trial| (value(&trial.choice), trial.mean))
        .collect();
    all.sort_by_key(|(value, _)| *value);
    all.dedup_by_key(|(value, _)| *value);
    all.iter().map(|(value, mean)| format!("{value} {}", percent(*mean))).collect::<Vec<_>>().join(", ")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn named(units: &[usize]) -> String {
    units.iter().map(usize::to_string).collect::<Vec<_>>().join("-")
}

impl Found {
    /// In a line.
    pub fn words(&self) -> String {
        format!(
            "{} right, of {} rows in five parts ({} says the most frequent class)",
            percent(self.best),
            self.rows.0 + self.rows.1,
            percent(self.baseline)
        )
    }

    /// Share of the held-out rows that the choice got right, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        self.best
    }

    /// For programs.
    pub fn tried(&self) -> Value {
        let ways: Vec<Value> = self.ways.iter().map(|(way, mean)| json!({ "scaling": way, "accuracy": mean })).collect();
        let sizes: Vec<Value> = self.sizes.iter().map(|(units, mean)| json!({ "units": units, "accuracy": mean })).collect();
        json!({ "scalings": ways, "sizes": sizes })
    }

    /// What is to be known before anybody trusts it.
    pub fn warnings(&self, loaded: &Loaded) -> Vec<Warning> {
        // As far above it as chance goes, in one of twenty.
        let (rows, share) = ((self.rows.0 + self.rows.1) as f64, self.baseline);
        match self.best <= share + 1.65 * (share * (1.0 - share) / rows.max(1.0)).sqrt() {
            false => Vec::new(),
            true => {
                let message = format!(
                    "nothing was learned from these columns: {} of the held-out rows are right, and always saying \"{}\" is right for {}",
                    percent(self.best),
                    loaded.report.baseline.name,
                    percent(self.baseline)
                );
                vec![Warning::new("nothing_learned", message, None)]
            }
        }
    }
}
