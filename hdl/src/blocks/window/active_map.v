// SPDX-License-Identifier: Apache-2.0
// active_map: one bit for each pixel and channel of the sample at hand: its activation was above 0.
//
// port    width   meaning
// start   1       a sample begins
// h       8       activation of the next channel; after the last channel of a pixel comes the first one of the next pixel
// valid   1       h is new
// addr    ADDR    word: pixel x WORDS + number of the word in the pixel
// active  LANES   its bits, lane 0 in the lowest, one cycle later; 0 where there is no channel
`default_nettype none
module active_map #(
    parameter CHANNELS  = 8,   // channels
    parameter PIXELS    = 64,  // of a map
    parameter LANES     = 8,   // channels of a word
    parameter WORDS     = 1,   // words of a pixel
    parameter KB        = 3,   // bits of a channel's number
    parameter WORD_BITS = 1,   // bits of the number of a word in a pixel
    parameter LANE_BITS = 3,   // bits of a lane's number
    parameter ADDR      = 6    // bits of the number of a word
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             start,
    input  wire [7:0]       h,
    input  wire             valid,
    input  wire [ADDR-1:0]  addr,
    output wire [LANES-1:0] active
);
    localparam                 REST      = CHANNELS - (WORDS - 1) * LANES;
    localparam [KB-1:0]        LAST      = CHANNELS[KB-1:0] - 1'b1;
    localparam [LANE_BITS-1:0] LAST_LANE = LANES[LANE_BITS-1:0] - 1'b1;

    reg [KB-1:0]        channel;
    reg [LANE_BITS-1:0] lane;
    reg [WORD_BITS-1:0] word;
    reg [ADDR-1:0]      next;
    reg                 write;
    wire                ends_pixel = channel == LAST;
    wire                complete   = ends_pixel || lane == LAST_LANE;
    wire [LANES-1:0]    full;

    always @(posedge clk) begin
        write <= valid & complete & ~rst;
        if (start) {channel, lane, word} <= 0;
        else if (valid) begin
            channel <= ends_pixel ? {KB{1'b0}} : channel + 1'b1;
            lane    <= complete ? {LANE_BITS{1'b0}} : lane + 1'b1;
            if (complete) word <= ends_pixel ? {WORD_BITS{1'b0}} : word + 1'b1;
        end
        if (start) next <= {ADDR{1'b0}};
        else if (write) next <= next + 1'b1;
    end

    gather #(.LANES(LANES), .WIDTH(1), .WORDS(WORDS), .WORD_BITS(WORD_BITS), .REST(REST)) gather (
        .clk(clk), .valid(valid), .value(|h), .word(word), .full(full)
    );

    sdp_ram #(.WIDTH(LANES), .DEPTH(PIXELS * WORDS), .ADDR(ADDR)) bits (
        .clk(clk), .we(write), .waddr(next), .wdata(full),
        .re(1'b1), .raddr(addr), .rdata(active)
    );
endmodule
`default_nettype wire
