//! Finds the rival and decides whether the layer learns.

use crate::blocks::row_decision::counter_bits;
use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::plan::Head;

/// `error_unit.v`
pub static SOURCE: Source = Source { name: "error_unit", text: include_str!("error_unit.v"), uses: &[] };

/// The error unit of a layer.
pub fn leaf(plan: &Plan, head: &Head, options: Options) -> Leaf {
    // That of a learned code is not among the registers.
    let settable = options.registers && head.learned.is_none();
    let (z, classes) = (head.bits, plan.class_bits);
    let margin = if settable { plan.registers.margin_bits } else { z + 1 };
    Leaf::new(&SOURCE)
        .parameter("CLASS_BITS", classes)
        .parameter("ZB", z)
        .parameter("T_BITS", counter_bits(plan))
        .parameter("MARGIN_BITS", margin)
        .inputs(&[
            ("clk", 1),
            ("rst", 1),
            ("scan", 1),
            ("z", z),
            ("z_next", z),
            ("hand", 1),
            ("learn", 1),
            ("frozen", 1),
            ("label", classes),
            ("margin", margin),
        ])
        .outputs(&[("pending", 1), ("y", classes), ("rival", classes), ("t", counter_bits(plan))])
}

/// The margin as a constant of the port, where there is no register; no lead reaches 2^ZB, so a larger margin means the same.
pub fn margin(head: &Head, margin: i64) -> String {
    let bits = head.bits + 1;
    format!("{bits}'d{}", margin.min(1 << head.bits))
}

#[cfg(test)]
mod tests {
    use super::SOURCE;
    use crate::bench::{Bench, field};
    use crate::emit::Leaf;
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    const CLASSES: usize = 5;
    const Z: u32 = 6;

    /// Small logits, so that ties and exact margins are common.
    #[test]
    fn rival_and_margin_equal_the_rule() {
        let leaf = Leaf::new(&SOURCE).parameter("CLASS_BITS", 3).parameter("ZB", Z).parameter("T_BITS", 4);
        let leaf = leaf
            .inputs(&[
                ("clk", 1),
                ("rst", 1),
                ("scan", 1),
                ("z", Z),
                ("z_next", Z),
                ("hand", 1),
                ("learn", 1),
                ("label", 3),
                ("margin", Z + 1),
            ])
            .outputs(&[("pending", 1), ("y", 3), ("rival", 3), ("t", 4)]);
        let bench = std::cell::RefCell::new(Bench::new(leaf));
        let sample = (prop::collection::vec(-8i64..8, CLASSES), 0..CLASSES, any::<bool>(), 0i64..12);
        let run = |(z, label, learn, margin): (Vec<i64>, usize, bool, i64)| {
            let mut bench = bench.borrow_mut();
            bench.set(&[("rst", 1), ("scan", 0), ("hand", 0)]);
            bench.clock();
            bench.set(&[("rst", 0), ("learn", learn as u64), ("label", label as u64), ("margin", margin as u64)]);
            bench.clock();
            for (class, &value) in z.iter().enumerate() {
                let next = z.get(class + 1).copied().unwrap_or(0);
                bench.set(&[("scan", 1), ("z", field(value, Z)), ("z_next", field(next, Z))]);
                bench.clock();
            }
            bench.set(&[("scan", 0), ("hand", 1)]);
            bench.clock();
            bench.set(&[("hand", 0)]);
            bench.settle();
            let others = (0..CLASSES).filter(|&class| class != label);
            let rival = others.reduce(|best, class| if z[class] > z[best] { class } else { best }).unwrap_or(0);
            prop_assert_eq!(bench.port("rival").get(), rival as u64);
            prop_assert_eq!(bench.port("y").get(), label as u64);
            prop_assert_eq!(bench.port("pending").is_high(), learn && z[label] - z[rival] < margin);
            Ok(())
        };
        TestRunner::default().run(&sample, run).unwrap_or_else(|error| panic!("{error}"));
    }
}
