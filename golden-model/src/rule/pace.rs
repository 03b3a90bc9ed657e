//! Pacing: the rate of a learner follows from what it does, without a multiplier and without epochs.
//!
//! Each learner keeps e, 16 bits unsigned, a leaky share of the learning samples in which its margin was not reached: all ones, 65,535,
//! to begin with. It is slower than 2^-rate by s shifts, `slowest` - `rate` at most:
//!
//! ```text
//! self     s = the number of halvings that e has fallen below one half: 0 from 32,768 on, 1 from 16,384 on, 2 from 8,192 on, ...
//! anneal   s = 0 in the first 512 learning samples, 1 up to 1,024, 2 up to 2,048, ...
//! ```
//!
//! Where a host's register asks for a slower rate than that, the register is followed. Behind each learning sample
//!
//! ```text
//! e = e + (((65,535 if the margin was not reached, else 0) - e) >> 7)
//! ```
//!
//! with the arithmetic, floor shift. e of a learner that is held or frozen stays; what else a policy holds back does not matter to it.
//!
//! A sample learns with the s that was found when the learning sample before it was begun, so from e behind the one before that: hardware
//! makes increments while inputs arrive, when the learner may not have decided about the sample before.

use super::Model;
use crate::network::Pacing;
use crate::plan::PacingPlan;

/// All ones: every sample was corrected.
const ALL: i32 = 65_535;
/// A sample moves e by 2^-7 of the way.
const LEAK: u32 = 7;
/// Samples at the fastest rate, annealed: 2^9.
const FIRST: u32 = 9;

/// The pace of one learner.
#[derive(Debug, Clone)]
pub struct Pacer {
    law: Pacing,
    most: u32,
    /// e.
    share: u16,
    /// s of the next learning sample, self-paced.
    next: u32,
}

impl Pacer {
    /// Learner `number`'s as it starts.
    pub fn new(plan: &PacingPlan, number: usize) -> Pacer {
        Pacer { law: plan.law, most: plan.most[number], share: ALL as u16, next: 0 }
    }

    /// s of the learning sample that begins, of which there were `t` before.
    pub fn begin(&mut self, t: u64) -> u32 {
        match self.law {
            Pacing::Fixed => 0,
            Pacing::SelfPaced => std::mem::replace(&mut self.next, self.share.leading_zeros().min(self.most)),
            Pacing::Anneal => (u64::BITS - (t.saturating_sub(1) >> FIRST).leading_zeros()).min(self.most),
        }
    }

    /// s of the learning sample that comes next, of which there were `t` before.
    pub fn next(&self, t: u64) -> u32 {
        self.clone().begin(t)
    }

    /// What the learner decided about it: `wrong` if its margin was not reached.
    pub fn decided(&mut self, wrong: bool) {
        let to = if wrong { ALL } else { 0 };
        self.share = (self.share as i32 + ((to - self.share as i32) >> LEAK)) as u16;
    }

    /// e.
    pub fn share(&self) -> u16 {
        self.share
    }

    /// Takes on e, as a checkpoint has it or a host writes it; the next sample learns at the pace that follows from it.
    pub fn set_share(&mut self, share: u16) {
        self.share = share;
        self.next = share.leading_zeros().min(self.most);
    }
}

impl Model {
    /// As a core is behind its reset, which keeps the weights: no sample has been counted, and learners warm up.
    pub fn start_anew(&mut self) {
        self.samples = 0;
        self.set_shares(&[]);
    }

    /// e of each learner's pace; none where rates stay.
    pub fn shares(&self) -> Vec<u16> {
        self.pacers.iter().map(Pacer::share).collect()
    }

    /// Shifts below the file's rate at which each learner learns from the next sample; none where rates stay.
    pub fn paces(&self) -> Vec<u32> {
        self.pacers.iter().map(|pacer| pacer.next(self.samples).max(self.slower)).collect()
    }

    /// Takes on e of one learner's pace. Nothing where rates stay.
    pub fn set_share(&mut self, learner: usize, share: u16) {
        if let Some(pacer) = self.pacers.get_mut(learner) {
            pacer.set_share(share);
        }
    }

    /// Takes on e of each learner's pace; a learner of which none is given starts afresh. Nothing where rates stay.
    pub fn set_shares(&mut self, shares: &[u16]) {
        let shares = shares.iter().copied().chain(std::iter::repeat(u16::MAX));
        self.pacers.iter_mut().zip(shares).for_each(|(pacer, share)| pacer.set_share(share));
    }
}

/// s of e, as it is defined.
pub(super) fn halvings(share: i64, most: u32) -> u32 {
    let (mut slower, mut bound) = (0, 32_768);
    while share < bound && slower < most {
        slower += 1;
        bound /= 2;
    }
    slower
}

/// s behind `t` samples, as it is defined.
pub(super) fn doublings(t: u64, most: u32) -> u32 {
    let (mut slower, mut bound) = (0, 512);
    while t >= bound && slower < most {
        slower += 1;
        bound *= 2;
    }
    slower
}

/// e behind a sample, as it is defined.
pub(super) fn leak(share: i64, wrong: bool) -> i64 {
    let difference = if wrong { 65_535 - share } else { -share };
    share + difference.div_euclid(128)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pacer(law: Pacing, most: u32) -> Pacer {
        Pacer::new(&PacingPlan { law, most: vec![most] }, 0)
    }

    /// A pace is felt by the sample after the next.
    #[test]
    fn right_answers_slow_it_down_and_wrong_ones_make_it_fast_again() {
        let mut own = pacer(Pacing::SelfPaced, 4);
        let mut paces = |wrong: bool, samples: usize| (0..samples).map(|_| (own.begin(0), own.decided(wrong)).0).collect::<Vec<_>>();
        let right = paces(false, 500);
        let change = |pace: u32| right.iter().position(|&found| found == pace);
        assert_eq!([0, 1, 2, 3, 4].map(change), [Some(0), Some(90), Some(178), Some(266), Some(353)]);
        let wrong = paces(true, 100);
        assert_eq!((wrong[0], wrong[1], wrong[99]), (4, 4, 0));
        assert_eq!(wrong.iter().position(|&found| found == 0), Some(88));
    }

    #[test]
    fn annealing_counts_samples() {
        let mut annealed = pacer(Pacing::Anneal, 3);
        let paces: Vec<u32> = (0..9000).map(|t| annealed.begin(t)).collect();
        let change = |pace: u32| paces.iter().position(|&found| found == pace);
        assert_eq!([1, 2, 3, 4].map(change), [Some(513), Some(1025), Some(2049), None]);
    }

    #[test]
    fn a_share_that_is_set_is_felt_by_the_next_sample() {
        let mut own = pacer(Pacing::SelfPaced, 4);
        own.set_share(5000);
        assert_eq!((own.begin(7), own.share()), (3, 5000));
    }

    proptest! {
        #[test]
        fn the_fast_forms_are_the_definition(start: u16, wrong in prop::collection::vec(any::<bool>(), 1..400), most in 0u32..9, t in 0u64..100_000) {
            let (mut own, mut annealed, mut share) = (pacer(Pacing::SelfPaced, most), pacer(Pacing::Anneal, most), start as i64);
            own.set_share(start);
            own.begin(t);
            for wrong in wrong {
                prop_assert_eq!(own.begin(t), halvings(share, most));
                own.decided(wrong);
                own.begin(t);
                share = leak(share, wrong);
                prop_assert_eq!(own.share() as i64, share);
            }
            prop_assert_eq!(annealed.begin(t + 1), doublings(t, most));
        }
    }
}
