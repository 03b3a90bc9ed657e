// SPDX-License-Identifier: Apache-2.0
// column_mac: multiplies one word of a column with its input and adds it to the accumulators of the group.
//
//   stage 3  w_3 x a_3, one multiplier a lane (multiplier_bank.v); the accumulators of group_3 are read
//   stage 4  products registered; added to the accumulators, or, in the bias column, put in their place
//   stage 5  the sums are written
//
// port      width       meaning
// w_3       LANES*WB    weights, two's complement
// a_0       9           the input of the column at stage 0, two's complement if SIGNED, else unsigned; 1.0 for the bias
// bias_0    1           the column is the bias column: the rows' sums begin
// group_3   GROUP_BITS  accumulators to read
// walk_5    1           the sums of group_5 are valid
// acc       LANES*ACC   accumulators of the group read one cycle ago
`default_nettype none
module column_mac #(
    parameter LANES      = 4,   // lanes: weights of a word
    parameter WB         = 12,  // bits of a weight
    parameter AB         = 9,   // bits of the input that are used, 8 where 1.0 has no more
    parameter SIGNED     = 0,   // 1: inputs are two's complement, 0: unsigned
    parameter PRODUCT    = 21,  // bits of a product
    parameter ACC        = 27,  // bits of an accumulator
    parameter GROUPS     = 8,   // groups of LANES neurons: words of a column
    parameter GROUP_BITS = 3,   // bits of a group number
    parameter PAIRS      = 0,   // pairs of lanes that share a DSP block
    parameter CELL       = 0,   // 1: pairs are cells of an iCE40, 0: plain Verilog
    parameter SOFT       = 0    // lanes, the last ones, whose product is made of logic
) (
    input  wire                  clk,
    input  wire [LANES*WB-1:0]   w_3,
    input  wire [8:0]            a_0,
    input  wire                  bias_0,
    input  wire [GROUP_BITS-1:0] group_3,
    input  wire                  walk_5,
    input  wire [GROUP_BITS-1:0] group_5,
    output wire [LANES*ACC-1:0]  acc
);
    reg [LANES*ACC-1:0] sums_5;
    reg [8:0]           a_1, a_2, a_3;
    reg                 bias_1, bias_2, bias_3, bias_4;

    always @(posedge clk) begin
        {a_1, a_2, a_3} <= {a_0, a_1, a_2};
        {bias_1, bias_2, bias_3, bias_4} <= {bias_0, bias_1, bias_2, bias_3};
    end

    wire [LANES*PRODUCT-1:0] products_4;
    multiplier_bank #(
        .LANES(LANES), .WB(WB), .AB(AB), .SIGNED(SIGNED), .PRODUCT(PRODUCT), .PAIRS(PAIRS), .CELL(CELL), .SOFT(SOFT)
    ) multipliers (
        .clk(clk), .w(w_3), .a({LANES{a_3[AB-1:0]}}), .product(products_4)
    );

    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : lanes
            wire [PRODUCT-1:0] product_4 = products_4[lane*PRODUCT +: PRODUCT];
            wire [ACC-1:0]     before_4  = acc[lane*ACC +: ACC] & {ACC{~bias_4}};

            always @(posedge clk)
                sums_5[lane*ACC +: ACC] <= before_4 + {{(ACC-PRODUCT){product_4[PRODUCT-1]}}, product_4};
        end
    endgenerate

    sdp_ram #(.WIDTH(LANES * ACC), .DEPTH(GROUPS), .ADDR(GROUP_BITS)) accumulators (
        .clk(clk), .we(walk_5), .waddr(group_5), .wdata(sums_5), .re(1'b1), .raddr(group_3), .rdata(acc)
    );

    wire unused = &{1'b0, a_3};
endmodule
`default_nettype wire
