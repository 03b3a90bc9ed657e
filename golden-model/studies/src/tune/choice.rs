//! A choice of values, and the network file that has it.

use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{Basis, Network, default_fraction};
use serde::Serialize;
use std::path::Path;
use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

/// What a search writes behind the lines that it changes.
const TUNED: &str = "tuned";
/// How far the rate of narrow or wide weights may go from what it was.
const RATE_STEPS: u32 = 8;

/// The values of all knobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// `network.basis`.
    pub basis: Basis,
    /// `training.rate`.
    pub rate: u32,
    /// `training.margin`.
    pub margin: i32,
    /// `training.revival`.
    pub revival: u32,
    /// `weights.bits`.
    pub bits: u32,
    /// `weights.fraction`, which goes with the bits.
    pub fraction: u32,
}

impl Choice {
    /// What the network file says.
    pub fn of(network: &Network) -> Choice {
        let (training, weights) = (&network.training, network.weights);
        let (rate, margin, revival) = (training.rate, training.margin, training.revival);
        Choice { basis: network.basis, rate, margin, revival, bits: weights.bits, fraction: weights.fraction }
    }

    /// The same with weights of `bits` bits and the fraction that a file gets with them by default: as fine as it can be up to
    /// 2^-9, so that what a narrow weight gives up is range.
    pub fn with_bits(self, bits: u32) -> Choice {
        if bits == self.bits { self } else { Choice { bits, fraction: default_fraction(bits), ..self } }
    }

    /// The same with the nearest rate of which `learns` says that its weights can learn with it, faster ones first; itself if
    /// there is none.
    pub fn with_rate_that(self, learns: impl Fn(&Choice) -> bool) -> Choice {
        let faster = (1..=RATE_STEPS).map(|steps| Choice { rate: self.rate.saturating_sub(steps).max(1), ..self });
        let slower = (1..=RATE_STEPS).map(|steps| Choice { rate: self.rate + steps, ..self });
        [self].into_iter().chain(faster).chain(slower).find(learns).unwrap_or(self)
    }

    /// The word for the basis in a network file.
    pub fn basis_name(&self) -> String {
        serde_json::to_value(self.basis).ok().and_then(|name| name.as_str().map(str::to_string)).unwrap_or_default()
    }

    /// The network with these values: its file is changed and read again, so that nothing is checked twice or not at all.
    ///
    /// # Errors
    /// What a file with these values would be refused for.
    pub fn network(&self, original: &Network) -> Result<Network> {
        self.network_noted(original, TUNED)
    }

    /// The same, with another word for what has changed it.
    ///
    /// # Errors
    /// As `network`.
    pub fn network_noted(&self, original: &Network, by: &str) -> Result<Network> {
        Network::parse(&self.text(original, by)?, original.path())
    }

    /// The file of `original` with these values; lines that stay the same stay as they are, comments and order too. Behind
    /// those that change stands who changed them, `by`, and what they were.
    ///
    /// # Errors
    /// A file in which the values have no place.
    fn text(&self, original: &Network, by: &str) -> Result<String> {
        let was = Choice::of(original);
        let broken = || Diagnostic::new(format!("{} cannot be changed: a table is written in an unusual way", original.path().display()));
        let mut document: DocumentMut = original.text().parse().map_err(|_| broken())?;
        let changes: [(&str, &str, bool, Value, String); 6] = [
            ("network", "basis", self.basis != was.basis, self.basis_name().into(), format!("\"{}\"", was.basis_name())),
            change("training", "rate", self.rate as i64, was.rate as i64),
            change("training", "margin", self.margin as i64, was.margin as i64),
            change("training", "revival", self.revival as i64, was.revival as i64),
            change("weights", "bits", self.bits as i64, was.bits as i64),
            change("weights", "fraction", self.fraction as i64, was.fraction as i64),
        ];
        for (table, key, _, value, old) in changes.into_iter().filter(|(_, _, changed, _, _)| *changed) {
            let table = document.entry(table).or_insert_with(|| Item::Table(Table::new()));
            // A comment in a table of one line would swallow what follows.
            let note = (!table.is_inline_table()).then_some(old);
            set(table.as_table_like_mut().ok_or_else(broken)?, key, value, note.map(|old| (by, old)));
        }
        if self.rate != was.rate {
            let rates = original.training.with_rate(self.rate).schedule.into_iter().map(|stage| stage.rate as i64);
            let stages = document.get_mut("training").and_then(|training| training.get_mut("schedule"));
            stages.into_iter().flat_map(stages_of).zip(rates).for_each(|(stage, rate)| set(stage, "rate", rate.into(), None));
        }
        Ok(document.to_string())
    }

    /// The text of the file to be written to `path`, which names the same data as `original` does from there.
    ///
    /// # Errors
    /// The original's own path, another folder, or values that the file would be refused for.
    pub fn file(&self, original: &Network, path: &Path) -> Result<String> {
        if original.is_at(path) {
            return Err(Diagnostic::new(format!("{} is the network file itself", path.display()))
                .help("the choice goes to a new file; name another one"));
        }
        let text = self.text(original, TUNED)?;
        original.rewritten(&text, path)?;
        Ok(text)
    }
}

