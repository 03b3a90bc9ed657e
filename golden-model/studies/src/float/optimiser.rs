//! How gradients move parameters.

use nalgebra::DMatrix;

/// Plain gradient descent or the authors' schedule-free AdamW, with its state.
#[derive(Debug, Clone)]
pub enum Optimiser {
    /// w -= rate * gradient.
    Sgd {
        /// Learning rate.
        rate: f64,
    },
    /// Schedule-free AdamW.
    ScheduleFree(ScheduleFree),
}

/// Schedule-free AdamW (A. Defazio et al., "The Road Less Scheduled", arXiv 2405.15682), as in the release of its
/// `AdamWScheduleFree` that the authors used: the bias correction scales the rate, and with it the averaging weight,
/// and `epsilon` is added to the uncorrected root. The reference vectors decide between the releases.
///
/// Step k = 1, 2, ... with gradient g at the training point y:
///
/// ```text
/// rate_k = rate * min(1, k / warm_up) * sqrt(1 - beta2^k)
/// c      = max(rate_1..rate_k)^2 / sum over i <= k of max(rate_1..rate_i)^2
/// v      = beta2 v + (1 - beta2) g^2
/// u      = g / (sqrt(v) + epsilon) + weight_decay y
/// y      = y + c (z - y) + rate_k (beta1 (1 - c) - 1) u
/// z      = z - rate_k u
/// ```
///
/// The averaged weights for inference are x = y + (1 - 1 / beta1) (z - y).
#[derive(Debug, Clone)]
pub struct ScheduleFree {
    /// Learning rate, 5e-3 in the authors' training.
    pub rate: f64,
    /// beta1, where between z and x the gradient is taken.
    pub beta1: f64,
    /// beta2, decay of the mean square.
    pub beta2: f64,
    /// Keeps the division finite.
    pub epsilon: f64,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// Steps over which the rate rises linearly; 0 for none.
    pub warm_up: u32,
    step: u32,
    highest_rate: f64,
    weight_sum: f64,
    z: Vec<DMatrix<f64>>,
    mean_square: Vec<DMatrix<f64>>,
}

impl ScheduleFree {
    /// betas 0.9 and 0.999, epsilon 1e-8, no decay, no warm-up.
    pub fn new(rate: f64) -> ScheduleFree {
        ScheduleFree {
            rate,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            weight_decay: 0.0,
            warm_up: 0,
            step: 0,
            highest_rate: 0.0,
            weight_sum: 0.0,
            z: Vec::new(),
            mean_square: Vec::new(),
        }
    }

    /// z of every parameter after the last step; empty before the first.
    pub fn z(&self) -> &[DMatrix<f64>] {
        &self.z
    }

    /// v of every parameter after the last step; empty before the first.
    pub fn mean_square(&self) -> &[DMatrix<f64>] {
        &self.mean_square
    }

    fn step(&mut self, parameters: &mut [&mut DMatrix<f64>], gradients: &[DMatrix<f64>]) {
        if self.step == 0 {
            self.z = parameters.iter().map(|y| (**y).clone()).collect();
            self.mean_square = parameters.iter().map(|y| DMatrix::zeros(y.nrows(), y.ncols())).collect();
        }
        self.step += 1;
        let warmth = (self.step as f64 / self.warm_up.max(1) as f64).min(1.0);
        let rate = self.rate * warmth * (1.0 - self.beta2.powf(self.step as f64)).sqrt();
        self.highest_rate = self.highest_rate.max(rate);
        let weight = self.highest_rate * self.highest_rate;
        self.weight_sum += weight;
        let share = if self.weight_sum > 0.0 { weight / self.weight_sum } else { 0.0 };
        let toward = rate * (self.beta1 * (1.0 - share) - 1.0);
        let states = self.z.iter_mut().zip(&mut self.mean_square);
        for ((y, gradient), (z, square)) in parameters.iter_mut().zip(gradients).zip(states) {
            for (((y, &g), z), v) in y.iter_mut().zip(gradient.iter()).zip(z.iter_mut()).zip(square.iter_mut()) {
                *v = self.beta2 * *v + (1.0 - self.beta2) * g * g;
                let direction = g / (v.sqrt() + self.epsilon) + self.weight_decay * *y;
                *y += share * (*z - *y) + toward * direction;
                *z -= rate * direction;
            }
        }
    }
}

impl Optimiser {
    /// Moves `parameters` (training weights) by `gradients` of the same shapes, always in the same order.
    pub fn step(&mut self, parameters: &mut [&mut DMatrix<f64>], gradients: &[DMatrix<f64>]) {
        match self {
            Optimiser::Sgd { rate } => {
                parameters.iter_mut().zip(gradients).for_each(|(parameter, gradient)| **parameter -= gradient * *rate);
            }
            Optimiser::ScheduleFree(state) => state.step(parameters, gradients),
        }
    }

    /// The weights for inference: the averaged ones of schedule-free AdamW, else the training weights.
    pub fn averaged(&self, parameters: &[&DMatrix<f64>]) -> Vec<DMatrix<f64>> {
        match self {
            Optimiser::ScheduleFree(state) if state.step > 0 => {
                let average = |(y, z): (&&DMatrix<f64>, &DMatrix<f64>)| *y + (z - *y) * (1.0 - 1.0 / state.beta1);
                parameters.iter().zip(&state.z).map(average).collect()
            }
            _ => parameters.iter().map(|y| (*y).clone()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minimise(mut optimiser: Optimiser, steps: usize) -> (f64, f64) {
        let mut w = DMatrix::from_element(1, 1, 3.0);
        for _ in 0..steps {
            let gradient = w.clone();
            optimiser.step(&mut [&mut w], &[gradient]);
        }
        (w[0], optimiser.averaged(&[&w])[0][0])
    }

    #[test]
    fn sgd_shrinks_a_parabola_by_its_rate() {
        let (w, averaged) = minimise(Optimiser::Sgd { rate: 0.5 }, 2);
        assert_eq!((w, averaged), (0.75, 0.75));
    }

    #[test]
    fn schedule_free_finds_the_minimum() {
        let (_, averaged) = minimise(Optimiser::ScheduleFree(ScheduleFree::new(0.05)), 2000);
        assert!(averaged.abs() < 0.05, "{averaged}");
    }

    #[test]
    fn warm_up_starts_slowly() {
        let first = |warm_up| minimise(Optimiser::ScheduleFree(ScheduleFree { warm_up, ..ScheduleFree::new(0.05) }), 1).0;
        assert!(((3.0 - first(10)) - (3.0 - first(0)) / 10.0).abs() < 1e-12);
    }

    #[test]
    fn decay_pulls_towards_zero() {
        let state = ScheduleFree { weight_decay: 0.1, ..ScheduleFree::new(0.05) };
        let (mut w, mut optimiser) = (DMatrix::from_element(1, 1, 3.0), Optimiser::ScheduleFree(state));
        optimiser.step(&mut [&mut w], &[DMatrix::zeros(1, 1)]);
        assert!(w[0] < 3.0);
    }

    #[test]
    fn nothing_averaged_before_the_first_step() {
        let w = DMatrix::from_element(1, 1, 3.0);
        assert_eq!(Optimiser::ScheduleFree(ScheduleFree::new(0.1)).averaged(&[&w]), [w]);
    }
}
