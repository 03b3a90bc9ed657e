// SPDX-License-Identifier: Apache-2.0
// sdp_ram: a memory with one read and one write port, the shape of every block RAM.
//
// port   width  meaning
// we     1      write wdata to waddr at the clock edge
// waddr  ADDR   write address
// wdata  WIDTH  write data
// re     1      read
// raddr  ADDR   read address
// rdata  WIDTH  word at raddr, one cycle later, until the next read
//
// Reading a word in the cycle in which it is written gives the old word or garbage, by device: nobody uses such a word.
// no_rw_check says so to Yosys, which would otherwise put a comparator and a bypass around every memory.
// INIT names a file for $readmemh, or is "" for no start values.
`default_nettype none
module sdp_ram #(
    parameter WIDTH = 8,   // bits of a word
    parameter DEPTH = 16,  // words
    parameter ADDR  = 4,   // bits of an address
    parameter INIT  = ""   // file of the start contents, "": none
) (
    input  wire             clk,
    input  wire             we,
    input  wire [ADDR-1:0]  waddr,
    input  wire [WIDTH-1:0] wdata,
    input  wire             re,
    input  wire [ADDR-1:0]  raddr,
    output reg  [WIDTH-1:0] rdata
);
    (* no_rw_check *)
    reg [WIDTH-1:0] mem [0:DEPTH-1];

    initial if (INIT != "") $readmemh(INIT, mem);

    always @(posedge clk) begin
        if (we) mem[waddr] <= wdata;
        if (re) rdata <= mem[raddr];
    end
endmodule
`default_nettype wire
