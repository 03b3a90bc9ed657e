//! What a run does and what it is priced at: events, FPGA and ASIC quantities, features of the logic. Figures in the field (energy
//! reports, calibrations) were made with these; they stay to the last digit. tests/plans has the networks.
//!
//! Set ENTRAIN_BLESS=1 to accept a change.

use entrain_boards::Family;
use entrain_flow::resources::features;
use entrain_model::Samples;
use entrain_model::plan::{Device, RamShape};
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Network, Plan};
use entrain_sim::energy::asic::{fast, sram::SramModel};
use entrain_sim::energy::fpga::{PartFile, counts, table};
use entrain_sim::predict;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/plans").join(name)
}

fn samples(network: &Network) -> Samples {
    let (mut random, (low, high)) = (XorShift32::new(5), network.input.format.range());
    let mut samples = Samples::new(network.features());
    for _ in 0..40 {
        let label = random.next_u32() as usize % network.classes;
        let mut value = |_| match random.next_u32() % 3 {
            0 => 0,
            _ => (low + (random.next_u32() >> 8) as i32 % (high - low + 1)) as i16,
        };
        let input: Vec<i16> = (0..network.features()).map(&mut value).collect();
        samples.push(&input, label);
    }
    samples
}

/// Nine digits: what differs behind them is the order of additions.
fn rounded(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => format!("{:.8e}", number.as_f64().unwrap_or_default()).into(),
        Value::Array(values) => values.into_iter().map(rounded).collect(),
        Value::Object(values) => values.into_iter().map(|(key, value)| (key, rounded(value))).collect(),
        other => other,
    }
}

fn device(lut_ram: bool, dsps: usize) -> Device {
    Device {
        part: "test".into(),
        luts: 5280,
        dsps,
        block_rams: 30,
        ram_shapes: vec![RamShape { width: 16, depth: 256, enables: 16 }, RamShape { width: 8, depth: 512, enables: 1 }],
        sprams: 0,
        spram_shape: None,
        lut_ram: lut_ram.then_some(RamShape { width: 4, depth: 16, enables: 1 }),
        narrow: None,
    }
}

fn of_plan(plan: &Plan, samples: &Samples) -> Value {
    let (start, sram) = (Model::new(plan), SramModel::scaled(180.0, 1.8));
    let learned = predict(plan, &start, samples, &|number| number % 5 != 0 && plan.learns());
    let coefficients = PartFile::of("up5k").unwrap_or_else(|| panic!("no file")).coefficients();
    let fpga: Vec<String> = table(plan, &learned, 24.0, &coefficients).iter().map(|(key, value)| format!("{key:?} {value:.8e}")).collect();
    let restless = fast::restlessness(plan, &start, samples);
    json!({
        "events": learned,
        "counts": counts(plan, &learned),
        "fpga": fpga,
        "restless": restless,
        "asic": fast::quantities(plan, &learned, 50.0, &sram, &restless),
        "corrected bits, writing": [fast::corrected_bits(plan, &learned), fast::writing(plan, &learned, &sram)],
        "logic": [features(plan, &device(false, 8)), features(plan, &device(true, 0))],
        "memories": entrain_hdl::memories(plan).iter().map(|(path, memory)| format!("{path} {} x {}", memory.depth, memory.width)).collect::<Vec<_>>(),
        "starts": entrain_hdl::start_files(plan, &start).iter().map(|(name, _)| name.clone()).collect::<Vec<_>>(),
    })
}

#[test]
fn what_is_priced_stays() {
    // The only family with an estimate of its own here; the others share the features.
    assert!(entrain_flow::resources::shipped(Family::Ice40).is_some());
    for name in ["rows", "columns", "mixed"] {
        let network = Network::load(&path(name).with_extension("toml")).unwrap_or_else(|error| panic!("{error}"));
        let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
        let samples = samples(&network);
        let value = json!({ "learning": of_plan(&plan, &samples), "twin": of_plan(&plan.inference_twin(), &samples) });
        let found = serde_json::to_string_pretty(&rounded(value)).unwrap_or_else(|error| panic!("{error}")) + "\n";
        let file = path(&format!("{name}.quantities.json"));
        if std::env::var_os("ENTRAIN_BLESS").is_some() {
            std::fs::write(&file, &found).unwrap_or_else(|error| panic!("{error}"));
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let line = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
        assert!(found == expected, "{name}: {line:?}; look at it, then ENTRAIN_BLESS=1");
    }
}
