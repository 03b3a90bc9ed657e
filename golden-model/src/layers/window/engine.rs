//! What others may ask of a convolution: memories, proofs, and how weights lie in words.

use super::{Spread, Window};
use crate::layers::{ACTIVATION_BITS, Claim, Clock, Edge, EnginePlan, Facts, LearnedCode, Learner, Logic, Multiplier, Offer, Traffic};
use crate::plan::image::{Word, pack, unpack};
use crate::plan::{ChangedCode, Changes, Interval, LayerActivity, Memory, Role, Teller, Work, index_bits};
use crate::rule::{Decision, Layer};
use serde_json::{Value, json};

/// Bits of a factor that any hardware multiplier takes, two's complement.
const MULTIPLIER_BITS: u32 = 16;

impl Window {
    /// Its memory of a role; one that it does not have has no words.
    pub fn memory(&self, role: Role) -> Memory {
        let ((_, biases, code), (_, rows, columns)) = (self.sizes(), self.map());
        let Spread { lanes, groups, .. } = self.spread;
        let (passes, adders) = (self.spread.passes(), self.spread.adders());
        let (width, depth) = match role {
            Role::Weights => (lanes as u32 * self.widths.weight, groups * self.taps()),
            Role::Biases => (self.widths.weight, biases),
            Role::Codes => (LearnedCode::BITS, code),
            Role::Activations => (ACTIVATION_BITS, 2 * self.input.values()),
            Role::Accumulators => (self.widths.cell - 1, self.values()),
            Role::ActiveBits => (adders as u32, rows * columns * passes),
            Role::Decisions => (2 * adders as u32, self.cells * self.cells * passes),
            Role::Totals => (self.totals, 2 * self.learner.head.code.classes),
            _ => (0, 0),
        };
        Memory { role, width, depth }
    }

    /// Values of the code as they stand in the memory: cell after cell, in each channel after channel.
    fn code_order(&self) -> impl Iterator<Item = usize> {
        let cells = self.cells * self.cells;
        (0..cells).flat_map(move |cell| (0..self.channels()).map(move |channel| channel * cells + cell))
    }

    /// The words of weights, group after group; `weight` says the weight of a tap of a channel.
    fn words_of(&self, weight: impl Fn(usize, usize) -> i16) -> Vec<Word> {
        let Spread { lanes, groups, .. } = self.spread;
        let words = (0..groups).flat_map(|group| (0..self.taps()).map(move |tap| (group, tap)));
        let channels = |group: usize| group * lanes..((group + 1) * lanes).min(self.channels());
        words.map(|(group, tap)| self.packed(&channels(group).map(|channel| weight(channel, tap)).collect::<Vec<i16>>())).collect()
    }

    fn packed(&self, weights: &[i16]) -> Word {
        pack(weights, self.spread.lanes, self.widths.weight)
    }
}

impl EnginePlan for Window {
    fn learner(&self) -> Option<&Learner> {
        Some(&self.learner)
    }

    fn input(&self) -> &Edge {
        &self.input
    }

    fn output(&self) -> &Edge {
        &self.output
    }

    fn facts(&self) -> Facts {
        let (weights, biases, _) = self.sizes();
        Facts {
            kind: "conv2d",
            walk: None,
            lanes: self.spread.lanes,
            words: self.taps(),
            active: 1.0,
            skips_zeros: false,
            weight_bits: self.widths.weight,
            shift_h: self.shift_h,
            shift_u: self.paces[0],
            macs: self.macs(),
            parameters: weights + biases,
            slower: self.slower_paces.len() as u32 - 1,
        }
    }

    fn report(&self) -> Value {
        let (widths, head) = (self.widths, &self.learner.head);
        json!({
            "type": self.facts().kind, "fan_in": self.input.values(), "units": self.output.values(), "learns": self.learner.learns,
            "walk": null, "lanes": self.spread.lanes, "channels": self.channels(), "kernel": self.kernel, "cells": self.cells, "cell_shift": self.cell_shift,
            "margin": self.margin, "input": self.input.format, "input_shape": self.input.shape, "output_shape": self.output.shape,
            "widths": {
                "weight": widths.weight, "product": widths.product, "accumulator": widths.accumulator, "cell": widths.cell,
                "code": LearnedCode::BITS, "code_sum": widths.code_sum, "correction": widths.correction,
                "bias_correction": widths.bias_correction, "logit": head.bits,
            },
            "shift_h": self.shift_h, "shift_u": self.paces[0], "paces": self.paces, "slower_paces": self.slower_paces,
            "start_exponent": self.start_exponent, "code": { "values": self.values(), "start": head.learned.map(|code| code.start) },
            "accumulator": self.ranges.accumulator, "logit": head.logit,
        })
    }

