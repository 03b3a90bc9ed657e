// SPDX-License-Identifier: Apache-2.0
// trace_tap: shows every write to a weight memory, for lockstep co-simulation. Not in bitstreams.
//
// port        width  meaning
// write       1      a corrected word goes to memory
// addr        ADDR   its address
// old_word    WIDTH  the word as it was read, one cycle before `write`
// new_word    WIDTH  the corrected word
// trace_*            the same, together in one cycle
`default_nettype none
module trace_tap #(
    parameter WIDTH = 48,  // bits of a word
    parameter ADDR  = 10   // bits of an address
) (
    input  wire             clk,
    input  wire             write,
    input  wire [ADDR-1:0]  addr,
    input  wire [WIDTH-1:0] old_word,
    input  wire [WIDTH-1:0] new_word,
    output wire             trace_write,
    output wire [ADDR-1:0]  trace_addr,
    output reg  [WIDTH-1:0] trace_old,
    output wire [WIDTH-1:0] trace_new
);
    always @(posedge clk) trace_old <= old_word;

    assign trace_write = write;
    assign trace_addr  = addr;
    assign trace_new   = new_word;
endmodule
`default_nettype wire
