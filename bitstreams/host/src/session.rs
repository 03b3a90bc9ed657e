//! A board at work, with the golden model beside it: every answer is compared, and what a board does not tell is known all the same.

use crate::board::Board;
use crate::line::Line;
use entrain_model::digest::hex;
use entrain_model::plan::Registers;
use entrain_model::prequential::Prequential;
use entrain_model::rollback::{Event, Guard, Rollback};
use entrain_model::rule::{Counts, Model};
use entrain_model::synchrony::{Span, spans};
use entrain_model::{Diagnostic, Plan, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;

/// How a session goes.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Learn from the samples, or only predict.
    pub learn: bool,
    /// Layers that stay as they are, 0 first.
    pub held: Vec<usize>,
    /// Rate, margin and revival; none: those of the network file.
    pub registers: Option<Registers>,
    /// Samples over which accuracy and synchrony are taken.
    pub window: usize,
    /// The alarm goes off where the accuracy of a window is this much below the best window so far, 0..1.
    pub alarm: f64,
    /// Go back to weights that were better, judged by samples that are held out.
    pub rollback: Option<Rollback>,
}

/// Where a session stands.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Status {
    /// Samples so far.
    pub samples: u64,
    /// Samples learned.
    pub learned: u64,
    /// Share of all samples that were predicted right, before learning.
    pub accuracy: Option<f64>,
    /// Share of the samples learned that were predicted right before: the prequential accuracy.
    pub prequential_accuracy: Option<f64>,
    /// The same of the last 200 that were learned.
    pub prequential_last_200: Option<f64>,
    /// Share of the last window, learned or not.
    pub window_accuracy: Option<f64>,
    /// The best window so far.
    pub best_window: Option<f64>,
    /// Updates of each layer, as the board says.
    pub updates: Vec<u64>,
    /// Learned samples that did not correct each layer.
    pub skips: Vec<u64>,
    /// Synchrony of each layer over the window, from the golden model.
    pub synchrony: Vec<f64>,
    /// Weights at the end of their range after a correction, from the golden model.
    pub saturations: u64,
    /// Rows raised by revival, from the golden model.
    pub revivals: u64,
    /// Answers of the board that were not the golden model's.
    pub differences: u64,
    /// Times that weights were put back.
    pub restored: u64,
    /// Times that weights proved good and were kept.
    pub kept: u64,
    /// The drift alarm is on.
    pub alarm: bool,
    /// Times that it went off.
    pub alarms: u64,
}

/// Something worth a line.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// The first answer that is not the golden model's.
    Difference {
        /// Number of the sample, 1 first.
        sample: u64,
        /// What the golden model says.
        expected: usize,
        /// What the board says.
        found: usize,
    },
    /// Weights were put back or kept.
    Rollback(Event),
    /// The accuracy fell below the alarm.
    Drift {
        /// Of the window.
        accuracy: f64,
        /// Of the best window.
        best: f64,
    },
    /// It came back.
    Recovered {
        /// Of the window.
        accuracy: f64,
    },
}

/// A sample of the window.
struct Past {
    right: bool,
    shares: Vec<Option<f64>>,
}

/// A board at work.
pub struct Session<L> {
    board: Board<L>,
    shadow: Model,
    settings: Settings,
    guard: Option<Guard>,
    spans: Vec<Span>,
    window: VecDeque<Past>,
    status: Status,
    counts: Counts,
    right: u64,
    prequential: Prequential,
    learned: Sha256,
}

/// The plan with these layers frozen, for the golden model; the board is told by a register.
fn holding(plan: &Plan, held: &[usize]) -> Plan {
    let mut plan = plan.clone();
    held.iter().for_each(|&layer| plan.policy.frozen[layer] = true);
    plan
}

impl<L: Line> Session<L> {
    /// Starts from the weights and the sample number that the board has.
    pub fn new(mut board: Board<L>, settings: Settings) -> Result<Session<L>> {
        let layers = board.plan().learning().count();
        if let Some(layer) = settings.held.iter().find(|&&layer| layer >= layers) {
            let message = format!("there is no layer {} to freeze, the network has {layers}", layer + 1);
            return Err(Diagnostic::new(message).help("layers are counted from 1"));
        }
        board.hold(&settings.held, false)?;
        // Always: whoever talked to the board before may have left others.
        let registers = settings.registers.unwrap_or(board.plan().reset_registers());
        board.set_registers(&registers)?;
        let mut shadow = Model::new(&holding(board.plan(), &settings.held));
        shadow.set_registers(&registers);
        board.read_weights(&mut shadow)?;
        shadow.samples = board.counters()?.samples as u64;
        // Written, too: the next sample is learned at the rate of this e, and not of that before the last sample.
        let shares = board.shares()?;
        board.set_shares(&shares)?;
        shadow.set_shares(&shares);
        let guard = settings.rollback.map(|rollback| Guard::new(rollback, &shadow));
        let spans = spans(board.plan());
        let status = Status { updates: vec![0; layers], skips: vec![0; layers], ..Status::default() };
        let (window, counts, learned) = (VecDeque::new(), Counts::default(), Sha256::new());
        let prequential = Prequential::endless();
        Ok(Session { board, shadow, settings, guard, spans, window, status, counts, right: 0, prequential, learned })
    }

