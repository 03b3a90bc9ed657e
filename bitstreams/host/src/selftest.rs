//! Does a board compute what the golden model does? On families whose silicon has differed from every simulation, only this tells.

use crate::board::Board;
use crate::line::Line;
use entrain_model::Samples;
use entrain_model::plan::Registers;
use entrain_model::plan::image::{fill, images};
use entrain_model::{Diagnostic, Model, Plan, Result};
use serde::Serialize;

/// What the self-test found.
#[derive(Debug, Clone, Serialize)]
pub struct SelfTest {
    /// Samples learned.
    pub samples: usize,
    /// The registers that were changed on the way; a network whose rate can only be the file's has no register for it.
    pub registers: Vec<&'static str>,
    /// Answers that were not the golden model's: another class, or other layers that correct themselves.
    pub wrong_answers: usize,
    /// The first of them, 1 first.
    pub first_wrong_answer: Option<usize>,
    /// Weights, biases and values of learned codes compared.
    pub weights_compared: usize,
    /// How many were not the golden model's.
    pub wrong_weights: usize,
    /// Where the first of them is.
    pub first_wrong_weight: Option<WrongWeight>,
    /// Registers read by their addresses and compared; 0 where the board's bitstream is older than such frames.
    pub registers_compared: usize,
    /// Those that did not hold what they must.
    pub wrong_registers: Vec<String>,
    /// Hash of each layer's weights on the board.
    pub hashes: Vec<u32>,
    /// The same of the golden model.
    pub golden: Vec<u32>,
    /// The weights that the board had before are in it again.
    pub restored: bool,
}

/// A weight that is not the golden model's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongWeight {
    /// Layer, 1 first.
    pub layer: usize,
    /// Neuron, 0 first; of a learned code the class.
    pub row: usize,
    /// Input, 0 first; none: its bias. Of a learned code the value.
    pub column: Option<usize>,
    /// It is of a learned code.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub of_code: bool,
    /// The golden model's.
    pub expected: i16,
    /// The board's.
    pub found: i16,
}

impl SelfTest {
    /// Nothing differed.
    pub fn passed(&self) -> bool {
        self.wrong_answers == 0 && self.wrong_weights == 0 && self.wrong_registers.is_empty() && self.hashes == self.golden
    }
}

/// Gives the board `start`'s weights, lets it and the golden model learn `count` samples (again from the first one when they end), compares
/// everything, and puts back the weights that were there before. On the way every register is changed once, and all of them back.
///
/// # Errors
/// The line is gone or the board stays silent. Then it has the weights of the test.
pub fn selftest<L: Line>(
    board: &mut Board<L>,
    start: &Model,
    samples: &Samples,
    count: usize,
    progress: &mut dyn FnMut(u64),
) -> Result<SelfTest> {
    if samples.is_empty() {
        return Err(Diagnostic::new("there are no samples to learn").help("name data in the network file"));
    }
    let plan = board.plan().clone();
    let before = board.read_images(&mut |_| {})?;
    board.hold(&[], false)?;
    board.set_registers(&plan.reset_registers())?;
    board.write_weights(start)?;
    let mut golden = start.clone();
    golden.samples = board.counters()?.samples as u64;
    let shares = board.shares()?;
    board.set_shares(&golden.shares())?;
    let (mut wrong_answers, mut first_wrong_answer) = (0, None);
    let changes = if board.has_registers() { changes(&plan) } else { Vec::new() };
    let (parts, mut changes, mut tested) = (changes.len() + 1, changes.into_iter(), Vec::new());
    for index in 0..count {
        // Each setting has as many samples as the file's own.
        let next = index > 0 && index * parts / count > (index - 1) * parts / count;
        if let Some((name, registers)) = next.then(|| changes.next()).flatten() {
            board.set_registers(&registers)?;
            golden.set_registers(&registers);
            tested.push(name);
        }
        let (input, label) = samples.get(index % samples.len());
        let (answer, (class, _)) = (board.learn(input, label)?, golden.learn(input, label));
        if (answer.class, answer.updates.as_slice()) != (class, golden.updated()) {
            wrong_answers += 1;
            first_wrong_answer.get_or_insert(index + 1);
        }
        progress(index as u64 + 1);
    }
    board.set_registers(&plan.reset_registers())?;
    golden.set_registers(&plan.reset_registers());
    let (registers_compared, wrong_registers) = look_at_registers(board, &golden)?;
    let found = board.read_images(&mut |_| {})?;
    let mut held = Model::new(&plan);
    fill(&plan, &found, &mut held);
    let wrong = wrong_weights(plan.classes, &golden, &held);
    // Bits between the weights of a word count too: they must be 0, as in the golden model's image.
    let hidden = (wrong.is_empty() && found != images(&plan, &golden)) as usize;
    for (memory, words) in plan.host_memories().iter().zip(&before) {
        board.write_words(memory, 0, words)?;
    }
    board.set_shares(&shares)?;
    let restored = board.read_images(&mut |_| {})? == before;
    Ok(SelfTest {
        samples: count,
        registers: tested,
        wrong_answers,
        first_wrong_answer,
        weights_compared: plan.parameters() + golden.layers.iter().map(|layer| layer.code().len()).sum::<usize>(),
        wrong_weights: wrong.len() + hidden,
        first_wrong_weight: wrong.into_iter().next(),
        registers_compared,
        wrong_registers,
        hashes: held.hashes(),
        golden: golden.hashes(),
        restored,
    })
}

