// SPDX-License-Identifier: Apache-2.0
// layer_control: the whole course of a pass, cycle by cycle, from `take` to `hand`, for a sample and for a flush: which word is
// issued when, when its address, its row and its bias come at which stage, when rows end, when logits are read out; nothing at
// any other time; a pass begins whenever a sample waits, nothing is at work and there is room, and never else; flush, learn and
// label are those of the sample that was taken. A reset of one cycle at any moment ends the pass, and nothing comes after it.
//
// proof: two words a row; by induction; ROWS=3 WORDS=2 LEVELS=1 CLASSES=2
// proof: one word a row; by induction; ROWS=4 WORDS=1 LEVELS=1 CLASSES=3
// proof: one lane; by induction; ROWS=3 WORDS=2 LEVELS=0 CLASSES=4
// proof: more classes than stages; by induction; ROWS=2 WORDS=3 LEVELS=1 CLASSES=9
// reached: a pass is over; within 40; ROWS=3 WORDS=2 LEVELS=1 CLASSES=2 REACH=1
//
// mutant: {first[SUM-1:1], first_0 & walk} & {SUM{~rst}} => {first[SUM-1:1], first_0 & walk}
// mutant: {last[SUM+1:1], advance_0} & {SUM+2{~rst}} => {last[SUM+1:1], advance_0}
// mutant: DRAINED = PIPELINE - 1 => DRAINED = PIPELINE - 2
// mutant: idle & full & down_ready => idle & full
// mutant: scan & ~flush & ~rst => scan & ~rst
// mutant: else if (last[SUM-2]) row_bias => else if (last[SUM-1]) row_bias
// mutant: busy_before | full | ~idle => busy_before | ~idle
`default_nettype none
module prove #(
    parameter ROWS    = 3,
    parameter WORDS   = 2,
    parameter LEVELS  = 1,
    parameter CLASSES = 2,
    parameter REACH   = 0
) (
    input wire       clk,
    input wire       rst,
    input wire       full,
    input wire       slot_flush,
    input wire       slot_learn,
    input wire [3:0] slot_label,
    input wire       down_ready,
    input wire       busy_before
);
    localparam RB = $clog2(ROWS), WB = WORDS > 1 ? $clog2(WORDS) : 1, AB = $clog2(ROWS * WORDS);
    localparam ALL = ROWS * WORDS, SUM = 4 + LEVELS, PIPELINE = SUM + 2, LAST = ALL + PIPELINE + CLASSES + 1;

    wire          busy, take, walk_0, advance_0, first_sum, last_acc, done_h, scan, total_valid, hand, flush, learn;
    wire [AB-1:0] addr_1, addr_2, addr_3;
    wire [WB-1:0] word_1;
    wire [RB-1:0] row_bias, row_read, row_sum;
    wire [3:0]    label;
    layer_control #(
        .ROWS(ROWS), .ROW_BITS(RB), .WORDS(WORDS), .WORD_BITS(WB), .ADDR(AB), .LEVELS(LEVELS), .CLASSES(CLASSES), .CLASS_BITS(4)
    ) leaf (
        .clk(clk), .rst(rst), .full(full), .slot_flush(slot_flush), .slot_learn(slot_learn), .slot_label(slot_label),
        .down_ready(down_ready), .busy_before(busy_before), .busy(busy), .take(take), .walk_0(walk_0), .advance_0(advance_0),
        .addr_1(addr_1), .addr_2(addr_2), .addr_3(addr_3), .word_1(word_1), .row_bias(row_bias), .row_read(row_read),
        .first_sum(first_sum), .row_sum(row_sum), .last_acc(last_acc), .done_h(done_h), .scan(scan), .total_valid(total_valid),
        .hand(hand), .flush(flush), .learn(learn), .label(label)
    );

    // Cycles since the take; 0: nothing is at work.
    reg [5:0] now = 0;
    reg       begun = 1'b0, sum_valid = 1'b0, was_flush, was_learn;
    reg [3:0] was_label;
    always @(posedge clk) begin
        begun     <= 1'b1;
        now       <= rst || now == LAST ? 0 : now != 0 ? now + 1'b1 : take;
        sum_valid <= scan && !was_flush && !rst;
        if (take) {was_flush, was_learn, was_label} <= {slot_flush, slot_learn && !slot_flush, slot_label};
    end

    // Is a word at a stage, and which?
    function [5:0] word_at(input [5:0] at, input [5:0] stage);
        word_at = at - 6'd1 - stage;
    endfunction
    function there(input [5:0] at, input [5:0] stage);
        there = at > stage && at <= stage + ALL;
    endfunction
    wire [5:0] k_0 = word_at(now, 0), k_1 = word_at(now, 1), k_2 = word_at(now, 2), k_3 = word_at(now, 3);
    wire [5:0] k_bias = word_at(now, SUM - 2), k_read = word_at(now, SUM - 1), k_sum = word_at(now, SUM);
    wire [5:0] k_acc = word_at(now, SUM + 1), k_h = word_at(now, SUM + 2);

    always @* begin
        assume (begun || rst);
        if (begun) begin
            assert (take == (now == 0 && full && down_ready));
            assert (busy == (busy_before || full || now != 0));
            assert (walk_0 == there(now, 0));
            assert (advance_0 == (there(now, 0) && k_0 % WORDS == WORDS - 1));
            if (there(now, 1)) assert (addr_1 == k_1 && word_1 == k_1 % WORDS);
            if (there(now, 2)) assert (addr_2 == k_2);
            if (there(now, 3)) assert (addr_3 == k_3);
            if (there(now, SUM - 2) && k_bias % WORDS == 0) assert (row_bias == k_bias / WORDS);
            if (there(now, SUM - 1) && k_read % WORDS == 0) assert (row_read == k_read / WORDS);
            assert (first_sum == (there(now, SUM) && k_sum % WORDS == 0));
            if (first_sum) assert (row_sum == k_sum / WORDS);
            assert (last_acc == (there(now, SUM + 1) && k_acc % WORDS == WORDS - 1 && !was_flush));
            assert (done_h == (there(now, SUM + 2) && k_h % WORDS == WORDS - 1));
            assert (scan == (now > ALL + PIPELINE && now <= ALL + PIPELINE + CLASSES));
            assert (total_valid == sum_valid);
            assert (hand == (now == LAST));
            if (now != 0) assert ({flush, learn, label} == {was_flush, was_learn, was_label});
            if (REACH != 0) assert (!hand);
        end
    end
endmodule
`default_nettype wire
