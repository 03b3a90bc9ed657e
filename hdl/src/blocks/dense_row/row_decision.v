// SPDX-License-Identifier: Apache-2.0
// row_decision: should this row be corrected for the sample before, and which way?
//
//   d = (s_r - s_y) / 2: two code bits and an XOR
//   kept where the neuron was active, or where it is dead, d = -1 and ((t + row) & REVIVAL) == 0; else 0
//
//   before   the next row's active bit is looked up as soon as the row at hand begins
//   stage 0  the row's code bits s_y and s_r, its active bit and its turn to be revived are at hand
//   stage 1  step_1 = {d == -1, d != 0}
//   stage h  the active bit of the sample at hand is stored
//
// port       width       meaning
// take       1           a pass begins
// walk_0     1           a word is at stage 0
// advance_0  1           the next word belongs to the next row
// hand       1           a sample is finished: label and rival are what the next pass corrects for
// pending    1           the sample before asked for a correction
// label      CLASS_BITS  with hand: y of the sample
// rival      CLASS_BITS  with hand: r of the sample
// t          T_BITS      low bits of the number of the sample before among the learning samples
// revival    T_BITS      mask RV
// h          8           activation of the next row in turn
// done_h     1           h is new, or would be, were it not a flush: rows go by all the same
// step_1     2           {sign, enable}; nothing is enabled after a cycle with rst
//
// Model: golden-model/src/rule/layer.rs `update`.
`default_nettype none
module row_decision #(
    parameter ROWS       = 64,   // rows: neurons of the layer
    parameter ROW_BITS   = 6,    // bits of a row number
    parameter QUEUE      = 1,    // 1: shift register, 0: memory
    parameter AHEAD      = 1,    // rows that are begun and not finished, at most
    parameter CLASS_BITS = 4,    // bits of a class number
    parameter T_BITS     = 6,    // bits of `t` and of the mask
    parameter WALSH      = 0,    // 1: walsh codes, 0: sqq
    parameter CODE_BITS  = 7,    // bits of the phase, or of the row counter
    parameter MODULUS    = 128,  // period, in steps of the phase
    parameter QUARTER    = 32,   // a quarter of the period, in steps of the phase
    parameter STEP       = 2,    // phase of class 0 a row
    parameter START      = 1     // phase of class 0 in row 0
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  take,
    input  wire                  walk_0,
    input  wire                  advance_0,
    input  wire                  hand,
    input  wire                  pending,
    input  wire [CLASS_BITS-1:0] label,
    input  wire [CLASS_BITS-1:0] rival,
    input  wire [T_BITS-1:0]     t,
    input  wire [T_BITS-1:0]     revival,
    input  wire [7:0]            h,
    input  wire                  done_h,
    output reg  [1:0]            step_1
);
    wire s_y, s_r, was_active;

    code_gen #(
        .WALSH(WALSH), .CLASS_BITS(CLASS_BITS), .BITS(CODE_BITS), .MODULUS(MODULUS), .QUARTER(QUARTER), .STEP(STEP), .START(START)
    ) code_y (
        .clk(clk), .load(hand), .advance(advance_0), .class_id(label), .code(s_y)
    ), code_r (
        .clk(clk), .load(hand), .advance(advance_0), .class_id(rival), .code(s_r)
    );

    // The row that begins next.
    wire                begin_row = take | advance_0;
    reg  [ROW_BITS-1:0] row;
    always @(posedge clk)
        if (hand) row <= {ROW_BITS{1'b0}};
        else if (begin_row) row <= row + 1'b1;

    active_bits #(.ROWS(ROWS), .ROW_BITS(ROW_BITS), .QUEUE(QUEUE), .AHEAD(AHEAD)) active_bits (
        .clk(clk), .first(hand), .begin_row(begin_row), .row(row), .was_active(was_active), .take(take), .done(done_h), .active(|h)
    );

    // t + row; the mask keeps the low bits.
    localparam SB = T_BITS > ROW_BITS ? T_BITS : ROW_BITS;
    wire [SB-1:0] turn = {{(SB-T_BITS){1'b0}}, t} + {{(SB-ROW_BITS){1'b0}}, row};

    reg revive;
    always @(posedge clk) begin
        if (begin_row) revive <= (turn[T_BITS-1:0] & revival) == {T_BITS{1'b0}};
        step_1 <= {s_y, walk_0 & ~rst & pending & (s_y ^ s_r) & (was_active | s_y & revive)};
    end

    wire unused = &{1'b0, turn};
endmodule
`default_nettype wire
