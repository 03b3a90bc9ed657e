//! Small networks on virtual boards.

// The tests of a crate use a part of this.
#![allow(dead_code)]

#[path = "../../../../tests/common/net.rs"]
pub mod net;
pub mod spi;

use entrain_boards::Primitive;
use entrain_host::{Board, Line, VirtualBoard, VirtualLine};
use entrain_model::Samples;
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Network, Plan, Result};
use entrain_protocol::{Decoder, Frame};
use entrain_sim::Cache;
use net::Net;
use std::path::Path;

/// What came of it; an error ends the test.
pub fn ok<T>(result: Result<T>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// A network of two layers, walked as asked; `tail` is added to the file.
pub fn plan(walks: [&str; 2], tail: &str) -> Plan {
    plan_of(walks, 4, tail)
}

/// The same with another number of classes.
pub fn plan_of(walks: [&str; 2], classes: usize, tail: &str) -> Plan {
    let [first, second] = walks;
    let net = Net::new(&[10], "s8", classes).dense(12, 3, first).dense(8, 2, second).bits(12);
    net.training("rate", 9).training("margin", 64).training("revival", 7).tables(tail).plan()
}

/// A convolution, a pool and a dense layer.
pub fn seeing() -> Plan {
    let net = Net::new(&[1, 4, 4], "s8", 4).conv(3, 3, 2, 2).pool().rows(6, 2).bits(12);
    net.training("rate", 9).training("margin", 64).training("revival", 7).training("conv_margin", 16).plan()
}

/// The example.
pub fn digits() -> (Network, Plan) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/digits/entrain.toml");
    let network = Network::load(&path).unwrap_or_else(|error| panic!("{error}"));
    let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    (network, plan)
}

/// Switches a virtual board on, with start weights.
pub fn board(plan: &Plan) -> VirtualBoard {
    on(plan, None)
}

/// The same, the clock of whose flash comes from `primitive`.
pub fn on(plan: &Plan, primitive: Option<Primitive>) -> VirtualBoard {
    let sources = VirtualBoard::sources(plan, primitive).unwrap_or_else(|error| panic!("{error}"));
    let made = VirtualBoard::new(plan, &sources, &Cache::user()).and_then(|board| board.configure(plan, &Model::new(plan)));
    made.unwrap_or_else(|error| panic!("{error}"))
}

/// Switches a virtual board on, with start weights, and identifies it.
pub fn opened(plan: &Plan) -> Board<VirtualLine> {
    open(board(plan).line(), plan)
}

/// Identifies the board behind a line.
pub fn open<L: Line>(line: L, plan: &Plan) -> Board<L> {
    Board::open(line, plan, None).unwrap_or_else(|error| panic!("{error}"))
}

/// Random samples; a quarter of the inputs are 0.
pub fn samples(plan: &Plan, count: usize, seed: u32) -> Samples {
    let mut random = XorShift32::new(seed);
    let mut samples = Samples::new(plan.features);
    for _ in 0..count {
        let label = random.next_u32() as usize % plan.classes;
        let mut value = |at: usize| match random.next_u32() % 4 {
            0 => 0,
            1 => 127 * ((at + label) % plan.classes < 2) as i16,
            _ => (random.next_u32() >> 8) as u8 as i8 as i16,
        };
        samples.push(&(0..plan.features).map(&mut value).collect::<Vec<i16>>(), label);
    }
    samples
}

/// Sends a frame as it is; the answers that come before silence.
pub fn raw(line: &mut impl Line, bytes: &[u8]) -> Vec<Frame> {
    let (mut decoder, mut found) = (Decoder::default(), Vec::new());
    line.send(bytes).unwrap_or_else(|error| panic!("{error}"));
    loop {
        let bytes = line.receive().unwrap_or_else(|error| panic!("{error}"));
        if bytes.is_empty() {
            return found;
        }
        found.extend(bytes.into_iter().filter_map(|byte| decoder.push(byte)).flatten());
    }
}
