//! What the data became, for people.

use crate::output::table;
use entrain_data::{DataReport, Loaded, Scaling};
use entrain_model::Samples;
use entrain_model::network::Input;
use serde_json::{Value, json};

/// Inputs that use less than this part of their range are too faint.
const FAINT: i32 = 16;

/// Files, classes, what was left out, scales: all of them with `details`.
pub fn text(loaded: &Loaded, details: bool) -> String {
    let report = &loaded.report;
    let mut text = "\nData\n".to_string();
    for file in &report.files {
        text += &format!("  {}: {}\n", file.file, file.what);
    }
    let left_out = [
        (report.dropped_rows, "rows with gaps left out"),
        (report.filled_values, "gaps filled with the median of their column"),
        (report.skipped_lines, "lines skipped: comments, repeated headers, rules, blank rows"),
    ];
    left_out.iter().filter(|(count, _)| *count > 0).for_each(|(count, what)| text += &format!("  {count} {what}\n"));
    if !report.ignored.is_empty() {
        text += &format!("  ignored: {}\n", report.ignored.join(", "));
    }
    text += &format!("\n{}", classes(report));
    let side = if report.testing() > 0 { "test" } else { "training" };
    text += &format!(
        "\n  Always saying \"{}\" is right for {:.1} % of the {side} rows; {:.1} % of all values are clipped\n",
        report.baseline.name,
        100.0 * report.baseline.share,
        100.0 * report.clipped.share
    );
    if !report.constant.is_empty() {
        text += &format!("  {} inputs are the same in every row\n", report.constant.len());
    }
    if !report.few_levels.is_empty() {
        text += &format!("  {} inputs have 16 or fewer of the hardware's 256 numbers\n", report.few_levels.len());
    }
    text + &loaded.scaling.as_ref().map_or(String::new(), |scaling| scales(scaling, details))
}

/// Rows of each class on both sides.
fn classes(report: &DataReport) -> String {
    let row =
        |class: usize| vec![report.class_names[class].clone(), report.train_rows[class].to_string(), report.test_rows[class].to_string()];
    let mut rows: Vec<Vec<String>> = (0..report.class_names.len()).map(row).collect();
    rows.push(vec!["all".into(), report.training().to_string(), report.testing().to_string()]);
    table(&["class", "train rows", "test rows"], &rows)
}

/// The first scales.
fn scales(scaling: &Scaling, details: bool) -> String {
    let shown = if details { usize::MAX } else { 16 };
    let header = ["scale", "smallest", "largest", "offset", "gain", "becomes"];
    let row = |(index, scale): (usize, &entrain_data::Scale)| {
        let input = index * scaling.inputs_a_scale;
        let ends = [scale.smallest, scale.largest].map(|value| scaling.quantise(input, value).to_string());
        let numbers = [scale.smallest, scale.largest, scale.offset]
            .map(|number| format!("{number:.6}").trim_end_matches('0').trim_end_matches('.').to_string());
        let gain = format!("{} / 2^{}", scale.gain, scale.shift);
        [vec![(index + 1).to_string()], numbers.to_vec(), vec![gain, ends.join("..")]].concat()
    };
    let rows: Vec<Vec<String>> = scaling.scales.iter().enumerate().take(shown).map(row).collect();
    let more = scaling.scales.len().saturating_sub(shown);
    let more = if more > 0 { format!("  and {more} more (--details has all)\n") } else { String::new() };
    format!("\nScaled by \"{}\", fitted to the training rows\n\n{}{more}", scaling.kind, table(&header, &rows))
}

/// The same for programs.
pub fn value(loaded: &Loaded) -> Value {
    json!({ "report": loaded.report, "scaling": loaded.scaling })
}

/// Who was taken for whom: a row a class, a column a prediction.
pub fn confusion(names: &[String], confusion: &[Vec<usize>]) -> String {
    const MOST: usize = 12;
    if confusion.is_empty() || confusion.len() > MOST {
        return String::new();
    }
    let header: Vec<&str> = ["true \\ predicted"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let row = |(name, row): (&String, &Vec<usize>)| [vec![name.clone()], row.iter().map(usize::to_string).collect()].concat();
    let rows: Vec<Vec<String>> = names.iter().zip(confusion).map(row).collect();
    format!("\ntest rows of each class, and what they were taken for\n{}", table(&header, &rows))
}

/// Inputs of which next to nothing is left in 8 bits: nobody learns from them, and no error says why.
pub fn faint(samples: &Samples, input: &Input) -> Option<String> {
    let values = || samples.iter().flat_map(|(values, _)| values.iter().copied());
    let (smallest, largest) = (values().min()?, values().max()?);
    let (low, high) = input.format.range();
    let few = (largest - smallest) as i32 <= (high - low) / FAINT;
    few.then(|| {
        format!(
            "the inputs become whole numbers from {smallest} to {largest}, of {low} to {high} that the hardware takes: \
             a larger scale in `input` (now {}) keeps more of them",
            input.scale
        )
    })
}
