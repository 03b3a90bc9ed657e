//! The front of an exploration as a picture: learned samples a second over logic. Each design has its number, which the
//! legend explains; what was built is joined to what was estimated, and the chosen one has a ring.

use super::front::{Front, lanes};
use crate::output::thousands;
use crate::plot::{COLOURS, escape, text, ticks};
use entrain_boards::Family;

/// The field of the points: left, top, right, bottom of a low picture; the legend is to the right of it.
const FIELD: [f64; 4] = [84.0, 56.0, 520.0, 400.0];
const WIDTH: f64 = 900.0;
/// A line of the legend.
const LINE: f64 = 20.0;
/// Size of a number beside its point, and how far from it.
const LABEL: [f64; 2] = [9.0, 12.0];
const AWAY: f64 = 13.0;

const ESTIMATED: &str = COLOURS[0];
const BUILT: &str = COLOURS[1];

/// A point of the picture.
struct Dot {
    /// Logic and samples a second as estimated.
    estimated: (f64, f64),
    /// The same of the real build.
    built: Option<(f64, f64)>,
}

/// Draws the front.
pub fn svg(front: &Front) -> String {
    let mhz = front.board.clock.design_mhz;
    let dots: Vec<Dot> = (0..front.designs.len())
        .map(|number| {
            let design = &front.designs[number].design;
            let real = front.result(number).and_then(|outcome| outcome.as_ref().ok());
            Dot {
                estimated: (design.logic, mhz * 1e6 / design.cycles as f64),
                built: real.map(|outcome| (outcome.logic().used as f64, front.rate(number))),
            }
        })
        .collect();
    let height = (FIELD[3] + 56.0).max(FIELD[1] + LINE * (dots.len() as f64 + 6.0));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    let device = &front.board.device.resources;
    let title = format!("{} on {} ({}): the designs that no other beats", front.project.plan.name, front.board.name, device.part);
    svg += &text(FIELD[0], 26.0, "start", &format!("<tspan font-weight=\"bold\" font-size=\"15\">{}</tspan>", escape(&title)));
    let scale = Scale::of(&dots, height - 56.0);
    let unit = if front.board.device.family == Family::Ice40 { "logic cells" } else { "LUTs" };
    svg += &scale
        .axes(&format!("{unit} (the device has {})", thousands(device.luts as u64)), &format!("learned samples a second at {mhz} MHz"));
    svg += &scale.points(&dots, front.chosen());
    svg + &legend(front) + "</svg>\n"
}

/// From values to places.
struct Scale {
    across: (f64, f64),
    most: f64,
    bottom: f64,
}

impl Scale {
    /// All dots with some room around them; rates from 0 on, logic from where it begins to differ.
    fn of(dots: &[Dot], bottom: f64) -> Scale {
        let all = || dots.iter().flat_map(|dot| [Some(dot.estimated), dot.built]).flatten();
        let (low, high) = all().fold((f64::INFINITY, 1.0), |(low, high): (f64, f64), (x, _)| (low.min(x), high.max(x)));
        let room = (0.12 * (high - low)).max(0.05 * high);
        Scale { across: ((low - room).max(0.0), high + room), most: 1.12 * all().map(|(_, y)| y).fold(1.0, f64::max), bottom }
    }

    fn place(&self, (across, up): (f64, f64)) -> (f64, f64) {
        let (first, last) = self.across;
        let x = FIELD[0] + (across - first) / (last - first) * (FIELD[2] - FIELD[0]);
        (x, self.bottom - up / self.most * (self.bottom - FIELD[1]))
    }

    fn axes(&self, across: &str, up: &str) -> String {
        let [left, top, right, _] = FIELD;
        let (bottom, middle) = (self.bottom, (top + self.bottom) / 2.0);
        let mut svg = String::new();
        for tick in ticks(0.0, self.most) {
            let y = self.place((0.0, tick)).1;
            svg += &format!("<path d=\"M{left} {y:.1}H{right}\" stroke=\"#e4e4e4\"/>\n");
            svg += &text(left - 8.0, y + 4.5, "end", &thousands(tick as u64));
        }
        for tick in ticks(self.across.0, self.across.1) {
            let x = self.place((tick, 0.0)).0;
            svg += &format!("<path d=\"M{x:.1} {top}V{bottom}\" stroke=\"#f2f2f2\"/><path d=\"M{x:.1} {bottom}v5\" stroke=\"#555555\"/>\n");
            svg += &text(x, bottom + 20.0, "middle", &thousands(tick as u64));
        }
        svg += &format!("<path d=\"M{left} {top}V{bottom}H{right}\" fill=\"none\" stroke=\"#555555\"/>\n");
        svg += &text((left + right) / 2.0, bottom + 42.0, "middle", &escape(across));
        svg + &format!("<text transform=\"translate(18 {middle:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n", escape(up))
    }

