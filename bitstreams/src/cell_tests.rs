//! The models of cells with what they stand for: memories and multipliers as Yosys makes them of each family's cells, beside
//! the plain Verilog that they were made of, under random operations, in Icarus Verilog.

use crate::families::family_of;
use crate::family::TOP;
use crate::netlist::with_cells;
use crate::synthesis::yosys;
use entrain_boards::Board;
use entrain_hdl::blocks::{multiplier, sdp_ram};
use std::path::Path;
use std::process::Command;

/// Address bits and width: every shape of a block RAM, several side by side, several behind each other.
const MEMORIES: [(u32, u32); 9] = [(14, 1), (13, 2), (12, 4), (11, 9), (10, 18), (9, 36), (9, 40), (11, 20), (8, 5)];
/// Bits of the weight and of the activation, and whether that is signed: multipliers of 9x9 and of 18x18 bits.
const MULTIPLIERS: [(u32, u32, u32); 6] = [(7, 8, 0), (8, 8, 1), (9, 7, 1), (12, 8, 1), (16, 8, 0), (18, 16, 1)];
/// Clock cycles of the bench.
const CYCLES: usize = 3_000;

/// All of them as one module. Addresses and operands are the same for all, in as many bits as each has.
fn top() -> String {
    let (mut ports, mut inside) = (String::new(), String::new());
    for (index, (address, width)) in MEMORIES.iter().enumerate() {
        ports += &format!(", output [{}:0] m{index}", width - 1);
        inside += &format!(
            "sdp_ram #(.WIDTH({width}), .DEPTH({}), .ADDR({address})) ram{index} (.clk(clk), .we(we), .waddr(waddr[{top}:0]), \
             .wdata(wdata[{}:0]), .re(re), .raddr(raddr[{top}:0]), .rdata(m{index}));\n",
            1 << address,
            width - 1,
            top = address - 1
        );
    }
    for (index, (wb, ab, signed)) in MULTIPLIERS.iter().enumerate() {
        ports += &format!(", output [{}:0] p{index}", wb + ab - 1);
        inside += &format!(
            "multiplier #(.WB({wb}), .AB({ab}), .SIGNED({signed}), .PRODUCT({})) product{index} \
             (.clk(clk), .w(wdata[{}:0]), .a(wdata[{}:20]), .product(p{index}));\n",
            wb + ab,
            wb - 1,
            19 + ab
        );
    }
    format!("module {TOP} (input clk, we, re, input [13:0] waddr, raddr, input [39:0] wdata{ports});\n{inside}endmodule\n")
}

/// Drives `made`, the netlist, and the plain form. A word that is read while it is written is the complement at the cells
/// that are modelled here, anything (or unknown) at others.
fn bench(complement: bool) -> String {
    let outputs: Vec<(String, u32)> = (MEMORIES.iter().enumerate().map(|(index, (_, width))| (format!("m{index}"), *width)))
        .chain(MULTIPLIERS.iter().enumerate().map(|(index, (wb, ab, _))| (format!("p{index}"), wb + ab)))
        .collect();
    let wires: String = outputs.iter().map(|(name, width)| format!("wire [{}:0] {name}, made_{name};\n", width - 1)).collect();
    let pins = |prefix: &str| outputs.iter().map(|(name, _)| format!(", .{name}({prefix}{name})")).collect::<String>();
    let inputs = ".clk(clk), .we(we), .re(re), .waddr(waddr), .raddr(raddr), .wdata(wdata)";
    let compare = |(name, _): &(String, u32)| {
        let memory = name.strip_prefix('m').and_then(|index| index.parse::<usize>().ok());
        let hit = memory.map_or("1'b0".into(), |index| format!("hit[{index}]"));
        let expected = if complement { format!("({hit} ? ~{name} : {name})") } else { name.clone() };
        let skip = if complement { "1'b0" } else { &hit };
        format!(
            "if (!({skip}) && ^{name} !== 1'bx) begin compared = compared + 1; if (made_{name} !== {expected}) begin \
             $display(\"{name}: %h, plain %h, hit %b\", made_{name}, {name}, {hit}); $finish; end end\n"
        )
    };
    let hits: String =
        MEMORIES.iter().enumerate().map(|(index, (a, _))| format!("hit[{index}] = we && waddr[{0}:0] == raddr[{0}:0];\n", a - 1)).collect();
    let compares: String = outputs.iter().map(compare).collect();
    format!(
        "module bench;\nreg clk = 0, we = 1, re = 0; reg [13:0] waddr = 0, raddr = 0; reg [39:0] wdata; reg [15:0] hit = 0;\n\
         integer cycle, compared = 0;\n{wires}{TOP} plain ({inputs}{});\nmade made ({inputs}{});\n\
         // Few addresses, which differ in low and in high bits, so that they meet.\n\
         function [13:0] address(input [31:0] random); address = {{random[0], 2'd0, random[1], 3'd0, random[2], 2'd0, random[6:3]}}; endfunction\n\
         initial begin\nfor (cycle = 0; cycle < {CYCLES}; cycle = cycle + 1) begin\n\
         we = $random; re = $random; waddr = address($random); raddr = address($random); wdata = {{$random, $random}};\n\
         if (re) begin {hits} end\n#1 clk = 1;\n#1 {compares} clk = 0;\nend\n$display(\"%0d equal\", compared);\n$finish;\nend\nendmodule\n",
        pins(""),
        pins("made_")
    )
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap_or_else(|error| panic!("{name}: {error}"));
}

