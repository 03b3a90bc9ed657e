// SPDX-License-Identifier: Apache-2.0
// window_control: the whole course of a sample and of a flush, cycle by cycle: walk, drain, the product with the code, hand, and behind
// a decision to correct the code's move and the correction of weights, each until it is said to be over; nothing at any other time; work
// begins whenever a sample waits, nothing is at work and there is room, and never else; flush, learn and label are those of the sample
// that was taken. A reset of one cycle at any moment ends it, and nothing comes after it.
//
// proof: the shortest drain; by induction; DRAIN=1
// proof: five cycles to drain; by induction; DRAIN=5
// proof: who cannot learn; by induction; DRAIN=8 LEARNS=0
// reached: a correction is over; within 40; DRAIN=5 REACH=1
//
// mutant: DRAIN[COUNT-1:0] - 1'b1 => DRAIN[COUNT-1:0]
// mutant: idle & full & down_ready => idle & full
// mutant: scan & ~rst => scan
// mutant: deciding & ~pending | last_write => last_write
// mutant: ~rst & (moved_ends | correcting & ~correct_last) => moved_ends | correcting & ~correct_last
// mutant: take & ~slot_flush | walking => take | walking
// mutant: take & slot_flush | coded_ends => coded_ends
`default_nettype none
module prove #(
    parameter DRAIN   = 5,
    parameter LEARNS  = 1,
    parameter REACH   = 0
) (
    input wire       clk,
    input wire       rst,
    input wire       full,
    input wire       slot_flush,
    input wire       slot_learn,
    input wire [3:0] slot_label,
    input wire       down_ready,
    input wire       busy_before,
    input wire       walk_ends,
    input wire       code_ends,
    input wire       correct_ends,
    input wire       wants,
    input wire       scan
);
    localparam IDLE = 0, WALK = 1, DRAINS = 2, CODE = 3, CODED = 4, HAND = 5, DECIDE = 6, MOVE = 7, MOVED = 8, CORRECT = 9, WRITTEN = 10;

    wire       busy, take, walk, code, move, correct, total_valid, hand, flush, learn;
    wire [3:0] label;
    reg  [3:0] state = IDLE;
    reg  [4:0] count = 0;
    reg        begun = 1'b0, sum_valid = 1'b0, was_flush, was_learn;
    reg  [3:0] was_label;
    wire       pending = wants && LEARNS != 0 && !was_flush;
    window_control #(.LEARNS(LEARNS), .DRAIN(DRAIN), .CLASS_BITS(4)) leaf (
        .clk(clk), .rst(rst), .full(full), .slot_flush(slot_flush), .slot_learn(slot_learn), .slot_label(slot_label),
        .down_ready(down_ready), .busy_before(busy_before), .busy(busy), .take(take), .walk(walk), .walk_last(walk_ends && walk),
        .code(code), .move(move), .code_last(code_ends && (code || move)), .correct(correct), .correct_last(correct_ends && correct),
        .scan(scan), .total_valid(total_valid), .hand(hand), .pending(pending), .flush(flush), .learn(learn), .label(label)
    );

    // What comes next, and after how many cycles.
    reg [3:0] next;
    reg       over;
    always @* begin
        over = 1'b1;
        next = IDLE;
        case (state)
            IDLE:    {over, next} = {full && down_ready, slot_flush ? 4'd5 : 4'd1};
            WALK:    {over, next} = {walk_ends, 4'd2};
            DRAINS:  {over, next} = {count == DRAIN - 1, 4'd3};
            CODE:    {over, next} = {code_ends, 4'd4};
            CODED:   {over, next} = {count == 3, 4'd5};
            HAND:    next = LEARNS != 0 ? DECIDE : IDLE;
            DECIDE:  next = pending ? MOVE : IDLE;
            MOVE:    {over, next} = {code_ends, 4'd8};
            MOVED:   {over, next} = {count == 2, 4'd9};
            CORRECT: {over, next} = {correct_ends, 4'd10};
            default: {over, next} = {count == 2, 4'd0};
        endcase
    end
    always @(posedge clk) begin
        begun     <= 1'b1;
        state     <= rst ? IDLE : over ? next : state;
        count     <= rst || over || state == WALK || state == CODE || state == MOVE || state == CORRECT || state == IDLE ? 0 : count + 1'b1;
        sum_valid <= scan && !rst;
        if (take) {was_flush, was_learn, was_label} <= {slot_flush, slot_learn && !slot_flush, slot_label};
    end

    always @* begin
        assume (begun || rst);
        if (begun) begin
            assert (take == (state == IDLE && full && down_ready));
            assert (busy == (busy_before || full || state != IDLE));
            assert ({walk, code, move, correct, hand} == {state == WALK, state == CODE, state == MOVE, state == CORRECT, state == HAND});
            assert (total_valid == sum_valid);
            if (state != IDLE) assert ({flush, learn, label} == {was_flush, was_learn, was_label});
            assert (count < (state == DRAINS ? DRAIN : state == CODED ? 4 : state == MOVED || state == WRITTEN ? 3 : 1));
            assert (state <= WRITTEN);
            if (LEARNS == 0) assert (state < DECIDE);
            if (REACH != 0) assert (!(state == WRITTEN && count == 2));
        end
    end
endmodule
`default_nettype wire
