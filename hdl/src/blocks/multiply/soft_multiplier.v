// SPDX-License-Identifier: Apache-2.0
// soft_multiplier: one lane's product, made of logic, for the lanes that find no DSP block any more. As multiplier.v.
//
//   w x a = sum over the bits of a of (a[k] ? w << k : 0), added two by two; the top bit of a signed input counts negative.
//
// port     width    meaning
// w        WB       weight, two's complement
// a        AB       activation, two's complement if SIGNED, else unsigned
// product  PRODUCT  w x a, one cycle later
`default_nettype none
module soft_multiplier #(
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
    localparam LEVELS = $clog2(AB);
    localparam ROWS   = 1 << LEVELS;

    // Node n of a level is worth 2^(n << level); a level has half as many as the one below it.
    genvar level, node;
    generate
        for (level = 0; level <= LEVELS; level = level + 1) begin : levels
            localparam SHIFT = (1 << level) / 2;        // bits of a that each of the two below has
            localparam BITS  = WB + 1 + (1 << level);
            localparam IN    = BITS - SHIFT;
            for (node = 0; node < ROWS >> level; node = node + 1) begin : nodes
                wire [BITS-1:0] sum;
                if (level > 0) begin : add
                    wire [IN-1:0] low  = levels[level-1].nodes[2*node].sum;
                    wire [IN-1:0] high = levels[level-1].nodes[2*node+1].sum;
                    assign sum = {{SHIFT{low[IN-1]}}, low} + {high, {SHIFT{1'b0}}};
                end else if (node >= AB) begin : none
                    assign sum = {BITS{1'b0}};
                end else begin : row
                    wire [BITS-1:0] wide = {{2{w[WB-1]}}, w};
                    assign sum = (SIGNED != 0 && node == AB - 1 ? -wide : wide) & {BITS{a[node]}};
                end
            end
        end
    endgenerate

    wire [WB+ROWS:0] full = levels[LEVELS].nodes[0].sum;
    always @(posedge clk) product <= full[PRODUCT-1:0];

    // The top bits are copies of the sign.
    wire unused = &{1'b0, full};
endmodule
`default_nettype wire
