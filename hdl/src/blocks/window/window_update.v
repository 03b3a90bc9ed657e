// SPDX-License-Identifier: Apache-2.0
// window_update: the corrections of a convolution. Sums of D x are made by adders alone, one a channel; then one channel after the other
// is rounded, shifted and taken from its weight.
//
//   A = sum over the pixels of D x,  D = d where the activation was above 0
//   w' = sat(w - ((A + 2^(K-1)) >> K)),  K = SHIFT + slower
//
// Stages behind the sweep: 1 value, active bits and decisions are there; 2 value and D; then the sums.
// Stages behind a drain:   0 the sum of a channel leaves; 1 rounded, and its weight is there; 2 corrected; 3 in its word, which is written when it
// is the last one.
//
// port      width     meaning
// x_1       8         value, two's complement if SIGNED, else unsigned
// valid_1, inside_1, is_bias   from window_sweep; with is_bias the value is 1.0
// active_1  SUMS      active bits
// d_1       2*SUMS    decisions, {sign, enable}
// drain, first, last, real_0   from window_sweep: one drain is SUMS cycles, channel 0 first
// w_addr, b_addr      what is read while a channel leaves
// w_read    LANES*WB  word of weights, one cycle after its first channel leaves
// b_read    WB        bias, one cycle after its channel leaves
// slower    SLOW      how much slower than SHIFT says
// w_we, w_waddr, w_new  a corrected word is written; w_old: the word before, one cycle before w_we
// b_we, b_waddr, b_new, b_old   the same of a bias
`default_nettype none
module window_update #(
    parameter LANES    = 4,   // lanes: channels of a word of weights
    parameter SUMS     = 8,   // channels of a pass
    parameter WB       = 12,  // bits of a weight
    parameter AB       = 19,  // bits of a sum
    parameter W_ADDR   = 5,   // bits of the address of a word of weights
    parameter B_ADDR   = 3,   // bits of a channel's number
    parameter SIGNED   = 0,   // 1: values are two's complement, 0: unsigned
    parameter FRACTION = 8,   // fraction bits of a value: 1.0 is 2^FRACTION
    parameter SHIFT    = 13,  // K at the file's rate
    parameter SLOW     = 1,   // bits of `slower`
    parameter SLOWEST  = 0    // the largest `slower`
) (
    input  wire                clk,
    input  wire                rst,
    input  wire [7:0]          x_1,
    input  wire                valid_1,
    input  wire                inside_1,
    input  wire                is_bias,
    input  wire [SUMS-1:0]     active_1,
    input  wire [2*SUMS-1:0]   d_1,
    input  wire                drain,
    input  wire                first,
    input  wire                last,
    input  wire                real_0,
    input  wire [W_ADDR-1:0]   w_addr,
    input  wire [B_ADDR-1:0]   b_addr,
    input  wire [LANES*WB-1:0] w_read,
    input  wire [WB-1:0]       b_read,
    input  wire [SLOW-1:0]     slower,
    output reg                 w_we,
    output wire [W_ADDR-1:0]   w_waddr,
    output wire [LANES*WB-1:0] w_new,
    output reg  [LANES*WB-1:0] w_old,
    output reg                 b_we,
    output wire [B_ADDR-1:0]   b_waddr,
    output wire [WB-1:0]       b_new,
    output reg  [WB-1:0]       b_old
);
    localparam XB = FRACTION >= 8 ? FRACTION + 2 : 9;  // bits of a value or of 1.0, two's complement
    localparam RB = AB - SHIFT + 1;                     // bits of what is taken from a weight
    localparam [XB-1:0] ONE = 1 << FRACTION;
    localparam [SUMS-1:0] FIRST = 1;

    // The value and its sign for each channel.
    reg  [XB-1:0]   x_2;
    reg  [SUMS-1:0] plus_2, minus_2;
    wire [XB-1:0]   x = {{(XB-8){SIGNED != 0 && x_1[7]}}, x_1} & {XB{inside_1}};
    integer         at;
    always @(posedge clk) begin
        x_2 <= is_bias ? ONE : x;
        for (at = 0; at < SUMS; at = at + 1) begin
            plus_2[at]  <= valid_1 & active_1[at] & d_1[2*at] & ~d_1[2*at+1] & ~rst;
            minus_2[at] <= valid_1 & active_1[at] & d_1[2*at] & d_1[2*at+1] & ~rst;
        end
    end

    // The sums. A bit says whose turn it is to leave; who has left is 0.
    reg  [SUMS-1:0]    turn;
    wire [SUMS:0]      around = {turn, turn[SUMS-1]};
    wire [SUMS*AB-1:0] sums;
    always @(posedge clk) turn <= drain ? around[SUMS-1:0] : FIRST;
    genvar sum;
    generate
        for (sum = 0; sum < SUMS; sum = sum + 1) begin : adders
            reg  [AB-1:0] total;
            wire [AB-1:0] added = ({{(AB-XB){x_2[XB-1]}}, x_2} ^ {AB{minus_2[sum]}}) & {AB{plus_2[sum] | minus_2[sum]}};
            always @(posedge clk)
                if (rst | drain & turn[sum]) total <= {AB{1'b0}};
                else total <= total + added + {{(AB-1){1'b0}}, minus_2[sum]};
            assign sums[sum*AB +: AB] = total & {AB{turn[sum]}};
        end
    endgenerate

    reg [AB-1:0] leaving;
    integer      each;
    always @* begin
        leaving = {AB{1'b0}};
        for (each = 0; each < SUMS; each = each + 1) leaving = leaving | sums[each*AB +: AB];
    end

    // Rounding adds the bit below the cut. What is taken is kept inverted: minus it is that and 1.
    wire signed [AB+1:0] twice = {leaving[AB-1], leaving, 1'b0};
    wire signed [AB+1:0] cut   = twice >>> SHIFT;
    wire signed [AB+1:0] moved = SLOWEST != 0 ? cut >>> slower : cut;
    wire [RB:0]          half  = moved[RB:0];
    reg  [RB-1:0]      not_r_1;
    reg  [2:1]         drain_s, last_s, bias_s, real_s;
    reg                first_1;
    reg  [3*W_ADDR-1:0] w_addrs;
    reg  [3*B_ADDR-1:0] b_addrs;
    assign w_waddr = w_addrs[3*W_ADDR-1:2*W_ADDR];
    assign b_waddr = b_addrs[3*B_ADDR-1:2*B_ADDR];
    always @(posedge clk) begin
        not_r_1 <= ~(half[RB:1] + {{(RB-1){1'b0}}, half[0]});
        drain_s <= {drain_s[1], drain} & {2{~rst}};
        last_s  <= {last_s[1], last};
        bias_s  <= {bias_s[1], is_bias};
        real_s  <= {real_s[1], real_0};
        first_1 <= first;
        w_addrs <= {w_addrs[2*W_ADDR-1:0], w_addr};
        b_addrs <= {b_addrs[2*B_ADDR-1:0], b_addr};
    end

    // Weights leave their word by the low end, and come back at the high end.
    reg  [LANES*WB-1:0] word, made;
    wire [LANES*WB-1:0] word_1 = first_1 ? w_read : word;
    wire [WB-1:0]       q_2;
    wire [LANES*WB+WB-1:0] pushed = {q_2, made};
    sat_update #(.WB(WB), .UB(RB)) update (
        .clk(clk), .w(bias_s[1] ? b_read : word_1[WB-1:0]), .u(not_r_1), .carry(1'b1), .q(q_2)
    );
    always @(posedge clk) begin
        word  <= word_1 >> WB;
        made  <= pushed[WB +: LANES*WB];
        if (drain_s[1] & first_1) w_old <= w_read;
        b_old <= b_read;
        w_we  <= drain_s[2] & last_s[2] & ~bias_s[2] & ~rst;
        b_we  <= drain_s[2] & bias_s[2] & real_s[2] & ~rst;
    end
    assign w_new = made;
    assign b_new = made[(LANES-1)*WB +: WB];

    wire unused = &{1'b0, around, moved, pushed};
    generate
        if (SLOWEST == 0) begin : one_rate
            wire unused_slower = &{1'b0, slower};
        end
    endgenerate
endmodule
`default_nettype wire
