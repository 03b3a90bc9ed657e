// SPDX-License-Identifier: Apache-2.0
// gowin_clock: the PLL of a Gowin LittleBee or Arora (rPLL).
//
// port    meaning
// pin     oscillator, PIN_MHZ
// clk     pin x (FBDIV + 1) / (IDIV + 1); the oscillator inside runs ODIV times as fast
// locked  clk is steady
`default_nettype none
module gowin_clock #(
    parameter PIN_MHZ = "27",        // MHz of the oscillator, as a text
    parameter MODEL   = "GW1NR-9C",  // device, as Gowin names it
    parameter IDIV    = 0,           // divides the oscillator, less 1
    parameter FBDIV   = 1,           // divides the feedback, less 1
    parameter ODIV    = 16           // inner clock cycles a cycle of clk
) (
    input  wire pin,
    output wire clk,
    output wire locked
);
    rPLL #(
        .FCLKIN           (PIN_MHZ),
        .DEVICE           (MODEL),
        .IDIV_SEL         (IDIV),
        .FBDIV_SEL        (FBDIV),
        .ODIV_SEL         (ODIV),
        .DYN_IDIV_SEL     ("false"),
        .DYN_FBDIV_SEL    ("false"),
        .DYN_ODIV_SEL     ("false"),
        .DYN_DA_EN        ("false"),
        .PSDA_SEL         ("0000"),
        .DUTYDA_SEL       ("1000"),
        .CLKFB_SEL        ("internal"),
        .CLKOUT_BYPASS    ("false"),
        .CLKOUTP_BYPASS   ("false"),
        .CLKOUTD_BYPASS   ("false")
    ) pll (
        .CLKIN            (pin),
        .CLKOUT           (clk),
        .LOCK             (locked),
        .CLKFB            (1'b0),
        .RESET            (1'b0),
        .RESET_P          (1'b0),
        .IDSEL            (6'd0),
        .FBDSEL           (6'd0),
        .ODSEL            (6'd0),
        .PSDA             (4'd0),
        .DUTYDA           (4'd0),
        .FDLY             (4'd0)
    );
endmodule
`default_nettype wire
