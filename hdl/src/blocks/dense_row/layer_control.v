// SPDX-License-Identifier: Apache-2.0
// layer_control: walks a layer's weights once a sample, for the correction of the sample before and the
// forward pass of the sample at hand.
//
//   IDLE --take--> WALK --ROWS x WORDS--> DRAIN --PIPELINE--> SCAN --CLASSES--> HAND --1--> IDLE
//
// Stages of the walk, one cycle each; a suffix names the stage that a signal belongs to:
//   0    a word is issued; increments are looked up; the row's decision is made
//   1    choice of the increment; the weight word is addressed
//   2    correction; the activations are addressed
//   3    write-back; products
//   4    products registered, added in a tree of LEVELS registered levels
//   sum  stage 4 + LEVELS: sum of the lanes; bias written back
//   acc  one later: accumulator
//   h    one later: activation; PIPELINE = 6 + LEVELS
// A sample takes 1 + ROWS x WORDS + PIPELINE + CLASSES + 1 cycles: golden-model/src/plan/row.rs.
//
// port         width       meaning
// full         1           a sample waits in act_buffer, with slot_flush, slot_learn, slot_label
// down_ready   1           whoever comes next has room for a whole sample
// take         1           the waiting sample is taken
// advance_0    1           the last word of a row is issued
// addr_*       ADDR        address of the word at that stage: to read, and to write back
// row_bias     ROW_BITS    the row whose bias is to be read, two stages before sum; row_read one stage before it
// first_sum    1           the first word of a row is at stage sum; row_sum is the row
// last_acc     1           a row of a sample is finished in the accumulator
// done_h       1           one cycle later: a row is finished, that of a flush as well
// scan         1           logits are read out, class 0 first, one a cycle
// total_valid  1           one cycle later: a summed logit is on its way, not that of a flush
// hand         1           sample finished: decision taken, result handed on
// flush        1           sample at hand is a flush: its results are void
// learn        1           sample at hand is to be learned
// label        CLASS_BITS  its class
// busy         1           this layer or one before it (busy_before) has work
//
// A cycle with rst ends the walk and empties the stages: from the next cycle on nothing comes out of them.
`default_nettype none
module layer_control #(
    parameter ROWS       = 64,  // rows: neurons of the layer
    parameter ROW_BITS   = 6,   // bits of a row number
    parameter WORDS      = 16,  // words of a row
    parameter WORD_BITS  = 4,   // bits of a word number
    parameter ADDR       = 10,  // bits of an address of the weights
    parameter LEVELS     = 1,   // registered levels of the adder tree
    parameter CLASSES    = 10,  // classes
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
    output wire                  walk_0,
    output wire                  advance_0,
    output reg  [ADDR-1:0]       addr_1,
    output reg  [ADDR-1:0]       addr_2,
    output reg  [ADDR-1:0]       addr_3,
    output reg  [WORD_BITS-1:0]  word_1,
    output reg  [ROW_BITS-1:0]   row_bias,
    output reg  [ROW_BITS-1:0]   row_read,
    output wire                  first_sum,
    output reg  [ROW_BITS-1:0]   row_sum,
    output wire                  last_acc,
    output wire                  done_h,
    output wire                  scan,
    output reg                   total_valid,
    output wire                  hand,
    output reg                   flush,
    output reg                   learn,
    output reg  [CLASS_BITS-1:0] label
);
    localparam SUM      = 4 + LEVELS;       // the stage
    localparam PIPELINE = SUM + 2;
    localparam LONGEST  = CLASSES > PIPELINE ? CLASSES : PIPELINE;
    localparam COUNT    = $clog2(LONGEST);
    localparam SINGLE   = WORDS == 1;
    localparam WALK_END = ROWS * WORDS - 2, ROW_END = SINGLE ? 0 : WORDS - 2;   // the address and the word before the last
    localparam [COUNT-1:0]     DRAINED = PIPELINE - 1, SCANNED = CLASSES[COUNT-1:0] - 1'b1;
    localparam [ADDR-1:0]      NEXT_LAST_ADDR = WALK_END[ADDR-1:0];
    localparam [WORD_BITS-1:0] NEXT_LAST_WORD = ROW_END[WORD_BITS-1:0];

    // One register a state: what decides is short.
    reg idle, walk, drain, reading, handing;
    assign take   = idle & full & down_ready;
    assign walk_0 = walk;
    assign scan   = reading;
    assign hand   = handing;
    assign busy   = busy_before | full | ~idle;

    reg [COUNT-1:0]     count;
    reg [ADDR-1:0]      addr_0;
    reg [WORD_BITS-1:0] word_0;
    reg                 end_0;              // the walk's last word
    reg                 first_0, last_0;    // first and last word of a row

    wire drained = drain && count == DRAINED;
    wire scanned = reading && count == SCANNED;
    assign advance_0 = walk & last_0;

    always @(posedge clk) begin
        idle    <= rst | handing | idle & ~take;
        walk    <= ~rst & (take | walk & ~end_0);
        drain   <= ~rst & (walk & end_0 | drain & ~drained);
        reading <= ~rst & (drained | reading & ~scanned);
        handing <= ~rst & scanned;

        end_0 <= walk && addr_0 == NEXT_LAST_ADDR;
        if (walk | drained) count <= {COUNT{1'b0}};
        else count <= count + 1'b1;
        if (take) begin
            word_0  <= {WORD_BITS{1'b0}};
            first_0 <= 1'b1;
            last_0  <= SINGLE;
            addr_0  <= {ADDR{1'b0}};
            flush   <= slot_flush;
            learn   <= slot_learn & ~slot_flush;
            label   <= slot_label;
        end else if (walk) begin
            word_0  <= last_0 ? {WORD_BITS{1'b0}} : word_0 + 1'b1;
            first_0 <= last_0;
            last_0  <= SINGLE | word_0 == NEXT_LAST_WORD;
            addr_0  <= addr_0 + 1'b1;
        end
    end

    // The stages behind.
    reg [SUM:1]   first;    // one bit a stage
    reg [SUM+2:1] last;

    assign first_sum = first[SUM];
    assign last_acc  = last[SUM+1] & ~flush;    // a flush has no activations
    assign done_h    = last[SUM+2];

    always @(posedge clk) begin
        {addr_1, addr_2, addr_3} <= {addr_0, addr_1, addr_2};
        word_1      <= word_0;
        first       <= {first[SUM-1:1], first_0 & walk} & {SUM{~rst}};
        last        <= {last[SUM+1:1], advance_0} & {SUM+2{~rst}};
        total_valid <= scan & ~flush & ~rst;
        if (take) row_bias <= {ROW_BITS{1'b0}};
        else if (last[SUM-2]) row_bias <= row_bias + 1'b1;
        {row_read, row_sum} <= {row_bias, row_read};
    end
endmodule
`default_nettype wire
