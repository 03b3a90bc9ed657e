//! Networks at the levels below the plain Verilog: the same bench, stimulus and exact comparison in Icarus Verilog, and on
//! what synthesis makes of them for each device family.

#[path = "../../hdl/tests/common/mod.rs"]
mod common;

use common::{parse, samples, settable, sources, walked_text};
use entrain_boards::Board;
use entrain_flow::netlist;
use entrain_model::{Model, Network, Plan};
use entrain_sim::{Cache, Level, Lockstep, Mismatch, Sources, Stimulus};
use std::time::Instant;

/// A device with what the family can: DSPs in the iCE40, both sizes of Gowin.
const BOARDS: [&str; 5] = ["icebreaker", "hx8k-breakout", "ulx3s-25f", "tangnano9k", "tangnano20k"];

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

    /// Samples with gaps and stalls and without: the writes that were compared, and the first difference.
    fn run(&self, count: usize) -> (u64, Option<Mismatch>) {
        let (start, samples) = (Model::new(&self.plan), samples(&self.network, count, 5));
        let cache = Cache::in_folder(self.folder.path());
        let (plan, sources, level) = (&self.plan, &self.sources, self.level);
        let job = Lockstep { plan, sources, level, cache: &cache, start: &start, samples: &samples, predict_every: Some(5), changes: &[] };
        let mut writes = 0;
        for stimulus in [Stimulus::streaming(), Stimulus::random(7, 3 * plan.cycles_per_sample())] {
            let report = job.run(stimulus, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"));
            writes += report.updates_checked;
            if report.mismatch.is_some() {
                return (writes, report.mismatch);
            }
            assert_eq!(report.answers_compared as usize, count);
        }
        (writes, None)
    }

    fn agrees(&self, what: &str, count: usize) {
        let started = Instant::now();
        let (writes, mismatch) = self.run(count);
        if let Some(mismatch) = mismatch {
            panic!("{what}: {mismatch}");
        }
        assert!(writes > 50, "{what}: only {writes} writes: nothing was learned");
        println!("{what}: 2 x {count} samples, {writes} writes, 0 differences, {:.1} s", started.elapsed().as_secs_f64());
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_tiny_network_agrees_in_icarus() {
    Design::icarus(&tiny()).agrees("tiny", 20);
}

#[test]
fn a_tiny_network_agrees_as_a_netlist() {
    Design::netlist(&tiny(), "icebreaker", &|_| {}).agrees("tiny", 40);
}

#[test]
#[ignore = "a minute: make test-full"]
fn networks_agree_in_icarus() {
    for (name, text) in networks() {
        Design::icarus(&text).agrees(name, 40);
    }
}

#[test]
#[ignore = "minutes: make test-full"]
fn networks_agree_as_netlists_of_each_family() {
    for board in BOARDS {
        for (name, text) in networks() {
            Design::netlist(&text, board, &|_| {}).agrees(&format!("{name} on {board}"), 60);
        }
    }
}
