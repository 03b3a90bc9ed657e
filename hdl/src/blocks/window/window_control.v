// SPDX-License-Identifier: Apache-2.0
// window_control: what a convolution does with a sample, one thing after the other.
//
//   IDLE --take--> WALK --last--> DRAIN --> CODE --last--> CODED --> HAND --> DECIDE --> IDLE
//                                                                                |
//          a correction:             MOVE --last--> MOVED --> CORRECT --done--> WRITTEN --> IDLE
//
//   WALK     pixel after pixel is computed (window_walk.v)
//   CODE     the cell sums are multiplied with the code (code_walk.v); logits leave class after class
//   CODED    the last logit leaves
//   HAND     the sample is handed on; the decision
//   MOVE     the code of label and rival moves (code_walk.v)
//   CORRECT  weights and biases (window_sweep.v)
// A flush goes from IDLE to HAND at once: nothing is ever due when it comes.
// golden-model/src/layers/window/schedule.rs has the cycles.
//
// port         width       meaning
// full         1           a sample waits in map_buffer, with slot_flush, slot_learn, slot_label
// down_ready   1           whoever comes next has room for a whole sample
// take         1           the waiting sample is taken
// walk         1           state WALK; walk_last: with its last word of weights
// code, move   1           states CODE and MOVE; code_last: with the last number of either
// correct      1           state CORRECT; correct_last: in its last cycle
// scan         1           a logit leaves
// total_valid  1           one cycle later: a summed logit is on its way
// hand         1           sample finished: decision taken, result handed on
// pending      1           one cycle later: it wants a correction
// flush        1           sample at hand is a flush: its results are void
// learn        1           sample at hand is to be learned
// label        CLASS_BITS  its class
// busy         1           this layer or one before it (busy_before) has work
//
// A cycle with rst ends all of it.
`default_nettype none
module window_control #(
    parameter LEARNS     = 1,   // 0: nothing is ever corrected
    parameter DRAIN      = 10,  // cycles from the last word of weights to the last cell sum
    parameter CLASS_BITS = 4    // bits of a class number
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  full,
    input  wire                  slot_flush,
    input  wire                  slot_learn,
    input  wire [CLASS_BITS-1:0] slot_label,
    input  wire                  down_ready,
    input  wire                  busy_before,
    output wire                  busy,
    output wire                  take,
    output wire                  walk,
    input  wire                  walk_last,
    output wire                  code,
    output wire                  move,
    input  wire                  code_last,
    output wire                  correct,
    input  wire                  correct_last,
    input  wire                  scan,
    output reg                   total_valid,
    output wire                  hand,
    input  wire                  pending,
    output reg                   flush,
    output reg                   learn,
    output reg  [CLASS_BITS-1:0] label
);
    localparam COUNT = DRAIN > 4 ? $clog2(DRAIN) : 2;
    localparam [COUNT-1:0] DRAINED = DRAIN[COUNT-1:0] - 1'b1, CODED = 3, MOVED = 2, WRITTEN = 2;

    // One register a state: what decides is short.
    reg idle, walking, draining, coding, coded, handing, deciding, moving, moved, correcting, written;
    assign take    = idle & full & down_ready;
    assign walk    = walking;
    assign code    = coding;
    assign move    = moving;
    assign correct = correcting;
    assign hand    = handing;
    assign busy    = busy_before | full | ~idle;

    reg [COUNT-1:0] count;
    wire drain_ends = draining && count == DRAINED;
    wire coded_ends = coded && count == CODED;
    wire moved_ends = moved && count == MOVED;
    wire last_write = written && count == WRITTEN;
    wire rest       = LEARNS != 0 ? deciding & ~pending | last_write : handing;

    always @(posedge clk) begin
        idle       <= rst | rest | idle & ~take;
        walking    <= ~rst & (take & ~slot_flush | walking & ~walk_last);
        draining   <= ~rst & (walking & walk_last | draining & ~drain_ends);
        coding     <= ~rst & (drain_ends | coding & ~code_last);
        coded      <= ~rst & (coding & code_last | coded & ~coded_ends);
        handing    <= ~rst & (take & slot_flush | coded_ends);
        deciding   <= ~rst & handing & LEARNS[0];
        moving     <= ~rst & (deciding & pending | moving & ~code_last);
        moved      <= ~rst & (moving & code_last | moved & ~moved_ends);
        correcting <= ~rst & (moved_ends | correcting & ~correct_last);
        written    <= ~rst & (correcting & correct_last | written & ~last_write);

        if (idle | walking | drain_ends | coding | moving | correcting) count <= {COUNT{1'b0}};
        else count <= count + 1'b1;
        total_valid <= scan & ~rst;
        if (take) begin
            flush <= slot_flush;
            learn <= slot_learn & ~slot_flush;
            label <= slot_label;
        end
    end
endmodule
`default_nettype wire
