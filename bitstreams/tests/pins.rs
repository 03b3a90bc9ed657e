//! A finished bitstream, turned back into a netlist and run from its pins: it starts with the weights that were put into
//! it without place and route, learns, and holds the golden model's weights at the end.

use crate::common;

use common::{Small, cells, samples};
use entrain_hdl::blocks::frame_bridge;
use entrain_model::plan::image::images;
use entrain_protocol::{Command as Question, Frame};
use std::fmt::Write;
use std::process::Command;

/// Runs a program in a folder; its standard output.
fn run(small: &Small, program: &str, arguments: &[&str]) -> String {
    let done = Command::new(program).args(arguments).current_dir(small.folder.path()).output();
    let done = done.unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// The tiles of an .asc that hold anything, each with its lines, in any order.
fn tiles(text: &str) -> Vec<&str> {
    let body = |tile: &str| tile.split_once('\n').is_some_and(|(_, body)| body.contains(|c: char| c != '0' && c != '\n'));
    let kinds = ["io_tile", "logic_tile", "ramb_tile", "ramt_tile", "ram_data"];
    let all = text.split("\n.").map(str::trim);
    let mut tiles: Vec<&str> = all.filter(|tile| kinds.iter().any(|kind| tile.starts_with(kind)) && body(tile)).collect();
    tiles.sort_unstable();
    tiles
}

/// The tiles that only one of two designs has.
fn differing<'a>(a: &[&'a str], b: &[&'a str]) -> Vec<&'a str> {
    a.iter().filter(|tile| !b.contains(tile)).chain(b.iter().filter(|tile| !a.contains(tile))).copied().collect()
}

/// Clock cycles in which the board has found out that its flash, which is ready and of which every bit is 0, holds no snapshot.
const BOOT_CYCLES: usize = 10_000;

/// A bench that sends `bytes` over the serial line, each group when the answers to the one before are there, and prints what comes.
fn bench(groups: &[(Vec<u8>, usize)], divider: usize) -> String {
    let mut text = format!(
        "module bench;\nreg clk = 0, rx = 1; wire tx, led; integer got = 0;\nchip chip(.clk_pin(clk), .rx(rx), .tx(tx), .led(led), .flash_miso(1'b0));\n\
         always #5 clk = ~clk;\n\
         task send(input [7:0] value_in); integer i; begin\n  rx = 0; repeat ({divider}) @(negedge clk);\n\
         for (i = 0; i < 8; i = i + 1) begin rx = value_in[i]; repeat ({divider}) @(negedge clk); end\n\
         rx = 1; repeat ({divider}) @(negedge clk);\nend endtask\n\
         reg [7:0] value; integer bit_number;\n\
         initial forever begin\n  @(negedge tx); repeat ({half}) @(negedge clk);\n\
         for (bit_number = 0; bit_number < 8; bit_number = bit_number + 1) begin repeat ({divider}) @(negedge clk); value[bit_number] = tx; end\n\
         repeat ({divider}) @(negedge clk); $display(\"%02x\", value); got = got + 1;\nend\n\
         initial begin\nrepeat ({boot}) @(negedge clk);\n",
        half = divider / 2,
        boot = BOOT_CYCLES,
    );
    let mut expected = 0;
    for (bytes, answers) in groups {
        bytes.iter().for_each(|byte| writeln!(text, "send(8'h{byte:02x});").expect("text grows"));
        expected += answers;
        writeln!(text, "wait (got == {expected});").expect("text grows");
    }
    text + "$finish;\nend\ninitial begin #20000000 $display(\"no answer\"); $finish; end\nendmodule\n"
}

/// Questions in frames, and the bytes that must come back.
#[derive(Default)]
struct Talk {
    groups: Vec<(Vec<u8>, usize)>,
    expected: Vec<u8>,
}

impl Talk {
    fn ask(&mut self, command: &Question, answer: &[u8]) {
        let number = self.groups.len() as u8;
        let answer = Frame::new(number, command.done(), answer.to_vec()).encode();
        self.groups.push((command.frame(number).encode(), answer.len()));
        self.expected.extend(answer);
    }
}

#[test]
#[ignore = "two minutes: make test-full"]
fn a_bitstream_with_other_weights_learns_as_the_golden_model() {
    let mut small = Small::new("hx8k-breakout");
    small.board.clock.design_mhz = small.board.clock.mhz; // no PLL to simulate
    let first = small.check();
    let mut golden = small.trained();
    let second = small.exchange(&golden);
    assert!(second.build_id == first.build_id && second.weights != first.weights);

    // The tools' own reading of the bitstream is what was packed, and only RAM differs from what was placed.
    run(&small, "iceunpack", &["tiny.bin", "unpacked.asc"]);
    let (placed, packed, unpacked) = (small.text("placed.asc"), small.text("top.asc"), small.text("unpacked.asc"));
    let (placed, packed, unpacked) = (tiles(&placed), tiles(&packed), tiles(&unpacked));
    assert_eq!(differing(&packed, &unpacked), [""; 0]);
    let changed = differing(&placed, &packed);
    assert!(changed.len() >= 6 && changed.iter().all(|tile| tile.starts_with("ram_data")), "{changed:?}");

    let verilog = run(&small, "icebox_vlog", &["-s", "-p", "top.pcf", "-d", "ct256", "-n", "chip", "unpacked.asc"]);
    let divider = (second.clock_mhz * 1e6 / small.board.uart.baud as f64).round() as usize;
    let mut talk = Talk::default();
    let build_id = u32::from_str_radix(&second.build_id, 16).unwrap_or(0);
    talk.ask(&Question::Identify, &frame_bridge::identity(&small.plan, build_id, true).bytes());
    for (input, label) in samples(&small.plan, 8, 2).iter() {
        let values = input.iter().map(|&value| value as u8).collect();
        let class = golden.learn(input, label).0 as u8;
        talk.ask(&Question::Learn { label: label as u8, values }, &[class, golden.updated()[0] as u8]);
    }
    let bytes = small.plan.host.word_bits.div_ceil(8) as usize;
    for (memory, words) in small.plan.host_memories().iter().zip(images(&small.plan, &golden)) {
        let in_bytes = |word: &Vec<u32>| {
            let mut word: Vec<u8> = word.iter().flat_map(|chunk| chunk.to_le_bytes()).collect();
            word.resize(bytes, 0);
            word
        };
        let all: Vec<u8> = words.iter().flat_map(in_bytes).collect();
        talk.ask(&Question::Read { memory: memory.select as u8, address: 0, bytes: all.len() as u16 }, &all);
    }
    let Talk { groups, expected } = talk;
    for (name, text) in [("chip.v", verilog), ("bench.v", bench(&groups, divider))] {
        std::fs::write(small.file(name), text).unwrap_or_else(|error| panic!("{error}"));
    }
    let cells = cells();
    let sources = ["bench.v", "chip.v", &cells.to_string_lossy()];
    run(&small, "iverilog", &[&["-g2012", "-DNO_ICE40_DEFAULT_ASSIGNMENTS", "-s", "bench", "-o", "bench.vvp"][..], &sources].concat());
    let printed = run(&small, "vvp", &["-n", "bench.vvp"]);
    let expected: Vec<String> = expected.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(printed.lines().filter(|line| line.len() == 2).collect::<Vec<_>>(), expected, "{printed}");
}