    /// One sample: predicted, learned if it is to be, compared.
    pub fn step(&mut self, input: &[i16], label: usize) -> Result<Vec<News>> {
        let mut news = Vec::new();
        let held_out = self.settings.learn && self.guard.as_mut().is_some_and(Guard::takes);
        let found = if self.settings.learn && !held_out {
            let answer = self.board.learn(input, label)?;
            let (class, counts) = self.shadow.learn(input, label);
            self.counts.add(&counts);
            self.status.learned += 1;
            self.prequential.push(answer.class == label);
            input.iter().for_each(|value| self.learned.update(value.to_le_bytes()));
            self.learned.update((label as u32).to_le_bytes());
            for (layer, &updated) in answer.updates.iter().enumerate() {
                self.status.updates[layer] += updated as u64;
                self.status.skips[layer] += !updated as u64;
            }
            let expected = (class, self.shadow.updated().to_vec());
            let differs = (answer.class, &answer.updates) != (expected.0, &expected.1);
            self.status.differences += differs as u64;
            if differs && self.status.differences == 1 {
                news.push(News::Difference { sample: self.status.samples + 1, expected: class, found: answer.class });
            }
            answer.class
        } else {
            let (found, expected) = (self.board.predict(input)?, self.shadow.predict(input));
            self.status.differences += (found != expected) as u64;
            if found != expected && self.status.differences == 1 {
                news.push(News::Difference { sample: self.status.samples + 1, expected, found });
            }
            found
        };
        self.status.samples += 1;
        self.right += (found == label) as u64;
        let shares = self.spans.iter().zip(&self.shadow.layers).map(|(span, layer)| span.share(layer.output())).collect();
        self.window.push_back(Past { right: found == label, shares });
        if self.window.len() > self.settings.window {
            self.window.pop_front();
        }
        if let Some(event) = self.guard.as_mut().filter(|_| held_out).and_then(|guard| guard.keep(input, label, &mut self.shadow)) {
            if event.restored {
                self.board.write_weights(&self.shadow)?;
                self.status.restored += 1;
            } else {
                self.status.kept += 1;
            }
            news.push(News::Rollback(event));
        }
        self.watch(&mut news);
        Ok(news)
    }

    /// The drift alarm: windows that are full, against the best one.
    fn watch(&mut self, news: &mut Vec<News>) {
        if self.window.len() < self.settings.window {
            return;
        }
        let accuracy = self.window.iter().filter(|past| past.right).count() as f64 / self.window.len() as f64;
        let best = self.status.best_window.map_or(accuracy, |best| best.max(accuracy));
        self.status.best_window = Some(best);
        let low = best - accuracy > self.settings.alarm;
        // Half of the way back ends it, so that it does not flicker.
        let over = best - accuracy <= self.settings.alarm / 2.0;
        if !self.status.alarm && low {
            self.status.alarms += 1;
            self.status.alarm = true;
            news.push(News::Drift { accuracy, best });
        } else if self.status.alarm && over {
            self.status.alarm = false;
            news.push(News::Recovered { accuracy });
        }
    }

    /// Where the session stands.
    pub fn status(&self) -> Status {
        let share = |right: u64, all: u64| (all > 0).then(|| right as f64 / all as f64);
        let learned = self.prequential.samples() > 0;
        let layers = 0..self.spans.len();
        let mean = |layer: usize| {
            let shares: Vec<f64> = self.window.iter().filter_map(|past| past.shares[layer]).collect();
            shares.iter().sum::<f64>() / shares.len().max(1) as f64
        };
        Status {
            accuracy: share(self.right, self.status.samples),
            prequential_accuracy: learned.then(|| self.prequential.accuracy()),
            prequential_last_200: learned.then(|| self.prequential.last()),
            window_accuracy: share(self.window.iter().filter(|past| past.right).count() as u64, self.window.len() as u64),
            synchrony: layers.map(mean).collect(),
            saturations: self.counts.saturations,
            revivals: self.counts.revivals,
            ..self.status.clone()
        }
    }

    /// Samples learned so far.
    pub fn learned_samples(&self) -> u64 {
        self.status.learned
    }

    /// The board.
    pub fn board(&mut self) -> &mut Board<L> {
        &mut self.board
    }

    /// Gives the board back.
    pub fn into_board(self) -> Board<L> {
        self.board
    }

    /// The golden model beside it.
    pub fn shadow(&self) -> &Model {
        &self.shadow
    }

    /// SHA-256 of what was learned so far.
    pub fn learned_sha256(&self) -> String {
        hex(&self.learned.clone().finalize())
    }

    /// Reads all weights, learned codes and paces back and says whether they are the golden model's, with the hashes of the weights.
    pub fn verify(&mut self) -> Result<(bool, Vec<u32>)> {
        let (held, shares, shadow) = (self.board.model()?, self.board.shares()?, &self.shadow);
        let paced = shares.is_empty() || shares == shadow.shares();
        Ok((paced && held.learned_hashes() == shadow.learned_hashes(), held.hashes()))
    }
}
