// SPDX-License-Identifier: Apache-2.0
// window_walk: the forward pass of a convolution as addresses, a value and a word of weights a cycle.
//
//   for each pixel, for each group of channels that leave, for each channel that comes in, for each tap, row after row
//
// A tap that lies beyond the map takes its cycle, too, and counts as 0: so one step says how far the next value is from the last one.
//
// A group leaves its LANES sums to a line that they leave one a cycle. Where it has fewer words than lanes, its last word waits until
// LANES cycles of the group have passed: sums are never closer than that.
//
// port     width   meaning
// start    1       in the cycle before the walk begins
// walk     1       it goes on
// x_addr   X_ADDR  value: place in the sample, in the order in which it came; anything where on_map is low, beyond the map
// w_addr   W_ADDR  word of weights: group by group, in each channel by channel, tap by tap
// valid    1       they count; in the other cycles of a walk the group waits
// on_map   1       the value is inside of the map
// first    1       with valid: the first word of a group
// last     1       with valid: the last word of a group
// ending   1       beside last: of the last group of a pixel
// done     1       the last word of the walk
`default_nettype none
module window_walk #(
    parameter CHANNELS = 1,   // channels that come in
    parameter ROWS     = 8,   // of a map
    parameter COLUMNS  = 8,   // of a map
    parameter KERNEL   = 3,   // side of the square, odd
    parameter GROUPS   = 2,   // groups of LANES channels that leave
    parameter LANES    = 4,   // lanes: channels of a group
    parameter PIXEL    = 1,   // from the value of a pixel to that of the next
    parameter PLANE    = 64,  // from the value of a channel to that of the next
    parameter X_ADDR   = 7,   // bits of the place of a value
    parameter W_ADDR   = 5    // bits of the address of a word
) (
    input  wire              clk,
    input  wire              start,
    input  wire              walk,
    output reg  [X_ADDR-1:0] x_addr,
    output reg  [W_ADDR-1:0] w_addr,
    output wire              valid,
    output wire              on_map,
    output reg               first,
    output wire              last,
    output wire              ending,
    output wire              done
);
    localparam MARGIN = KERNEL / 2, END = KERNEL - 1, WORDS = CHANNELS * KERNEL * KERNEL, LINE = COLUMNS * PIXEL;
    // From the value of a tap to that of the next, and from the last tap to the first one of: the next row of taps, the next channel, the
    // same pixel again. The first tap of the first pixel is beyond the map.
    localparam CORNER = -(MARGIN * LINE + MARGIN * PIXEL);
    localparam DOWN   = LINE - END * PIXEL, DEEPER = PLANE - END * LINE - END * PIXEL, AGAIN = DEEPER - CHANNELS * PLANE;
    localparam ONWARD = AGAIN + PIXEL;
    localparam XB = $clog2(COLUMNS + KERNEL), YB = $clog2(ROWS + KERNEL), CB = $clog2(CHANNELS + 1), GB = $clog2(GROUPS + 1);
    localparam [XB-1:0] WIDTH = COLUMNS[XB-1:0], LAST_X = WIDTH - 1'b1, MARGIN_X = MARGIN[XB-1:0];
    localparam [YB-1:0] HEIGHT = ROWS[YB-1:0], LAST_Y = HEIGHT - 1'b1, MARGIN_Y = MARGIN[YB-1:0];
    localparam [CB-1:0] LAST_C = CHANNELS[CB-1:0] - 1'b1;
    localparam [GB-1:0] LAST_G = GROUPS[GB-1:0] - 1'b1;
    localparam [2:0]    LAST_TAP = END[2:0];

    // Where the walk is: pixel, group, channel, tap.
    reg [XB-1:0] x;
    reg [YB-1:0] y;
    reg [GB-1:0] group;
    reg [CB-1:0] channel;
    reg [2:0]    tap_x, tap_y;

    wire ends_line   = tap_x == LAST_TAP;
    wire ends_square = ends_line && tap_y == LAST_TAP;
    wire ends_group  = ends_square && channel == LAST_C;
    wire ends_pixel  = ends_group && group == LAST_G;
    wire ends_row    = x == LAST_X;
    assign last   = ends_group;
    assign ending = ends_pixel;
    assign done   = valid && ends_pixel && ends_row && y == LAST_Y;

    generate
        if (WORDS < LANES) begin : few
            localparam LB = $clog2(LANES + 1);
            localparam [LB-1:0] LAST_LANE = LANES[LB-1:0] - 1'b1;
            reg [LB-1:0] waited;
            assign valid = walk && (!ends_group || waited == LAST_LANE);
            always @(posedge clk)
                if (start | valid & ends_group) waited <= {LB{1'b0}};
                else if (walk) waited <= waited + 1'b1;
        end else begin : enough
            assign valid = walk;
        end
    endgenerate

    wire [X_ADDR-1:0] step = ends_pixel ? ONWARD[X_ADDR-1:0] : ends_group ? AGAIN[X_ADDR-1:0] : ends_square ? DEEPER[X_ADDR-1:0]
                           : ends_line ? DOWN[X_ADDR-1:0] : PIXEL[X_ADDR-1:0];
    always @(posedge clk)
        if (start) begin
            {x, y, group, channel, tap_x, tap_y, w_addr} <= 0;
            first  <= 1'b1;
            x_addr <= CORNER[X_ADDR-1:0];
        end else if (valid) begin
            first  <= ends_group;
            x_addr <= x_addr + step;
            w_addr <= ends_pixel ? {W_ADDR{1'b0}} : w_addr + 1'b1;
            tap_x  <= ends_line ? 3'd0 : tap_x + 1'b1;
            if (ends_line) tap_y <= ends_square ? 3'd0 : tap_y + 1'b1;
            if (ends_square) channel <= ends_group ? {CB{1'b0}} : channel + 1'b1;
            if (ends_group) group <= ends_pixel ? {GB{1'b0}} : group + 1'b1;
            if (ends_pixel) begin
                x <= ends_row ? {XB{1'b0}} : x + 1'b1;
                if (ends_row) y <= y + 1'b1;
            end
        end

    // A column before the first one is far behind the last one, having no sign; a row likewise.
    wire [XB+2:0] wide_x = {{XB{1'b0}}, tap_x};
    wire [YB+2:0] wide_y = {{YB{1'b0}}, tap_y};
    wire [XB-1:0] seen_x = x + wide_x[XB-1:0] - MARGIN_X;
    wire [YB-1:0] seen_y = y + wide_y[YB-1:0] - MARGIN_Y;
    assign on_map = seen_x < WIDTH && seen_y < HEIGHT;

    wire unused = &{1'b0, wide_x, wide_y};
endmodule
`default_nettype wire
