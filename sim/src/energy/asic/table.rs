//! The lookup tables of a Liberty file: delay, transition or energy over slew and load.

/// What an axis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// Transition time of the input, seconds.
    Slew,
    /// Capacitance at the output, farads.
    Load,
}

/// A table over up to two axes, in SI units.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    axes: Vec<(Axis, Vec<f64>)>,
    /// The last axis runs fastest.
    values: Vec<f64>,
}

impl Table {
    /// A table; none if the sizes do not fit together.
    pub fn new(axes: Vec<(Axis, Vec<f64>)>, values: Vec<f64>) -> Option<Table> {
        let size: usize = axes.iter().map(|(_, points)| points.len()).product();
        (axes.len() <= 2 && size == values.len() && size > 0).then_some(Table { axes, values })
    }

    /// The value at a slew and a load, linear between the points and past the ends.
    pub fn at(&self, slew: f64, load: f64) -> f64 {
        let place = |(axis, points): &(Axis, Vec<f64>)| locate(points, if *axis == Axis::Slew { slew } else { load });
        match self.axes.as_slice() {
            [] => self.values[0],
            [axis] => between(place(axis), |index| self.values[index]),
            [first, second] => {
                let (inner, columns) = (place(second), second.1.len());
                between(place(first), |row| between(inner, |column| self.values[row * columns + column]))
            }
            _ => unreachable!("Table::new takes at most two axes"),
        }
    }
}

/// The interval in which `value` lies, or the one next to it, and how far into it.
fn locate(points: &[f64], value: f64) -> (usize, f64) {
    if points.len() < 2 {
        return (0, 0.0);
    }
    let index = points.iter().skip(1).take(points.len() - 2).take_while(|point| **point <= value).count();
    (index, (value - points[index]) / (points[index + 1] - points[index]))
}

fn between((index, share): (usize, f64), value: impl Fn(usize) -> f64) -> f64 {
    if share == 0.0 { value(index) } else { value(index) * (1.0 - share) + value(index + 1) * share }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_is_reproduced_inside_and_outside_of_the_points() {
        let (slews, loads) = (vec![1.0, 2.0, 4.0], vec![0.0, 1.0, 3.0, 5.0]);
        let plane = |slew: f64, load: f64| 3.0 * slew - 2.0 * load + 1.0;
        let values = loads.iter().flat_map(|load| slews.iter().map(move |slew| plane(*slew, *load))).collect();
        let table = Table::new(vec![(Axis::Load, loads.clone()), (Axis::Slew, slews.clone())], values).unwrap();
        for (slew, load) in [(1.0, 0.0), (1.5, 0.3), (3.0, 4.9), (4.0, 5.0), (0.2, 1.0), (9.0, 8.0)] {
            assert!((table.at(slew, load) - plane(slew, load)).abs() < 1e-12);
        }
        assert_eq!(Table::new(vec![], vec![7.0]).unwrap().at(1.0, 1.0), 7.0);
        assert!(Table::new(vec![(Axis::Load, loads)], vec![1.0]).is_none());
    }
}
