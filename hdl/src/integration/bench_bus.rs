//! What the bench looks at over the bus, and how, in plain Verilog: registers, and every word of every memory.

use super::Package;
use super::bench::clock_of;
use crate::design::Bus;
use entrain_model::Model;

/// What the bench looks at over the bus when all samples are learned.
pub(super) fn registers(package: &Package, corrected: &[usize], model: &Model) -> String {
    let plan = package.plan;
    let tasks = match package.fronts.bus {
        Bus::None | Bus::Spi => return String::new(),
        Bus::Axi => AXI,
        Bus::Wishbone => WISHBONE,
    };
    let tasks = tasks.replace("negedge clock", &format!("negedge {}", clock_of(package.fronts.bus_domain())));
    let map = plan.register_map(package.build_id);
    let at = |name: &str| map.iter().find(|one| one.name == name).map_or(0, |one| one.address);
    let parts = plan.host_memories().iter().map(|memory| memory.memory.depth).sum::<usize>() * plan.word_parts() as usize;
    let mut text = format!(
        "\n    // The registers and memories, over the bus.\n    reg [31:0] words [0:{}];\n    integer part;\n{tasks}\n    task check(input [11:0] address, input [31:0] expected);\n        begin\n            \
         read(address);\n            if (got_word !== expected) begin\n                unlike = unlike + 1;\n                \
         $display(\"register %h: %h, expected %h\", address, got_word, expected);\n            end\n        end\n    endtask\n\n    \
         task look;\n        begin\n",
        parts - 1
    );
    let mut line = |what: String| text += &format!("            {what}\n");
    let check = |name: &str, value: u32| format!("check(12'h{:03x}, 32'h{value:08x});    // {name}", at(name));
    for name in ["ID", "VERSION", "BUILD_ID", "FINGERPRINT"] {
        let value = map.iter().find(|one| one.name == name).map_or(0, |one| one.fields[0].reset);
        line(check(name, value));
    }
    if plan.learns() {
        line(check("SAMPLES", package.samples as u32));
        corrected.iter().enumerate().for_each(|(k, &count)| line(check(&format!("UPDATES{k}"), count as u32)));
        let has = |name: &str| map.iter().any(|one| one.name.starts_with(name));
        let shares = model.shares().into_iter().map(u32::from).filter(|_| has("SHARE")).enumerate();
        shares.for_each(|(k, share)| line(check(&format!("SHARE{k}"), share)));
        model.paces().into_iter().enumerate().for_each(|(k, pace)| line(check(&format!("PACE{k}"), pace)));
    }
    line(format!("write(12'h{:03x}, 32'h00000003);    // CONTROL: learn, flush", at("CONTROL")));
    line("got_word = 1;".into());
    line(format!("while (got_word[0] !== 1'b0) read(12'h{:03x});    // STATUS: until nothing is busy", at("STATUS")));
    let mut first = 0;
    for memory in plan.host_memories() {
        line(format!("write(12'h{:03x}, 32'h{:08x});    // MEM_SELECT", at("MEM_SELECT"), memory.select));
        line(format!("write(12'h{:03x}, 32'h00000000);    // MEM_ADDR", at("MEM_ADDR")));
        let last = first + memory.memory.depth * plan.word_parts() as usize;
        line(format!(
            "for (part = {first}; part < {last}; part = part + 1) check(12'h{:03x}, words[part]);    // MEM_DATA",
            at("MEM_DATA")
        ));
        first = last;
    }
    line(check("STATUS", 0));
    text + "        end\n    endtask\n"
}

const AXI: &str = "    reg [31:0] got_word = 0, data = 0;
    reg [11:0] address = 0;
    reg writing = 0, reading = 0;
    assign s_axi_awvalid = writing;
    assign s_axi_wvalid = writing;
    assign s_axi_awaddr = address;
    assign s_axi_awprot = 3'd0;
    assign s_axi_wdata = data;
    assign s_axi_wstrb = 4'hf;
    assign s_axi_bready = 1'b1;
    assign s_axi_arvalid = reading;
    assign s_axi_araddr = address;
    assign s_axi_arprot = 3'd0;
    assign s_axi_rready = 1'b1;
    task read(input [11:0] from);
        begin
            @(negedge clock);
            address = from;
            reading = 1'b1;
            while (!s_axi_arready) @(negedge clock);
            @(negedge clock);
            reading = 1'b0;
            while (!s_axi_rvalid) @(negedge clock);
            got_word = s_axi_rdata;
        end
    endtask
    task write(input [11:0] to, input [31:0] value);
        begin
            @(negedge clock);
            address = to;
            data = value;
            writing = 1'b1;
            while (!s_axi_awready || !s_axi_wready) @(negedge clock);
            @(negedge clock);
            writing = 1'b0;
            while (!s_axi_bvalid) @(negedge clock);
        end
    endtask
";

const WISHBONE: &str = "    reg [31:0] got_word = 0, data = 0;
    reg [11:0] address = 0;
    reg cycle = 0, writing = 0;
    assign wb_cyc = cycle;
    assign wb_stb = cycle;
    assign wb_we = writing;
    assign wb_adr = address;
    assign wb_sel = 4'hf;
    assign wb_dat_w = data;
    task read(input [11:0] from);
        begin
            @(negedge clock);
            address = from;
            writing = 1'b0;
            cycle = 1'b1;
            while (!wb_ack) @(negedge clock);
            got_word = wb_dat_r;
            @(negedge clock);
            cycle = 1'b0;
        end
    endtask
    task write(input [11:0] to, input [31:0] value);
        begin
            @(negedge clock);
            address = to;
            data = value;
            writing = 1'b1;
            cycle = 1'b1;
            while (!wb_ack) @(negedge clock);
            @(negedge clock);
            cycle = 1'b0;
        end
    endtask
";
