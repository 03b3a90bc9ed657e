// SPDX-License-Identifier: Apache-2.0
// ecp5_clock: the PLL of an ECP5. CLKOP only feeds back; the clock is CLKOS.
//
// port    meaning
// pin     oscillator
// clk     pin x CLKFB_DIV x CLKOP_DIV / CLKI_DIV / CLKOS_DIV
// locked  clk is steady
//
// The attributes set the loop filter; they are the ones that Lattice's and prjtrellis' tools write.
`default_nettype none
module ecp5_clock #(
    parameter CLKI_DIV  = 1,   // divides the oscillator
    parameter CLKFB_DIV = 1,   // divides the feedback
    parameter CLKOP_DIV = 24,  // divides the inner clock, for the feedback
    parameter CLKOS_DIV = 12   // divides the inner clock, for clk
) (
    input  wire pin,
    output wire clk,
    output wire locked
);
    wire back;

    (* ICP_CURRENT = "12" *) (* LPF_RESISTOR = "8" *) (* MFG_ENABLE_FILTEROPAMP = "1" *) (* MFG_GMCREF_SEL = "2" *)
    EHXPLLL #(
        .FEEDBK_PATH      ("CLKOP"),
        .CLKI_DIV         (CLKI_DIV),
        .CLKFB_DIV        (CLKFB_DIV),
        .CLKOP_ENABLE     ("ENABLED"),
        .CLKOP_DIV        (CLKOP_DIV),
        .CLKOP_CPHASE     (CLKOP_DIV - 1),
        .CLKOP_FPHASE     (0),
        .OUTDIVIDER_MUXA  ("DIVA"),
        .CLKOS_ENABLE     ("ENABLED"),
        .CLKOS_DIV        (CLKOS_DIV),
        .CLKOS_CPHASE     (CLKOS_DIV - 1),
        .CLKOS_FPHASE     (0),
        .OUTDIVIDER_MUXB  ("DIVB"),
        .PLLRST_ENA       ("DISABLED"),
        .INTFB_WAKE       ("DISABLED"),
        .STDBY_ENABLE     ("DISABLED"),
        .DPHASE_SOURCE    ("DISABLED")
    ) pll (
        .CLKI             (pin),
        .CLKFB            (back),
        .CLKOP            (back),
        .CLKOS            (clk),
        .LOCK             (locked),
        .RST              (1'b0),
        .STDBY            (1'b0),
        .PHASESEL0        (1'b0),
        .PHASESEL1        (1'b0),
        .PHASEDIR         (1'b1),
        .PHASESTEP        (1'b1),
        .PHASELOADREG     (1'b1),
        .PLLWAKESYNC      (1'b0),
        .ENCLKOP          (1'b0),
        .ENCLKOS          (1'b0)
    );
endmodule
`default_nettype wire
