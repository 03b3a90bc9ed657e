//! Tests of `backprop_int`.

use super::*;
use proptest::prelude::*;

fn layer(inputs: usize, weights: Vec<i16>, h: Vec<i16>, error: Vec<i32>) -> Layer {
    let biases = vec![0; error.len()];
    Layer { weights, biases, inputs, fraction: 5, shift: 9, h, error, error_fraction: ERROR_FRACTION }
}

proptest! {
    #[test]
    fn the_output_s_error_is_a_softmax_in_base_two(logits in prop::collection::vec(-300i32..300, 2..12), pick in any::<prop::sample::Index>()) {
        let label = pick.index(logits.len());
        let error = output_error(&logits, label);
        prop_assert_eq!(error.iter().sum::<i32>(), 0);
        let highest = logits.iter().copied().max().unwrap_or(0);
        let powers: Vec<f64> = logits.iter().map(|logit| ((logit - highest) as f64 / 32.0).exp2()).collect();
        let sum: f64 = powers.iter().sum();
        for (class, power) in powers.iter().enumerate().filter(|(class, _)| *class != label) {
            // The straight line is 6 % above the power at most, the quotient rounded down.
            let exact = 256.0 * power / sum;
            prop_assert!((error[class] as f64 - exact).abs() <= 1.0 + 0.07 * exact, "{} {}", error[class], exact);
        }
    }

    #[test]
    fn hidden_errors_are_the_transposed_product_with_seven_bits(
        weights in prop::collection::vec(-2048i16..2048, 12), error in prop::collection::vec(-256i32..256, 3), h in prop::collection::vec(0i16..256, 4),
    ) {
        let behind = layer(4, weights.clone(), vec![0; 3], error.clone());
        let mut front = layer(1, vec![0; 4], h.clone(), vec![0; 4]);
        front.receive(&behind, 9);
        let unit = (-(front.error_fraction as f64)).exp2();
        let exact = |i: usize| if h[i] > 0 && h[i] < 255 { (0..3).map(|k| weights[4 * k + i] as i32 * error[k]).sum::<i32>() as f64 / 131_072.0 } else { 0.0 };
        for i in 0..4 {
            prop_assert!((front.error[i] as f64 * unit - exact(i)).abs() <= unit, "{} * {unit}, {}", front.error[i], exact(i));
        }
        let largest = front.error.iter().map(|error| error.abs()).max().unwrap_or(0);
        prop_assert!(largest <= LARGEST_ERROR && (largest >= 63 || front.error_fraction == 17));
    }
}

/// A change of 3/16 of a step lands on the next step in 3 of 16 cases.
#[test]
fn stochastic_rounding_is_right_on_average() {
    let (mut layer, random) = (layer(4096, vec![0; 4096], vec![0], vec![3]), &mut XorShift32::new(8));
    let corrected = layer.correct(&[1; 4096], 0, 9, 12, random);
    assert_eq!((corrected, layer.weights.iter().all(|weight| [-1, 0].contains(weight))), (4097, true));
    let moved = -layer.weights.iter().map(|&weight| weight as i32).sum::<i32>();
    assert!((moved - 768).abs() < 100, "{moved}");
}
