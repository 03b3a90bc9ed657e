// SPDX-License-Identifier: Apache-2.0
// class_codes: the codes of every class for READ rows at once, from counters instead of a ROM.
//
//   sqq    class c has a phase, f START - (c odd ? QUARTER : 0) for row 0 and + f STEP a row, modulo MODULUS;  f = c/2 + 1
//          code = +1 in the first and the last quarter of the period
//   walsh  code = +1 where row & (c + 1) has an even number of ones
//
// The counters are one step ahead of the codes, which are registered: no adder stands between them and who uses them.
//
// port     width         meaning
// load     1             go to rows 0 to READ-1
// advance  1             go to the next READ rows
// codes    CLASSES*READ  1 = +1, 0 = -1; the rows of class 0 in the low bits
//
// Model: golden-model/src/codes/mod.rs `codes`. code_gen.v makes the code of one class, row by row.
`default_nettype none
module class_codes #(
    parameter CLASSES = 10,   // classes
    parameter READ    = 2,    // neurons a cycle
    parameter WALSH   = 0,    // 1: walsh codes, 0: sqq
    parameter BITS    = 7,    // bits of the phase, or of the row counter
    parameter MODULUS = 128,  // period, in steps of the phase
    parameter QUARTER = 32,   // a quarter of the period, in steps of the phase
    parameter STEP    = 2,    // phase of class 0 a row
    parameter START   = 1     // phase of class 0 in row 0
) (
    input  wire                    clk,
    input  wire                    load,
    input  wire                    advance,
    output reg  [CLASSES*READ-1:0] codes
);
    genvar c, row;
    generate
        if (WALSH != 0) begin : walsh
            localparam [BITS-1:0] ROWS = READ;
            reg [BITS-1:0] first;
            always @(posedge clk)
                if (load) first <= ROWS;
                else if (advance) first <= first + ROWS;
            for (row = 0; row < READ; row = row + 1) begin : rows
                localparam [BITS-1:0] AWAY = row;
                wire [BITS-1:0] at = first + AWAY;
                for (c = 0; c < CLASSES; c = c + 1) begin : classes
                    localparam [BITS-1:0] MASK = c + 1;
                    always @(posedge clk)
                        if (load) codes[c*READ + row] <= ~^(AWAY & MASK);
                        else if (advance) codes[c*READ + row] <= ~^(at & MASK);
                end
            end
        end else begin : sqq
            localparam [BITS:0] PERIOD = MODULUS;
            for (c = 0; c < CLASSES; c = c + 1) begin : classes
                localparam F            = c / 2 + 1;
                localparam FIRST_PHASE  = (F * START + (c % 2 == 1 ? MODULUS - QUARTER : 0)) % MODULUS;
                localparam HOP_PHASE    = (F * STEP * READ) % MODULUS;
                localparam SECOND_PHASE = (FIRST_PHASE + HOP_PHASE) % MODULUS;
                localparam [BITS-1:0] SECOND = SECOND_PHASE[BITS-1:0], HOP = HOP_PHASE[BITS-1:0];

                reg  [BITS-1:0] phase;
                wire [BITS:0]   hopped = {1'b0, phase} + {1'b0, HOP};
                always @(posedge clk)
                    if (load) phase <= SECOND;
                    else if (advance) phase <= hopped[BITS-1:0] - (hopped >= PERIOD ? PERIOD[BITS-1:0] : {BITS{1'b0}});

                for (row = 0; row < READ; row = row + 1) begin : rows
                    localparam AWAY_PHASE  = (F * STEP * row) % MODULUS;
                    localparam START_PHASE = (FIRST_PHASE + AWAY_PHASE) % MODULUS;
                    localparam FIRST_CODE  = START_PHASE < QUARTER || START_PHASE >= 3 * QUARTER;
                    localparam [BITS-1:0] AWAY = AWAY_PHASE[BITS-1:0];

                    wire [BITS:0]   sum = {1'b0, phase} + {1'b0, AWAY};
                    wire [BITS-1:0] at  = sum[BITS-1:0] - (sum >= PERIOD ? PERIOD[BITS-1:0] : {BITS{1'b0}});
                    wire            code;
                    if (MODULUS == 1 << BITS) begin : wrap
                        assign code = ~(at[BITS-1] ^ at[BITS-2]);
                    end else begin : compare
                        localparam [BITS-1:0] FALL = QUARTER, RISE = 3 * QUARTER;
                        assign code = at < FALL || at >= RISE;
                    end
                    always @(posedge clk)
                        if (load) codes[c*READ + row] <= FIRST_CODE;
                        else if (advance) codes[c*READ + row] <= code;
                end
            end
        end
    endgenerate
endmodule
`default_nettype wire