/// Table, key, whether it changes, the new value and the old one.
fn change<'a>(table: &'a str, key: &'a str, new: i64, old: i64) -> (&'a str, &'a str, bool, Value, String) {
    (table, key, new != old, new.into(), old.to_string())
}

/// The entries of a schedule, however it is written.
fn stages_of(item: &mut Item) -> Vec<&mut dyn TableLike> {
    match item {
        Item::Value(Value::Array(array)) => {
            array.iter_mut().filter_map(Value::as_inline_table_mut).map(|table| table as &mut dyn TableLike).collect()
        }
        Item::ArrayOfTables(tables) => tables.iter_mut().map(|table| table as &mut dyn TableLike).collect(),
        _ => Vec::new(),
    }
}

/// Sets `key` of `table`, and says behind it who did so, and what it was.
fn set(table: &mut dyn TableLike, key: &str, mut value: Value, old: Option<(&str, String)>) {
    if let Some(there) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = there.decor().clone();
    }
    if let Some((by, old)) = old {
        let suffix = value.decor().suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default();
        let note = if suffix.contains('#') { format!("{suffix} ({by}, was {old})") } else { format!("   # {by}, was {old}") };
        value.decor_mut().set_suffix(note);
    }
    table.insert(key, Item::Value(value));
}

#[cfg(test)]
mod tests {
    use super::*;
    use entrain_model::network::Stage;
    use proptest::prelude::*;

    const PATH: &str = "somewhere/net.toml";
    const TEXT: &str = r#"# My network.
[network]
name = "net"   # short
classes = 10
input = { shape = [64], format = "u8" }
basis = "sqq"        # the default

[[layer]]
type = "dense"
units = 64

[training]
seed = 3
rate = 9            # 2^-9
margin = 128        # what worked for Anna
epochs = 30
schedule = [{ epoch = 10, rate = 10 }, { epoch = 20, rate = 9 }]   # slow, then not
"#;

    fn network(text: &str) -> Network {
        Network::parse(text, Path::new(PATH)).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn only_what_changes_is_touched() {
        let original = network(TEXT);
        let choice = Choice { rate: 8, basis: Basis::Walsh, bits: 9, fraction: 8, ..Choice::of(&original) };
        let expected = TEXT
            .replace("basis = \"sqq\"        # the default", "basis = \"walsh\"        # the default (tuned, was \"sqq\")")
            .replace("rate = 9            # 2^-9", "rate = 8            # 2^-9 (tuned, was 9)")
            .replace("{ epoch = 10, rate = 10 }, { epoch = 20, rate = 9 }", "{ epoch = 10, rate = 9 }, { epoch = 20, rate = 8 }");
        let expected = expected + "\n[weights]\nbits = 9   # tuned, was 12\nfraction = 8   # tuned, was 9\n";
        assert_eq!(choice.text(&original, TUNED).map_err(|error| error.to_string()), Ok(expected));
        assert_eq!(Choice::of(&original).text(&original, TUNED).map_err(|error| error.to_string()), Ok(TEXT.to_string()));
    }

    #[test]
    fn a_schedule_may_be_written_as_tables() {
        let text = TEXT.replace("schedule = [{ epoch = 10, rate = 10 }, { epoch = 20, rate = 9 }]   # slow, then not\n", "")
            + "[[training.schedule]]\nepoch = 7\nrate = 10   # slow\n";
        let original = network(&text);
        let choice = Choice { rate: 8, ..Choice::of(&original) };
        let changed = choice.network(&original).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(changed.training.schedule, [Stage { epoch: 7, rate: 9 }]);
        assert!(changed.text().contains("rate = 9   # slow\n"), "{}", changed.text());
    }

    #[test]
    fn tables_of_one_line_stay_on_it() {
        let text = "network = { name = \"net\", classes = 10, input = { shape = [64], format = \"u8\" } }\n\
                    training = { rate = 9, margin = 128 }\nlayer = [{ type = \"dense\", units = 64 }]\n";
        let original = network(text);
        let choice = Choice { margin: 64, revival: 15, basis: Basis::Walsh, ..Choice::of(&original) };
        let changed = choice.network(&original).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(Choice::of(&changed), choice);
        assert!(!changed.text().contains('#'), "{}", changed.text());
    }

    proptest! {
        /// Whatever is chosen is what the changed file says, comments and all other keys stay.
        #[test]
        fn the_file_says_what_was_chosen(walsh: bool, rate in 4u32..8, margin in 0i32..2000, revival in 0u32..2000, bits in 8u32..=12) {
            let original = network(TEXT);
            let basis = if walsh { Basis::Walsh } else { Basis::Sqq };
            let choice = Choice { basis, rate, margin, revival, ..Choice::of(&original) }.with_bits(bits);
            let changed = choice.network(&original).unwrap_or_else(|error| panic!("{error}"));
            prop_assert_eq!(Choice::of(&changed), choice);
            prop_assert_eq!((changed.training.seed, changed.training.epochs), (3, 30));
            for comment in ["# My network.", "# short", "# the default", "# 2^-9", "# what worked for Anna", "# slow, then not"] {
                prop_assert!(changed.text().contains(comment), "{}", changed.text());
            }
        }
    }
}