    fn points(&self, dots: &[Dot], chosen: Option<usize>) -> String {
        let mut svg = String::new();
        let places: Vec<(f64, f64)> = dots.iter().map(|dot| self.place(dot.estimated)).collect();
        let real: Vec<Option<(f64, f64)>> = dots.iter().map(|dot| dot.built.map(|built| self.place(built))).collect();
        for ((x, y), built) in places.iter().zip(&real) {
            if let Some((to_x, to_y)) = built {
                svg += &format!("<path d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\" stroke=\"{BUILT}\" stroke-dasharray=\"3 3\"/>\n");
                svg += &diamond(*to_x, *to_y);
            }
            svg += &circle(*x, *y);
        }
        if let Some((x, y)) = chosen.and_then(|number| real[number]) {
            svg += &ring(x, y);
        }
        let mut taken: Vec<(f64, f64)> = places.iter().copied().chain(real.iter().copied().flatten()).collect();
        for (number, &place) in places.iter().enumerate() {
            let (x, y) = free(place, &taken);
            taken.push((x, y));
            svg += &text(x, y + 4.5, "middle", &format!("<tspan font-size=\"12\">{}</tspan>", number + 1));
        }
        svg
    }
}

/// A place for a number around a point, if there is one that nothing has taken: above first, then around the clock.
fn free((x, y): (f64, f64), taken: &[(f64, f64)]) -> (f64, f64) {
    let around = |(step, far): (usize, f64)| {
        let angle = std::f64::consts::FRAC_PI_4 * step as f64;
        (x + far * AWAY * angle.sin(), y - far * AWAY * angle.cos())
    };
    let tries = [1.0, 1.7, 2.4].into_iter().flat_map(|far| (0..8).map(move |step| (step, far)));
    let inside = |(x, y): &(f64, f64)| *x > FIELD[0] + LABEL[0] && *y > FIELD[1];
    let clear = |(a, b): &(f64, f64)| taken.iter().all(|(x, y)| (a - x).abs() > LABEL[0] + 3.0 || (b - y).abs() > LABEL[1] - 1.0);
    tries.map(around).find(|place| inside(place) && clear(place)).unwrap_or((x, y - AWAY))
}

fn circle(x: f64, y: f64) -> String {
    format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"{ESTIMATED}\"/>\n")
}

fn diamond(x: f64, y: f64) -> String {
    format!("<path d=\"M{x:.1} {y:.1}m-6 0l6 -6l6 6l-6 6z\" fill=\"{BUILT}\"/>\n")
}

fn ring(x: f64, y: f64) -> String {
    format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"10\" fill=\"none\" stroke=\"#000000\" stroke-width=\"1.5\"/>\n")
}

/// The numbers, with lanes and walks, and what a learned sample costs; then what the signs mean.
fn legend(front: &Front) -> String {
    let (left, right) = (FIELD[2] + 36.0, WIDTH - 24.0);
    let row = |at: f64, cells: [&str; 3], weight: &str| {
        let cell = |x: f64, anchor: &str, cell: &str| {
            text(x, FIELD[1] + 4.5 + LINE * at, anchor, &format!("<tspan font-weight=\"{weight}\">{}</tspan>", escape(cell)))
        };
        cell(left + 16.0, "end", cells[0]) + &cell(left + 28.0, "start", cells[1]) + &cell(right, "end", cells[2])
    };
    let mut svg = row(0.0, ["", "lanes and walk of each layer", "nJ/sample"], "bold");
    for (number, one) in front.designs.iter().enumerate() {
        let weight = if front.chosen() == Some(number) { "bold" } else { "normal" };
        let cells = [(number + 1).to_string(), lanes(&one.design.plan), format!("{:.0}", one.energy_nj)];
        svg += &row(1.0 + number as f64, [&cells[0], &cells[1], &cells[2]], weight);
    }
    let mut at = 2.0 + front.designs.len() as f64;
    let mut sign = |shape: fn(f64, f64) -> String, meaning: &str| {
        svg += &shape(left + 8.0, FIELD[1] + LINE * at);
        svg += &row(at, ["", meaning, ""], "normal");
        at += 1.2;
    };
    sign(circle, "logic estimated");
    if !front.built.is_empty() {
        sign(diamond, "built, placed and routed");
        sign(ring, "chosen: the fastest that was built");
    }
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_do_not_lie_on_each_other() {
        let mut taken = vec![(200.0, 200.0), (201.0, 200.0), (203.0, 201.0)];
        for point in taken.clone() {
            let place = free(point, &taken);
            assert!(taken.iter().all(|(x, y)| (place.0 - x).abs() > LABEL[0] || (place.1 - y).abs() > LABEL[1] - 2.0), "{place:?}");
            taken.push(place);
        }
    }

    #[test]
    fn every_dot_is_inside() {
        let dot = |x: f64, y: f64| Dot { estimated: (x, y), built: Some((x / 2.0, y / 3.0)) };
        for dots in [vec![dot(3000.0, 20000.0), dot(100.0, 1.0)], vec![Dot { estimated: (5.0, 5.0), built: None }]] {
            let scale = Scale::of(&dots, 400.0);
            for place in dots.iter().flat_map(|dot| [Some(dot.estimated), dot.built]).flatten().map(|value| scale.place(value)) {
                let (x, y) = place;
                assert!(x >= FIELD[0] && x <= FIELD[2] && y >= FIELD[1] && y <= 400.0, "{place:?}");
            }
        }
    }
}
