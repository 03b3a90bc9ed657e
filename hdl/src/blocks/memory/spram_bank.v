// SPDX-License-Identifier: Apache-2.0
// spram_bank: a memory that either reads or writes in a cycle. Yosys makes SB_SPRAM256KA of it on an iCE40 UP5K (16 bits by
// 16,384 words each), as many as it takes; other tools see a plain memory.
//
// port   width  meaning
// we     1      write wdata to addr; else read it
// addr   ADDR   address
// wdata  WIDTH  write data
// rdata  WIDTH  word at addr, one cycle after a read
`default_nettype none
module spram_bank #(
    parameter WIDTH = 32,    // bits of a word
    parameter DEPTH = 8192,  // words
    parameter ADDR  = 13     // bits of an address
) (
    input  wire             clk,
    input  wire             we,
    input  wire [ADDR-1:0]  addr,
    input  wire [WIDTH-1:0] wdata,
    output reg  [WIDTH-1:0] rdata
);
    (* ram_style = "huge" *)
    reg [WIDTH-1:0] mem [0:DEPTH-1];

    always @(posedge clk)
        if (we) mem[addr] <= wdata;
        else rdata <= mem[addr];
endmodule
`default_nettype wire
