//! What boards in the field, their snapshots and their hosts rely on, held as it is: fingerprints, the host's numbers, images of
//! memories, cycles, certificates. tests/plans has the networks, and beside each what is expected of it.
//!
//! Set ENTRAIN_BLESS=1 to accept a change; one of a fingerprint or of a host's number ends what boards have learned.

use entrain_model::digest::sha256;
use entrain_model::plan::image::images;
use entrain_model::plan::{Device, RamShape, Timeline, Workload, certificate};
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Network, Plan};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn path(name: &str, extension: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/plans").join(name).with_extension(extension)
}

/// An iCE40 UP5K, so that placements have something to choose.
fn device() -> Device {
    let ram_shapes = [(16, 256, 16), (8, 512, 1), (4, 1024, 1), (2, 2048, 1)];
    Device {
        part: "test".into(),
        luts: 5280,
        dsps: 8,
        block_rams: 30,
        ram_shapes: ram_shapes.map(|(width, depth, enables)| RamShape { width, depth, enables }).to_vec(),
        sprams: 4,
        spram_shape: Some(RamShape { width: 16, depth: 16384, enables: 1 }),
        lut_ram: None,
        narrow: None,
    }
}

/// A sample with zeros, ends of the range and anything between.
fn sample(network: &Network, random: &mut XorShift32) -> (Vec<i16>, usize) {
    let (low, high) = network.input.format.range();
    let label = random.next_u32() as usize % network.classes;
    let mut value = |_| match random.next_u32() % 4 {
        0 => 0,
        1 => high as i16,
        _ => (low + (random.next_u32() >> 8) as i32 % (high - low + 1)) as i16,
    };
    ((0..network.features()).map(&mut value).collect(), label)
}

/// Learns a few samples and says what came out: hashes of weights, logits, work and cycles.
fn run(network: &Network, plan: &Plan) -> Value {
    let (mut model, mut random) = (Model::new(plan), XorShift32::new(3));
    let (mut workload, mut timeline) = (Workload::new(plan), Timeline::new(plan));
    let (mut cycles, mut columns) = (0, vec![0; plan.layers.len()]);
    for _ in 0..60 {
        let (input, label) = sample(network, &mut random);
        model.learn(&input, label);
        let work = workload.sample(&model, &input);
        columns.iter_mut().zip(&work).for_each(|(sum, work)| *sum += work.columns);
        cycles = timeline.sample(&work);
    }
    let flushed = timeline.flush(&workload.flush());
    let words = images(plan, &model);
    json!({
        "weights": model.hashes().iter().map(|hash| format!("{hash:08x}")).collect::<Vec<_>>(),
        "images": words.iter().map(|words| sha256(format!("{words:?}"))).collect::<Vec<_>>(),
        "totals": model.totals(), "columns": columns, "cycles": cycles, "flushed": flushed,
    })
}

/// All that must stay.
fn facts(network: &Network) -> Value {
    let plan = Plan::new(network, None).unwrap_or_else(|error| panic!("{error}"));
    let (device, registers) = (device(), plan.registers);
    let memories = |plan: &Plan| -> Vec<Value> {
        let memories = plan.host_memories();
        let row = memories.iter().map(|host| json!([host.select, host.layer, host.memory.width, host.memory.depth, host.lanes]));
        row.collect()
    };
    let bounds: Vec<_> = certificate(&plan)
        .iter()
        .map(|bound| format!("{:?} {} {}..{} {}", bound.layer, bound.signal, bound.range.low, bound.range.high, bound.bits))
        .collect();
    let twin = plan.inference_twin();
    json!({
        "fingerprint": format!("{:08x}", plan.fingerprint()),
        "host": { "select_bits": plan.host.select_bits, "address_bits": plan.host.address_bits, "word_bits": plan.host.word_bits },
        "memories (number, layer, bits, words, lanes)": memories(&plan),
        "cycles": [plan.cycles_per_sample(), plan.ideal_cycles(), plan.busy_after_answer()],
        "frames": [plan.frame_buffer().depth, plan.frame_room(), plan.words_a_frame(), plan.slot_bytes()],
        "registers": [registers.slowest, registers.margin_bits, registers.revival_bits],
        "block rams": [plan.block_rams(&device), twin.block_rams(&device)],
        "parameters": [plan.parameters(), plan.multipliers()],
        "certificate": bounds,
        "run": run(network, &plan),
    })
}

#[test]
fn what_boards_rely_on_stays() {
    for name in ["rows", "columns", "mixed"] {
        let network = Network::load(&path(name, "toml")).unwrap_or_else(|error| panic!("{error}"));
        let found = serde_json::to_string_pretty(&facts(&network)).unwrap_or_else(|error| panic!("{error}")) + "\n";
        let file = path(name, "json");
        if std::env::var_os("ENTRAIN_BLESS").is_some() {
            std::fs::write(&file, &found).unwrap_or_else(|error| panic!("{error}"));
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let line = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
        assert!(found == expected, "{name}: {line:?}; look at it, then ENTRAIN_BLESS=1");
    }
}
