//! Rotations: of images, and of the axes of an inertial sensor.

use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{Format, Network, Part};

/// Sine and cosine of an angle in degrees; exact at right angles, so that four quarter turns change nothing.
fn turn(degrees: f64) -> (f64, f64) {
    match degrees.rem_euclid(360.0) {
        0.0 => (0.0, 1.0),
        90.0 => (1.0, 0.0),
        180.0 => (0.0, -1.0),
        270.0 => (-1.0, 0.0),
        other => other.to_radians().sin_cos(),
    }
}

/// Rounded half up and clipped, as every input is.
fn to_input(value: f64, format: Format) -> i16 {
    format.quantise(value, 1.0)
}

/// An image turned around its middle, counter-clockwise as one sees it.
///
/// Each pixel takes the bilinear mean of the four pixels around the place that it comes from, rounded half up; what
/// comes from outside of the image is 0. The size stays, so the corners are lost.
#[derive(Debug, Clone)]
pub struct ImageRotation {
    planes: usize,
    /// For each pixel the places and shares that it is made of.
    sources: Vec<Vec<(usize, f64)>>,
    format: Format,
}

impl ImageRotation {
    /// For inputs of shape [rows, columns] or [channels, rows, columns].
    ///
    /// # Errors
    /// Another shape, with its line.
    pub fn new(network: &Network, degrees: f64) -> Result<ImageRotation> {
        let shape = &network.input.shape;
        let &[.., rows, columns] = shape.as_slice() else {
            let message = format!("inputs of shape {shape:?} cannot be turned: an image has rows and columns");
            let label = "[rows, columns], or [channels, rows, columns]";
            return Err(network.point_at(Diagnostic::new(message), Part::Shape, label));
        };
        let (sine, cosine) = turn(degrees);
        let (middle_x, middle_y) = ((columns as f64 - 1.0) / 2.0, (rows as f64 - 1.0) / 2.0);
        let source = |pixel: usize| {
            let (right, down) = ((pixel % columns) as f64 - middle_x, (pixel / columns) as f64 - middle_y);
            let (x, y) = (middle_x + cosine * right - sine * down, middle_y + sine * right + cosine * down);
            let (left, above) = (x.floor(), y.floor());
            let (share_x, share_y) = (x - left, y - above);
            let corner = |across: f64, along: f64, share: f64| {
                let (x, y) = (left + across, above + along);
                let inside = x >= 0.0 && y >= 0.0 && x < columns as f64 && y < rows as f64;
                (inside && share > 0.0).then(|| (y as usize * columns + x as usize, share))
            };
            let corners = [
                corner(0.0, 0.0, (1.0 - share_x) * (1.0 - share_y)),
                corner(1.0, 0.0, share_x * (1.0 - share_y)),
                corner(0.0, 1.0, (1.0 - share_x) * share_y),
                corner(1.0, 1.0, share_x * share_y),
            ];
            corners.into_iter().flatten().collect()
        };
        let sources = (0..rows * columns).map(source).collect();
        Ok(ImageRotation { planes: network.features() / (rows * columns), sources, format: network.input.format })
    }

    /// The turned image.
    pub fn apply(&self, input: &[i16]) -> Vec<i16> {
        let planes = input.chunks_exact(input.len() / self.planes);
        let pixel = |plane: &[i16], source: &Vec<(usize, f64)>| {
            to_input(source.iter().map(|&(at, share)| share * plane[at] as f64).sum(), self.format)
        };
        planes.flat_map(|plane| self.sources.iter().map(move |source| pixel(plane, source))).collect()
    }
}

/// An axis of a sensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// The first of three.
    X,
    /// The second.
    Y,
    /// The third.
    Z,
}

/// A sensor turned around one of its axes, right-handed: around z, x' = x cos - y sin and y' = x sin + y cos.
///
/// Of shape [3 t, n] the values come as t triples of axes (x y z, of acceleration, of turning rate, ...) with n values
/// each, f[n axis + k]; every triple turns alike. A value of an axis may stand for more or less than that of another:
/// `scales` has what full scale is worth, an axis.
#[derive(Debug, Clone)]
pub struct AxisRotation {
    values: usize,
    scales: Vec<f64>,
    turned: (usize, usize),
    sine: f64,
    cosine: f64,
    format: Format,
}

impl AxisRotation {
    /// For signed inputs; no scales are equal ones.
    ///
    /// # Errors
    /// Unsigned inputs, axes that are not triples, a number of scales that is not that of the axes.
    pub fn new(network: &Network, degrees: f64, around: Axis, scales: &[f64]) -> Result<AxisRotation> {
        let input = &network.input;
        let at_shape = |message: String, label: &str| network.point_at(Diagnostic::new(message), Part::Shape, label);
        let (axes, values) = super::channels(&input.shape);
        if axes % 3 != 0 {
            let message = format!("inputs of shape {:?} are no axes of a sensor: {axes} are not triples", input.shape);
            return Err(at_shape(message, "[3, values], [6, values], ...: x y z, one triple after the other"));
        }
        if input.format == Format::U8 {
            let message = "unsigned inputs have no zero to turn around".to_string();
            return Err(at_shape(message, "format = \"s8\" and an offset make them signed"));
        }
        if !scales.is_empty() && scales.len() != axes {
            return Err(Diagnostic::new(format!("{} scales for {axes} axes", scales.len())).help("--axis-scale takes one number an axis"));
        }
        if let Some(scale) = scales.iter().find(|scale| !(scale.is_finite() && **scale > 0.0)) {
            return Err(Diagnostic::new(format!("an axis cannot have the scale {scale}")).help("a finite number above 0"));
        }
        let turned = match around {
            Axis::X => (1, 2),
            Axis::Y => (2, 0),
            Axis::Z => (0, 1),
        };
        let (sine, cosine) = turn(degrees);
        let scales = if scales.is_empty() { vec![1.0; axes] } else { scales.to_vec() };
        Ok(AxisRotation { values, scales, turned, sine, cosine, format: input.format })
    }

    /// What the turned sensor shows.
    pub fn apply(&self, input: &[i16]) -> Vec<i16> {
        let mut output = input.to_vec();
        for triple in (0..self.scales.len()).step_by(3) {
            let (a, b) = (triple + self.turned.0, triple + self.turned.1);
            for k in 0..self.values {
                let (at_a, at_b) = (self.values * a + k, self.values * b + k);
                let (x, y) = (input[at_a] as f64 * self.scales[a], input[at_b] as f64 * self.scales[b]);
                output[at_a] = to_input((x * self.cosine - y * self.sine) / self.scales[a], self.format);
                output[at_b] = to_input((x * self.sine + y * self.cosine) / self.scales[b], self.format);
            }
        }
        output
    }
}
