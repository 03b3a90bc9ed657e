// SPDX-License-Identifier: Apache-2.0
// ice40_clock: the PLL of an iCE40, feedback SIMPLE.
//
// port    meaning
// pin     oscillator
// clk     pin x (DIVF + 1) / (DIVR + 1) / 2^DIVQ
// locked  clk is steady
//
// PAD = 1: the oscillator's pin is the PLL's own pad; 0: it comes through the fabric.
`default_nettype none
module ice40_clock #(
    parameter PAD    = 1,   // 1: from the PLL's own pad, 0: through the fabric
    parameter DIVR   = 0,   // divides the oscillator, less 1
    parameter DIVF   = 63,  // divides the feedback, less 1
    parameter DIVQ   = 5,   // power of two that divides the inner clock
    parameter FILTER = 1    // range of the loop filter, a number of the PLL's table
) (
    input  wire pin,
    output wire clk,
    output wire locked
);
    generate
        if (PAD != 0) begin : pad
            SB_PLL40_PAD #(
                .FEEDBACK_PATH ("SIMPLE"),
                .DIVR          (DIVR),
                .DIVF          (DIVF),
                .DIVQ          (DIVQ),
                .FILTER_RANGE  (FILTER)
            ) pll (
                .PACKAGEPIN    (pin),
                .PLLOUTGLOBAL  (clk),
                .LOCK          (locked),
                .RESETB        (1'b1),
                .BYPASS        (1'b0)
            );
        end else begin : core
            SB_PLL40_CORE #(
                .FEEDBACK_PATH ("SIMPLE"),
                .DIVR          (DIVR),
                .DIVF          (DIVF),
                .DIVQ          (DIVQ),
                .FILTER_RANGE  (FILTER)
            ) pll (
                .REFERENCECLK  (pin),
                .PLLOUTGLOBAL  (clk),
                .LOCK          (locked),
                .RESETB        (1'b1),
                .BYPASS        (1'b0)
            );
        end
    endgenerate
endmodule
`default_nettype wire
