//! What happens to a sensor, seen in its numbers.

use super::rotate::{AxisRotation, ImageRotation};
use entrain_model::Samples;
use entrain_model::diagnostic::{Diagnostic, Result};
use entrain_model::network::{Format, Network, Part};
use entrain_model::rule::XorShift32;
use std::ops::Range;

/// A change of the inputs, in the network's own 8-bit numbers.
#[derive(Debug, Clone)]
pub enum Change {
    /// An image turned.
    Image(ImageRotation),
    /// The axes of a sensor turned.
    Axes(AxisRotation),
    /// v' = low + high - v for the inputs of a range: 255 - v for u8, -1 - v for s8 (one step from -v, so that -128 has
    /// a partner). Twice is nothing.
    Invert(Range<usize>, Format),
    /// v' = gain v + offset for the inputs of a range, rounded half up, clipped.
    Gain {
        /// Which inputs.
        inputs: Range<usize>,
        /// Factor.
        gain: f64,
        /// Added after it, in steps of the input.
        offset: f64,
        /// Where it is clipped.
        format: Format,
    },
    /// Input i takes the value of another, always the same.
    Permute(Vec<usize>),
}

/// Number of channels, and values of each: the first axis of a shape with several, else single values.
pub fn channels(shape: &[usize]) -> (usize, usize) {
    let count = shape.first().copied().unwrap_or(1);
    (count, shape.iter().skip(1).product())
}

impl Change {
    /// The inputs of channel `channel`, counted from 1; all without one.
    ///
    /// # Errors
    /// A channel that the shape does not have.
    pub fn inputs(network: &Network, channel: Option<usize>) -> Result<Range<usize>> {
        let (count, values) = channels(&network.input.shape);
        match channel {
            None => Ok(0..network.features()),
            Some(channel) if (1..=count).contains(&channel) => Ok((channel - 1) * values..channel * values),
            Some(channel) => {
                let diagnostic = Diagnostic::new(format!("there is no channel {channel}"));
                Err(network.point_at(diagnostic, Part::Shape, format!("channels are 1 to {count}")))
            }
        }
    }

    /// A permutation of all inputs from a seed.
    pub fn permutation(network: &Network, seed: u32) -> Change {
        let mut order: Vec<usize> = (0..network.features()).collect();
        XorShift32::new(seed).shuffle(&mut order);
        Change::Permute(order)
    }

    /// One input, changed.
    pub fn apply(&self, input: &[i16]) -> Vec<i16> {
        let mapped = |range: &Range<usize>, map: &dyn Fn(i16) -> i16| {
            let mut output = input.to_vec();
            output[range.clone()].iter_mut().for_each(|value| *value = map(*value));
            output
        };
        match self {
            Change::Image(rotation) => rotation.apply(input),
            Change::Axes(rotation) => rotation.apply(input),
            Change::Invert(range, format) => {
                let (low, high) = format.range();
                mapped(range, &|value| (low + high) as i16 - value)
            }
            Change::Gain { inputs, gain, offset, format } => mapped(inputs, &|value| format.quantise(value as f64 * gain + offset, 1.0)),
            Change::Permute(order) => order.iter().map(|&from| input[from]).collect(),
        }
    }