/// The netlist with the models of `change`d text, compared; what the bench says.
fn compared(board: &str, change: &dyn Fn(String) -> String) -> String {
    let board = Board::find(board, None).unwrap_or_else(|error| panic!("{error}"));
    let (family, folder) = (family_of(&board), tempfile::tempdir().unwrap_or_else(|error| panic!("{error}")));
    let rtl = [("top.v", top()), ("sdp_ram.v", sdp_ram::SOURCE.text.into()), ("multiplier.v", multiplier::SOURCE.text.into())];
    rtl.iter().for_each(|(name, text)| write(folder.path(), name, text));
    let (up_to_memories, synthesis) = (family.up_to_memories(&board), family.synthesis(&board));
    let script = format!(
        "read_verilog top.v sdp_ram.v multiplier.v; {up_to_memories}; setattr -set ram_style \"block\" t:$mem_v2; \
         {synthesis} -run map_ram: -top {TOP}; delete t:$scopeinfo; rename {TOP} made; write_verilog -noattr netlist.v"
    );
    yosys(family, &script, folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let netlist = std::fs::read_to_string(folder.path().join("netlist.v")).unwrap_or_else(|error| panic!("{error}"));
    let cells = with_cells("made", netlist, &board).unwrap_or_else(|error| panic!("{error}"));
    let mut names: Vec<String> = ["bench.v", "top.v", "sdp_ram.v", "multiplier.v"].map(String::from).into();
    for (name, text) in cells {
        // A message while a design is put together, which Icarus Verilog does not know; the cell is none of a netlist.
        let text = text.replace("$error(\"unsupported COMB mode %s\", MODE);", "");
        write(folder.path(), &name, &if name == "entrain_cells.v" { change(text) } else { text });
        names.push(name);
    }
    write(folder.path(), "bench.v", &bench(!family.own_cells().is_empty()));
    let mut icarus = Command::new("iverilog");
    icarus.args(["-g2012", "-s", "bench", "-o", "bench.vvp"]).args(&names).current_dir(folder.path());
    let done = icarus.output().unwrap_or_else(|error| panic!("iverilog: {error}"));
    if !done.status.success() {
        return String::from_utf8_lossy(&done.stderr).into_owned();
    }
    let done = Command::new("vvp").args(["-n", "bench.vvp"]).current_dir(folder.path()).output();
    done.map(|done| String::from_utf8_lossy(&done.stdout).into_owned()).unwrap_or_else(|error| panic!("vvp: {error}"))
}

#[test]
fn cells_modelled_here_do_what_they_were_made_of() {
    for board in ["ulx3s-25f", "tangnano9k"] {
        let text = compared(board, &|text| text);
        let equal = text.trim().strip_suffix(" equal").and_then(|count| count.parse::<usize>().ok());
        assert!(equal.is_some_and(|equal| equal > CYCLES * (MEMORIES.len() + MULTIPLIERS.len()) * 4 / 5), "{board}: {text}");
    }
}

/// A wrong bit in a model, for each that is written here.
#[test]
#[ignore = "a minute: make test-full"]
fn a_wrong_model_is_noticed() {
    let wrong = [
        ("ulx3s-25f", "WIDTH == 2 * WORD ? {2'd0, write_address[1:0]}", "WIDTH == 2 * WORD ? {3'd0, write_address[0]}"),
        ("ulx3s-25f", "WIDTH == 4 ? 3'd4", "WIDTH == 4 ? 3'd0"),
        ("ulx3s-25f", "q[35:18] : q[17:0]", "q[17:0] : q[17:0]"),
        ("ulx3s-25f", "{SIGNEDB & B17,", "{1'b0,"),
        ("tangnano9k", "WIDTH == 2 ? 3'd6", "WIDTH == 2 ? 3'd4"),
        ("tangnano9k", "WIDTH == 2 * WORD ? {2'd0, write_address[1:0]}", "WIDTH == 2 * WORD ? {2'd0, 2'b01}"),
        ("tangnano9k", "b = {BSIGN & B[8], B};", "b = {1'b0, B};"),
        ("tangnano9k", "a = {ASIGN & A[17], A}", "a = {1'b0, A}"),
        ("tangnano9k", ".WORD(9), .WIDTH(BIT_WIDTH_0)", ".WORD(9), .WIDTH(18)"),
    ];
    for (board, from, to) in wrong {
        let text = compared(board, &|text| {
            assert!(text.contains(from), "{from} is not in the models");
            text.replace(from, to)
        });
        assert!(!text.trim().ends_with(" equal"), "{board}: {from} as {to} is not noticed");
        println!("{board}: {from} as {to}: {}", text.lines().next().unwrap_or_default());
    }
}
