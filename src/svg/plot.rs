//! A line plot: a grid, the lines, a legend.

use super::{COLOURS, END, escape, sheet, text, ticks, title};

/// Size of the picture, pixels.
const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 400.0;
/// Room around the lines: left, top, right (the legend), bottom.
const ROOM: [f64; 4] = [56.0, 40.0, 220.0, 48.0];

/// One line.
pub struct Line {
    pub name: String,
    pub dashed: bool,
    /// (across, up), ascending.
    pub points: Vec<(f64, f64)>,
}

/// A plot whose vertical axis is 0 to 100.
pub struct Plot {
    pub title: String,
    pub across: String,
    pub up: String,
    pub lines: Vec<Line>,
}

impl Plot {
    /// The picture.
    pub fn svg(&self) -> String {
        let mut svg = sheet(WIDTH, HEIGHT, 13);
        let [left, top, right, bottom] = [ROOM[0], ROOM[1], WIDTH - ROOM[2], HEIGHT - ROOM[3]];
        svg += &title(left, 24.0, 13, &self.title);
        svg += &text((left + right) / 2.0, HEIGHT - 10.0, "middle", &escape(&self.across));
        svg += &text(left - 8.0, top - 10.0, "end", &escape(&self.up));
        let (first, last) = self.ends();
        let x = |value: f64| left + (value - first) / (last - first) * (right - left);
        let y = |value: f64| bottom - value.clamp(0.0, 100.0) / 100.0 * (bottom - top);
        for level in [0.0, 20.0, 40.0, 60.0, 80.0, 100.0] {
            svg += &format!("<path d=\"M{left} {0:.1}H{right}\" stroke=\"#dddddd\"/>\n", y(level));
            svg += &text(left - 8.0, y(level) + 4.5, "end", &format!("{level}"));
        }
        for tick in ticks(first, last) {
            svg += &format!("<path d=\"M{0:.1} {bottom}v5\" stroke=\"#555555\"/>\n", x(tick));
            svg += &text(x(tick), bottom + 20.0, "middle", &format!("{tick}"));
        }
        for (number, line) in self.lines.iter().enumerate() {
            let points: Vec<String> = line.points.iter().map(|&(across, up)| format!("{:.1},{:.1}", x(across), y(up))).collect();
            let dash = if line.dashed { " stroke-dasharray=\"6 4\"" } else { "" };
            let style = format!("fill=\"none\" stroke=\"{}\" stroke-width=\"2\"{dash}", COLOURS[number % COLOURS.len()]);
            svg += &format!("<polyline points=\"{}\" {style}/>\n", points.join(" "));
            if let [(across, up)] = line.points[..] {
                svg += &format!("<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" {style}/>\n", x(across), y(up));
            }
            let at = top + 10.0 + 22.0 * number as f64;
            svg += &format!("<path d=\"M{:.1} {at}h26\" {style}/>\n", right + 16.0);
            svg += &text(right + 50.0, at + 4.5, "start", &escape(&line.name));
        }
        svg + END
    }

    /// First and last value across; never the same.
    fn ends(&self) -> (f64, f64) {
        let all = || self.lines.iter().flat_map(|line| line.points.iter().map(|point| point.0));
        let (first, last) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        match first.is_finite() {
            true if last > first => (first, last),
            true => (first - 1.0, first + 1.0),
            false => (0.0, 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_without_points_is_still_a_picture() {
        let svg = Plot { title: "a < b".into(), across: String::new(), up: String::new(), lines: Vec::new() }.svg();
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n") && svg.contains("a &lt; b") && !svg.contains("NaN"));
    }
}
