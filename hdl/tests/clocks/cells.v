// SPDX-License-Identifier: Apache-2.0
// Models of the cells around a clock, for `clocks.rs`: PLLs as the makers describe them (iCE40: FPGA-TN-02052; ECP5:
// FPGA-TN-02200; Gowin: UG286). One that is set to what it cannot do never locks.
`timescale 1ns/1ps

// An oscillator at MULTIPLY / DIVIDE times the pin's frequency, and an output of 1 / OUT of that.
module pll_model #(
    parameter MULTIPLY = 1, DIVIDE = 1, OUT = 1, LOW = 400, HIGH = 1250,    // MHz
    parameter FILTER = -1       // of an iCE40: what the frequency behind DIVIDE asks for
) (
    input      in,
    input      allowed,
    output reg out = 1'b0,
    output     locked
);
    realtime edge_at = 0, period = 0;
    integer  seen = 0;
    always @(posedge in) begin
        period = $realtime - edge_at;
        edge_at = $realtime;
        seen   = seen + 1;
    end
    always begin
        wait (seen > 2);
        #(period * DIVIDE * OUT / MULTIPLY / 2.0) out = ~out;
    end
    real    detector;
    integer filter;
    always @* begin
        detector = seen > 2 ? 1000.0 / period / DIVIDE : 0.0;
        filter   = detector < 17 ? 1 : detector < 26 ? 2 : detector < 44 ? 3 : detector < 66 ? 4 : detector < 101 ? 5 : 6;
    end
    wire in_range = detector * MULTIPLY >= LOW && detector * MULTIPLY <= HIGH;
    assign locked = seen > 16 && in_range && (FILTER == -1 || FILTER == filter) && allowed === 1'b1;
endmodule

module SB_PLL40_CORE #(
    parameter FEEDBACK_PATH = "DELAY", DIVR = 0, DIVF = 0, DIVQ = 0, FILTER_RANGE = 0
) (
    input REFERENCECLK, RESETB, BYPASS, output PLLOUTGLOBAL, LOCK
);
    pll_model #(.MULTIPLY(DIVF + 1), .DIVIDE(DIVR + 1), .OUT(1 << DIVQ), .LOW(533), .HIGH(1066), .FILTER(FILTER_RANGE)) pll (
        .in(REFERENCECLK), .allowed(FEEDBACK_PATH == "SIMPLE" && RESETB && !BYPASS), .out(PLLOUTGLOBAL), .locked(LOCK)
    );
endmodule

module SB_PLL40_PAD #(
    parameter FEEDBACK_PATH = "DELAY", DIVR = 0, DIVF = 0, DIVQ = 0, FILTER_RANGE = 0
) (
    input PACKAGEPIN, RESETB, BYPASS, output PLLOUTGLOBAL, LOCK
);
    SB_PLL40_CORE #(.FEEDBACK_PATH(FEEDBACK_PATH), .DIVR(DIVR), .DIVF(DIVF), .DIVQ(DIVQ), .FILTER_RANGE(FILTER_RANGE)) core (
        .REFERENCECLK(PACKAGEPIN), .RESETB(RESETB), .BYPASS(BYPASS), .PLLOUTGLOBAL(PLLOUTGLOBAL), .LOCK(LOCK)
    );
endmodule

// CLKOP goes back to CLKFB, or the loop is open.
module EHXPLLL #(
    parameter FEEDBK_PATH = "CLKOP", CLKI_DIV = 1, CLKFB_DIV = 1,
    parameter CLKOP_ENABLE = "ENABLED", CLKOP_DIV = 8, CLKOP_CPHASE = 0, CLKOP_FPHASE = 0, OUTDIVIDER_MUXA = "DIVA",
    parameter CLKOS_ENABLE = "DISABLED", CLKOS_DIV = 8, CLKOS_CPHASE = 0, CLKOS_FPHASE = 0, OUTDIVIDER_MUXB = "DIVB",
    parameter PLLRST_ENA = "DISABLED", INTFB_WAKE = "DISABLED", STDBY_ENABLE = "DISABLED", DPHASE_SOURCE = "DISABLED"
) (
    input CLKI, CLKFB, RST, STDBY, PHASESEL0, PHASESEL1, PHASEDIR, PHASESTEP, PHASELOADREG, PLLWAKESYNC, ENCLKOP, ENCLKOS,
    output CLKOP, CLKOS, LOCK
);
    wire raw, steady;
    reg  open = 1'b0;
    always @(posedge CLKOP) #0.1 if (CLKFB !== CLKOP) open = 1'b1;
    pll_model #(.MULTIPLY(CLKFB_DIV * CLKOP_DIV), .DIVIDE(CLKI_DIV), .OUT(CLKOP_DIV), .LOW(400), .HIGH(800)) back (
        .in(CLKI), .allowed(1'b1), .out(CLKOP), .locked()
    );
    pll_model #(.MULTIPLY(CLKFB_DIV * CLKOP_DIV), .DIVIDE(CLKI_DIV), .OUT(CLKOS_DIV), .LOW(400), .HIGH(800)) pll (
        .in(CLKI), .allowed(FEEDBK_PATH == "CLKOP" && CLKOP_ENABLE == "ENABLED" && !RST && !STDBY), .out(raw), .locked(steady)
    );
    assign CLKOS = CLKOS_ENABLE == "ENABLED" && raw;
    assign LOCK  = steady && !open;
endmodule

module rPLL #(
    parameter FCLKIN = "100", DEVICE = "", IDIV_SEL = 0, FBDIV_SEL = 0, ODIV_SEL = 8,
    parameter DYN_IDIV_SEL = "false", DYN_FBDIV_SEL = "false", DYN_ODIV_SEL = "false", DYN_DA_EN = "false",
    parameter PSDA_SEL = "0000", DUTYDA_SEL = "1000", CLKFB_SEL = "internal",
    parameter CLKOUT_BYPASS = "false", CLKOUTP_BYPASS = "false", CLKOUTD_BYPASS = "false"
) (
    input CLKIN, CLKFB, RESET, RESET_P, input [5:0] IDSEL, FBDSEL, ODSEL, input [3:0] PSDA, DUTYDA, FDLY,
    output CLKOUT, LOCK
);
    wire out;
    // LittleBee's oscillator begins at 400 MHz, Arora's at 500.
    pll_model #(.MULTIPLY((FBDIV_SEL + 1) * ODIV_SEL), .DIVIDE(IDIV_SEL + 1), .OUT(ODIV_SEL)) pll (
        .in(CLKIN), .out(out), .locked(LOCK),
        .allowed(CLKFB_SEL == "internal" && DYN_IDIV_SEL == "false" && DYN_FBDIV_SEL == "false" && DYN_ODIV_SEL == "false"
                 && !RESET && !RESET_P)
    );
    assign CLKOUT = CLKOUT_BYPASS == "false" ? out : CLKIN;
endmodule

// Nobody looks at the clock of the flash here.
module USRMCLK (input USRMCLKI, USRMCLKTS);
endmodule
