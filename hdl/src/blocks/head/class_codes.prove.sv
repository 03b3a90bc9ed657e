// SPDX-License-Identifier: Apache-2.0
// class_codes: the code bits of every class and every row are those of the formula (see code_gen.prove.sv), over a whole
// period, READ rows at once, whenever the counters are loaded and however long they wait.
//
// proof: sqq, a power of two; by induction; WALSH=0 UNITS=16 CLASSES=4 READ=2
// proof: sqq, an even number of units; by induction; WALSH=0 UNITS=10 CLASSES=3 READ=3
// proof: sqq, an odd number of units; by induction; WALSH=0 UNITS=7 CLASSES=5 READ=2
// proof: sqq, one row at once; by induction; WALSH=0 UNITS=6 CLASSES=6 READ=1
// proof: walsh, a power of two; by induction; WALSH=1 UNITS=16 CLASSES=9 READ=4
// proof: walsh, other units; by induction; WALSH=1 UNITS=11 CLASSES=3 READ=3
// reached: the last rows; within 14; WALSH=0 UNITS=10 CLASSES=3 READ=3 REACH=1
//
// mutant: assign code = ~(at[BITS-1] ^ at[BITS-2]) => assign code = at[BITS-1] ^ at[BITS-2]
// mutant: (FIRST_PHASE + AWAY_PHASE) => (FIRST_PHASE + AWAY_PHASE + F * STEP)
// mutant: assign code = at < FALL || at >= RISE => assign code = at <= FALL || at >= RISE
// mutant: hopped >= PERIOD ? PERIOD[BITS-1:0] => hopped >= PERIOD ? HOP
// mutant: if (load) first <= ROWS; => if (load) first <= 0;
`default_nettype none
module prove #(
    parameter WALSH   = 0,
    parameter UNITS   = 16,
    parameter CLASSES = 4,
    parameter READ    = 2,
    parameter REACH   = 0
) (
    input wire clk,
    input wire load,
    input wire advance
);
    localparam COMMON  = UNITS % 2 == 0 ? 2 : 1;
    localparam MODULUS = 4 * UNITS / COMMON;
    localparam MOST    = UNITS > CLASSES + 1 ? UNITS : CLASSES + 1;
    localparam BITS    = WALSH != 0 ? $clog2(MOST) : $clog2(MODULUS);
    localparam STEPS   = (UNITS + READ - 1) / READ, SB = $clog2(STEPS + 1);

    wire [CLASSES*READ-1:0] codes;
    class_codes #(
        .CLASSES(CLASSES), .READ(READ), .WALSH(WALSH), .BITS(BITS), .MODULUS(MODULUS), .QUARTER(UNITS / COMMON),
        .STEP(4 / COMMON), .START(2 / COMMON)
    ) leaf (
        .clk(clk), .load(load), .advance(advance), .codes(codes)
    );

    reg          loaded = 1'b0;
    reg [SB-1:0] step;
    always @(posedge clk) begin
        if (load) begin
            loaded <= 1'b1;
            step   <= 0;
        end else if (advance && step < STEPS) step <= step + 1'b1;
    end

    // Every class and row at hand; rows past the last unit are nobody's.
    wire [CLASSES*READ-1:0] wrong;
    genvar c, row;
    generate
        for (c = 0; c < CLASSES; c = c + 1) begin : classes
            wire [STEPS*READ-1:0] formula;
            genvar i;
            for (i = 0; i < STEPS * READ; i = i + 1) begin : rows
                localparam P = (2 * (c / 2 + 1) * (2 * i + 1) + 4 * UNITS - (c % 2 == 1 ? UNITS : 0)) % (4 * UNITS);
                assign formula[i] = WALSH != 0 ? ~^(i & (c + 1)) : P < UNITS || P >= 3 * UNITS;
            end
            for (row = 0; row < READ; row = row + 1) begin : each
                wire [SB+4:0] at = step * READ + row;
                assign wrong[c*READ + row] = at < UNITS && codes[c*READ + row] != formula[at];
            end
        end
    endgenerate

    always @*
        if (loaded && step < STEPS) begin
            assert (wrong == 0);
            if (REACH != 0) assert (step != STEPS - 1);
        end
endmodule
`default_nettype wire
