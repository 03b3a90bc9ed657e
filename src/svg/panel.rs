//! A field of numbered points with its axes: one of the pictures of a front.

use super::{escape, text, ticks};
use crate::output::thousands;

/// Size of a number beside its point, and how far from it.
const LABEL: [f64; 2] = [9.0, 12.0];
const AWAY: f64 = 13.0;

/// A design.
pub struct Dot {
    /// Across and up, as estimated.
    pub estimated: (f64, f64),
    /// The same of the real build.
    pub built: Option<(f64, f64)>,
    pub colour: &'static str,
}

/// Where the points lie: left, top, right, bottom.
pub type Field = [f64; 4];

/// From values to places.
pub struct Panel {
    field: Field,
    across: (f64, f64),
    most: f64,
}

impl Panel {
    /// All dots with some room around them; up from 0 on, across from where it begins to differ.
    pub fn of(dots: &[Dot], field: Field) -> Panel {
        let all = || dots.iter().flat_map(|dot| [Some(dot.estimated), dot.built]).flatten();
        let (low, high) = all().fold((f64::INFINITY, 1.0), |(low, high): (f64, f64), (x, _)| (low.min(x), high.max(x)));
        let room = (0.12 * (high - low)).max(0.05 * high);
        Panel { field, across: ((low - room).max(0.0), high + room), most: 1.12 * all().map(|(_, y)| y).fold(1.0, f64::max) }
    }

    /// The same values across as `other`.
    pub fn below(self, other: &Panel) -> Panel {
        Panel { across: other.across, ..self }
    }

    fn place(&self, (across, up): (f64, f64)) -> (f64, f64) {
        let ([left, top, right, bottom], (first, last)) = (self.field, self.across);
        (left + (across - first) / (last - first) * (right - left), bottom - up / self.most * (bottom - top))
    }

    /// The grid and the names of the axes; none across where another field below has it.
    pub fn axes(&self, across: Option<&str>, up: &str) -> String {
        let [left, top, right, bottom] = self.field;
        let middle = (top + bottom) / 2.0;
        let mut svg = String::new();
        for tick in ticks(0.0, self.most) {
            let y = self.place((0.0, tick)).1;
            svg += &format!("<path d=\"M{left} {y:.1}H{right}\" stroke=\"#e4e4e4\"/>\n");
            svg += &text(left - 8.0, y + 4.5, "end", &thousands(tick as u64));
        }
        for tick in ticks(self.across.0, self.across.1) {
            let x = self.place((tick, 0.0)).0;
            svg += &format!("<path d=\"M{x:.1} {top}V{bottom}\" stroke=\"#f2f2f2\"/><path d=\"M{x:.1} {bottom}v5\" stroke=\"#555555\"/>\n");
            if across.is_some() {
                svg += &text(x, bottom + 20.0, "middle", &thousands(tick as u64));
            }
        }
        svg += &format!("<path d=\"M{left} {top}V{bottom}H{right}\" fill=\"none\" stroke=\"#555555\"/>\n");
        if let Some(across) = across {
            svg += &text((left + right) / 2.0, bottom + 42.0, "middle", &escape(across));
        }
        svg + &format!("<text transform=\"translate(18 {middle:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n", escape(up))
    }

    /// The dots with their numbers; what was built is joined to what was estimated, and the chosen one has a ring.
    pub fn points(&self, dots: &[Dot], chosen: Option<usize>) -> String {
        let mut svg = String::new();
        let places: Vec<(f64, f64)> = dots.iter().map(|dot| self.place(dot.estimated)).collect();
        let real: Vec<Option<(f64, f64)>> = dots.iter().map(|dot| dot.built.map(|built| self.place(built))).collect();
        for ((dot, (x, y)), built) in dots.iter().zip(&places).zip(&real) {
            if let Some((to_x, to_y)) = built {
                svg += &format!("<path d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\" stroke=\"{}\" stroke-dasharray=\"3 3\"/>\n", dot.colour);
                svg += &diamond(*to_x, *to_y, dot.colour);
            }
            svg += &circle(*x, *y, dot.colour);
        }
        if let Some((x, y)) = chosen.and_then(|number| real[number].or(Some(places[number]))) {
            svg += &ring(x, y);
        }
        let mut taken: Vec<(f64, f64)> = places.iter().copied().chain(real.iter().copied().flatten()).collect();
        for (number, &place) in places.iter().enumerate() {
            let (x, y) = self.free(place, &taken);
            taken.push((x, y));
            svg += &text(x, y + 4.5, "middle", &format!("<tspan font-size=\"12\">{}</tspan>", number + 1));
        }
        svg
    }

    /// A place for a number around a point, if there is one that nothing has taken: above first, then around the clock.
    fn free(&self, (x, y): (f64, f64), taken: &[(f64, f64)]) -> (f64, f64) {
        let around = |(step, far): (usize, f64)| {
            let angle = std::f64::consts::FRAC_PI_4 * step as f64;
            (x + far * AWAY * angle.sin(), y - far * AWAY * angle.cos())
        };
        let tries = [1.0, 1.7, 2.4].into_iter().flat_map(|far| (0..8).map(move |step| (step, far)));
        let inside = |(x, y): &(f64, f64)| *x > self.field[0] + LABEL[0] && *y > self.field[1];
        let clear = |(a, b): &(f64, f64)| taken.iter().all(|(x, y)| (a - x).abs() > LABEL[0] + 3.0 || (b - y).abs() > LABEL[1] - 1.0);
        tries.map(around).find(|place| inside(place) && clear(place)).unwrap_or((x, y - AWAY))
    }
}

/// What is estimated.
pub fn circle(x: f64, y: f64, colour: &str) -> String {
    format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\" fill=\"{colour}\"/>\n")
}

/// What was built.
pub fn diamond(x: f64, y: f64, colour: &str) -> String {
    format!("<path d=\"M{x:.1} {y:.1}m-6 0l6 -6l6 6l-6 6z\" fill=\"{colour}\" fill-opacity=\"0.6\"/>\n")
}

/// What is chosen.
pub fn ring(x: f64, y: f64) -> String {
    format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"10\" fill=\"none\" stroke=\"#000000\" stroke-width=\"1.5\"/>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELD: Field = [84.0, 56.0, 520.0, 400.0];

    #[test]
    fn numbers_do_not_lie_on_each_other() {
        let panel = Panel::of(&[], FIELD);
        let mut taken = vec![(200.0, 200.0), (201.0, 200.0), (203.0, 201.0)];
        for point in taken.clone() {
            let place = panel.free(point, &taken);
            assert!(taken.iter().all(|(x, y)| (place.0 - x).abs() > LABEL[0] || (place.1 - y).abs() > LABEL[1] - 2.0), "{place:?}");
            taken.push(place);
        }
    }

    #[test]
    fn every_dot_is_inside() {
        let dot = |x: f64, y: f64| Dot { estimated: (x, y), built: Some((x / 2.0, y / 3.0)), colour: "#000000" };
        let lone = Dot { estimated: (5.0, 5.0), built: None, colour: "#000000" };
        for dots in [vec![dot(3000.0, 20000.0), dot(100.0, 1.0)], vec![lone]] {
            let panel = Panel::of(&dots, FIELD);
            for place in dots.iter().flat_map(|dot| [Some(dot.estimated), dot.built]).flatten().map(|value| panel.place(value)) {
                let (x, y) = place;
                assert!((FIELD[0]..=FIELD[2]).contains(&x) && (FIELD[1]..=FIELD[3]).contains(&y), "{place:?}");
            }
        }
    }
}
