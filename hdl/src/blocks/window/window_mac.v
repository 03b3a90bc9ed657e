// SPDX-License-Identifier: Apache-2.0
// window_mac: the sums of a group of channels at a pixel, then one after the other.
//
//   stage 0  a value and a word of weights are addressed
//   stage 1  they are there; each lane multiplies its weight with the value (multiplier_bank.v), or with 0 where it is beyond the map
//   stage 2  products registered, added to the sums of the lanes
//   stage 3  the sums of a group are complete, and move to a line that they leave one a cycle, lane 0 first
//   acc      acc = (bias << FRACTION) + sum
//
// port     width     meaning
// valid_0  1         a word at stage 0, with on_map_0, first_0, last_0, ending_0 of window_walk
// w_1      LANES*WB  weights, two's complement
// x_1      8         the value, two's complement if SIGNED, else unsigned
// b_addr   B_ADDR    channel whose bias is to be read; bias is it one cycle later
// acc      ACC       accumulator; its width cannot overflow (Plan's certificate)
// acc_valid 1        acc is new; not after a cycle with rst, until something new comes
`default_nettype none
module window_mac #(
    parameter LANES    = 4,   // lanes: channels of a group
    parameter REST     = 4,   // channels of the last group
    parameter CHANNELS = 8,   // channels that leave
    parameter WB       = 12,  // bits of a weight
    parameter SIGNED   = 0,   // 1: values are two's complement, 0: unsigned
    parameter PRODUCT  = 20,  // bits of a product
    parameter ACC      = 24,  // bits of an accumulator
    parameter FRACTION = 8,   // fraction bits of a value: bits that the bias is shifted left
    parameter B_ADDR   = 3,   // bits of a channel's number
    parameter PAIRS    = 0,   // pairs of lanes that share a DSP block
    parameter CELL     = 0,   // 1: pairs are cells of an iCE40, 0: plain Verilog
    parameter SOFT     = 0    // lanes, the last ones, whose product is made of logic
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  valid_0,
    input  wire                  on_map_0,
    input  wire                  first_0,
    input  wire                  last_0,
    input  wire                  ending_0,
    input  wire [LANES*WB-1:0]   w_1,
    input  wire [7:0]            x_1,
    output wire [B_ADDR-1:0]     b_addr,
    input  wire [WB-1:0]         bias,
    output reg  signed [ACC-1:0] acc,
    output reg                   acc_valid
);
    localparam COUNT = $clog2(LANES + 1);
    localparam [COUNT-1:0]  WHOLE = LANES[COUNT-1:0], FEWER = REST[COUNT-1:0];
    localparam [B_ADDR-1:0] LAST  = CHANNELS[B_ADDR-1:0] - 1'b1;

    reg [3:1] valid, last, ending;
    reg [2:1] first;
    reg       on_map;
    always @(posedge clk) begin
        valid  <= {valid[2:1], valid_0} & {3{~rst}};
        last   <= {last[2:1], last_0};
        ending <= {ending[2:1], ending_0};
        first  <= {first[1], first_0};
        on_map <= on_map_0;
    end

    wire [LANES*PRODUCT-1:0] products;
    multiplier_bank #(
        .LANES(LANES), .WB(WB), .AB(8), .SIGNED(SIGNED), .PRODUCT(PRODUCT), .PAIRS(PAIRS), .CELL(CELL), .SOFT(SOFT)
    ) multipliers (
        .clk(clk), .w(w_1), .a({LANES{x_1 & {8{on_map}}}}), .product(products)
    );

    wire [LANES*ACC-1:0] sums;
    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : lanes
            wire [PRODUCT-1:0] product = products[lane*PRODUCT +: PRODUCT];
            reg  [ACC-1:0]     sum;
            always @(posedge clk)
                if (valid[2]) sum <= (first[2] ? {ACC{1'b0}} : sum) + {{(ACC-PRODUCT){product[PRODUCT-1]}}, product};
            assign sums[lane*ACC +: ACC] = sum;
        end
    endgenerate

    // The line, and how many sums are left in it.
    reg  [LANES*ACC-1:0] line;
    reg  [COUNT-1:0]     left;
    reg  [B_ADDR-1:0]    channel;
    wire                 complete = valid[3] & last[3];
    wire                 leaving  = left != {COUNT{1'b0}};
    wire [B_ADDR-1:0]    channel_next = channel == LAST ? {B_ADDR{1'b0}} : channel + 1'b1;
    assign b_addr = leaving ? channel_next : channel;

    always @(posedge clk) begin
        if (complete) line <= sums;
        else if (leaving) line <= line >> ACC;
        if (rst) left <= {COUNT{1'b0}};
        else if (complete) left <= ending[3] ? FEWER : WHOLE;
        else if (leaving) left <= left - 1'b1;
        if (rst) channel <= {B_ADDR{1'b0}};
        else channel <= b_addr;
        acc       <= line[ACC-1:0] + {{(ACC-WB-FRACTION){bias[WB-1]}}, bias, {FRACTION{1'b0}}};
        acc_valid <= leaving & ~rst;
    end
endmodule
`default_nettype wire
