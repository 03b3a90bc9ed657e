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
    parameter PAD    = 1,
    parameter DIVR   = 0,
    parameter DIVF   = 63,
    parameter DIVQ   = 5,
    parameter FILTER = 1
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
