//! What others may ask of a convolution: memories, proofs, and how weights lie in words.

use super::Window;
use crate::layers::{ACTIVATION_BITS, Claim, Clock, Edge, EnginePlan, Facts, LearnedCode, Learner, Logic, Multiplier, Offer, Traffic};
use crate::plan::image::{Word, pack, pack_into, unpack};
use crate::plan::{Changes, Interval, LayerActivity, Memory, Role, Teller, Work, index_bits};
use crate::rule::Layer;
use serde_json::{Value, json};

/// Weights, or values of V, in a word.
const LANES: usize = 1;

impl Window {
    fn memory(role: Role, width: u32, depth: usize) -> Memory {
        Memory { role, width, depth }
    }

    /// One value a word.
    fn words(values: &[i16], bits: u32) -> Vec<Word> {
        values.iter().map(|&value| pack(&[value], LANES, bits)).collect()
    }

    fn values_of(image: &[Word], bits: u32) -> Vec<i16> {
        image.iter().map(|word| unpack(word, 0, bits)).collect()
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
            lanes: LANES,
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
            "walk": null, "lanes": LANES, "channels": self.channels(), "kernel": self.kernel, "cells": self.cells, "cell_shift": self.cell_shift,
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

    /// Weights, biases and V, a number a word; the rows that a square needs besides the one that comes in.
    fn memories(&self) -> Vec<Memory> {
        let ((weights, biases, code), (channels, _, columns)) = (self.sizes(), self.map());
        let mut memories = vec![
            Window::memory(Role::Weights, self.widths.weight, weights),
            Window::memory(Role::Biases, self.widths.weight, biases),
            Window::memory(Role::Codes, LearnedCode::BITS, code),
        ];
        if self.kernel > 1 {
            memories.push(Window::memory(Role::Line, ACTIVATION_BITS, (self.kernel - 1) * columns * channels));
        }
        memories
    }

    fn in_registers(&self, _: Role) -> bool {
        false
    }

    fn alternates(&self) -> bool {
        false
    }

    fn multiplier(&self) -> Multiplier {
        Multiplier { weight: self.widths.weight, factor: ACTIVATION_BITS }
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

    /// A multiply-accumulate a cycle.
    fn cycles(&self) -> usize {
        self.ideal_cycles()
    }

    fn ideal_cycles(&self) -> usize {
        self.macs() / LANES
    }

    fn expected_columns(&self) -> usize {
        self.input.values()
    }

    fn after_answer(&self) -> usize {
        0
    }

    /// As long as its multiplications take: what else hardware needs is not planned yet.
    fn advance(&self, clock: &mut Clock, offer: Offer) -> usize {
        let take = (offer.complete + 1).max(clock.idle).max(offer.successor);
        (clock.took, clock.idle) = (Some(take), take + self.cycles());
        take + self.cycles() - 1
    }

    fn images(&self, state: &Layer) -> Vec<Vec<Word>> {
        let bits = self.widths.weight;
        vec![Window::words(&state.weights(), bits), Window::words(&state.biases(), bits), Window::words(&state.code(), LearnedCode::BITS)]
    }

    fn fill(&self, images: &[Vec<Word>], state: &mut Layer) {
        let bits = self.widths.weight;
        state.set(&Window::values_of(&images[0], bits), &Window::values_of(&images[1], bits));
        state.set_code(&Window::values_of(&images[2], LearnedCode::BITS));
    }

    /// Memory 0 has the weights, memory 1 the biases, memory 2 V: its rows are classes.
    fn place(&self, memory: usize, address: usize, lane: usize) -> (usize, Option<usize>) {
        let within = |line: usize| (address / line, Some(address % line * LANES + lane));
        match memory {
            0 => within(self.taps()),
            1 => (address, None),
            _ => within(self.values()),
        }
    }

    fn writes_late(&self) -> bool {
        false
    }

    /// A channel is corrected weight after weight, then its bias.
    fn writes(&self, changes: &Changes, _: &Layer, _: &[i16], tell: &mut Teller) {
        let (bits, taps) = (self.widths.weight, self.taps());
        let (mut old, mut new) = (Word::new(), Word::new());
        for changed in &changes.rows {
            for (at, (&before, &after)) in changed.old.iter().zip(&changed.new).enumerate() {
                pack_into(&mut old, &[before], LANES, bits);
                pack_into(&mut new, &[after], LANES, bits);
                let (memory, address) = if at < taps { (0, changed.row * taps + at) } else { (1, changed.row) };
                tell(memory, changed.row, address, &old, &new);
            }
        }
    }

    fn walk_cycles(&self, _: &Work) -> usize {
        self.ideal_cycles()
    }

    fn words_written(&self, corrected: &[bool], _: &[bool]) -> (usize, usize) {
        let rows = corrected.iter().filter(|row| **row).count();
        (rows * self.taps(), rows)
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
