//! What a report warns of.

use super::report::{DataReport, Seen};
use super::warning::Warning;
use entrain_model::network::{Network, Part};

/// Of the hardware's 256 numbers, so many are few.
pub(super) const FEW: u32 = 16;
/// Test rows of which one is more than a point.
const FEW_ROWS: usize = 99;
/// Names that a sentence has room for.
const NAMES: usize = 6;

/// Everything that a person should know of these data.
pub(super) fn all(report: &DataReport, seen: &[Seen], normalised: bool, network: &Network) -> Vec<Warning> {
    let mut all = Vec::new();
    all.extend(classes(report, network));
    all.extend(clipped(report, seen, normalised, network));
    all.extend(levels(report, seen, normalised, network));
    if let Some(column) = &report.index_column {
        let message = format!(
            "{column}, which has no name, counts the rows: it is probably an index and not taken as an input; a name in the header makes it one"
        );
        all.push(Warning::new("index_column", message, network.line_of(Part::Train)));
    }
    if let Some(column) = seen.iter().find(|seen| seen.counts) {
        let message = format!(
            "input {} counts the rows: it is probably an index, which tells where a row stands and nothing else; [data] ignore = [\"{}\"] leaves it out",
            column.name, column.name
        );
        all.push(Warning::new("probable_index", message, network.line_of(Part::Train)));
    }
    if report.dropped_rows > 0 {
        let rows = report.dropped_rows;
        all.push(Warning::new("rows_dropped", format!("{rows} rows with gaps are left out"), network.line_of(Part::Train)));
    }
    if report.filled_values > 0 {
        let message = format!("{} gaps are filled with the median of their column over the training rows", report.filled_values);
        all.push(Warning::new("gaps_filled", message, network.line_of(Part::Train)));
    }
    let tests = report.testing();
    if (1..=FEW_ROWS).contains(&tests) {
        let points = 100.0 / tests as f64;
        let message = format!("there are {tests} test rows: one of them is {points:.1} points of the accuracy");
        all.push(Warning::new("few_test_rows", message, network.line_of(Part::Rows).or(network.line_of(Part::Train))));
    }
    all
}

/// Lines among the rows that are none.
pub(super) fn left_out(headers: u64, comments: u64, network: &Network) -> Vec<Warning> {
    let line = network.line_of(Part::Train);
    let mut found = Vec::new();
    if headers > 0 {
        found.push(Warning::new("headers_among_rows", format!("{headers} lines among the rows repeat the header and are left out"), line));
    }
    if comments > 0 {
        let message = format!("{comments} lines among the rows are comments and left out; [data] comment = \"\" reads them");
        found.push(Warning::new("comments_among_rows", message, line));
    }
    found
}

/// Classes that cannot be learned or measured.
fn classes(report: &DataReport, network: &Network) -> Vec<Warning> {
    let name = |class: usize| format!("\"{}\"", report.class_names[class]);
    let lacking: Vec<usize> = (0..report.train_rows.len()).filter(|&class| report.train_rows[class] == 0).collect();
    let trained = report.train_rows.len() - lacking.len();
    let mut found = Vec::new();
    if trained == 1 {
        let only = report.train_rows.iter().position(|&rows| rows > 0).unwrap_or(0);
        let message =
            format!("every training row is of class {}: there is nothing to tell apart, and an accuracy means nothing", name(only));
        found.push(Warning::new("one_class", message, network.line_of(Part::Classes)));
    }
    if !lacking.is_empty() {
        let (some, tested): (Vec<usize>, Vec<usize>) =
            (lacking.clone(), lacking.iter().copied().filter(|&class| report.test_rows[class] > 0).collect());
        let names: Vec<String> = some.iter().map(|&class| name(class)).collect();
        let rows: usize = tested.iter().map(|&class| report.test_rows[class]).sum();
        let also = if rows > 0 { format!("; {rows} test rows are of it and cannot be right") } else { String::new() };
        let what = if names.len() == 1 { "class" } else { "classes" };
        let help = if rows > 0 { "; split = { test = 0.25 } draws test rows of every class" } else { "" };
        let message = format!("{what} {} {} no training row{also}{help}", some_of(&names), if names.len() == 1 { "has" } else { "have" });
        let part = if rows > 0 { network.line_of(Part::Rows).or(network.line_of(Part::SplitColumn)) } else { None };
        found.push(Warning::new("class_without_training_rows", message, part.or(network.line_of(Part::Classes))));
    }
    found
}

