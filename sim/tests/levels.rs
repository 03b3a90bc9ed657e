//! Networks at the levels below the plain Verilog: the same bench, stimulus and exact comparison in Icarus Verilog, and on
//! what synthesis makes of them for each device family.

use crate::common;
use crate::mutant;
use crate::watched;

use common::{parse, samples, settable, sources, walked_text};
use entrain_boards::Board;
use entrain_flow::netlist;
use entrain_model::{Model, Network, Plan};
use entrain_sim::{Cache, Level, Lockstep, Mismatch, Schedule, Sources, Stimulus, World};
use std::time::Instant;

/// Clock cycles of a reset after power comes on, until which all that counts is known.
const RESET: usize = 1;

/// Row, column and mixed walks, unsigned and signed inputs, two lanes in a multiplier.
fn networks() -> [(&'static str, String); 4] {
    [
        ("rows", walked_text(11, "u8", 5, "sqq", &[(16, 4, "row"), (8, 3, "row")], 12, 9)),
        ("columns", walked_text(9, "s8", 3, "walsh", &[(12, 3, "column"), (6, 2, "column")], 10, 8)),
        ("mixed", walked_text(12, "s8", 6, "sqq", &[(20, 3, "column"), (17, 4, "row"), (13, 2, "column")], 9, 8)),
        ("pairs", walked_text(6, "s8", 3, "sqq", &[(8, 3, "row"), (21, 7, "column")], 8, 6)),
    ]
}

/// Little enough for every test run.
fn tiny() -> String {
    walked_text(6, "u8", 3, "sqq", &[(8, 2, "row"), (5, 2, "column")], 8, 6)
}

/// A convolution, a pool and a dense layer, as little.
fn seeing() -> String {
    let layers = "[[layer]]\ntype = \"conv2d\"\nchannels = 3\ncells = 2\nlanes = 2\n[[layer]]\ntype = \"max-pool\"\n\
                  [[layer]]\ntype = \"dense\"\nunits = 5\nlanes = 2\n";
    format!(
        "[network]\nname = \"net\"\nclasses = 3\ninput = {{ shape = [1, 4, 4], format = \"u8\" }}\n{layers}[training]\nconv_margin = 16\n"
    )
}

/// A network, its plan on a board or on none, and what there is to be simulated.
struct Design {
    network: Network,
    plan: Plan,
    sources: Sources,
    level: Level,
    folder: tempfile::TempDir,
}

impl Design {
    /// For Icarus Verilog.
    fn icarus(text: &str) -> Design {
        let network = parse(text);
        let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
        let sources = settable(&plan);
        Design { network, plan, sources, level: Level::Icarus, folder: folder() }
    }

    /// As a netlist for a board.
    fn netlist(text: &str, board: &str, change: &dyn Fn(&mut Plan)) -> Design {
        let (network, folder) = (parse(text), folder());
        let board = Board::find(board, None).unwrap_or_else(|error| panic!("{error}"));
        let mut plan = Plan::new(&network, Some(&board.device.resources)).unwrap_or_else(|error| panic!("{error}"));
        change(&mut plan);
        let design = netlist(&plan, &board, &Cache::in_folder(folder.path()).netlists()).unwrap_or_else(|error| panic!("{error}"));
        Design { network, plan, sources: sources(design), level: Level::Netlist, folder }
    }

    /// Samples with gaps and stalls and without, and a schedule: the writes that were compared, and the first difference.
    fn run(&self, count: usize) -> (u64, Option<Mismatch>) {
        let (start, samples) = (Model::new(&self.plan), samples(&self.network, count, 5));
        let cache = Cache::in_folder(self.folder.path());
        let (plan, sources, level) = (&self.plan, &self.sources, self.level);
        let job = Lockstep { level, predict_every: Some(5), ..Lockstep::new(plan, sources, &cache, &start, &samples) };
        let mut writes = 0;
        let plain = [Stimulus::streaming(), Stimulus::random(7, 3 * plan.cycles_per_sample())].map(World::Plain);
        for world in plain.into_iter().chain([World::Schedule(Schedule::new(3, 2 * count))]) {
            let report = job.run_in(&world, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
            writes += report.updates_checked;
            if report.mismatch.is_some() {
                return (writes, report.mismatch);
            }
            assert!(report.happened.is_some() || report.answers_compared as usize == count);
        }
        (writes, None)
    }

    /// What is X or Z and counts after a reset of some cycles.
    fn unknown_after_reset(&self, cycles: usize, count: usize) -> Option<String> {
        let cache = Cache::in_folder(self.folder.path());
        let simulation = self.level.open(&self.sources, &cache, false).unwrap_or_else(|error| panic!("{error}"));
        watched::unknown_after_reset(simulation, &self.plan, &samples(&self.network, count, 3), cycles)
    }

    fn agrees(&self, what: &str, count: usize) {
        let started = Instant::now();
        let (writes, mismatch) = self.run(count);
        if let Some(mismatch) = mismatch {
            panic!("{what}: {mismatch}");
        }
        assert!(writes > 50, "{what}: only {writes} writes: nothing was learned");
        println!(
            "{what}: 2 x {count} samples, {} events, {writes} writes, 0 differences, {:.1} s",
            2 * count,
            started.elapsed().as_secs_f64()
        );
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_convolution_agrees_in_icarus() {
    let design = Design::icarus(&seeing());
    assert_eq!(design.unknown_after_reset(RESET, 4), None);
    design.agrees("a convolution in Icarus", 6);
}

#[test]
#[ignore = "minutes: make test-full"]
fn a_convolution_agrees_as_a_netlist() {
    for board in ["icebreaker", "ulx3s-25f", "tangnano9k"] {
        Design::netlist(&seeing(), board, &|_| {}).agrees(&format!("a convolution on {board}"), 20);
    }
}

#[test]
fn a_tiny_network_agrees_in_icarus() {
    let design = Design::icarus(&tiny());
    design.agrees("tiny", 20);
    assert_eq!(design.unknown_after_reset(RESET, 4), None);
}

#[test]
fn a_tiny_network_agrees_as_a_netlist() {
    Design::netlist(&tiny(), "icebreaker", &|_| {}).agrees("tiny", 40);
}

#[test]
#[ignore = "a minute: make test-full"]
fn networks_agree_in_icarus() {
    for (name, text) in networks() {
        let design = Design::icarus(&text);
        design.agrees(name, 40);
        assert_eq!(design.unknown_after_reset(RESET, 12), None, "{name}");
    }
}

/// Whole words, low bits of words, and none in the single-ported memories of an UP5K.
#[test]
#[ignore = "a minute: make test-full"]
fn weights_in_spram_agree_as_a_netlist() {
    let text = walked_text(11, "u8", 5, "sqq", &[(21, 3, "row"), (16, 4, "column"), (15, 2, "row")], 9, 9);
    let design = Design::netlist(&text, "icebreaker", &|plan| {
        let bits = [16, plan.layers[1].weights().width, 0];
        plan.layers.iter_mut().zip(bits).for_each(|(layer, bits)| layer.placement.spram_bits = bits);
    });
    assert!(design.sources.files[0].1.matches("SB_SPRAM256KA").count() >= 4, "the weights are not in SPRAM");
    design.agrees("SPRAM", 60);
}

/// Without their resets the counter and what it is copied to start at 0 in Verilator, which is right, and as X in Icarus Verilog.
#[test]
#[ignore = "a minute: make test-full"]
fn a_register_without_reset_is_seen_in_icarus_only() {
    let without = |from: &str, to: &str| mutant::Mutant {
        what: "a register without reset".into(),
        leaf: "prediction".into(),
        from: from.into(),
        to: to.into(),
        elsewhere: None,
    };
    let mutants = [without("if (rst | hand) class_id", "if (hand) class_id"), without("m_class  <= {CLASS_BITS{1'b0}};", "")];
    let mut design = Design::icarus(&tiny());
    design.sources = mutants.iter().fold(design.sources, mutant::broken);
    design.level = Level::Rtl;
    design.agrees("without reset, at rtl", 20);
    design.level = Level::Icarus;
    let unknown = design.unknown_after_reset(RESET, 2);
    assert!(unknown.as_ref().is_some_and(|what| what.starts_with("m_")), "{unknown:?}");
}

/// The Verilog has no such cell: a wrong setting of one is seen in the netlist only.
#[test]
#[ignore = "a minute: make test-full"]
fn a_wrong_setting_of_a_multiplier_is_seen_in_the_netlist_only() {
    let [.., (_, pairs)] = networks();
    let mut design = Design::netlist(&pairs, "icebreaker", &|_| {});
    let (_, text) = &mut design.sources.files[0];
    let parts: Vec<String> = text.split(".B_SIGNED(").map(String::from).collect();
    let (first, rest) = parts.split_first().unwrap_or_else(|| panic!("no text"));
    assert!(!rest.is_empty(), "no multiplier is placed");
    let changed = |part: &String| part.split_once(')').map_or_else(String::new, |(_, rest)| format!(".B_SIGNED(1'b0){rest}"));
    *text = first.clone() + &rest.iter().map(changed).collect::<String>();
    let (_, mismatch) = design.run(40);
    println!("unsigned inputs: {}", mismatch.unwrap_or_else(|| panic!("nobody notices that inputs are taken as unsigned")));
}

fn networks_agree_on(board: &str) {
    for (name, text) in networks() {
        Design::netlist(&text, board, &|_| {}).agrees(&format!("{name} on {board}"), 60);
    }
}

#[test]
#[ignore = "minutes: make test-full"]
fn networks_agree_in_an_ice40_with_multipliers() {
    networks_agree_on("icebreaker");
}

#[test]
#[ignore = "minutes: make test-full"]
fn networks_agree_in_an_ice40_without_multipliers() {
    networks_agree_on("hx8k-breakout");
}

#[test]
#[ignore = "minutes: make test-full"]
fn networks_agree_in_an_ecp5() {
    networks_agree_on("ulx3s-25f");
}

#[test]
#[ignore = "minutes: make test-full"]
fn networks_agree_in_a_gowin_littlebee() {
    networks_agree_on("tangnano9k");
}

#[test]
#[ignore = "minutes: make test-full"]
fn networks_agree_in_a_gowin_arora() {
    networks_agree_on("tangnano20k");
}
