// class_codes: the codes of every class for READ rows at once, from counters instead of a ROM.
//
//   sqq    class c has a phase, f START - (c odd ? QUARTER : 0) for row 0 and + f STEP a row, modulo MODULUS;  f = c/2 + 1
//          code = +1 in the first and the last quarter of the period
//   walsh  code = +1 where row & (c + 1) has an even number of ones
//
// port     width         meaning
// load     1             go to rows 0 to READ-1
// advance  1             go to the next READ rows
// codes    CLASSES*READ  1 = +1, 0 = -1; the rows of class 0 in the low bits
//
// Model: golden-model/src/codes/mod.rs `codes`. code_gen.v makes the code of one class, row by row.
`default_nettype none
module class_codes #(
    parameter CLASSES = 10,
    parameter READ    = 2,
    parameter WALSH   = 0,
    parameter BITS    = 7,      // of the phase, or of the row counter
    parameter MODULUS = 128,
    parameter QUARTER = 32,
    parameter STEP    = 2,
    parameter START   = 1
) (
    input  wire                    clk,
    input  wire                    load,
    input  wire                    advance,
    output wire [CLASSES*READ-1:0] codes
);
    genvar c, row;
    generate
        if (WALSH != 0) begin : walsh
            localparam [BITS-1:0] ROWS = READ;
            reg [BITS-1:0] first;
            always @(posedge clk)
                if (load) first <= {BITS{1'b0}};
                else if (advance) first <= first + ROWS;
            for (row = 0; row < READ; row = row + 1) begin : rows
                localparam [BITS-1:0] AWAY = row;
                wire [BITS-1:0] at = first + AWAY;
                for (c = 0; c < CLASSES; c = c + 1) begin : classes
                    localparam [BITS-1:0] MASK = c + 1;
                    assign codes[c*READ + row] = ~^(at & MASK);
                end
            end
        end else begin : sqq
            localparam [BITS:0] PERIOD = MODULUS;
            for (c = 0; c < CLASSES; c = c + 1) begin : classes
                localparam F = c / 2 + 1;
                localparam FIRST_PHASE = (F * START + (c % 2 == 1 ? MODULUS - QUARTER : 0)) % MODULUS;
                localparam HOP_PHASE   = (F * STEP * READ) % MODULUS;
                localparam [BITS-1:0] FIRST = FIRST_PHASE[BITS-1:0], HOP = HOP_PHASE[BITS-1:0];

                reg  [BITS-1:0] phase;
                wire [BITS:0]   hopped = {1'b0, phase} + {1'b0, HOP};
                always @(posedge clk)
                    if (load) phase <= FIRST;
                    else if (advance) phase <= hopped[BITS-1:0] - (hopped >= PERIOD ? PERIOD[BITS-1:0] : {BITS{1'b0}});

                for (row = 0; row < READ; row = row + 1) begin : rows
                    localparam AWAY_PHASE = (F * STEP * row) % MODULUS;
                    localparam [BITS-1:0] AWAY = AWAY_PHASE[BITS-1:0];
                    wire [BITS:0]   sum = {1'b0, phase} + {1'b0, AWAY};
                    wire [BITS-1:0] at  = sum[BITS-1:0] - (sum >= PERIOD ? PERIOD[BITS-1:0] : {BITS{1'b0}});
                    if (MODULUS == 1 << BITS) begin : wrap
                        assign codes[c*READ + row] = ~(at[BITS-1] ^ at[BITS-2]);
                    end else begin : compare
                        localparam [BITS-1:0] FALL = QUARTER, RISE = 3 * QUARTER;
                        assign codes[c*READ + row] = at < FALL || at >= RISE;
                    end
                end
            end
        end
    endgenerate
endmodule
`default_nettype wire
