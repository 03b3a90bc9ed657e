// SPDX-License-Identifier: Apache-2.0
// sat_update, correction's adder: for every weight, increment and carry the weight one cycle later is the sum, clipped to
// what WB bits hold.
//
// proof: the sum is clipped, never wrapped; by induction; WB=12 UB=4
// proof: narrow weights; by induction; WB=5 UB=3
// proof: an increment wider than the weight; by induction; WB=4 UB=6
// proof: 16 bits; by induction; WB=16 UB=9
// reached: a clip at the upper end; within 3; WB=6 UB=4 REACH=1
// reached: a clip at the lower end; within 3; WB=6 UB=4 REACH=2
//
// mutant: + {{(SB-1){1'b0}}, carry} => + {{(SB-1){1'b0}}, 1'b0}
// mutant: localparam SB = (WB > UB ? WB : UB) + 1 => localparam SB = (WB > UB ? WB : UB)
// mutant: if (low) q[WB-2:0] <= {(WB-1){1'b0}} => if (low) q[WB-2:0] <= {(WB-1){1'b1}}
// mutant of overflow: top != {TB{top[TB-1]}} => 1'b0
`default_nettype none
module prove #(
    parameter WB    = 12,
    parameter UB    = 4,
    parameter REACH = 0
) (
    input wire          clk,
    input wire [WB-1:0] w,
    input wire [UB-1:0] u,
    input wire          carry
);
    localparam WIDE = WB + UB + 2;
    localparam signed [WIDE-1:0] MOST = (1 << (WB - 1)) - 1, LEAST = -(1 << (WB - 1));

    wire signed [WB-1:0] q;
    sat_update #(.WB(WB), .UB(UB)) leaf (.clk(clk), .w(w), .u(u), .carry(carry), .q(q));

    wire signed [WIDE-1:0] sum = $signed(w) + $signed(u) + $signed({1'b0, carry});
    reg signed [WIDE-1:0]  sum_1;
    reg                    begun = 1'b0;
    always @(posedge clk) {begun, sum_1} <= {1'b1, sum};

    always @*
        if (begun) begin
            assert (q == (sum_1 > MOST ? MOST : sum_1 < LEAST ? LEAST : sum_1));
            if (REACH == 1) assert (sum_1 <= MOST);
            if (REACH == 2) assert (sum_1 >= LEAST);
        end
endmodule
`default_nettype wire
