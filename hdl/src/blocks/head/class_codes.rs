//! The codes of every class for several rows at once.

use crate::blocks::code_gen;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::Column;

/// `class_codes.v`
pub static SOURCE: Source = Source { name: "class_codes", text: include_str!("class_codes.v"), uses: &[] };

/// The codes of a layer, `readout` rows a cycle.
pub fn leaf(plan: &Plan, column: &Column) -> Leaf {
    build(plan.classes, column.readout, &column.dense.head().code)
}

fn build(classes: usize, rows: usize, code: &entrain_model::codes::CodePlan) -> Leaf {
    let leaf = Leaf::new(&SOURCE).parameter("CLASSES", classes).parameter("READ", rows);
    code_gen::parameters(leaf, "BITS", code)
        .inputs(&[("clk", 1), ("load", 1), ("advance", 1)])
        .outputs(&[("codes", (classes * rows) as u32)])
}

#[cfg(test)]
mod tests {
    use super::build;
    use crate::bench::Bench;
    use entrain_model::codes::{CodePlan, codes};
    use entrain_model::network::Basis;

    /// Every class and row, for rows that do and do not divide the units, and periods that are and are not powers of two.
    #[test]
    fn codes_equal_the_model() {
        for (basis, units, classes, rows) in
            [(Basis::Sqq, 64, 10, 4), (Basis::Sqq, 21, 7, 3), (Basis::Sqq, 12, 12, 1), (Basis::Walsh, 40, 9, 5), (Basis::Walsh, 16, 3, 8)]
        {
            let expected = codes(basis, units, classes);
            let mut bench = Bench::new(build(classes, rows, &CodePlan::new(basis, units, classes)));
            bench.set(&[("load", 1), ("advance", 0)]);
            bench.clock();
            bench.set(&[("load", 0), ("advance", 1)]);
            for first in (0..units).step_by(rows) {
                bench.settle();
                for (class, code) in expected.iter().enumerate() {
                    for (row, &sign) in code.iter().enumerate().skip(first).take(rows) {
                        let at = class * rows + row - first;
                        let bit = bench.port("codes").chunk(at / 32) >> (at % 32) & 1;
                        assert_eq!(bit == 1, sign == 1, "{basis:?} {units} units, class {class}, row {row}");
                    }
                }
                bench.clock();
            }
        }
    }
}
