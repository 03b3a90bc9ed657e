// SPDX-License-Identifier: Apache-2.0
// mac_lanes: multiplies one word of weights with one word of activations and adds the row up.
//
//   stage 3    w_3 x a_3, one multiplier a lane (multiplier_bank.v)
//   stage 4    products registered; added in a tree of LEVELS registered levels (adder_tree.v)
//   stage sum  sum of the lanes, added to the row; first_sum: to the bias instead
//   stage acc  acc = (bias << F) + sum over the row's words so far
//
// port       width          meaning
// w_3        LANES*WB       weights, two's complement
// a_3        LANES*AB       activations, two's complement if SIGNED, else unsigned
// bias_sum   WB             corrected bias of the row
// first_sum  1              first word of a row
// acc        ACC            accumulator; its width cannot overflow (Plan's certificate)
`default_nettype none
module mac_lanes #(
    parameter LANES    = 4,   // lanes: weights of a word
    parameter WB       = 12,  // bits of a weight
    parameter AB       = 8,   // bits of an activation
    parameter SIGNED   = 0,   // 1: inputs are two's complement, 0: unsigned
    parameter PRODUCT  = 21,  // bits of a product
    parameter LEVELS   = 1,   // registered levels of the adder tree
    parameter LANE_SUM = 23,  // bits of the sum of the lanes
    parameter ACC      = 27,  // bits of an accumulator
    parameter FRACTION = 8,   // fraction bits of an activation: bits that the bias is shifted left
    parameter PAIRS    = 0,   // pairs of lanes that share a DSP block
    parameter CELL     = 0,   // 1: pairs are cells of an iCE40, 0: plain Verilog
    parameter SOFT     = 0    // lanes, the last ones, whose product is made of logic
) (
    input  wire                  clk,
    input  wire [LANES*WB-1:0]   w_3,
    input  wire [LANES*AB-1:0]   a_3,
    input  wire [WB-1:0]         bias_sum,
    input  wire                  first_sum,
    output reg  signed [ACC-1:0] acc
);
    wire [LANES*PRODUCT-1:0] products_4;
    multiplier_bank #(
        .LANES(LANES), .WB(WB), .AB(AB), .SIGNED(SIGNED), .PRODUCT(PRODUCT), .PAIRS(PAIRS), .CELL(CELL), .SOFT(SOFT)
    ) multipliers (
        .clk(clk), .w(w_3), .a(a_3), .product(products_4)
    );

    wire [PRODUCT+2*LEVELS-1:0] sum;
    adder_tree #(.COUNT(LANES), .WIDTH(PRODUCT), .LEVELS(LEVELS)) tree (.clk(clk), .numbers(products_4), .sum(sum));

    wire [ACC-1:0] start = {{(ACC-WB-FRACTION){bias_sum[WB-1]}}, bias_sum, {FRACTION{1'b0}}};

    always @(posedge clk)
        acc <= (first_sum ? start : acc) + {{(ACC-LANE_SUM){sum[LANE_SUM-1]}}, sum[LANE_SUM-1:0]};

    // The tree's bits above the sum that the certificate allows are copies of its sign.
    wire unused = &{1'b0, sum};
endmodule
`default_nettype wire
