//! The serial wrapper through its pins: identify, load weights, learn, flush, read the weights back.

mod common;

use common::{network_text, parse, samples, sources};
use entrain_hdl::{emit, serial};
use entrain_model::plan::image::images;
use entrain_model::{Model, Plan};
use entrain_sim::{Cache, PortHandle, Simulation};

const DIVIDER: usize = 6;

struct Line {
    simulation: Simulation,
    clk: PortHandle,
    rx: PortHandle,
    tx: PortHandle,
}

impl Line {
    fn clock(&mut self) {
        for level in [0, 1] {
            self.clk.set(level);
            self.simulation.eval();
        }
    }

    fn send(&mut self, byte: u8) {
        let bits = (0..8).map(|bit| byte >> bit & 1);
        for bit in [0].into_iter().chain(bits).chain([1]) {
            self.rx.set(bit as u64);
            (0..DIVIDER).for_each(|_| self.clock());
        }
    }

    fn receive(&mut self) -> u8 {
        let waited = (0..100_000).find(|_| {
            self.clock();
            !self.tx.is_high()
        });
        assert!(waited.is_some(), "no answer");
        (0..DIVIDER / 2).for_each(|_| self.clock());
        let mut byte = 0;
        for bit in 0..8 {
            (0..DIVIDER).for_each(|_| self.clock());
            byte |= (self.tx.is_high() as u8) << bit;
        }
        (0..DIVIDER).for_each(|_| self.clock());
        assert!(self.tx.is_high(), "no stop bit");
        byte
    }
}

#[test]
fn a_network_learns_through_its_pins() {
    let network = parse(&network_text(10, "s8", 4, "sqq", &[(12, 3), (9, 4)], 12, 9));
    let mut plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    // Memories that no bitstream can fill, so the host has to.
    plan.layers[0].placement.spram_bits = 16;
    plan.layers[1].placement.spram_bits = plan.layers[1].weight_memory.width;
    let mut golden = Model::new(&plan);
    let module = serial(&plan, DIVIDER, 0xcafe_1234, false).unwrap_or_else(|error| panic!("{error}"));
    let sources = sources(emit::write("serial", module));
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let opened = Cache::in_folder(folder.path()).build(&sources, false).and_then(|object| Simulation::open(&object, &sources.ports));
    let simulation = opened.unwrap_or_else(|error| panic!("{error}"));
    let [clk, rst, rx, tx] = ["clk", "rst", "rx", "tx"].map(|name| simulation.port(name));
    let mut line = Line { simulation, clk, rx, tx };
    rx.set(1);
    rst.set(1);
    (0..20).for_each(|_| line.clock());
    rst.set(0);
    (0..20).for_each(|_| line.clock());

    line.send(b'I');
    assert_eq!([0; 4].map(|_| line.receive()), 0xcafe_1234u32.to_le_bytes());
    line.send(b'?'); // ignored
    let bytes = plan.host.word_bits.div_ceil(8) as usize;
    let in_bytes = |word: &[u32]| {
        let mut all: Vec<u8> = word.iter().flat_map(|chunk| chunk.to_le_bytes()).collect();
        all.resize(bytes, 0);
        all
    };
    let select = |memory: usize| plan.host_memories()[memory].select as u8;
    for (memory, words) in images(&plan, &golden).iter().enumerate() {
        for (address, word) in words.iter().enumerate() {
            [b'W', select(memory), address as u8, (address >> 8) as u8].into_iter().for_each(|byte| line.send(byte));
            in_bytes(word).into_iter().for_each(|byte| line.send(byte));
            assert_eq!(line.receive(), b'W', "memory {memory}, word {address}");
        }
    }
    for (index, (input, label)) in samples(&network, 12, 4).iter().enumerate() {
        let learn = index % 3 != 2;
        line.send(if learn { b'L' } else { b'P' });
        if learn {
            line.send(label as u8);
        }
        input.iter().for_each(|&value| line.send(value as u8));
        let expected = if learn { golden.learn(input, label).0 } else { golden.predict(input) };
        assert_eq!(line.receive() as usize, expected, "sample {index}");
    }
    line.send(b'F');
    assert_eq!(line.receive(), b'F');
    for (memory, words) in images(&plan, &golden).iter().enumerate() {
        for (address, word) in words.iter().enumerate() {
            [b'R', select(memory), address as u8, (address >> 8) as u8].into_iter().for_each(|byte| line.send(byte));
            let found: Vec<u8> = (0..bytes).map(|_| line.receive()).collect();
            assert_eq!(found, in_bytes(word), "memory {memory}, word {address}");
        }
    }
}
