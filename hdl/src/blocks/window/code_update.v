// SPDX-License-Identifier: Apache-2.0
// code_update: moves the learned code of label and rival, and keeps which way the weights behind each value are to go.
//
//   d[t] = sign(V[r,t] - V[y,t]), before V moves
//   u    = (P + 2^SHIFT) >> (1 + SHIFT)
//   V[y] = min(V[y] + u, TOP);   V[r] = max(V[r] - u, -TOP)
//
// A value takes two cycles, its stages one each:
//   0  the label's V and P are addressed
//   1  V[y] is there, and P; the rival's V is addressed
//   2  V[r] is there; V[y] + u, and d
//   3  V[y] is written; V[r] - u
//   4  V[r] is written
//
// port       width    meaning
// start      1        a sample begins
// move_0     1        a value is at stage 0 (second_0 = 0) or 1 (second_0 = 1)
// v_addr_0   V_ADDR   word of the code that is addressed
// v_1        VB       the word that was addressed one cycle before
// p_1        PB       P, likewise
// we, waddr, wdata    a word of the code is written
// old        VB       what stood there, one cycle before we
// d_addr     D_ADDR   word of decisions: cell x WORDS + number of the word in the cell
// d          2*LANES  d of LANES channels, {sign, enable} each, lane 0 in the low bits, one cycle later; from the cycle after the last V is
//                     written on
//
// Model: golden-model/src/layers/window/plain.rs `update`.
`default_nettype none
module code_update #(
    parameter CHANNELS  = 8,   // channels
    parameter CELLS     = 16,  // cells of a map
    parameter LANES     = 8,   // channels of a word of decisions
    parameter WORDS     = 1,   // words of a cell
    parameter KB        = 3,   // bits of a channel's number
    parameter WORD_BITS = 1,   // bits of the number of a word in a cell
    parameter LANE_BITS = 3,   // bits of a lane's number
    parameter D_ADDR    = 4,   // bits of the number of a word of decisions
    parameter V_ADDR    = 11,  // bits of the number of a word of the code
    parameter VB        = 12,  // bits of V
    parameter PB        = 14,  // bits of P
    parameter UB        = 8,   // bits of u, unsigned
    parameter SHIFT     = 6    // bits, zs: what a cell sum is shifted by
) (
    input  wire               clk,
    input  wire               rst,
    input  wire               start,
    input  wire               move_0,
    input  wire               second_0,
    input  wire [V_ADDR-1:0]  v_addr_0,
    input  wire [VB-1:0]      v_1,
    input  wire [PB-1:0]      p_1,
    output reg                we,
    output reg  [V_ADDR-1:0]  waddr,
    output reg  [VB-1:0]      wdata,
    output reg  [VB-1:0]      old,
    input  wire [D_ADDR-1:0]  d_addr,
    output wire [2*LANES-1:0] d
);
    localparam                 REST      = CHANNELS - (WORDS - 1) * LANES;
    localparam [KB-1:0]        LAST      = CHANNELS[KB-1:0] - 1'b1;
    localparam [LANE_BITS-1:0] LAST_LANE = LANES[LANE_BITS-1:0] - 1'b1;
    localparam                 ENDS      = (1 << (VB - 1)) - 1;
    localparam signed [VB+1:0] TOP       = ENDS[VB+1:0];

    reg              move_1, move_2, second_1, second_2;
    reg [V_ADDR-1:0] v_addr_1, v_addr_2;
    always @(posedge clk) begin
        {move_1, move_2}     <= {move_0, move_1} & {2{~rst}};
        {second_1, second_2} <= {second_0, second_1};
        {v_addr_1, v_addr_2} <= {v_addr_0, v_addr_1};
        old                  <= v_1;
    end

    // u holds for both, P of the next value being there only when the rival's V has moved.
    localparam    HALF    = 1 << SHIFT;
    wire [PB:0]   rounded = {1'b0, p_1} + HALF[PB:0];
    reg  [UB-1:0] u;
    always @(posedge clk) if (move_1 & ~second_1) u <= rounded[SHIFT+1 +: UB];

    wire [VB+1:0] from = {{2{old[VB-1]}}, old};
    wire [VB+1:0] step = {{(VB+2-UB){1'b0}}, u};
    wire [VB+1:0] sum  = second_2 ? from - step : from + step;
    wire          over = second_2 ? $signed(sum) < -TOP : $signed(sum) > TOP;
    wire [VB+1:0] kept = over ? (second_2 ? -TOP : TOP) : sum;
    always @(posedge clk) begin
        we    <= move_2 & ~rst;
        waddr <= v_addr_2;
        wdata <= kept[VB-1:0];
    end

    // V[r] - V[y], when V[r] is there.
    wire signed [VB:0] lead = {v_1[VB-1], v_1} - {old[VB-1], old};
    wire               d_valid = move_2 & ~second_2;

    reg [KB-1:0]        channel;
    reg [LANE_BITS-1:0] lane;
    reg [WORD_BITS-1:0] word;
    reg [D_ADDR-1:0]    next;
    reg                 write;
    wire                ends_cell = channel == LAST;
    wire                complete  = ends_cell || lane == LAST_LANE;
    wire [2*LANES-1:0]  full;
    always @(posedge clk) begin
        write <= d_valid & complete & ~rst;
        if (start) {channel, lane, word} <= 0;
        else if (d_valid) begin
            channel <= ends_cell ? {KB{1'b0}} : channel + 1'b1;
            lane    <= complete ? {LANE_BITS{1'b0}} : lane + 1'b1;
            if (complete) word <= ends_cell ? {WORD_BITS{1'b0}} : word + 1'b1;
        end
        if (start) next <= {D_ADDR{1'b0}};
        else if (write) next <= next + 1'b1;
    end

    gather #(.LANES(LANES), .WIDTH(2), .WORDS(WORDS), .WORD_BITS(WORD_BITS), .REST(REST)) gather (
        .clk(clk), .valid(d_valid), .value({lead[VB], |lead}), .word(word), .full(full)
    );

    sdp_ram #(.WIDTH(2 * LANES), .DEPTH(CELLS * WORDS), .ADDR(D_ADDR)) decisions (
        .clk(clk), .we(write), .waddr(next), .wdata(full),
        .re(1'b1), .raddr(d_addr), .rdata(d)
    );

    wire unused = &{1'b0, rounded, kept};
endmodule
`default_nettype wire
