// SPDX-License-Identifier: Apache-2.0
// soft_multiplier: the product is w x a for every weight and activation, at widths that a solver can compare. Wider ones
// differ in nothing but the number of rows and levels; hdl/src/blocks/multiply/soft_multiplier.rs runs all inputs of some.
//
// proof: five bits by five, unsigned; by induction; WB=5 AB=5 SIGNED=0 PRODUCT=10
// proof: five bits by five, signed; by induction; WB=5 AB=5 SIGNED=1 PRODUCT=10
// proof: eight bits of activation, unsigned; by induction; WB=3 AB=8 SIGNED=0 PRODUCT=11
// proof: eight bits of activation, signed; by induction; WB=3 AB=8 SIGNED=1 PRODUCT=11
// proof: a single row; by induction; WB=8 AB=1 SIGNED=0 PRODUCT=9
//
// mutant: node >= AB => node >= AB - 1
// mutant: node == AB - 1 ? -wide => node == AB - 2 ? -wide
// mutant: {{SHIFT{low[IN-1]}}, low} => {{SHIFT{1'b0}}, low}
`default_nettype none
module prove #(
    parameter WB      = 12,
    parameter AB      = 8,
    parameter SIGNED  = 0,
    parameter PRODUCT = 20
) (
    input wire                 clk,
    input wire signed [WB-1:0] w,
    input wire        [AB-1:0] a
);
    wire signed [PRODUCT-1:0] product;
    soft_multiplier #(.WB(WB), .AB(AB), .SIGNED(SIGNED), .PRODUCT(PRODUCT)) leaf (.clk(clk), .w(w), .a(a), .product(product));

    reg signed [PRODUCT-1:0] due_1;
    reg                      begun = 1'b0;
    always @(posedge clk) begin
        begun <= 1'b1;
        due_1 <= w * $signed({SIGNED != 0 && a[AB-1], a});
    end

    always @* if (begun) assert (product == due_1);
endmodule
`default_nettype wire
