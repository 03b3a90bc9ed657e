// SPDX-License-Identifier: Apache-2.0
// banked_ram: a memory of up to ten banks, a power of two, each as deep as one block RAM: word a is in bank a mod BANKS.
//
//   raddr --high bits--> bank 0 --+
//         |      |-----> bank 1 --+-->  rdata
//         +--low bits--> register |
//
// Left to itself, synthesis prefers few blocks to short paths: it cuts a deep memory into shallow, wide blocks and puts a
// multiplexer with an input for each behind every bit of a word.
//
// INIT names the file with the start contents, or is "". Of several banks each has its own: INIT_0.hex, INIT_1.hex, ...
//
// port   width  meaning
// we     1      write wdata to waddr
// rdata  WIDTH  word at raddr, one cycle later
`default_nettype none
module banked_ram #(
    parameter WIDTH = 8,   // bits of a word
    parameter DEPTH = 16,  // words
    parameter ADDR  = 4,   // bits of an address
    parameter BANKS = 1,   // banks, a power of two
    parameter INIT  = ""   // file of the start contents, "": none
) (
    input  wire             clk,
    input  wire             we,
    input  wire [ADDR-1:0]  waddr,
    input  wire [WIDTH-1:0] wdata,
    input  wire [ADDR-1:0]  raddr,
    output wire [WIDTH-1:0] rdata
);
    localparam LOW = $clog2(BANKS);

    genvar bank;
    generate
        if (BANKS == 1) begin : one
            sdp_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDR(ADDR), .INIT(INIT)) ram (
                .clk(clk), .we(we), .waddr(waddr), .wdata(wdata), .re(1'b1), .raddr(raddr), .rdata(rdata)
            );
        end else begin : several
            reg  [LOW-1:0]         low;
            wire [BANKS*WIDTH-1:0] words;
            always @(posedge clk) low <= raddr[LOW-1:0];
            for (bank = 0; bank < BANKS; bank = bank + 1) begin : banks
                localparam           WORDS = (DEPTH + BANKS - 1 - bank) / BANKS;
                localparam           BITS  = WORDS > 1 ? $clog2(WORDS) : 1;
                localparam [LOW-1:0] MINE  = bank;
                localparam [7:0]     DIGIT = 48 + bank;
                sdp_ram #(
                    .WIDTH(WIDTH), .DEPTH(WORDS), .ADDR(BITS), .INIT(INIT == "" ? "" : {INIT, "_", DIGIT, ".hex"})
                ) ram (
                    .clk(clk), .we(we && waddr[LOW-1:0] == MINE), .waddr(waddr[LOW +: BITS]), .wdata(wdata),
                    .re(1'b1), .raddr(raddr[LOW +: BITS]), .rdata(words[bank*WIDTH +: WIDTH])
                );
            end
            // A bank may have a bit of the address less than another one.
            wire unused = &{1'b0, waddr, raddr};
            assign rdata = words[low*WIDTH +: WIDTH];
        end
    endgenerate
endmodule
`default_nettype wire
