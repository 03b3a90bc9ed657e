//! Block RAMs as the plan counts them, and as Yosys takes them, over memories of many widths and depths.

use crate::family::{Family, TOP};
use crate::report::cells;
use crate::tools::{run, tool};
use crate::{ecp5::Ecp5, gowin::Gowin, ice40::Ice40};
use entrain_boards::Board;
use entrain_hdl::blocks::sdp_ram;
use entrain_model::plan::index_bits;

/// Widths around what a block and its bytes hold, and what lanes of 8 to 12 bits make.
const WIDTHS: [u32; 12] = [1, 2, 3, 5, 9, 12, 17, 20, 27, 36, 40, 72];
/// Depths around those of the shapes, and some that leave most of a block empty.
const DEPTHS: [usize; 12] = [17, 256, 257, 513, 1000, 1025, 1536, 2049, 3000, 4097, 6200, 9000];

/// `sdp_ram` as the top.
fn verilog(width: u32, depth: usize) -> String {
    let (bits, address) = (width - 1, index_bits(depth));
    let top = address - 1;
    format!(
        "module m{width}_{depth}(input clk, we, re, input [{top}:0] waddr, raddr, input [{bits}:0] wdata, output [{bits}:0] rdata);\n\
         sdp_ram #(.WIDTH({width}), .DEPTH({depth}), .ADDR({address})) ram\n\
         (.clk(clk), .we(we), .waddr(waddr), .wdata(wdata), .re(re), .raddr(raddr), .rdata(rdata));\nendmodule\n"
    )
}

#[test]
#[ignore = "minutes: make test-full"]
fn the_plan_counts_block_rams_as_yosys_takes_them() {
    let families: [(&str, &dyn Family, &[&str]); 3] = [
        ("icebreaker", &Ice40, &["SB_RAM40_4K"]),
        ("ulx3s-25f", &Ecp5, &["DP16KD", "PDPW16KD"]),
        ("tangnano9k", &Gowin, &["SP", "SPX9", "DPB", "DPX9B", "SDPB", "SDPX9B"]),
    ];
    let grid: Vec<(u32, usize)> = WIDTHS.iter().flat_map(|&width| DEPTHS.map(|depth| (width, depth))).collect();
    for (name, family, kinds) in families {
        let board = Board::find(name, None).unwrap_or_else(|error| panic!("{error}"));
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let text: String = grid.iter().map(|&(width, depth)| verilog(width, depth)).collect();
        std::fs::write(folder.path().join("m.v"), sdp_ram::SOURCE.text.to_string() + &text).unwrap_or_else(|error| panic!("{error}"));
        let (up_to_memories, synthesis) = (family.up_to_memories(&board), family.synthesis(&board));
        let each = |&(width, depth): &(u32, usize)| {
            let file = format!("m{width}_{depth}");
            format!(
                "; design -load start; rename {file} {TOP}; {up_to_memories}; setattr -set ram_style \"block\" t:$mem_v2; \
                 {synthesis} -run map_ram:map_ffram -top {TOP}; tee -q -o {file}.json stat -json"
            )
        };
        let script = format!("read_verilog m.v; design -save start{}", grid.iter().map(each).collect::<String>());
        let mut yosys = tool("yosys").command().unwrap_or_else(|error| panic!("{error}"));
        if yosys.get_args().next().is_none() {
            yosys.arg("-p");
        }
        let log = folder.path().join("yosys.log");
        run(yosys.arg(script).current_dir(folder.path()), "synthesis", &log).unwrap_or_else(|error| panic!("{error}"));
        let (mut wrong, device) = (Vec::new(), &board.device.resources);
        for &(width, depth) in &grid {
            let cells = cells(&folder.path().join(format!("m{width}_{depth}.json"))).unwrap_or_else(|error| panic!("{error}"));
            let taken: usize = cells.iter().filter(|(kind, _)| kinds.contains(&kind.as_str())).map(|(_, count)| count).sum();
            let planned = device.blocks_of(width, depth);
            if planned != taken {
                wrong.push(format!("{depth} words of {width} bits: planned {planned}, taken {taken}"));
            }
        }
        assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
        println!("{name}: {} memories, block RAMs as planned", grid.len());
    }
}
