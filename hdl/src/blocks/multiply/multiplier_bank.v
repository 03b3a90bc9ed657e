// SPDX-License-Identifier: Apache-2.0
// multiplier_bank: a product for every lane of a word, registered. Lanes are made of three kinds of multipliers, in this order.
//
//   lane 0 ... 2 PAIRS - 1    multiplier_pair: two lanes in one DSP block
//   ...        LANES - SOFT   multiplier: a DSP block each, where the device has them
//   ...        LANES - 1      soft_multiplier: logic, where DSP blocks have run out
//
// port     width          meaning
// w        LANES*WB       weights, two's complement, lane 0 in the low bits
// a        LANES*AB       activations, two's complement if SIGNED, else unsigned; with PAIRS > 0 of 8 bits: of wider ones a pair
//                         sees the low 8 only
// product  LANES*PRODUCT  w x a of each lane, one cycle later; the plan's certificate says how many bits that can take
`default_nettype none
module multiplier_bank #(
    parameter LANES   = 4,   // lanes: weights of a word
    parameter WB      = 12,  // bits of a weight
    parameter AB      = 8,   // bits of an activation
    parameter SIGNED  = 0,   // 1: activations are two's complement, 0: unsigned
    parameter PRODUCT = 21,  // bits of a product
    parameter PAIRS   = 0,   // pairs of lanes that share a DSP block
    parameter CELL    = 0,   // 1: pairs are cells of an iCE40, 0: plain Verilog
    parameter SOFT    = 0    // lanes, the last ones, whose product is made of logic
) (
    input  wire                     clk,
    input  wire [LANES*WB-1:0]      w,
    input  wire [LANES*AB-1:0]      a,
    output wire [LANES*PRODUCT-1:0] product
);
    genvar pair, lane, spare;
    generate
        for (pair = 0; pair < PAIRS; pair = pair + 1) begin : pairs
            multiplier_pair #(.WB(WB), .SIGNED(SIGNED), .PRODUCT(PRODUCT), .CELL(CELL)) multipliers (
                .clk     (clk),
                .w       (w[2*pair*WB +: 2*WB]),
                .a       ({a[(2*pair+1)*AB +: 8], a[2*pair*AB +: 8]}),
                .product (product[2*pair*PRODUCT +: 2*PRODUCT])
            );
        end
        for (lane = 2 * PAIRS; lane < LANES - SOFT; lane = lane + 1) begin : lanes
            multiplier #(.WB(WB), .AB(AB), .SIGNED(SIGNED), .PRODUCT(PRODUCT)) multiplier (
                .clk     (clk),
                .w       (w[lane*WB +: WB]),
                .a       (a[lane*AB +: AB]),
                .product (product[lane*PRODUCT +: PRODUCT])
            );
        end
        for (spare = LANES - SOFT; spare < LANES; spare = spare + 1) begin : soft_lanes
            soft_multiplier #(.WB(WB), .AB(AB), .SIGNED(SIGNED), .PRODUCT(PRODUCT)) multiplier (
                .clk     (clk),
                .w       (w[spare*WB +: WB]),
                .a       (a[spare*AB +: AB]),
                .product (product[spare*PRODUCT +: PRODUCT])
            );
        end
    endgenerate
endmodule
`default_nettype wire
