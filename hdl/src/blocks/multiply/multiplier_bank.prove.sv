// SPDX-License-Identifier: Apache-2.0
// multiplier_bank: each lane is the product of its own weight and activation, whatever kind of multiplier it has and whatever the other
// lanes are. The cell of an iCE40 is compared with the plain form of a pair in bitstreams/tests/narrow.rs.
//
// proof: single lanes; by induction; LANES=3 WB=4 AB=5 SIGNED=0 PRODUCT=9
// proof: lanes of logic; by induction; LANES=2 WB=4 AB=5 SIGNED=1 PRODUCT=9 SOFT=2
// proof: a pair, a single lane, one of logic; by induction; LANES=4 WB=3 AB=8 SIGNED=1 PRODUCT=11 PAIRS=1 SOFT=1
// proof: two pairs; by induction; LANES=4 WB=3 AB=8 SIGNED=0 PRODUCT=11 PAIRS=2
//
// mutant: a[(2*pair+1)*AB +: 8] => a[2*pair*AB +: 8]
// mutant: .w       (w[lane*WB +: WB]) => .w       (w[0 +: WB])
// mutant: .a       (a[spare*AB +: AB]) => .a       (a[0 +: AB])
`default_nettype none
module prove #(
    parameter LANES   = 4,
    parameter WB      = 3,
    parameter AB      = 8,
    parameter SIGNED  = 0,
    parameter PRODUCT = 11,
    parameter PAIRS   = 0,
    parameter SOFT    = 0
) (
    input wire                clk,
    input wire [LANES*WB-1:0] w,
    input wire [LANES*AB-1:0] a
);
    wire [LANES*PRODUCT-1:0] product;
    multiplier_bank #(.LANES(LANES), .WB(WB), .AB(AB), .SIGNED(SIGNED), .PRODUCT(PRODUCT), .PAIRS(PAIRS), .SOFT(SOFT)) leaf (
        .clk(clk), .w(w), .a(a), .product(product)
    );

    reg begun = 1'b0;
    always @(posedge clk) begun <= 1'b1;

    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : lanes
            wire signed [WB-1:0]      weight = w[lane*WB +: WB];
            wire        [AB-1:0]      input_ = a[lane*AB +: AB];
            reg  signed [PRODUCT-1:0] due_1;
            always @(posedge clk) due_1 <= weight * $signed({SIGNED != 0 && input_[AB-1], input_});
            always @* if (begun) assert (product[lane*PRODUCT +: PRODUCT] == due_1);
        end
    endgenerate
endmodule
`default_nettype wire
