// SPDX-License-Identifier: Apache-2.0
// code_gen: the code bit of every class and every row is that of the formula, over a whole period, whenever and however often
// the counter is loaded and however long it waits between rows. The formula is written out as a table:
//
//   sqq    f = floor(c/2) + 1, p = (2 f (2 i + 1) - (c odd ? n : 0)) mod 4n, +1 where p < n or p >= 3n
//   walsh  the parity of i & (c + 1), +1 where it is even
//
// proof: sqq, a power of two; by induction; WALSH=0 UNITS=16 CLASSES=6
// proof: sqq, an even number of units; by induction; WALSH=0 UNITS=10 CLASSES=4
// proof: sqq, an odd number of units; by induction; WALSH=0 UNITS=7 CLASSES=5
// proof: sqq, as many classes as units; by induction; WALSH=0 UNITS=6 CLASSES=6
// proof: walsh, a power of two; by induction; WALSH=1 UNITS=16 CLASSES=9
// proof: walsh, other units; by induction; WALSH=1 UNITS=11 CLASSES=3
// reached: the last row of the last class; within 14; WALSH=0 UNITS=10 CLASSES=4 REACH=1
//
// mutant: ~(at[BITS-1] ^ at[BITS-2]) => (at[BITS-1] ^ at[BITS-2])
// mutant: class_id[0] ? LEAD : {PB{1'b0}} => {PB{1'b0}}
// mutant: at < FALL || at >= RISE => at <= FALL || at >= RISE
// mutant: next >= PERIOD ? PERIOD[BITS-1:0] => next >= PERIOD ? LEAD[BITS-1:0]
// mutant: class_id} + 1'b1; => class_id};
// mutant: code  <= ~^(phase & mask) => code  <= ^(phase & mask)
`default_nettype none
module prove #(
    parameter WALSH   = 0,
    parameter UNITS   = 16,
    parameter CLASSES = 6,
    parameter REACH   = 0
) (
    input wire                       clk,
    input wire                       load,
    input wire                       advance,
    input wire [$clog2(CLASSES)-1:0] class_id
);
    // As golden-model/src/codes/counter.rs plans them.
    localparam COMMON  = UNITS % 2 == 0 ? 2 : 1;
    localparam MODULUS = 4 * UNITS / COMMON;
    localparam MOST    = UNITS > CLASSES + 1 ? UNITS : CLASSES + 1;
    localparam BITS    = WALSH != 0 ? $clog2(MOST) : $clog2(MODULUS);
    localparam CB      = $clog2(CLASSES), RB = $clog2(UNITS + 1);

    wire code;
    code_gen #(
        .WALSH(WALSH), .CLASS_BITS(CB), .BITS(BITS), .MODULUS(MODULUS), .QUARTER(UNITS / COMMON), .STEP(4 / COMMON), .START(2 / COMMON)
    ) leaf (
        .clk(clk), .load(load), .advance(advance), .class_id(class_id), .code(code)
    );

    wire [CLASSES*UNITS-1:0] formula;
    genvar c, i;
    generate
        for (c = 0; c < CLASSES; c = c + 1) begin : classes
            for (i = 0; i < UNITS; i = i + 1) begin : rows
                localparam P = (2 * (c / 2 + 1) * (2 * i + 1) + 4 * UNITS - (c % 2 == 1 ? UNITS : 0)) % (4 * UNITS);
                assign formula[c*UNITS + i] = WALSH != 0 ? ~^(i & (c + 1)) : P < UNITS || P >= 3 * UNITS;
            end
        end
    endgenerate

    reg          loaded = 1'b0;
    reg [CB-1:0] which;
    reg [RB-1:0] row;
    always @(posedge clk) begin
        if (load) begin
            loaded <= 1'b1;
            which  <= class_id;
            row    <= 0;
        end else if (advance && row < UNITS) row <= row + 1'b1;
    end

    always @* begin
        assume (!load || class_id < CLASSES);
        if (loaded && row < UNITS) begin
            assert (code == formula[which*UNITS + row]);
            if (REACH != 0) assert (row != UNITS - 1 || which != CLASSES - 1);
        end
    end
endmodule
`default_nettype wire
