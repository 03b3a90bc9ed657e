// SPDX-License-Identifier: Apache-2.0
// pacer, self-paced: for any samples, decisions, pauses, writes of e and resets: e moves behind each learning sample that the layer is not
// held in by the floor of a 128th of its way to 65,535, or to 0; a sample learns with the number of halvings that e had
// fallen below one half when the learning sample before it was taken, the decision of one that was handed on in the cycle before among
// it; `current` and `due` are that of the sample at hand and of the one before; the host's rate is followed where it is slower.
//
// proof: three steps below the fastest; by induction; MOST=3 S_BITS=2 SLOWER_BITS=2
// proof: two, with a host that has no rate; by induction; MOST=2 S_BITS=2 SLOWER_BITS=1
// proof: eight, the second of two learners; by induction; MOST=8 S_BITS=4 SLOWER_BITS=2 LEARNER=1
// proof: none, with a host that has three; by induction; MOST=0 S_BITS=2 SLOWER_BITS=2
// reached: slower, behind a write of e; within 12; MOST=3 S_BITS=2 SLOWER_BITS=2 REACH=1
//
// mutant: ~pending & ~|kept[6:0]; => 1'b0;
// mutant: {{7{~pending}}, ~kept[15:7]} => {7'd0, ~kept[15:7]}
// mutant: hand & learn & ~frozen => hand & learn
// mutant: s_coming = found ? s : s_kept => s_coming = s_kept
// mutant: taken & learn | written => taken | written
// mutant: taken & learn | written => taken & learn
// mutant: asked > {1'b0, mine} => 1'b0
// mutant: s_due <= s_current; => s_due <= s_coming;
// mutant: take ? current : coming => coming
// mutant: kept    <= 16'hffff; => kept    <= 16'h7fff;
`default_nettype none
module prove #(
    parameter MOST        = 3,
    parameter S_BITS      = 2,
    parameter SLOWER_BITS = 2,
    parameter LEARNER     = 0,
    parameter REACH       = 0
) (
    input wire                   clk,
    input wire                   rst,
    input wire                   take,
    input wire                   learn_of,
    input wire                   hand,
    input wire                   frozen,
    input wire                   wrong_of,
    input wire [SLOWER_BITS-1:0] slower,
    input wire [1:0]             share_we,
    input wire [15:0]            share,
    input wire [39:0]            reports_before
);
    // A sample is inside from take to hand; `learn` is its, `pending` that of the last one.
    reg begun = 1'b0, inside = 1'b0, learn = 1'b0, pending = 1'b0, handed = 1'b0;
    always @(posedge clk) begin
        begun   <= 1'b1;
        handed  <= hand & ~rst;
        if (take) learn <= learn_of;
        if (hand) pending <= wrong_of & learn & ~frozen;
        inside  <= ~rst & (take | inside & ~hand);
    end

    wire [S_BITS-1:0] coming, current, due, shared;
    wire [39:0]       reports;
    pacer #(.SELF(1), .MOST(MOST), .S_BITS(S_BITS), .SLOWER_BITS(SLOWER_BITS), .LEARNERS(2), .LEARNER(LEARNER)) leaf (
        .clk(clk), .rst(rst), .take(take), .learn(learn), .hand(hand), .frozen(frozen), .pending(pending), .slower(slower),
        .coming(coming), .current(current), .due(due), .shared(shared), .share_we(share_we), .share(share),
        .reports_before(reports_before), .reports(reports)
    );

    // e in whole numbers, with the decision that is on its way.
    function [S_BITS-1:0] halvings(input [15:0] e);
        integer step;
        begin
            halvings = 0;
            for (step = 0; step < MOST; step = step + 1)
                if (e < 16'd32768 >> step) halvings = step + 1;
        end
    endfunction
    reg  [15:0] e;
    reg         counts, taken, written;
    reg  [15:0] e_taken;
    // 2^17 more, so that nothing is negative: 2^10 less behind the shift.
    wire [18:0] way   = 19'd131072 + (pending ? 19'd65535 : 19'd0) - e;
    wire [18:0] whole = counts ? e + (way >> 7) - 19'd1024 : {3'd0, e};

    // Of which sample: that comes in, at hand, before.
    reg  [S_BITS-1:0] arriving, at_hand, before;
    wire [S_BITS-1:0] found = written ? halvings(e) : taken && learn ? halvings(e_taken) : arriving;
    always @(posedge clk) begin
        e       <= share_we[LEARNER] ? share : whole[15:0];
        counts  <= hand & learn & ~frozen;
        taken   <= take;
        written <= share_we[LEARNER];
        e_taken <= whole[15:0];
        arriving  <= found;
        if (take) {at_hand, before} <= {found, at_hand};
        if (rst) begin
            e <= 16'hffff;
            {counts, taken, written}  <= 0;
            {arriving, at_hand, before} <= 0;
        end
    end

    wire [S_BITS-1:0] host = slower;
    wire [39:0] mine = LEARNER == 0 ? {20'd0, 20'hfffff} : {20'hfffff, 20'd0};
    wire [19:0] own  = LEARNER == 0 ? reports[19:0] : reports[39:20];
    always @* begin
        assume (begun || rst);
        assume (!take || !inside);
        assume (!hand || inside);
        // Writes come while nothing is inside and nothing waits.
        assume (share_we == 0 || (!inside && !take && !handed));
        if (begun) begin
            assert (whole <= 19'd65535);
            assert (own[15:0] == e);
            assert (own[19:16] == coming);
            assert ((reports | mine) == (reports_before | mine));
            assert (coming == (host > found ? host : found));
            assert (current == (host > at_hand ? host : at_hand));
            assert (due == (host > before ? host : before));
            assert (shared == (take ? current : coming));
            if (taken && learn && !written) assert (e == e_taken);
            if (REACH == 1) assert (current != 2 || slower != 0);
        end
    end
endmodule
`default_nettype wire
