// SPDX-License-Identifier: Apache-2.0
// code_gen: one class's +1/-1 code, bit after bit, from a counter instead of a ROM.
//
//   sqq    phase = f START - (class odd ? QUARTER : 0), then + f STEP a row, modulo MODULUS;  f = class/2 + 1
//          code = +1 in the first and the last quarter of the period
//   walsh  code = +1 where row & (class + 1) has an even number of ones
//
// port      width       meaning
// load      1           go to row 0 of the code of class_id
// advance   1           go to the next row
// class_id  CLASS_BITS  read with load
// code      1           1 = +1, 0 = -1, of the row at hand; a register: the counter is one row ahead
//
// Model: golden-model/src/codes/mod.rs `codes`.
`default_nettype none
module code_gen #(
    parameter WALSH      = 0,    // 1: walsh codes, 0: sqq
    parameter CLASS_BITS = 4,    // bits of a class number
    parameter BITS       = 7,    // bits of the phase, or of the row counter
    parameter MODULUS    = 128,  // period, in steps of the phase
    parameter QUARTER    = 32,   // a quarter of the period, in steps of the phase
    parameter STEP       = 2,    // phase of class 0 a row
    parameter START      = 1     // phase of class 0 in row 0
) (
    input  wire                  clk,
    input  wire                  load,
    input  wire                  advance,
    input  wire [CLASS_BITS-1:0] class_id,
    output reg                   code
);
    localparam PB = BITS + 2;     // room for a phase before it is folded back

    reg [BITS-1:0] phase;         // of the next row

    generate
        if (WALSH != 0) begin : walsh
            wire [PB-1:0]  wide = {{(PB-CLASS_BITS){1'b0}}, class_id} + 1'b1;
            reg [BITS-1:0] mask;
            always @(posedge clk)
                if (load) begin
                    code  <= 1'b1;
                    phase <= {{(BITS-1){1'b0}}, 1'b1};
                    mask  <= wide[BITS-1:0];
                end else if (advance) begin
                    code  <= ~^(phase & mask);
                    phase <= phase + 1'b1;
                end
            wire unused = &{1'b0, wide};
        end else begin : sqq
            localparam [PB-1:0] PERIOD = MODULUS, LEAD = MODULUS - QUARTER;
            wire [PB-1:0] f     = {{(PB-CLASS_BITS){1'b0}}, class_id >> 1} + 1'b1;
            wire [PB-1:0] start = (START == 1 ? f : f << 1) + (class_id[0] ? LEAD : {PB{1'b0}});
            wire [PB-1:0] step  = STEP == 2 ? f << 1 : f << 2;
            reg  [PB-1:0] hop;

            // A phase below twice the period, folded back into one.
            function [BITS-1:0] fold(input [PB-1:0] next);
                fold = next[BITS-1:0] - (next >= PERIOD ? PERIOD[BITS-1:0] : {BITS{1'b0}});
            endfunction

            localparam [BITS-1:0] FALL = QUARTER, RISE = 3 * QUARTER;
            function positive(input [BITS-1:0] at);
                positive = MODULUS == 1 << BITS ? ~(at[BITS-1] ^ at[BITS-2]) : at < FALL || at >= RISE;
            endfunction

            wire [BITS-1:0] first = fold(start);

            always @(posedge clk)
                if (load) begin
                    code  <= positive(first);
                    phase <= fold({2'b00, first} + step);
                    hop   <= step;
                end else if (advance) begin
                    code  <= positive(phase);
                    phase <= fold({2'b00, phase} + hop);
                end
        end
    endgenerate
endmodule
`default_nettype wire