    /// Every input of `samples`, changed; labels stay.
    pub fn samples(&self, samples: &Samples) -> Samples {
        let mut changed = Samples::new(samples.features());
        samples.iter().for_each(|(input, label)| changed.push(&self.apply(input), label));
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::super::Axis;
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;

    fn network(shape: &str, format: &str) -> Network {
        let text = format!(
            "[network]\nname = \"n\"\nclasses = 3\ninput = {{ shape = {shape}, format = \"{format}\" }}\n[[layer]]\ntype = \"dense\"\nunits = 8\n"
        );
        Network::parse(&text, Path::new("n.toml")).expect("a valid network")
    }

    fn turned(shape: &str, format: &str, degrees: f64, input: &[i16]) -> Vec<i16> {
        ImageRotation::new(&network(shape, format), degrees).expect("an image").apply(input)
    }

    fn axes(degrees: f64, around: Axis, input: &[i16]) -> Vec<i16> {
        AxisRotation::new(&network("[6, 2]", "s8"), degrees, around, &[]).expect("axes").apply(input)
    }

    proptest! {
        #[test]
        fn no_turn_and_a_whole_turn_change_nothing(image in prop::collection::vec(0i16..256, 30), turns in -3i32..4) {
            prop_assert_eq!(turned("[2, 3, 5]", "u8", 360.0 * turns as f64, &image), image);
        }

        #[test]
        fn four_quarter_turns_of_a_square_change_nothing(image in prop::collection::vec(0i16..256, 25)) {
            let quarter = |image: Vec<i16>| turned("[5, 5]", "u8", 90.0, &image);
            prop_assert_eq!(quarter(quarter(quarter(quarter(image.clone())))), image);
        }

        /// Bilinear shares are a mean: no turned pixel is brighter than the brightest.
        #[test]
        fn a_turned_image_stays_in_range(image in prop::collection::vec(-128i16..128, 16), degrees in -400.0f64..400.0) {
            let (low, high) = (image.iter().min().copied().unwrap_or(0).min(0), image.iter().max().copied().unwrap_or(0).max(0));
            prop_assert!(turned("[4, 4]", "s8", degrees, &image).iter().all(|pixel| (low..=high).contains(pixel)));
        }

        #[test]
        fn axes_turn_back(input in prop::collection::vec(-80i16..81, 12), degrees in -200.0f64..200.0, axis in 0usize..3) {
            let axis = [Axis::X, Axis::Y, Axis::Z][axis];
            prop_assert_eq!(axes(0.0, axis, &input), input.clone());
            prop_assert_eq!(axes(360.0, axis, &input), input.clone());
            let back = axes(-degrees, axis, &axes(degrees, axis, &input));
            prop_assert!(back.iter().zip(&input).all(|(a, b)| (a - b).abs() <= 1), "{:?} {:?}", back, input);
        }

        #[test]
        fn inverting_twice_changes_nothing(input in prop::collection::vec(-128i16..256, 12), signed: bool, channel in 1usize..7) {
            let (name, format) = if signed { ("s8", Format::S8) } else { ("u8", Format::U8) };
            let (low, high) = format.range();
            let input: Vec<i16> = input.iter().map(|&value| value.clamp(low as i16, high as i16)).collect();
            let network = network("[6, 2]", name);
            let change = Change::Invert(Change::inputs(&network, Some(channel)).expect("6 channels"), format);
            let once = change.apply(&input);
            prop_assert!(once.iter().all(|&value| (low..=high).contains(&(value as i32))));
            prop_assert_ne!(&once, &input);
            prop_assert_eq!(change.apply(&once), input);
        }

        #[test]
        fn a_permutation_keeps_the_values(input in prop::collection::vec(0i16..256, 12), seed: u32) {
            let mut permuted = Change::permutation(&network("[12]", "u8"), seed).apply(&input);
            let mut sorted = input;
            sorted.sort();
            permuted.sort();
            prop_assert_eq!(sorted, permuted);
        }
    }

    #[test]
    fn a_quarter_turn_goes_counter_clockwise() {
        assert_eq!(turned("[2, 2]", "u8", 90.0, &[1, 2, 3, 4]), [2, 4, 1, 3]);
    }

    #[test]
    fn x_turns_to_y_around_z_in_every_triple() {
        let input = [10, 20, 0, 0, 5, 6, -30, -40, 1, 2, 7, 8];
        assert_eq!(axes(90.0, Axis::Z, &input), [0, 0, 10, 20, 5, 6, -1, -2, -30, -40, 7, 8]);
        assert_eq!(axes(90.0, Axis::X, &input)[..6], [10, 20, -5, -6, 0, 0]);
        assert_eq!(axes(90.0, Axis::Y, &input)[..6], [5, 6, 0, 0, -10, -20]);
        let scaled = AxisRotation::new(&network("[6, 2]", "s8"), 90.0, Axis::Z, &[2.0, 1.0, 1.0, 1.0, 1.0, 1.0]).expect("axes");
        assert_eq!(scaled.apply(&input)[..4], [0, 0, 20, 40]);
    }

    #[test]
    fn gain_and_offset_are_clipped() {
        let gain = Change::Gain { inputs: 1..4, gain: 2.0, offset: -3.0, format: Format::U8 };
        assert_eq!(gain.apply(&[200, 200, 1, 10, 10]), [200, 255, 0, 17, 10]);
    }
}
