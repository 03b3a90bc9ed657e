//! Pictures as SVG: what all of them are made of.

pub mod bars;
pub mod panel;
pub mod plot;

/// Okabe and Ito's colours, which colour-blind people can tell apart.
pub const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

/// What ends a picture.
pub const END: &str = "</svg>\n";

/// The beginning of a picture of so many pixels, white, with letters of a size.
pub fn sheet(width: f64, height: f64, letters: u32) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"{letters}\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    )
}

/// What a picture is called, in bold letters of a size.
pub fn title(x: f64, y: f64, letters: u32, words: &str) -> String {
    text(x, y, "start", &format!("<tspan font-weight=\"bold\" font-size=\"{letters}\">{}</tspan>", escape(words)))
}

/// About six round numbers from `first` to `last`.
pub fn ticks(first: f64, last: f64) -> Vec<f64> {
    let rough = (last - first) / 6.0;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power).into_iter().find(|&step| step >= rough).unwrap_or(rough).max(1.0);
    let start = (first / step).ceil();
    (0..=((last / step).floor() - start).max(0.0) as usize).map(|number| (start + number as f64) * step).collect()
}

/// A piece of text; `anchor` says which of its ends is at `x`.
pub fn text(x: f64, y: f64, anchor: &str, content: &str) -> String {
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{content}</text>\n")
}

/// Text as it may stand in SVG.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(1.0, 30.0), [5.0, 10.0, 15.0, 20.0, 25.0, 30.0]);
        assert_eq!(ticks(1.0, 3.0), [1.0, 2.0, 3.0]);
    }
}
