// SPDX-License-Identifier: Apache-2.0
// sample_gate: every value that is taken goes into the core unchanged, in the cycle in which it is taken; a flush of the register file
// goes in between two samples, once for each time that it is asked for or later, and `pending` until the core has made it, whatever
// flushes of the stream are before it; no sample is begun while paused, held or while such a flush waits, and one that has begun goes on;
// `dirty` from the last value of a learned sample until a flush that came behind it is made; who may not learn does not. Resets.
//
// proof: three values; by induction; FEATURES=3
// proof: one value; by induction; FEATURES=1
// reached: a flush is made behind one of the stream; within 16; FEATURES=3 REACH=1
//
// mutant: i_learn && learn => i_learn
// mutant: !(closed || pause || wanted) => !(closed || pause)
// mutant: wanted && first && !closed => wanted && !closed
// mutant: ahead   <= flights - {7'd0, flushed} => ahead   <= flights
// mutant: unflushed || flights != 8'd0 => unflushed
// mutant: wanted  <= flush; => wanted  <= 1'b0;
`default_nettype none
module prove #(
    parameter FEATURES = 3,
    parameter REACH    = 0
) (
    input wire       clk,
    input wire       rst,
    input wire       i_valid,
    input wire [7:0] i_data,
    input wire [1:0] i_label,
    input wire       i_learn,
    input wire       i_flush,
    input wire       s_ready,
    input wire       learn,
    input wire       pause,
    input wire       hold,
    input wire       flush,
    input wire       flushed
);
    localparam CB = FEATURES > 1 ? $clog2(FEATURES) : 1;
    wire       i_ready, s_valid, s_learn, s_flush, pending, dirty, learned;
    wire [7:0] s_data;
    wire [1:0] s_label;
    sample_gate #(.FEATURES(FEATURES), .COUNT_BITS(CB), .CLASSES(3), .CLASS_BITS(2)) leaf (
        .clk(clk), .rst(rst), .i_valid(i_valid), .i_ready(i_ready), .i_data(i_data), .i_label(i_label), .i_learn(i_learn),
        .i_flush(i_flush), .s_valid(s_valid), .s_ready(s_ready), .s_data(s_data), .s_label(s_label), .s_learn(s_learn),
        .s_flush(s_flush), .learn(learn), .pause(pause), .hold(hold), .flush(flush), .flushed(flushed), .pending(pending),
        .dirty(dirty), .learned(learned)
    );

    reg       begun = 1'b0, asked, ours, learnt, told;
    reg [1:0] place;    // values of the sample in the core
    reg [2:0] flights;  // flushes in the core
    reg [2:0] before;   // of them, those up to ours
    wire move  = i_valid && i_ready;
    wire beat  = s_valid && s_ready;
    wire start = place == 0;
    wire pure  = beat && s_flush && start;
    wire own   = pure && !move;
    wire last  = beat && !pure && place == FEATURES - 1;
    wire [2:0] rest = flights - {2'd0, flushed};
    always @(posedge clk) begin
        begun <= 1'b1;
        if (last) place <= 0;
        else if (beat && !pure) place <= place + 1'b1;
        if (own) asked <= flush;
        else if (flush) asked <= 1'b1;
        if (own) {ours, before} <= {1'b1, rest + 1'b1};
        else if (flushed && ours) {ours, before} <= {before != 1, before - 1'b1};
        flights <= rest + {2'd0, pure};
        if (last && s_learn && s_label != 3) learnt <= 1'b1;
        else if (pure) learnt <= 1'b0;
        if (rst) {asked, ours, learnt, place, flights, before} <= 0;
    end

    always @* begin
        assume (begun || rst);
        assume (!flushed || flights != 0);
        assume (flights < 3);
        if (begun && !rst) begin
            if (move) assert (beat && s_data == i_data && s_label == i_label && s_learn == (i_learn && learn) && s_flush == i_flush);
            if (beat && !move) assert (own && asked);
            if (start && (pause || hold || asked)) assert (!i_ready);
            if (!start && s_ready) assert (i_ready);
            if (start && !pause && !hold && !asked && s_ready) assert (i_ready);
            assert (pending == (flush || asked || ours));
            assert (dirty == (learnt || flights != 0));
            assert (learned == (last && s_learn && s_label != 3));
            if (REACH != 0) assert (!(ours && before == 2));
        end
    end
endmodule
`default_nettype wire
