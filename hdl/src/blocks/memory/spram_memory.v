// SPDX-License-Identifier: Apache-2.0
// spram_memory: one read and one write a cycle from single-ported memories: two banks, for even and for odd words.
//
//   write --(register)--> bank of waddr[0]        the other bank is read
//
// The write happens one cycle late. A pass reads word n while it writes word n - 2, which is of the same parity; one cycle
// later it reads word n + 1. So whoever reads consecutive words never meets a bank that is being written.
//
// port   width  meaning
// we     1      write wdata to waddr, one cycle later
// waddr  ADDR   write address
// wdata  WIDTH  write data
// raddr  ADDR   read address
// rdata  WIDTH  word at raddr, one cycle later; undefined where the cycle before wrote a word of the same parity
//
// A bitstream cannot fill such memories: the host does.
`default_nettype none
module spram_memory #(
    parameter WIDTH = 32,     // bits of a word
    parameter DEPTH = 16384,  // words
    parameter ADDR  = 14      // bits of an address
) (
    input  wire             clk,
    input  wire             we,
    input  wire [ADDR-1:0]  waddr,
    input  wire [WIDTH-1:0] wdata,
    input  wire [ADDR-1:0]  raddr,
    output wire [WIDTH-1:0] rdata
);
    localparam WORDS = (DEPTH + 1) / 2;

    reg             write, odd;
    reg [ADDR-1:0]  address;
    reg [WIDTH-1:0] data;

    always @(posedge clk) begin
        write   <= we;
        address <= waddr;
        data    <= wdata;
        odd     <= raddr[0];
    end

    wire             write_even = write & ~address[0], write_odd = write & address[0];
    wire [WIDTH-1:0] from_even, from_odd;

    spram_bank #(.WIDTH(WIDTH), .DEPTH(WORDS), .ADDR(ADDR - 1)) even_words (
        .clk(clk), .we(write_even), .addr(write_even ? address[ADDR-1:1] : raddr[ADDR-1:1]), .wdata(data), .rdata(from_even)
    ), odd_words (
        .clk(clk), .we(write_odd), .addr(write_odd ? address[ADDR-1:1] : raddr[ADDR-1:1]), .wdata(data), .rdata(from_odd)
    );

    assign rdata = odd ? from_odd : from_even;
endmodule
`default_nettype wire
