// SPDX-License-Identifier: Apache-2.0
// spram_single: a single-ported memory for who never needs a word in the cycle of a write.
//
// port   width  meaning
// we     1      write wdata to waddr, LATE cycles later; no word is read then
// waddr  ADDR   write address
// wdata  WIDTH  write data
// raddr  ADDR   read address
// rdata  WIDTH  word at raddr, one cycle later; in the cycle behind a write the one before
//
// A bitstream cannot fill such memories: the host does.
`default_nettype none
module spram_single #(
    parameter WIDTH = 32,     // bits of a word
    parameter DEPTH = 16384,  // words
    parameter ADDR  = 14,     // bits of an address
    parameter LATE  = 0       // cycles, 0 or 1, that a write waits
) (
    input  wire             clk,
    input  wire             we,
    input  wire [ADDR-1:0]  waddr,
    input  wire [WIDTH-1:0] wdata,
    input  wire [ADDR-1:0]  raddr,
    output wire [WIDTH-1:0] rdata
);
    wire             write;
    wire [ADDR-1:0]  address;
    wire [WIDTH-1:0] data;

    generate
        if (LATE != 0) begin : late
            reg [ADDR+WIDTH:0] waiting;
            always @(posedge clk) waiting <= {we, waddr, wdata};
            assign {write, address, data} = waiting;
        end else begin : now
            assign {write, address, data} = {we, waddr, wdata};
        end
    endgenerate

    spram_bank #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDR(ADDR)) bank (
        .clk(clk), .we(write), .addr(write ? address : raddr), .wdata(data), .rdata(rdata)
    );
endmodule
`default_nettype wire
