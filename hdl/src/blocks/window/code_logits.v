// SPDX-License-Identifier: Apache-2.0
// code_logits: multiplies the cell sums with the learned code.
//
//   z_c = (sum over t of V[c,t] P[t]) >> FRACTION
//
// One multiplier; the sums of the classes stand in a ring and pass its adder in turn. A scan moves the logits out, class 0 first, and
// leaves zeros for the next sample.
//
//   v, p -> x -> + -> [C-1] -> ... -> [1] -> [0] -+-> z
//                ^--------------------------------+
//
// port    width  meaning
// code    1      v and p follow one cycle later: of the first value all classes, then of the next one
// v       VB     V, two's complement
// p       PB     P, unsigned
// scan    1      z is the logit of the next class; not before the third cycle after code
// z       ZB     logit, two's complement
// z_next  ZB     the logit after it
// vote    ZB-SHIFT  z >> SHIFT, what it counts beside those of other layers
//
// Model: golden-model/src/layers/window/plain.rs `forward`.
`default_nettype none
module code_logits #(
    parameter CLASSES  = 10,  // classes, at least 2
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
    input  wire [VB-1:0]       v,
    input  wire [PB-1:0]       p,
    input  wire                scan,
    output wire [ZB-1:0]       z,
    output wire [ZB-1:0]       z_next,
    output wire [ZB-SHIFT-1:0] vote
);
    localparam PRODUCT = VB + PB;

    wire [PRODUCT-1:0] product;
    multiplier #(.WB(VB), .AB(PB), .SIGNED(0), .PRODUCT(PRODUCT)) multiplier (.clk(clk), .w(v), .a(p), .product(product));

    reg                    code_1, code_2;
    reg  [CLASSES*SUM-1:0] ring;
    wire [SUM+PRODUCT-1:0] wide = {{SUM{product[PRODUCT-1]}}, product};
    wire [SUM-1:0]         sum  = ring[SUM-1:0] + wide[SUM-1:0];
    always @(posedge clk) begin
        {code_1, code_2} <= {code, code_1} & {2{~rst}};
        if (rst) ring <= {CLASSES*SUM{1'b0}};
        else if (code_2 | scan) ring <= {sum & {SUM{code_2}}, ring[CLASSES*SUM-1:SUM]};
    end

    wire [SUM-1:0] first = ring[SUM-1:0], second = ring[SUM +: SUM];
    assign z      = first[FRACTION +: ZB];
    assign z_next = second[FRACTION +: ZB];
    assign vote   = z[ZB-1:SHIFT];

    wire unused = &{1'b0, first, second, wide};
endmodule
`default_nettype wire
