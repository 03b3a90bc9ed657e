// SPDX-License-Identifier: Apache-2.0
// code_logits: multiplies the cell sums with the learned code, class after class.
//
//   z_c = (sum over t of V[c,t] P[t]) >> FRACTION
//
//   v, p -> x -> + -> sum -> z
//                ^-----'
//
// Stages: 0 a word of the code and a sum are addressed; 1 they are there; 2 their product is; then the sum, which is whole two cycles later
// than the last product, is shown for two cycles, and cleared.
//
// port    width  meaning
// code    1      v and p follow one cycle later; not in the two cycles after the last value of a class
// ends    1      with code: the last value of a class
// v       VB     V, two's complement
// p       PB     P, unsigned
// z       ZB     logit, two's complement: in the cycle before scan, too
// scan    1      z is the logit of the next class, class 0 first: 4 cycles after ends
// vote    ZB-SHIFT  z >> SHIFT, what it counts beside those of other layers
//
// Model: golden-model/src/layers/window/plain.rs `forward`.
`default_nettype none
module code_logits #(
    parameter VB       = 12,  // bits of V
    parameter PB       = 14,  // bits of P
    parameter SUM      = 30,  // bits of a sum
    parameter FRACTION = 9,   // bits of V behind its point
    parameter ZB       = 21,  // bits of a logit
    parameter SHIFT    = 6    // bits, zs: what a cell sum is shifted by
) (
    input  wire                clk,
    input  wire                rst,
    input  wire                code,
    input  wire                ends,
    input  wire [VB-1:0]       v,
    input  wire [PB-1:0]       p,
    output wire [ZB-1:0]       z,
    output reg                 scan,
    output wire [ZB-SHIFT-1:0] vote
);
    localparam PRODUCT = VB + PB;

    wire [PRODUCT-1:0] product;
    multiplier #(.WB(VB), .AB(PB), .SIGNED(0), .PRODUCT(PRODUCT)) multiplier (.clk(clk), .w(v), .a(p), .product(product));

    reg                    code_1, code_2, ends_1, ends_2, whole;
    reg  [SUM-1:0]         sum;
    wire [SUM+PRODUCT-1:0] wide = {{SUM{product[PRODUCT-1]}}, product};
    always @(posedge clk) begin
        {code_1, code_2} <= {code, code_1} & {2{~rst}};
        {ends_1, ends_2, whole, scan} <= {ends, ends_1, ends_2, whole} & {4{~rst}};
        if (rst | scan) sum <= {SUM{1'b0}};
        else if (code_2) sum <= sum + wide[SUM-1:0];
    end

    assign z    = sum[FRACTION +: ZB];
    assign vote = z[ZB-1:SHIFT];

    wire unused = &{1'b0, sum, wide};
endmodule
`default_nettype wire
