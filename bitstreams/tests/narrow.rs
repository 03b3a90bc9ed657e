//! Two lanes in one multiplier: the cell against the plain form, and what the tools make of it.

use crate::common;

use common::{Small, cells};
use entrain_hdl::blocks::{multiplier, multiplier_pair};
use serde_json::Value;
use std::process::Command;

/// Both forms of `multiplier_pair` beside each other. Every pair of numbers goes through each half, while the other half
/// has another one: its complement.
const BENCH: &str = "
module bench;
    parameter WB = 8, SIGNED = 0, PRODUCT = WB + 8;
    reg              clk = 0;
    reg  [WB+8:0]    number = 0;
    reg  [WB+7:0]    at;
    integer          compared = 0;
    wire [2*WB-1:0]  w = {~at[WB-1:0], at[WB-1:0]};
    wire [15:0]      a = {~at[WB+7:WB], at[WB+7:WB]};
    wire [2*PRODUCT-1:0] with_cell, plain;
    multiplier_pair #(.WB(WB), .SIGNED(SIGNED), .PRODUCT(PRODUCT), .CELL(1)) one(.clk(clk), .w(w), .a(a), .product(with_cell));
    multiplier_pair #(.WB(WB), .SIGNED(SIGNED), .PRODUCT(PRODUCT), .CELL(0)) two(.clk(clk), .w(w), .a(a), .product(plain));
    initial begin
        for (number = 0; !number[WB+8]; number = number + 1) begin
            at = number[WB+7:0];
            #1 clk = 1;
            #1 clk = 0;
            if (with_cell !== plain) begin
                $display(\"w %h a %h: %h, plain %h\", w, a, with_cell, plain);
                $finish;
            end
            compared = compared + 1;
        end
        $display(\"%0d equal\", compared);
    end
endmodule
";

/// The SB_MAC16 of Yosys' own models.
#[test]
fn the_cell_multiplies_as_the_plain_form_does() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for (wb, signed) in [(8, 0), (8, 1), (5, 0), (5, 1)] {
        let own = [("bench.v", BENCH), ("pair.v", multiplier_pair::SOURCE.text), ("one.v", multiplier::SOURCE.text)];
        own.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap_or_else(|error| panic!("{error}")));
        let mut icarus = Command::new("iverilog");
        icarus.args(["-g2012", "-DNO_ICE40_DEFAULT_ASSIGNMENTS", "-s", "bench", "-o", "bench.vvp", "bench.v", "pair.v", "one.v"]);
        icarus.args([format!("-Pbench.WB={wb}"), format!("-Pbench.SIGNED={signed}")]);
        let done = icarus.arg(cells()).current_dir(folder.path()).output().unwrap_or_else(|error| panic!("iverilog: {error}"));
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let done = Command::new("vvp").args(["-n", "bench.vvp"]).current_dir(folder.path()).output();
        let text = done.map(|done| String::from_utf8_lossy(&done.stdout).into_owned()).unwrap_or_else(|error| panic!("vvp: {error}"));
        assert_eq!(text.trim(), format!("{} equal", 1 << (wb + 8)), "{wb} bits, signed {signed}");
    }
}

/// The settings of every multiplier in the netlist: 8x8 or not, what goes out at the top and at the bottom, registers.
fn settings(small: &Small) -> Vec<[u64; 5]> {
    let netlist: Value = serde_json::from_str(&small.text("top.json")).unwrap_or_else(|error| panic!("{error}"));
    let modules = netlist["modules"].as_object().into_iter().flatten();
    let count = |kind: &str| {
        let uses = modules.clone().flat_map(|(_, module)| module["cells"].as_object().into_iter().flatten());
        uses.filter(|(_, cell)| cell["type"] == kind).count()
    };
    let mut found = Vec::new();
    for (name, module) in modules.clone() {
        for (_, cell) in module["cells"].as_object().into_iter().flatten().filter(|(_, cell)| cell["type"] == "SB_MAC16") {
            let names = ["MODE_8x8", "TOPOUTPUT_SELECT", "BOTOUTPUT_SELECT", "TOP_8x8_MULT_REG", "BOT_8x8_MULT_REG"];
            let value = |name: &str| u64::from_str_radix(cell["parameters"][name].as_str().unwrap_or("0"), 2).unwrap_or(9);
            // A module for all that are alike.
            found.extend(std::iter::repeat_n(names.map(value), count(name).max(1)));
        }
    }
    found.sort_unstable();
    found
}

#[test]
#[ignore = "minutes: make test-full"]
fn two_lanes_take_one_multiplier_of_an_ice40() {
    let small = Small::narrow("icebreaker");
    assert_eq!(small.plan.multipliers(), 2 + 4);
    small.check();
    // Lanes without a partner are a product of 16x16 bits with its own registers; the others are as they were placed.
    let found = settings(&small);
    assert_eq!((found.len(), found.iter().filter(|one| **one == [1, 2, 2, 1, 1]).count()), (6, 4), "{found:?}");
    assert_eq!(found.iter().filter(|one| one[0] == 0 && one[1] == 3).count(), 2, "{found:?}");
}

/// Lanes of different layers share one, too.
#[test]
#[ignore = "two minutes: make test-full"]
fn two_lanes_take_one_multiplier_of_a_gowin() {
    let small = Small::narrow("tangnano9k");
    assert_eq!(small.plan.multipliers(), 5);
    let built = small.build_at_design_clock().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(built.resource("DSP").used, 5, "{built:?}");
}

/// The example in 8 bits: twice the lanes with eight multipliers, less than half of the cycles.
#[test]
#[ignore = "two minutes: make test-full"]
fn digits_of_8_bits_has_twice_the_lanes() {
    let [wide, narrow] = ["mixed.toml", "narrow.toml"].map(|file| Small::digits(file, "icebreaker"));
    let lanes = |small: &Small| small.plan.layers.iter().map(|layer| layer.lanes()).sum::<usize>();
    let cycles = |small: &Small| small.plan.cycles_per_sample();
    assert!(lanes(&narrow) >= 2 * lanes(&wide) && 2 * cycles(&narrow) < cycles(&wide) + 40);
    for (name, small) in [("12 bits", &wide), ("8 bits", &narrow)] {
        let built = small.check();
        let (logic, cycles) = (built.logic(), cycles(small));
        println!(
            "{name}: {} lanes, {} DSP, {cycles} cycles, {} {}, {:.1} MHz, {:.0} samples/s",
            lanes(small),
            built.resource("DSP").used,
            logic.used,
            logic.name,
            built.fmax_mhz,
            built.fmax_mhz * 1e6 / cycles as f64
        );
    }
}
