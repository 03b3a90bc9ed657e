//! Bars: a row a name, its values under each other.

use super::{COLOURS, END, escape, sheet, text};

/// A row.
pub struct Bar {
    pub name: String,
    pub values: Vec<f64>,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 170.0;
const RIGHT: f64 = 90.0;
/// Those of the plots, in an order in which neighbours differ in brightness.
const FILLS: [&str; 4] = [COLOURS[0], COLOURS[4], COLOURS[2], COLOURS[3]];

/// The picture: `sets` names the values of each row, `unit` is what they are in.
pub fn svg(title: &str, unit: &str, sets: &[&str], bars: &[Bar]) -> String {
    let (thick, gap, top) = (12.0, 8.0, 64.0);
    let row = sets.len() as f64 * thick + gap;
    let height = top + bars.len() as f64 * row + 12.0;
    let most = bars.iter().flat_map(|bar| &bar.values).copied().fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let mut svg = sheet(WIDTH, height, 12);
    svg += &super::title(12.0, 22.0, 14, title);
    for (number, name) in sets.iter().enumerate() {
        let x = LEFT + 230.0 * number as f64;
        svg += &format!("<rect x=\"{x}\" y=\"36\" width=\"12\" height=\"12\" fill=\"{}\"/>\n", FILLS[number % FILLS.len()]);
        svg += &text(x + 18.0, 46.5, "start", &format!("{}, {}", escape(name), escape(unit)));
    }
    for (number, bar) in bars.iter().enumerate() {
        let y = top + row * number as f64;
        svg += &text(LEFT - 8.0, y + sets.len() as f64 * thick / 2.0 + 4.0, "end", &escape(&bar.name));
        for (set, value) in bar.values.iter().enumerate() {
            let (at, length) = (y + thick * set as f64, value / most * (WIDTH - LEFT - RIGHT));
            svg += &format!(
                "<rect x=\"{LEFT}\" y=\"{at:.1}\" width=\"{length:.1}\" height=\"{:.1}\" fill=\"{}\"/>\n",
                thick - 1.0,
                FILLS[set % FILLS.len()]
            );
            svg += &text(LEFT + length + 4.0, at + 10.0, "start", &format!("{value:.3}"));
        }
    }
    svg + END
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_longest_bar_fills_the_room_and_names_are_escaped() {
        let bars = [super::Bar { name: "a < b".into(), values: vec![2.0, 1.0] }, super::Bar { name: "c".into(), values: vec![0.0, 0.0] }];
        let svg = super::svg("t", "nJ", &["x", "y"], &bars);
        assert!(svg.contains("a &lt; b") && svg.contains("width=\"500.0\"") && svg.contains("width=\"250.0\"") && !svg.contains("NaN"));
        assert!(!super::svg("t", "nJ", &["x"], &[]).contains("NaN"));
    }
}
