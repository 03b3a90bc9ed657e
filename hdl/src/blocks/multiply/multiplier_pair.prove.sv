// SPDX-License-Identifier: Apache-2.0
// multiplier_pair in plain Verilog (CELL = 0): each half is the product of its own weight and activation, whatever the other
// half is. `multiplier`, which it uses, is proven with it. The cell of an iCE40 is compared with this form, all inputs, in
// bitstreams/tests/narrow.rs.
//
// proof: unsigned activations; by induction; WB=8 SIGNED=0 PRODUCT=16
// proof: signed activations; by induction; WB=8 SIGNED=1 PRODUCT=16
// proof: narrower weights; by induction; WB=5 SIGNED=1 PRODUCT=13
//
// mutant: .w(w[2*WB-1:WB]), .a(a[15:8]) => .w(w[2*WB-1:WB]), .a(a[7:0])
// mutant of multiplier: {SIGNED != 0 && a[AB-1], a} => {a[AB-1], a}
// mutant of multiplier: w * wide => w * $signed({1'b0, a})
`default_nettype none
module prove #(
    parameter WB      = 8,
    parameter SIGNED  = 0,
    parameter PRODUCT = 16
) (
    input wire                 clk,
    input wire signed [WB-1:0] w_0,
    input wire signed [WB-1:0] w_1,
    input wire [7:0]           a_0,
    input wire [7:0]           a_1
);
    wire signed [PRODUCT-1:0] product_0, product_1;
    multiplier_pair #(.WB(WB), .SIGNED(SIGNED), .PRODUCT(PRODUCT)) leaf (
        .clk(clk), .w({w_1, w_0}), .a({a_1, a_0}), .product({product_1, product_0})
    );

    reg signed [PRODUCT-1:0] due_0, due_1;
    reg                      begun = 1'b0;
    always @(posedge clk) begin
        begun <= 1'b1;
        due_0 <= w_0 * $signed({SIGNED != 0 && a_0[7], a_0});
        due_1 <= w_1 * $signed({SIGNED != 0 && a_1[7], a_1});
    end

    always @*
        if (begun) begin
            assert (product_0 == due_0);
            assert (product_1 == due_1);
        end
endmodule
`default_nettype wire