/// Every register that says what can be known: how many, and those that say something else. `golden` has learned what the board has;
/// the settings are the network file's.
fn look_at_registers<L: Line>(board: &mut Board<L>, golden: &Model) -> Result<(usize, Vec<String>)> {
    if !board.has_addresses() {
        return Ok((0, Vec::new()));
    }
    let (counters, map) = (board.counters()?, board.plan().register_map(board.identity().build_id));
    let (mut compared, mut wrong) = (0, Vec::new());
    for register in map.iter().filter(|register| register.name != "REFUSED") {
        let reset = register.fields.iter().fold(0, |word, field| word | field.reset << field.low);
        let of_learner = |name: &str, values: Vec<u32>| {
            let learner = register.name.strip_prefix(name).and_then(|k| k.parse::<usize>().ok());
            learner.and_then(|learner| values.get(learner).copied())
        };
        let shares = golden.shares().into_iter().map(u32::from).collect();
        let expected = match register.name.as_str() {
            "SAMPLES" => golden.samples as u32,
            _ => of_learner("UPDATES", counters.updates.clone())
                .or_else(|| of_learner("SHARE", shares))
                .or_else(|| of_learner("PACE", golden.paces()))
                .unwrap_or(reset),
        };
        let found = board.peek(register.address)?;
        compared += 1;
        if found != expected {
            wrong.push(format!("{}: {found:08x}, expected {expected:08x}", register.name));
        }
    }
    Ok((compared, wrong))
}

/// The settings that a test goes through, each with the register that it changes.
fn changes(plan: &Plan) -> Vec<(&'static str, Registers)> {
    let file = plan.reset_registers();
    // Half of the margin and of the mask, or a little where there is none.
    let margin = if file.margin > 1 { file.margin / 2 } else { 64 };
    let revival = if file.revival > 0 { file.revival / 2 } else { 1 };
    let all = [
        ("rate", Registers { slower: plan.registers.slowest, ..file }),
        ("margin", Registers { margin, ..file }),
        ("revival", Registers { revival, ..file }),
    ];
    all.into_iter().filter(|(_, registers)| *registers != file).collect()
}

/// Every weight that differs, layer by layer: weights, biases, and what there is of a learned code.
fn wrong_weights(classes: usize, golden: &Model, found: &Model) -> Vec<WrongWeight> {
    let mut wrong = Vec::new();
    for (layer, (golden, found)) in golden.layers.iter().zip(&found.layers).enumerate() {
        let layer = layer + 1;
        let fan_in = golden.sizes().0 / golden.sizes().1;
        for (at, expected, found) in differing(&golden.weights(), &found.weights()) {
            wrong.push(WrongWeight { layer, row: at / fan_in, column: Some(at % fan_in), of_code: false, expected, found });
        }
        for (row, expected, found) in differing(&golden.biases(), &found.biases()) {
            wrong.push(WrongWeight { layer, row, column: None, of_code: false, expected, found });
        }
        let code = golden.code();
        let values = code.len() / classes;
        for (at, expected, found) in differing(&code, &found.code()) {
            wrong.push(WrongWeight { layer, row: at / values, column: Some(at % values), of_code: true, expected, found });
        }
    }
    wrong
}

/// Where two lists differ, and by what.
fn differing(golden: &[i16], found: &[i16]) -> Vec<(usize, i16, i16)> {
    let pairs = golden.iter().zip(found).enumerate();
    pairs.filter(|(_, (a, b))| a != b).map(|(at, (&expected, &found))| (at, expected, found)).collect()
}
