//! What happens while a network learns, counted.

/// What happened in one sample.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Layers that updated (their margin was not reached).
    pub updates: u64,
    /// Layers that skipped the update: their margin was reached.
    pub skips: u64,
    /// Updates that the policy held back.
    pub held_by_policy: u64,
    /// Updates that the policy wanted, but the budget did not pay.
    pub held_by_budget: u64,
    /// Rows corrected.
    pub rows: u64,
    /// Weights and biases in corrected rows.
    pub weights: u64,
    /// Additions to the sums that correct a convolution: its taps, and the bias, at each pixel with a D.
    pub sums: u64,
    /// Rows corrected by revival: dead, and raised all the same.
    pub revivals: u64,
    /// Weights and biases that hit the end of their range.
    pub saturations: u64,
}

impl Counts {
    /// Adds another sample's counts.
    pub fn add(&mut self, other: &Counts) {
        self.updates += other.updates;
        self.skips += other.skips;
        self.held_by_policy += other.held_by_policy;
        self.held_by_budget += other.held_by_budget;
        self.rows += other.rows;
        self.weights += other.weights;
        self.sums += other.sums;
        self.revivals += other.revivals;
        self.saturations += other.saturations;
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn counts_add_up() {
        let one = Counts {
            updates: 2,
            skips: 3,
            held_by_policy: 5,
            held_by_budget: 7,
            rows: 11,
            weights: 13,
            sums: 23,
            revivals: 17,
            saturations: 19,
        };
        let mut sum = Counts::default();
        sum.add(&one);
        assert_eq!(sum, one);
        sum.add(&Counts {
            updates: 10,
            skips: 20,
            held_by_policy: 30,
            held_by_budget: 40,
            rows: 50,
            weights: 60,
            sums: 90,
            revivals: 70,
            saturations: 80,
        });
        let both = [12, 23, 35, 47, 61, 73, 87, 99];
        let found = [sum.updates, sum.skips, sum.held_by_policy, sum.held_by_budget, sum.rows, sum.weights, sum.revivals, sum.saturations];
        assert_eq!((found, sum.sums), (both, 113));
    }
}
