//! The front of an exploration as a picture: learned samples a second over logic, and below, what one costs in energy. Each
//! design has its number, which the legend explains, and the colour of its width; what was built is joined to what was
//! estimated, and the chosen one has a ring.

use super::front::{Front, lanes};
use super::report::percent;
use crate::output::thousands;
use crate::svg::panel::{Dot, Panel, circle, diamond, ring};
use crate::svg::{COLOURS, END, escape, sheet, text};
use entrain_boards::Family;

/// Left and right end of both fields, their tops and their heights; the legend is to the right of them.
const ENDS: [f64; 2] = [84.0, 520.0];
const TOPS: [f64; 2] = [56.0, 360.0];
const HEIGHTS: [f64; 2] = [280.0, 150.0];
const WIDTH: f64 = 980.0;
/// A line of the legend.
const LINE: f64 = 20.0;

/// Draws the front.
pub fn svg(front: &Front) -> String {
    let mhz = front.board.clock.design_mhz;
    let dot = |number: usize, estimated: (f64, f64), built: Option<(f64, f64)>| Dot { estimated, built, colour: colour(front, number) };
    let real = |number: usize| front.result(number).and_then(|outcome| outcome.as_ref().ok());
    let numbers = || 0..front.designs.len();
    let design = |number: usize| &front.designs[number].design;
    let speed: Vec<Dot> = numbers()
        .map(|number| {
            let built = real(number).map(|outcome| (outcome.logic().used as f64, front.rate(number)));
            dot(number, (design(number).logic, mhz * 1e6 / design(number).cycles as f64), built)
        })
        .collect();
    let energy: Vec<Dot> = numbers().map(|number| dot(number, (design(number).logic, front.designs[number].energy_nj), None)).collect();
    let (legend, lines) = legend(front);
    let height = (TOPS[1] + HEIGHTS[1] + 56.0).max(TOPS[0] + LINE * (lines + 1.0));
    let mut svg = sheet(WIDTH, height, 13);
    let device = &front.board.device.resources;
    let title = format!("{} on {} ({}): the designs that no other beats", front.project.plan.name, front.board.name, device.part);
    svg += &crate::svg::title(ENDS[0], 26.0, 15, &title);
    let field = |at: usize| [ENDS[0], TOPS[at], ENDS[1], TOPS[at] + HEIGHTS[at]];
    let unit = if front.board.device.family == Family::Ice40 { "logic cells" } else { "LUTs" };
    let (above, below) = (Panel::of(&speed, field(0)), Panel::of(&energy, field(1)));
    let below = below.below(&above);
    svg += &above.axes(None, &format!("learned samples a second at {mhz} MHz"));
    svg += &below.axes(Some(&format!("{unit} (the device has {})", thousands(device.luts as u64))), "nJ a sample");
    svg += &above.points(&speed, front.chosen());
    svg += &below.points(&energy, front.chosen());
    svg + &legend + END
}

/// The colour of a design's width.
fn colour(front: &Front, number: usize) -> &'static str {
    COLOURS[front.designs[number].width % COLOURS.len()]
}

/// The numbers, with lanes and walks, and what a learned sample costs; then what the signs mean. And how many lines it has.
fn legend(front: &Front) -> (String, f64) {
    let (left, right) = (ENDS[1] + 36.0, WIDTH - 24.0);
    let widths = front.has_widths();
    let row = |at: f64, cells: [&str; 5], weight: &str| {
        let cell = |x: f64, anchor: &str, cell: &str| {
            text(x, TOPS[0] + 4.5 + LINE * at, anchor, &format!("<tspan font-weight=\"{weight}\">{}</tspan>", escape(cell)))
        };
        let all = [(left + 16.0, "end"), (left + 28.0, "start"), (right - 158.0, "end"), (right - 82.0, "end"), (right, "end")];
        all.into_iter()
            .zip(cells)
            .filter(|(_, cell)| !cell.is_empty())
            .map(|((x, anchor), content)| cell(x, anchor, content))
            .collect::<String>()
    };
    let names = if widths { ["bits", "accuracy"] } else { ["", ""] };
    let mut svg = row(0.0, ["", "lanes and walk", names[0], names[1], "nJ/sample"], "bold");
    for (number, one) in front.designs.iter().enumerate() {
        let weight = if front.chosen() == Some(number) { "bold" } else { "normal" };
        let width = front.width(number);
        let of_width = if widths { [width.choice.bits.to_string(), format!("{} %", percent(width))] } else { Default::default() };
        let [name, lanes, energy] = [(number + 1).to_string(), lanes(&one.design.plan), format!("{:.0}", one.energy_nj)];
        svg += &row(1.0 + number as f64, [&name, &lanes, &of_width[0], &of_width[1], &energy], weight);
    }
    let mut at = 2.0 + front.designs.len() as f64;
    let mut sign = |shape: &dyn Fn(f64, f64) -> String, meaning: &str| {
        svg += &shape(left + 8.0, TOPS[0] + LINE * at);
        svg += &row(at, ["", meaning, "", "", ""], "normal");
        at += 1.2;
    };
    for (number, width) in front.widths.all.iter().enumerate().filter(|_| widths) {
        let here = front.designs.iter().any(|one| one.width == number);
        let meaning = format!("{} bits, {}{}", width.choice.bits, percent(width), if here { " %" } else { " %: beaten everywhere" });
        sign(&|x, y| circle(x, y, COLOURS[number % COLOURS.len()]), &meaning);
    }
    if !widths {
        sign(&|x, y| circle(x, y, COLOURS[0]), "logic estimated");
    }
    if !front.built.is_empty() {
        sign(&|x, y| diamond(x, y, COLOURS[0]), "built, placed and routed");
        sign(&ring, "chosen: the fastest that was built");
    }
    (svg, at)
}
