//! One weight's saturating correction.

use crate::emit::Source;

/// `overflow.v`
static OVERFLOW: Source = Source { name: "overflow", text: include_str!("overflow.v"), uses: &[] };

/// `sat_update.v`
pub static SOURCE: Source = Source { name: "sat_update", text: include_str!("sat_update.v"), uses: &[&OVERFLOW] };

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::{Bench, field, signed};
    use crate::emit::Leaf;
    use entrain_model::rule::saturate;

    /// Every weight and increment, for increments narrower and wider than the weight.
    #[test]
    fn every_input_equals_the_formula() {
        for (wb, ub) in [(5, 3), (4, 6)] {
            let leaf = Leaf::new(&SOURCE).parameter("WB", wb).parameter("UB", ub);
            let mut bench = Bench::new(leaf.inputs(&[("clk", 1), ("w", wb), ("u", ub), ("carry", 1)]).outputs(&[("q", wb)]));
            for w in -(1i64 << (wb - 1))..1 << (wb - 1) {
                for u in -(1i64 << (ub - 1))..1 << (ub - 1) {
                    for carry in 0..2 {
                        bench.set(&[("w", field(w, wb)), ("u", field(u, ub)), ("carry", carry)]);
                        bench.clock();
                        let expected = saturate((w + u) as i32 + carry as i32, wb) as i64;
                        assert_eq!(signed(bench.port("q").get(), wb), expected, "w {w}, u {u}, carry {carry}");
                    }
                }
            }
        }
    }
}
