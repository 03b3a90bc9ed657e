//! A bench in plain Verilog that speaks frames over SPI: learns ten samples, compares each answer with the golden model's, and at the end
//! the counters and a word of a memory.

use super::bench::Run;
use super::{Package, template};
use crate::LICENCE;
use crate::blocks::{frame_bridge, spi_slave};
use entrain_model::plan::image::images;
use entrain_protocol::{Command, FLAG, Frame};

/// A file with what is sent and what must come: a byte a line, with bit 8 where it must come.
pub(super) fn script_file(name: &str) -> String {
    format!("tb_{name}_frames.hex")
}

/// Questions, and the answers that must come.
fn exchanges(package: &Package, run: &Run) -> Vec<(Command, Vec<u8>)> {
    let plan = package.plan;
    let mut all = vec![(Command::Identify, frame_bridge::identity(plan, package.build_id, false).bytes())];
    let mut counts = vec![0u32; 1 + plan.learning().count()];
    for ((input, &label), (class, updates, _)) in run.inputs.iter().zip(&run.labels).zip(&run.answers) {
        let values: Vec<u8> = input.iter().map(|&value| value as u8).collect();
        let corrected: u8 = updates.iter().enumerate().map(|(k, &one)| (one as u8) << k).sum();
        if plan.learns() {
            counts[0] += 1;
            updates.iter().zip(&mut counts[1..]).for_each(|(&one, count)| *count += one as u32);
            all.push((Command::Learn { label: label as u8, values }, vec![*class as u8, corrected]));
        } else {
            all.push((Command::Predict { values }, vec![*class as u8, 0]));
        }
    }
    all.push((Command::Counters, counts.iter().flat_map(|count| count.to_le_bytes()).collect()));
    let bytes = plan.host.word_bits.div_ceil(8) as usize;
    let words = images(plan, &run.model);
    let word: Vec<u8> = words.first().and_then(|words| words.first()).into_iter().flatten().flat_map(|part| part.to_le_bytes()).collect();
    let word = word.into_iter().chain(std::iter::repeat(0)).take(bytes).collect();
    all.push((Command::Read { memory: 0, address: 0, bytes: bytes as u16 }, word));
    all
}

/// The bytes: flags of questions are sent, those of answers are like silence and do not stand here.
fn bytes(package: &Package, run: &Run) -> Vec<u16> {
    let exchange = |(number, (command, answer)): (u8, (Command, Vec<u8>))| {
        let sent = command.frame(number).encode().into_iter().map(u16::from);
        let due = Frame::new(number, command.done(), answer).encode().into_iter().filter(|&byte| byte != FLAG);
        sent.chain(due.map(|byte| 0x100 | u16::from(byte))).collect::<Vec<_>>()
    };
    (1..).zip(exchanges(package, run)).flat_map(exchange).collect()
}

/// The file of `script_file`.
pub(super) fn script(package: &Package, run: &Run) -> String {
    bytes(package, run).iter().map(|byte| format!("{byte:03x}\n")).collect()
}

/// `tb_NAME.v`.
pub(super) fn text(package: &Package, run: &Run) -> String {
    let (plan, name, level) = (package.plan, &package.plan.name, spi_slave::LEVEL);
    let patience = 100 + 4 * plan.cycles_per_sample() / (16 * level);
    let mut text = format!(
        "{LICENCE}\n// {}: learns {} samples over SPI, in frames, and compares every answer with the golden model's. Written by Entrain.\n//\n\
         //   $ iverilog -g2005 -o bench -s tb_{name} tb_{name}.v $(cat {name}.f) && vvp -n bench\n\
         //   $ verilator --binary --timing -Wno-fatal --top-module tb_{name} tb_{name}.v -f {name}.f && obj_dir/Vtb_{name}\n\
         `default_nettype none\nmodule tb_{name};\n    localparam BYTES = {}, LEVEL = {level}, PATIENCE = {patience};\n\n",
        package.design.top,
        package.samples,
        bytes(package, run).len()
    );
    text += &template::in_bench(package);
    text + &BODY.replace("{file}", &script_file(name)).replace("{samples}", &package.samples.to_string())
}

const BODY: &str = "    // A byte that is sent, or with bit 8 one that must come.
    reg [8:0] script [0:BYTES-1];
    reg       clock = 1'b0, resetting = 1'b1, sck = 1'b0, cs_n = 1'b1, mosi = 1'b0;
    reg [7:0] got = 8'h00;
    integer   at, bit_at, silent, wrong = 0;
    always #5 clock = !clock;
    assign clk = clock;
    assign rst = resetting;
    assign spi_sck = sck;
    assign spi_cs_n = cs_n;
    assign spi_mosi = mosi;

    // A byte each way, with the fastest clock that there may be.
    task exchange(input [7:0] out);
        for (bit_at = 7; bit_at >= 0; bit_at = bit_at - 1) begin
            mosi = out[bit_at];
            repeat (LEVEL) @(negedge clock);
            sck = 1'b1;
            got[bit_at] = spi_miso;
            repeat (LEVEL) @(negedge clock);
            sck = 1'b0;
        end
    endtask

    task select;
        begin
            cs_n = 1'b1;
            repeat (2 * LEVEL) @(negedge clock);
            cs_n = 1'b0;
            repeat (LEVEL) @(negedge clock);
        end
    endtask

    initial begin
        $readmemh(\"{file}\", script);
        repeat (4) @(negedge clock);
        resetting = 1'b0;
        for (at = 0; at < BYTES; at = at + 1) begin
            if (at == 0 || script[at][8] != script[at-1][8]) select;
            got = 8'h7e;
            silent = 0;
            if (script[at][8]) begin
                // 7e is silence, either way.
                exchange(8'h7e);
                while (got == 8'h7e && silent < PATIENCE) begin
                    silent = silent + 1;
                    exchange(8'h7e);
                end
                if (got !== script[at][7:0]) begin
                    wrong = wrong + 1;
                    $display(\"byte %0d: %h came, expected %h\", at, got, script[at][7:0]);
                end
                if (silent == PATIENCE) at = BYTES;
            end else begin
                exchange(script[at][7:0]);
                if (got !== 8'h7e) wrong = wrong + 1;
            end
        end
        if (wrong == 0) $display(\"PASS: {samples} samples learned, all as the golden model has it\");
        else $display(\"FAIL: %0d bytes are not the golden model's\", wrong);
        $finish;
    end
endmodule
`default_nettype wire
";
