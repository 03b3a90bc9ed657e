//! Several sets of codes on one network: the pattern of synchronisation switched by task.
//!
//! With N sets of C classes the basis makes N C codes, and class c of set s has code c + s C. In hardware that is one
//! register more: the number o = s C, added to the class number on its way into a code counter. Nothing else of a layer
//! knows of sets. A correction that is pending belongs to the set that decided it, so whoever writes the register
//! flushes first. sqq, walsh and triangle give set 1 of N the same codes as a network with one set; the frequencies of
//! the square wave are spread over all N C codes.

use super::{CodePlan, codes};

/// Most codes of all sets together.
pub const MOST: usize = 4096;

impl CodePlan {
    /// The codes of all classes of set `set`, 0 first: C rows of +1/-1 (triangle: +-1 and +-3).
    pub fn codes(&self, set: usize) -> Vec<Vec<i8>> {
        let mut all = self.all_codes();
        all.drain(set * self.classes..).take(self.classes).collect()
    }

    /// The codes of all sets, one set after the other.
    pub fn all_codes(&self) -> Vec<Vec<i8>> {
        codes(self.basis, self.units, self.classes * self.sets)
    }
}

/// Why codes cannot serve as several sets, in words; none if they can.
///
/// Each pair must differ, and no code may have a constant part of more than half: `|sum over i of s_c[i]| <= n/2`.
pub fn fault(codes: &[Vec<i8>], classes: usize) -> Option<String> {
    let name = |code: usize| format!("class {} of set {}", code % classes, code / classes + 1);
    let mut order: Vec<usize> = (0..codes.len()).collect();
    order.sort_by(|&a, &b| codes[a].cmp(&codes[b]));
    if let Some(pair) = order.windows(2).find(|pair| codes[pair[0]] == codes[pair[1]]) {
        let (first, second) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
        return Some(format!("{} and {} have the same code", name(first), name(second)));
    }
    let sum = |code: &Vec<i8>| code.iter().map(|&value| value as i64).sum::<i64>().unsigned_abs() as usize;
    let lame = codes.iter().position(|code| 2 * sum(code) > code.len())?;
    Some(format!("the code of {} has the sum {} over {} units: not balanced", name(lame), sum(&codes[lame]), codes[lame].len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Basis;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sets_are_parts_of_one_basis(units in 8usize..100, sets in 1usize..5, basis in 0usize..4) {
            let basis = [Basis::Sqq, Basis::Walsh, Basis::Square, Basis::Triangle][basis];
            let classes = (units - 1) / sets;
            prop_assume!(classes >= 2);
            let plan = CodePlan::with_sets(basis, units, classes, sets);
            let joined: Vec<Vec<i8>> = (0..sets).flat_map(|set| plan.codes(set)).collect();
            prop_assert_eq!(joined, codes(basis, units, classes * sets));
            if basis != Basis::Square {
                prop_assert_eq!(plan.codes(0), codes(basis, units, classes));
            }
        }

        /// As many as validation lets through.
        #[test]
        fn sqq_and_walsh_codes_are_distinct(units in 2usize..130, walsh: bool) {
            let (basis, count) = if walsh { (Basis::Walsh, units - 1) } else { (Basis::Sqq, units) };
            let mut all = codes(basis, units, count);
            all.sort();
            all.dedup();
            prop_assert_eq!(all.len(), count);
        }
    }

    #[test]
    fn twins_and_constants_are_found() {
        let even = || vec![1, 1, -1, -1];
        assert_eq!(
            fault(&[even(), vec![1, -1, 1, -1], even(), vec![1, -1, -1, 1]], 2).unwrap_or_default(),
            "class 0 of set 1 and class 0 of set 2 have the same code"
        );
        let lame = fault(&[even(), vec![1, -1, 1, -1], vec![1, -1, -1, 1], vec![1, 1, 1, 1]], 2).unwrap_or_default();
        assert_eq!(lame, "the code of class 1 of set 2 has the sum 4 over 4 units: not balanced");
        assert_eq!(fault(&codes(Basis::Walsh, 64, 63), 21), None);
    }
}
