// SPDX-License-Identifier: Apache-2.0
// logits: after any number of activations, with any waits between them, each class's sum is that of its code and the activations;
// a scan shows them class after class, the one behind beside it, and leaves zeros, from which the next sample starts.
//
// proof: two classes, sqq; by induction; WALSH=0 UNITS=4 CLASSES=2
// proof: three classes, walsh; by induction; WALSH=1 UNITS=4 CLASSES=3
//
// mutant: {{(ZB-1){1'b0}}, ~code} => {ZB{1'b0}}
// mutant: else if (scan) sum <= above; => else if (scan) sum <= sum;
// mutant: .load(load), .advance(valid) => .load(load), .advance(1'b1)
`default_nettype none
module prove #(
    parameter WALSH   = 0,
    parameter UNITS   = 5,
    parameter CLASSES = 3
) (
    input wire       clk,
    input wire       rst,
    input wire       go,
    input wire [7:0] h
);
    localparam COMMON  = UNITS % 2 == 0 ? 2 : 1;
    localparam MODULUS = 4 * UNITS / COMMON;
    localparam MOST    = UNITS > CLASSES + 1 ? UNITS : CLASSES + 1;
    localparam BITS    = WALSH != 0 ? $clog2(MOST) : $clog2(MODULUS);
    localparam CB      = $clog2(CLASSES), RB = $clog2(UNITS + 1), ZB = 9 + $clog2(UNITS);

    // A sample: load, its rows with waits, a scan without.
    reg [1:0]    state = 2'd0;      // 0 rest, 1 rows, 2 scan
    reg [RB-1:0] row;
    reg [CB-1:0] class_id;
    reg          begun = 1'b0;
    wire         load  = state == 0 && go, valid = state == 1 && go && row < UNITS, scan = state == 2;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (load) {state, row} <= {2'd1, {RB{1'b0}}};
        if (valid) row <= row + 1'b1;
        if (state == 1 && go && row == UNITS) {state, class_id} <= {2'd2, {CB{1'b0}}};
        if (scan) begin
            class_id <= class_id + 1'b1;
            if (class_id == CLASSES - 1) state <= 2'd0;
        end
        if (rst) state <= 2'd0;
    end

    wire [ZB-1:0] z, z_next;
    logits #(
        .CLASSES(CLASSES), .CLASS_BITS(CB), .ZB(ZB), .WALSH(WALSH), .CODE_BITS(BITS), .MODULUS(MODULUS), .QUARTER(UNITS / COMMON),
        .STEP(4 / COMMON), .START(2 / COMMON)
    ) leaf (
        .clk(clk), .rst(rst), .load(load), .h(h), .valid(valid), .scan(scan), .z(z), .z_next(z_next)
    );

    wire [CLASSES*UNITS-1:0] formula;
    reg  [CLASSES*ZB-1:0]    sums;
    genvar c, i;
    generate
        for (c = 0; c < CLASSES; c = c + 1) begin : classes
            for (i = 0; i < UNITS; i = i + 1) begin : rows
                localparam P = (2 * (c / 2 + 1) * (2 * i + 1) + 4 * UNITS - (c % 2 == 1 ? UNITS : 0)) % (4 * UNITS);
                assign formula[c*UNITS + i] = WALSH != 0 ? ~^(i & (c + 1)) : P < UNITS || P >= 3 * UNITS;
            end
            always @(posedge clk)
                if (rst || load) sums[c*ZB +: ZB] <= 0;
                else if (valid) sums[c*ZB +: ZB] <= formula[c*UNITS + row] ? sums[c*ZB +: ZB] + h : sums[c*ZB +: ZB] - h;
        end
    endgenerate

    always @* begin
        assume (begun || rst);
        if (begun && scan) begin
            assert (z == sums[class_id*ZB +: ZB]);
            if (class_id != CLASSES - 1) assert (z_next == sums[(class_id+1)*ZB +: ZB]);
        end
        if (begun && load) assert (z == 0 && z_next == 0);
    end
endmodule
`default_nettype wire
