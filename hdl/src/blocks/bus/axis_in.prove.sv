// SPDX-License-Identifier: Apache-2.0
// axis_in: into the core go whole samples, FEATURES values each; a packet of the right length passes unchanged, its learn and label
// with its last value; of any other one nothing is learned, its values beyond are swallowed or zeros stand for those that lack, and it
// is told once; the answer that leaves is dropped exactly if it is that of such a packet. Nothing waits for ever: with room in the core
// and answers that leave, a value that waits is taken. Resets of both sides, and of the core alone, at any moment.
//
// proof: three values; by induction; FEATURES=3
// proof: one value; by induction; FEATURES=1
// reached: a short packet behind a long one; within 24; FEATURES=3 REACH=1
//
// mutant: tuser[0] && !bad => tuser[0]
// mutant: state == VALUES && tlast && !last => 1'b0
// mutant: state == VALUES && !tlast && last => 1'b0
// mutant: dropping && ahead == 8'd0 => dropping
// mutant: ahead    <= flights - {7'd0, answered} => ahead    <= flights
// mutant: (bad && dropping) || => 1'b0 ||
// mutant: if (restart) state <= begun => if (restart) state <= 1'b0
`default_nettype none
module prove #(
    parameter FEATURES = 3,
    parameter REACH    = 0
) (
    input wire       clk,
    input wire       rst,
    input wire       restart,
    input wire       tvalid,
    input wire [7:0] tdata,
    input wire       tlast,
    input wire [2:0] tuser,
    input wire       i_ready,
    input wire       answered
);
    localparam CB = FEATURES > 1 ? $clog2(FEATURES) : 1;
    wire       tready, i_valid, i_learn, i_flush, drop, bad_length;
    wire [7:0] i_data;
    wire [1:0] i_label;
    axis_in #(.FEATURES(FEATURES), .COUNT_BITS(CB), .CLASS_BITS(2)) leaf (
        .clk(clk), .rst(rst), .restart(restart), .tvalid(tvalid), .tready(tready), .tdata(tdata), .tlast(tlast), .tuser(tuser),
        .i_valid(i_valid), .i_ready(i_ready), .i_data(i_data), .i_label(i_label), .i_learn(i_learn), .i_flush(i_flush),
        .answered(answered), .drop(drop), .bad_length(bad_length)
    );

    reg        begun = 1'b0;
    reg [2:0]  place;               // values of the packet that came, FEATURES at most
    reg        filling, swallowing; // the packet was short, was long
    reg [2:0]  count;               // values of the sample in the core
    reg [3:0]  bads;                // of the samples in the core, the oldest in bit 0: was its packet bad
    reg [2:0]  flights;
    reg        long_before;
    wire move  = tvalid && tready;
    wire beat  = i_valid && i_ready;
    wire end_s = beat && count == FEATURES - 1;
    wire ends  = move && tlast;
    wire bad   = filling || !tlast;
    wire [2:0] left = flights - {2'd0, answered};
    wire [3:0] kept = answered ? bads >> 1 : bads;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (move) place <= tlast ? 0 : place == FEATURES ? FEATURES : place + 1'b1;
        if (beat) count <= end_s ? 0 : count + 1'b1;
        if (ends && !swallowing && place != FEATURES - 1) filling <= 1'b1;
        if (filling && end_s) filling <= 1'b0;
        if (move && !tlast && place == FEATURES - 1) {swallowing, long_before} <= 2'b11;
        if (swallowing && ends) swallowing <= 1'b0;
        bads <= end_s ? (kept & ~(4'd1 << left[1:0])) | {3'd0, bad} << left[1:0] : kept;
        flights <= left + {2'd0, end_s};
        if (rst || restart) begin
            {count, bads, flights, filling} <= 0;
            // What is left of a packet is no new one.
            swallowing <= restart && ((move && !tlast) || (!move && (place != 0 || swallowing) && !filling));
            place      <= restart && ((move && !tlast) || (!move && (place != 0 || swallowing) && !filling)) ? FEATURES : 0;
        end
        if (rst) {swallowing, place, long_before} <= 0;
    end

    always @* begin
        assume (begun || rst);
        assume (!rst || !restart);
        assume (!answered || flights != 0);
        assume (flights < 3 || !end_s || answered);
        if (begun && !rst) begin
            assert (!i_flush);
            if (i_valid && !filling) assert (tvalid && i_data == tdata && !swallowing);
            if (i_valid && filling) assert (i_data == 0);
            // A value of a packet goes in, one that is too much does not.
            if (!swallowing) assert (move == (beat && !filling));
            if (i_valid && count == FEATURES - 1 && !filling && tlast) assert (i_learn == tuser[0] && i_label == tuser[2:1]);
            if (i_valid && count == FEATURES - 1 && (filling || !tlast)) assert (!i_learn);
            assert (bad_length == (end_s && bad));
            if (answered) assert (drop == bads[0]);
            if (swallowing) assert (tready);
            if (tvalid && i_ready && flights == 0) assert (i_valid || swallowing);
            if (REACH != 0) assert (!(filling && long_before));
        end
    end
endmodule
`default_nettype wire
