// SPDX-License-Identifier: Apache-2.0
// multiplier: one lane's product, registered: one DSP block where the device has them.
//
// port     width    meaning
// w        WB       weight, two's complement
// a        AB       activation, two's complement if SIGNED, else unsigned
// product  PRODUCT  w x a, one cycle later; the plan's certificate says how many bits that can take
//
// The hierarchy is kept, so that synthesis maps each lane by itself. Flattened, Yosys 0.70's ice40_dsp puts the
// register of one lane's product into the DSP of its neighbour and is left with every fourth lane in soft logic.
`default_nettype none
(* keep_hierarchy *)
module multiplier #(
    parameter WB      = 12,  // bits of a weight
    parameter AB      = 8,   // bits of an activation
    parameter SIGNED  = 0,   // 1: inputs are two's complement, 0: unsigned
    parameter PRODUCT = 20   // bits of a product
) (
    input  wire                      clk,
    input  wire signed [WB-1:0]      w,
    input  wire        [AB-1:0]      a,
    output reg  signed [PRODUCT-1:0] product
);
    wire signed [AB:0]    wide = {SIGNED != 0 && a[AB-1], a};
    wire signed [WB+AB:0] full = w * wide;

    always @(posedge clk) product <= full[PRODUCT-1:0];

    // The top bits are copies of the sign.
    wire unused = &{1'b0, full};
endmodule
`default_nettype wire