    fn fingerprint(&self) -> Value {
        json!({
            "type": self.facts().kind, "shape": self.input.shape, "channels": self.channels(), "kernel": self.kernel, "cells": self.cells,
            "input": self.input.format, "weight": self.widths.weight, "shift_h": self.shift_h, "shift_u": self.paces[0],
            "margin": self.margin, "code": [LearnedCode::BITS, LearnedCode::FRACTION],
        })
    }

    fn forget_learning(&mut self) {
        self.learner.learns = false;
    }

    /// What is learned; the map at hand and the one that comes in; cell sums; where it learns, what of the map was active, and which way
    /// each cell of a channel goes.
    fn memories(&self) -> Vec<Memory> {
        let learning = [Role::ActiveBits, Role::Decisions].into_iter().filter(|_| self.learner.learns);
        let totals = [Role::Totals].into_iter().filter(|_| self.totals > 0);
        let roles = [Role::Weights, Role::Biases, Role::Codes, Role::Activations, Role::Accumulators];
        roles.into_iter().chain(learning).chain(totals).map(|role| self.memory(role)).collect()
    }

    fn in_registers(&self, _: Role) -> bool {
        false
    }

    /// The code, whose words are read and written in turn then; weights of two lanes or more: words are read lanes apart.
    fn may_be_spram(&self, role: Role) -> bool {
        role == Role::Codes || role == Role::Weights && self.spread.lanes > 1
    }

    /// A word of weights is written three cycles behind its last channel, and read with its first one: with two lanes that is the same cycle.
    fn single_port(&self, role: Role) -> Option<u32> {
        self.may_be_spram(role).then_some((role == Role::Weights && self.spread.lanes == 2) as u32)
    }

    fn put_code_in_spram(&mut self, there: bool) {
        self.single_port = there;
    }

    fn multiplier(&self) -> Multiplier {
        Multiplier { weight: self.widths.weight, factor: ACTIVATION_BITS }
    }

    /// One for the code, or two where a cell sum is wider than their 16 bits.
    fn other_multipliers(&self) -> usize {
        self.widths.cell.div_ceil(MULTIPLIER_BITS) as usize
    }

    fn logic(&self) -> Logic {
        let (widths, head) = (self.widths, &self.learner.head);
        let code_bits = head.code.classes as f64 * head.bits as f64 + widths.code_sum as f64;
        Logic { by_columns: false, lane_bits: (widths.product + widths.accumulator + widths.correction) as f64, code_bits }
    }

    fn bounds(&self) -> Vec<Claim> {
        let (widths, ranges, head) = (self.widths, self.ranges, &self.learner.head);
        let weight = Interval::signed(widths.weight);
        let mut bounds = vec![
            ("weight", weight, widths.weight, "the correction saturates"),
            ("product", weight * self.input.format.range, widths.product, "weight x input"),
            ("accumulator", ranges.accumulator, widths.accumulator, "taps x product + (bias << F)"),
            ("activation", Interval::new(0, 255), ACTIVATION_BITS + 1, "clipped to 0..255"),
            ("cell sum", ranges.cell, widths.cell, "pixels of the largest cell x 255"),
            ("code", LearnedCode::range(), LearnedCode::BITS, "V saturates at 2047 on both sides"),
            ("code x cell sums", ranges.code_sum, widths.code_sum, "2047 x the sum of all activations"),
            ("logit", head.logit, head.bits, "that sum >> 9"),
        ];
        if self.learner.learns {
            let because = ("each pixel adds an input, takes it, or leaves it", "each pixel adds 2^F, takes it, or leaves it");
            bounds.push(("correction", ranges.correction, widths.correction, because.0));
            bounds.push(("correction of a bias", ranges.bias_correction, widths.bias_correction, because.1));
        }
        bounds
    }

    /// With a correction, whatever its margin says.
    fn cycles(&self) -> usize {
        self.forward(false) + self.behind(self.learner.learns)
    }

    fn ideal_cycles(&self) -> usize {
        self.words_walked()
    }

    fn expected_columns(&self) -> usize {
        self.words_walked()
    }

    fn after_answer(&self) -> usize {
        self.behind(self.learner.learns) - 1
    }

    /// It takes a sample when its successor has taken the one before, and corrects itself for it before it takes the next.
    fn advance(&self, clock: &mut Clock, offer: Offer) -> usize {
        let take = (offer.complete + 1).max(clock.idle).max(offer.successor);
        let hand = take + self.forward(offer.flush);
        (clock.took, clock.idle) = (Some(take), hand + self.behind(offer.work.updates));
        hand
    }

