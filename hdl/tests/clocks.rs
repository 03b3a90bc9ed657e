//! The top of every board from the pin of its oscillator: the clock that its PLL makes, the reset behind it, its light. Icarus
//! Verilog, with models of the PLLs (`clocks/cells.v`); and the same with those blocks broken.

use crate::common;
use crate::mutant;

use common::{network_text, parse};
use entrain_boards::{Board, Clocking, Level, names};
use entrain_hdl::{board_top, emit, start_memories};
use entrain_model::{Model, Plan};
use entrain_sim::Sources;
use std::process::Command;

/// Periods of the oscillator in which clocks are counted.
const PERIODS: usize = 2_000;

/// The blocks that only the top of a board has.
const LEAVES: [&str; 5] = ["ecp5_clock", "gowin_clock", "ice40_clock", "light", "power_on"];

/// The top of a board, at a clock in MHz.
struct Top {
    board: Board,
    clocking: Clocking,
    sources: Sources,
    memories: Vec<(String, String)>,
}

impl Top {
    fn new(board: &str, mhz: f64) -> Top {
        let plan = Plan::new(&parse(&network_text(5, "u8", 2, "sqq", &[(4, 2)], 8, 6)), None).unwrap_or_else(|error| panic!("{error}"));
        let board = Board::find(board, None).unwrap_or_else(|error| panic!("{error}"));
        let clocking = Clocking::new(&board, mhz).unwrap_or_else(|error| panic!("{error}"));
        let top = board_top(&plan, &board, clocking, 7).unwrap_or_else(|error| panic!("{error}"));
        let memories = start_memories(&plan, &Model::new(&plan));
        let memories = memories.into_iter().map(|memory| (memory.file.clone(), memory.hex())).collect();
        Top { board, clocking, sources: common::sources(emit::write("top", top)), memories }
    }

    /// Counts clocks over `PERIODS` of the oscillator; in a reset after power-on, and in one after the clock was unsteady, those at
    /// which the reset is still high; and moments at which reset or light are wrong.
    fn bench(&self) -> String {
        let has = |name: &str| self.sources.ports.iter().any(|port| port.name == name);
        let low = self.board.leds.first().is_some_and(|led| led.lit == Level::Low) as u8;
        let (led, light) = if has("led") {
            (", .led(led)", format!("if (led !== (top.serial.busy ^ {low})) wrong = wrong + 1;"))
        } else {
            ("", String::new())
        };
        let miso = if has("flash_miso") { ", .flash_miso(1'b1)" } else { "" };
        format!(
            "`timescale 1ns/1ps\nmodule bench;\nreg clk_pin = 0; wire led; integer clocks = 0, held = 0, wrong = 0, dim = 0, at;\n\
             top top(.clk_pin(clk_pin), .rx(1'b1), .tx(){led}{miso});\n\
             always #({half:.6}) clk_pin = ~clk_pin;\n\
             wire clk = top.reset.clk, locked = top.reset.locked, rst = top.reset.rst;\nreg over = 0, unsteady = 0;\n\
             always @(posedge clk) begin\n\
             clocks = clocks + 1;\n\
             if (locked && rst) held = held + 1;\n\
             if (over && locked && rst) wrong = wrong + 1;\n\
             over = locked && (over || !rst);\nunsteady = !locked;\n\
             end\n\
             always @(negedge clk) begin if (unsteady && rst !== 1'b1) wrong = wrong + 1; if (!rst) begin {light} dim = dim + 1; end end\n\
             initial begin\n\
             repeat (200) @(negedge clk_pin);\nat = clocks; repeat ({PERIODS}) @(negedge clk_pin);\n\
             $display(\"%0d %0d\", clocks - at, held);\nheld = 0;\n\
             @(negedge clk) force top.reset.locked = 1'b0;\nrepeat (5) @(negedge clk);\nrelease top.reset.locked;\n\
             repeat (200) @(negedge clk_pin);\n$display(\"%0d %0d %0d\", held, wrong, dim > 100);\n$finish;\nend\n\
             initial #(400_000) $finish;\nendmodule\n",
            half = 500.0 / self.board.clock.mhz,
        )
    }

    /// What is wrong, if anything is.
    fn fault(&self, sources: &Sources) -> Option<String> {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let extra = [("bench.v", self.bench()), ("cells.v", include_str!("clocks/cells.v").into())];
        let extra = extra.map(|(name, text)| (name.to_string(), text));
        let compiled: Vec<&str> = sources.files.iter().chain(&extra).map(|(name, _)| name.as_str()).collect();
        for (name, text) in sources.files.iter().chain(&self.memories).chain(&extra) {
            std::fs::write(folder.path().join(name), text).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let run = |command: &mut Command| {
            let done = command.current_dir(folder.path()).output().unwrap_or_else(|error| panic!("{error}; apt-get install iverilog"));
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            String::from_utf8_lossy(&done.stdout).into_owned()
        };
        run(Command::new("iverilog").args(["-g2012", "-s", "bench", "-o", "bench.vvp"]).args(compiled));
        let said = run(Command::new("vvp").args(["-n", "bench.vvp"]));
        let numbers: Vec<usize> = said.split_whitespace().map_while(|word| word.parse().ok()).collect();
        let [clocks, first, second, wrong, dim] = numbers[..] else { return Some(format!("the clock stands still: {said}")) };
        let expected = self.clocking.mhz / self.board.clock.mhz * PERIODS as f64;
        if (clocks as f64 - expected).abs() > 2.0 {
            return Some(format!("{clocks} clocks in {PERIODS} periods, not {expected:.1}"));
        }
        // The edge at which the count ends is the last that sees the reset.
        let right = (first, second, wrong, dim) == (15, 15, 0, 1);
        (!right).then(|| format!("reset for {first} and {second} clocks, {wrong} moments wrong, out of reset: {dim}"))
    }
}

/// Every board with its own clock; one without its PLL, and one whose PLL has to divide the oscillator's clock first.
fn tops() -> Vec<Top> {
    let boards = names(None).into_iter().map(|name| Top::new(&name, Board::find(&name, None).expect("a board").clock.design_mhz));
    boards.chain([Top::new("ulx3s-25f", 25.0), Top::new("ulx3s-25f", 12.5 * 37.0 / 7.0)]).collect()
}

#[test]
fn every_board_has_its_clock_its_reset_and_its_light() {
    for top in tops() {
        let (board, mhz) = (&top.board.name, top.clocking.mhz);
        assert_eq!(top.fault(&top.sources), None, "{board} at {mhz} MHz");
    }
}

#[test]
#[ignore = "ten seconds: make test-full"]
fn every_broken_clock_reset_and_light_is_noticed() {
    let tops = tops();
    for leaf in LEAVES {
        let mutants = mutant::of(leaf);
        assert!(mutants.len() >= 3, "{leaf}");
        for mutant in &mutants {
            let mut with = tops.iter().filter(|top| mutant::has(&top.sources, leaf));
            let found = with.find_map(|top| Some((&top.board.name, top.fault(&mutant::broken(top.sources.clone(), mutant))?)));
            let (board, what) = found.unwrap_or_else(|| panic!("{leaf}: {}: not noticed", mutant.what));
            println!("{leaf}: {}: {board}: {what}", mutant.what);
        }
        println!("{leaf:<20}{0:>4} of {0}", mutants.len());
    }
}
