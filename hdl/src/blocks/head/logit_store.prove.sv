// SPDX-License-Identifier: Apache-2.0
// logit_store: for any logits, any number of cycles between them (three at least, as code_logits.v gives them) and sums of the layers before
// that come while the sample before them is still at hand: what leaves is z plus the sum of the same sample and class; a flush has no sums;
// a reset at any moment forgets both.
//
// proof: two classes; to 40 cycles; CLASSES=2
// proof: three classes; to 28 cycles; CLASSES=3
// reached: a second sample; within 30; CLASSES=2 REACH=1
//
// mutant: at     <= second ? SECOND : {ADDR{1'b0}}; => at     <= second ? {ADDR{1'b0}} : SECOND;
// mutant: if (scan) at <= at + 1'b1; => if (scan) at <= at;
// mutant: fill   <= {ADDR{1'b0}}; => fill   <= fill;
// mutant: second <= ~second; => second <= second;
// mutant: wide[SB-1:0] + earlier => wide[SB-1:0]
`default_nettype none
module prove #(
    parameter CLASSES = 2,
    parameter REACH   = 0
) (
    input wire       clk,
    input wire       rst,
    input wire       sends,     // the layers before have the next sum
    input wire [2:0] in_total,
    input wire       takes,
    input wire       flushes,   // ... a flush, for which no sums came
    input wire       scans,
    input wire [2:0] z
);
    localparam ADDR = CLASSES == 2 ? 2 : 3, CB = 2;

    // Sums of the sample that comes in, all of them there or not; those of the one at hand, and how many of its classes are left.
    reg                 begun = 1'b0;
    reg [CB-1:0]        came = 0, left = 0, wait_for = 0;
    reg [3*CLASSES-1:0] coming, at_hand;
    reg                 due = 1'b0, again = 1'b0;
    reg [2:0]           sum;
    wire                take     = takes && left == 0 && (flushes ? came == 0 : came == CLASSES);
    wire                in_valid = sends && came != CLASSES && !take;
    wire                scan     = scans && left != 0 && wait_for == 0;
    wire [2:0]          total;
    logit_store #(.CLASSES(CLASSES), .ADDR(ADDR), .ZB(3), .SB(3)) leaf (
        .clk(clk), .rst(rst), .in_valid(in_valid), .in_total(in_total), .take(take), .scan(scan), .z(z), .total(total)
    );

    always @(posedge clk) begin
        begun <= 1'b1;
        due   <= scan && !rst;
        sum   <= z + at_hand[2:0];
        if (wait_for != 0) wait_for <= wait_for - 1'b1;
        if (in_valid) begin
            came   <= came + 1'b1;
            coming <= {in_total, coming[3*CLASSES-1:3]};
        end
        if (take) begin
            came     <= 0;
            left     <= flushes ? 0 : CLASSES;
            at_hand  <= coming;
            wait_for <= 2;
        end else if (scan) begin
            left     <= left - 1'b1;
            at_hand  <= at_hand >> 3;
            wait_for <= 2;
            again    <= again || left == 1;
        end
        if (rst) {came, left, wait_for} <= 0;
    end

    always @* begin
        assume (begun || rst);
        if (begun && due) assert (total == sum);
        if (REACH != 0) assert (!(again && due && left == 0));
    end
endmodule
`default_nettype wire