    fn images(&self, state: &Layer) -> Vec<Vec<Word>> {
        let (weights, code, bits) = (state.weights(), state.code(), self.widths.weight);
        let words = self.words_of(|channel, tap| weights[channel * self.taps() + tap]);
        let biases = state.biases().iter().map(|&bias| pack(&[bias], 1, bits)).collect();
        let classes = code.len() / self.values();
        let values = self.code_order().flat_map(|t| (0..classes).map(move |class| class * self.values() + t));
        vec![words, biases, values.map(|at| pack(&[code[at]], 1, LearnedCode::BITS)).collect()]
    }

    fn fill(&self, images: &[Vec<Word>], state: &mut Layer) {
        let (lanes, bits, taps) = (self.spread.lanes, self.widths.weight, self.taps());
        let weight = |at: usize| (at / taps, at % taps);
        let lane = |(channel, tap): (usize, usize)| unpack(&images[0][channel / lanes * taps + tap], channel % lanes, bits);
        let weights: Vec<i16> = (0..self.channels() * taps).map(|at| lane(weight(at))).collect();
        state.set(&weights, &images[1].iter().map(|word| unpack(word, 0, bits)).collect::<Vec<i16>>());
        let classes = images[2].len() / self.values();
        let mut code = vec![0; images[2].len()];
        for (t, words) in self.code_order().zip(images[2].chunks(classes)) {
            words.iter().enumerate().for_each(|(class, word)| code[class * self.values() + t] = unpack(word, 0, LearnedCode::BITS));
        }
        state.set_code(&code);
    }

    /// Memory 0 has the weights, memory 1 the biases, memory 2 V: its rows are classes.
    fn place(&self, memory: usize, address: usize, lane: usize) -> (usize, Option<usize>) {
        let (taps, classes, cells) = (self.taps(), self.learner.head.code.classes, self.cells * self.cells);
        match memory {
            0 => (address / taps * self.spread.lanes + lane, Some(address % taps)),
            1 => (address, None),
            _ => {
                let t = address / classes;
                (address % classes, Some(t % self.channels() * cells + t / self.channels()))
            }
        }
    }

    fn writes_late(&self) -> bool {
        false
    }

    /// First the code, of each value that of the label, then that of the rival. Then pass after pass: tap after tap the words of all groups of
    /// the pass, and the biases. Who is corrected is written, whether it changed or not.
    fn writes(&self, changes: &Changes, state: &Layer, _: &[i16], tell: &mut Teller) {
        let Some(ChangedCode { decision: Decision { label, rival, .. }, old }) = &changes.code else { return };
        let (code, classes) = (state.code(), self.learner.head.code.classes);
        for (at, t) in self.code_order().enumerate() {
            for class in [*label, *rival] {
                let [before, after] = [old, &code].map(|code| pack(&[code[class * self.values() + t]], 1, LearnedCode::BITS));
                tell(2, class, at * classes + class, &before, &after);
            }
        }
        let (taps, Spread { lanes, parts, .. }) = (self.taps(), self.spread);
        let (weights, biases) = (state.weights(), state.biases());
        let mut olds: Vec<Option<&[i16]>> = vec![None; self.channels()];
        changes.rows.iter().for_each(|changed| olds[changed.row] = Some(&changed.old));
        let now = |channel: usize, tap: usize| weights[channel * taps + tap];
        let before = self.words_of(|channel, tap| olds[channel].map_or_else(|| now(channel, tap), |old| old[tap]));
        let after = self.words_of(now);
        for first in (0..self.spread.groups).step_by(parts) {
            for (tap, group) in (0..taps).flat_map(|tap| (first..first + parts).map(move |group| (tap, group))) {
                let at = group * taps + tap;
                tell(0, group * lanes, at, &before[at], &after[at]);
            }
        }
        for (channel, &after) in biases.iter().enumerate() {
            let before = olds[channel].map_or(after, |old| old[taps]);
            let [before, after] = [before, after].map(|bias| pack(&[bias], 1, self.widths.weight));
            tell(1, channel, channel, &before, &after);
        }
    }

    fn words_always(&self) -> Option<usize> {
        Some(self.words_walked())
    }

    fn walk_cycles(&self, work: &Work) -> usize {
        work.columns
    }

    fn scans(&self, work: &Work) -> bool {
        work.columns > 0
    }

    fn words_written(&self, _: &[bool], _: &[bool], work: &Work) -> (usize, usize) {
        let words = self.memory(Role::Weights).depth + 2 * self.values();
        if work.updates { (words, self.channels()) } else { (0, 0) }
    }

    fn traffic(&self, _: &LayerActivity, samples: u64) -> Traffic {
        Traffic { activations: samples as f64 * self.output.values() as f64, stored: samples as f64 * self.input.values() as f64 }
    }

    fn stride(&self) -> usize {
        1
    }

    fn lane_bits(&self) -> (u32, u32, u32) {
        let Window { widths, .. } = self;
        (widths.product, widths.accumulator, 2 * widths.weight + widths.product + index_bits(self.taps()))
    }
}
