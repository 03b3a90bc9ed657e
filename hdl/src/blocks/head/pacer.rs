//! How many shifts slower than the file's rate a learner is.

use crate::design::Options;
use crate::emit::{Leaf, Source};
use entrain_model::Plan;
use entrain_model::network::Pacing;
use entrain_model::plan::{Learner, PacingPlan, index_bits};

/// `pacer.v`
pub static SOURCE: Source = Source { name: "pacer", text: include_str!("pacer.v"), uses: &[] };

/// The pace of a learner.
pub fn leaf(plan: &Plan, pacing: &PacingPlan, learner: &Learner, options: Options) -> Leaf {
    let (learners, number) = (plan.learners() as u32, learner.number);
    let steps = index_bits(plan.slower_steps(number, options.registers) as usize + 1);
    let slower = if options.registers { plan.registers.slower_bits() } else { 1 };
    let reports = learners * PacingPlan::REPORT_BITS;
    Leaf::new(&SOURCE)
        .parameter("SELF", (pacing.law == Pacing::SelfPaced) as u32)
        .parameter("MOST", pacing.most[number])
        .parameter("S_BITS", steps)
        .parameter("SLOWER_BITS", slower)
        .parameter("LEARNERS", learners)
        .parameter("LEARNER", number)
        .parameter("REPORT", PacingPlan::REPORT_BITS)
        .inputs(&[("clk", 1), ("rst", 1), ("take", 1), ("learn", 1), ("hand", 1), ("frozen", 1), ("pending", 1), ("slower", slower)])
        .outputs(&[("coming", steps), ("current", steps), ("due", steps), ("shared", steps)])
        .inputs(&[("share_we", learners), ("share", 16), ("reports_before", reports)])
        .outputs(&[("reports", reports)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use entrain_model::rule::{Pacer, XorShift32};

    const MOST: u32 = 3;

    fn bench(own: bool) -> Bench {
        let leaf = Leaf::new(&SOURCE).parameter("SELF", own as u32).parameter("MOST", MOST).parameter("LEARNERS", 1);
        Bench::new(
            leaf.inputs(&[("clk", 1), ("rst", 1), ("take", 1), ("learn", 1), ("hand", 1), ("frozen", 1), ("pending", 1), ("slower", 1)])
                .outputs(&[("coming", 2), ("current", 2), ("due", 2), ("shared", 2)])
                .inputs(&[("share_we", 1), ("share", 16), ("reports_before", 20)])
                .outputs(&[("reports", 20)]),
        )
    }

    /// Learners that are right for a while and then wrong, samples that are predicted or that find the layer held, pauses between them or none, a
    /// host that writes e: in every cycle the paces of the golden model.
    #[test]
    fn paces_are_the_golden_models() {
        for law in [Pacing::SelfPaced, Pacing::Anneal] {
            let own = law == Pacing::SelfPaced;
            let mut bench = bench(own);
            let mut pacer = Pacer::new(&PacingPlan { law, most: vec![MOST] }, 0);
            let (mut random, mut t, mut paces, mut seen) = (XorShift32::new(7), 0u64, [0u32; 2], [0; 4]);
            for port in ["take", "learn", "hand", "frozen", "pending", "slower", "share_we", "reports_before"] {
                bench.set(&[(port, 0)]);
            }
            bench.set(&[("rst", 1)]);
            bench.clock();
            bench.set(&[("rst", 0)]);
            for sample in 0..6000u64 {
                let mut one_in = |many: u32| random.next_u32().is_multiple_of(many);
                let (learn, frozen, wrong) = (!one_in(4), one_in(9), one_in(if sample / 700 % 2 == 0 { 40 } else { 2 }));
                let pauses = [one_in(2), one_in(3), one_in(2)];
                if one_in(300) && own {
                    // Decided about, and nothing inside.
                    bench.clock();
                    let share = random.next_u32() as u16;
                    bench.set(&[("share_we", 1), ("share", share.into())]);
                    bench.clock();
                    bench.set(&[("share_we", 0)]);
                    pacer.set_share(share);
                }
                bench.set(&[("take", 1)]);
                bench.settle();
                let next = pacer.next(t);
                seen[next as usize] += 1;
                assert_eq!(bench.port("coming").get(), u64::from(next), "sample {sample}");
                assert_eq!(bench.port("shared").get(), u64::from(paces[0]), "sample {sample}");
                bench.clock();
                paces = [next, paces[0]];
                bench.set(&[("take", 0), ("learn", learn as u64)]);
                if learn {
                    assert_eq!(pacer.begin(t), next);
                    t += 1;
                }
                for _ in pauses.iter().filter(|pause| **pause) {
                    bench.settle();
                    let found = ["coming", "current", "due", "shared"].map(|port| bench.port(port).get() as u32);
                    let coming = pacer.next(t);
                    assert_eq!(found, [coming, paces[0], paces[1], coming], "sample {sample}");
                    bench.clock();
                }
                bench.set(&[("hand", 1), ("frozen", frozen as u64)]);
                bench.clock();
                bench.set(&[("hand", 0), ("pending", (wrong && learn && !frozen) as u64)]);
                if learn && !frozen {
                    pacer.decided(wrong);
                }
                if pauses[1] {
                    bench.clock();
                    bench.settle();
                    let report = if own { u64::from(pacer.share()) } else { 0 };
                    assert_eq!(bench.port("reports").get() & 0xffff, report, "sample {sample}");
                }
            }
            assert!(seen.iter().all(|&samples| samples > 100), "{law:?}: {seen:?}");
        }
    }
}
