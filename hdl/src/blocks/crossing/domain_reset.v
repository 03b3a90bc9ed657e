// SPDX-License-Identifier: Apache-2.0
// domain_reset: the reset of one of several clocks. A reset of any of them resets all: at once, whether a clock runs or not; and each
// goes on with its own clock, four cycles after the last one has ended.
//
// port           width  meaning
// rst            1      reset of this clock, synchronous to it, one cycle at least
// first, second  1      `raised` of the other clocks, 0 where there is none
// raised         1      rst, out of a register
// async_rst      1      the reset of the crossings at this clock: it rises at any time, and falls with the clock
// sync_rst       1      the reset of everything else at it: out of two flip-flops, two cycles at least
`default_nettype none
module domain_reset (
    input  wire clk,
    input  wire rst,
    input  wire first,
    input  wire second,
    output reg  raised,
    output wire async_rst,
    output wire sync_rst
);
    wire any = raised || first || second;
    (* ASYNC_REG = "TRUE" *)
    reg [3:0] steps;
    (* ASYNC_REG = "TRUE" *)
    reg [1:0] twin;     // the same, for flip-flops of this clock
    (* ASYNC_REG = "TRUE" *)
    reg [1:0] told;

    assign async_rst = steps[3];
    assign sync_rst  = told[1];

    always @(posedge clk) {raised, told} <= {rst, told[0], twin[1]};
    always @(posedge clk or posedge any)
        if (any) {steps, twin} <= 6'b111111;
        else {steps, twin} <= {steps[2:0], 1'b0, twin[0], 1'b0};
endmodule
`default_nettype wire