/// Values beyond the range of the hardware, with a scale that would fit.
fn clipped(report: &DataReport, seen: &[Seen], normalised: bool, network: &Network) -> Option<Warning> {
    let clipped = &report.clipped;
    let worst = seen.iter().find(|seen| Some(&seen.name) == clipped.worst.as_ref())?;
    if clipped.share <= DataReport::CLIPPED_SAID {
        return None;
    }
    let (low, high) = network.input.format.range();
    let [share, own] = [100.0 * clipped.share, 100.0 * clipped.worst_share];
    let mut message = format!(
        "{share:.1} % of the values are beyond {low} to {high} and clipped, most in {} ({own:.1} %), whose numbers go from {} to {}",
        worst.name,
        brief(worst.smallest),
        brief(worst.largest)
    );
    if !normalised {
        message += &format!("; [data] normalise = \"standard\" gives each column a scale{}", one_scale(seen, network));
    }
    Some(Warning::new("clipped", message, network.line_of(Part::Scale).or(network.line_of(Part::Shape))))
}

/// One scale for all columns that clips nothing, where the columns are of one size.
fn one_scale(seen: &[Seen], network: &Network) -> String {
    let smallest = seen.iter().map(|seen| seen.smallest).fold(f64::INFINITY, f64::min);
    let largest = seen.iter().map(|seen| seen.largest).fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = network.input.format.range();
    let scale = down((high - low) as f64 / (largest - smallest));
    let offset = (smallest - low as f64 / scale).round();
    // Columns of which next to nothing would be left need a scale each.
    let fits = seen.iter().all(|seen| seen.smallest == seen.largest || (seen.largest - seen.smallest) * scale >= FEW as f64);
    if fits && scale.is_finite() { format!("; or scale = {scale}, offset = {offset} in `input` all alike") } else { String::new() }
}

/// Three digits of a number, not above it.
fn down(number: f64) -> f64 {
    if !number.is_finite() || number <= 0.0 {
        return f64::INFINITY;
    }
    let unit = 10f64.powi(number.log10().floor() as i32 - 2);
    // As a person would write it.
    format!("{:.6e}", (number / unit).floor() * unit).parse().unwrap_or(number)
}

/// Inputs of which too little is left.
fn levels(report: &DataReport, seen: &[Seen], normalised: bool, network: &Network) -> Vec<Warning> {
    let mut found = Vec::new();
    let line = network.line_of(Part::Scale).or(network.line_of(Part::Shape));
    let (low, high) = network.input.format.range();
    let faint = |seen: &&Seen| (seen.largest - seen.smallest) * network.input.scale <= (high - low) as f64 / FEW as f64;
    let varied: Vec<&Seen> = seen.iter().filter(|seen| seen.smallest < seen.largest).collect();
    let (small, large): (Vec<&Seen>, Vec<&Seen>) = varied.into_iter().partition(faint);
    let is_table = network.input.shape.len() == 1;
    if !normalised && !small.is_empty() && large.is_empty() {
        let smallest = small.iter().map(|seen| seen.smallest).fold(f64::INFINITY, f64::min);
        let largest = small.iter().map(|seen| seen.largest).fold(f64::NEG_INFINITY, f64::max);
        let message = format!(
            "the inputs go from {} to {}, of which few of the numbers {low} to {high} are left that the hardware takes: \
             [data] normalise = \"standard\", or a larger scale in `input` (now {})",
            brief(smallest),
            brief(largest),
            network.input.scale
        );
        found.push(Warning::new("faint", message, line));
    } else if !normalised && is_table && !small.is_empty() {
        let names: Vec<String> =
            small.iter().map(|seen| format!("{} ({} to {})", seen.name, brief(seen.smallest), brief(seen.largest))).collect();
        let widest = large.iter().max_by(|one, other| (one.largest - one.smallest).total_cmp(&(other.largest - other.smallest)));
        let widest = widest.map_or(String::new(), |seen| format!("{} ({} to {})", seen.name, brief(seen.smallest), brief(seen.largest)));
        let message = format!(
            "no one scale fits all inputs: of {} next to nothing is left where {widest} is read; [data] normalise = \"standard\" gives each column its own",
            some_of(&names)
        );
        found.push(Warning::new("column_ranges", message, line));
    }
    if is_table && !report.constant.is_empty() {
        let message = format!(
            "{} the same in every row and tell nothing: {}",
            if report.constant.len() == 1 { "an input is" } else { "inputs are" },
            some_of(&report.constant)
        );
        found.push(Warning::new("constant", message, line));
    }
    found
}

/// Some names and how many there are.
fn some_of(names: &[String]) -> String {
    match names.len() {
        count if count > NAMES => format!("{} and {} more", names[..NAMES].join(", "), count - NAMES),
        _ => names.join(", "),
    }
}

/// A number in as few digits as tell it.
pub fn brief(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e9 {
        format!("{number}")
    } else {
        format!("{:.4}", number).trim_end_matches('0').trim_end_matches('.').to_string()
    }
}
