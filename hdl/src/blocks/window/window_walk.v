// SPDX-License-Identifier: Apache-2.0
// window_walk: the forward pass of a convolution as addresses, a value and a word of weights a cycle.
//
//   for each pixel, for each group of channels that leave, for each channel that comes in, for each tap inside of the map
//
// Taps that lie beyond the map are left out, so the taps of a pixel are a rectangle:
//
//            left  right
//          +----+---+        up, left       taps above and before the pixel, the middle MARGIN at most
//     up   |  . . . |        down, right    taps below and behind it
//          |  . x . |
//     down |  . . . |
//          +--------+
//
// A group leaves its LANES sums to a line that they leave one a cycle. So the last word of a group waits until LANES cycles of the group
// have passed: sums are never closer than that.
//
// port     width   meaning
// start    1       in the cycle before the walk begins
// walk     1       it goes on
// x_addr   X_ADDR  value: place in the sample, in the order in which it came
// w_addr   W_ADDR  word of weights: group by group, in each channel by channel, tap by tap, row after row
// valid    1       they count; in the other cycles of a walk the group waits
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
    output reg               first,
    output wire              last,
    output wire              ending,
    output wire              done
);
    localparam MARGIN = KERNEL / 2, TAPS = KERNEL * KERNEL, GROUP = CHANNELS * TAPS, LINE = COLUMNS * PIXEL;
    localparam RIGHT_0 = MARGIN < COLUMNS - 1 ? MARGIN : COLUMNS - 1, DOWN_0 = MARGIN < ROWS - 1 ? MARGIN : ROWS - 1;
    localparam CORNER  = MARGIN * KERNEL + MARGIN;      // the tap in the middle
    localparam XB = $clog2(COLUMNS + 1), YB = $clog2(ROWS + 1), CB = $clog2(CHANNELS + 1), GB = $clog2(GROUPS + 1);
    localparam LB = $clog2(LANES + 1);
    localparam [2:0]    MOST = MARGIN[2:0], MOST_RIGHT = RIGHT_0[2:0], MOST_DOWN = DOWN_0[2:0];
    localparam [XB-1:0] LAST_X = COLUMNS[XB-1:0] - 1'b1;
    localparam [YB-1:0] LAST_Y = ROWS[YB-1:0] - 1'b1;
    localparam [CB-1:0] LAST_C = CHANNELS[CB-1:0] - 1'b1;
    localparam [GB-1:0] LAST_G = GROUPS[GB-1:0] - 1'b1;
    localparam [LB-1:0] LAST_LANE = LANES[LB-1:0] - 1'b1;

    // Where the walk is: pixel, group, channel, and the tap within the rectangle.
    reg [XB-1:0] x;
    reg [YB-1:0] y;
    reg [GB-1:0] group;
    reg [CB-1:0] channel;
    reg [2:0]    tap_x, tap_y, left, right, up, down;
    reg [LB-1:0] waited;

    wire ends_line   = tap_x == left + right;
    wire ends_square = ends_line && tap_y == up + down;
    wire ends_group  = ends_square && channel == LAST_C;
    wire ends_pixel  = ends_group && group == LAST_G;
    wire ends_row    = x == LAST_X;
    assign valid  = walk && (!ends_group || waited == LAST_LANE);
    assign last   = ends_group;
    assign ending = ends_pixel;
    assign done   = valid && ends_pixel && ends_row && y == LAST_Y;

    // The rectangle reaches the last column, or row: the next one's will be smaller.
    wire [XB+2:0] edge_x    = {3'd0, x} + {{XB{1'b0}}, right};
    wire [YB+2:0] edge_y    = {3'd0, y} + {{YB{1'b0}}, down};
    wire          at_right  = edge_x == {3'd0, LAST_X};
    wire          at_bottom = edge_y == {3'd0, LAST_Y};

    // Where the rectangle begins: value of the first channel and tap of the first group, and that of the row's first pixel.
    reg [X_ADDR-1:0] x_pixel, x_row, x_channel, x_line;
    reg [W_ADDR-1:0] w_pixel, w_row, w_group, w_channel, w_line;

    // The next pixel's; the first taps of a row of pixels are the same wherever the row.
    wire              more_left = left != MOST, more_up = up != MOST;
    wire [X_ADDR-1:0] row_next  = more_up ? x_row : x_row + LINE[X_ADDR-1:0];
    wire [W_ADDR-1:0] w_next_row = more_up ? w_row - KERNEL[W_ADDR-1:0] : w_row;
    wire [X_ADDR-1:0] x_next    = ends_row ? row_next : more_left ? x_pixel : x_pixel + PIXEL[X_ADDR-1:0];
    wire [W_ADDR-1:0] w_next    = ends_row ? w_next_row : more_left ? w_pixel - 1'b1 : w_pixel;
    wire [W_ADDR-1:0] w_over    = w_group + GROUP[W_ADDR-1:0];
    wire [W_ADDR-1:0] w_begin   = w_pixel + w_over;

    always @(posedge clk)
        if (start) begin
            {x, y, group, channel, tap_x, tap_y, left, up, waited} <= 0;
            right     <= MOST_RIGHT;
            down      <= MOST_DOWN;
            first     <= 1'b1;
            {x_pixel, x_row, x_channel, x_line, x_addr, w_group} <= 0;
            w_pixel   <= CORNER[W_ADDR-1:0];
            w_row     <= CORNER[W_ADDR-1:0];
            w_channel <= CORNER[W_ADDR-1:0];
            w_line    <= CORNER[W_ADDR-1:0];
            w_addr    <= CORNER[W_ADDR-1:0];
        end else if (walk) begin
            if (waited != LAST_LANE) waited <= waited + 1'b1;
            if (valid) begin
                first <= ends_group;
                tap_x <= ends_line ? 3'd0 : tap_x + 1'b1;
                if (ends_line) tap_y <= ends_square ? 3'd0 : tap_y + 1'b1;
                if (ends_square) channel <= ends_group ? {CB{1'b0}} : channel + 1'b1;
                if (ends_group) begin
                    waited <= {LB{1'b0}};
                    group  <= ends_pixel ? {GB{1'b0}} : group + 1'b1;
                end

                if (ends_pixel) begin
                    {x_pixel, x_channel, x_line, x_addr} <= {4{x_next}};
                    {w_pixel, w_channel, w_line, w_addr} <= {4{w_next}};
                    w_group <= {W_ADDR{1'b0}};
                end else if (ends_group) begin
                    {x_channel, x_line, x_addr} <= {3{x_pixel}};
                    {w_channel, w_line, w_addr} <= {3{w_begin}};
                    w_group <= w_over;
                end else if (ends_square) begin
                    {x_channel, x_line, x_addr} <= {3{x_channel + PLANE[X_ADDR-1:0]}};
                    {w_channel, w_line, w_addr} <= {3{w_channel + TAPS[W_ADDR-1:0]}};
                end else if (ends_line) begin
                    {x_line, x_addr} <= {2{x_line + LINE[X_ADDR-1:0]}};
                    {w_line, w_addr} <= {2{w_line + KERNEL[W_ADDR-1:0]}};
                end else begin
                    x_addr <= x_addr + PIXEL[X_ADDR-1:0];
                    w_addr <= w_addr + 1'b1;
                end

                if (ends_pixel) begin
                    x     <= ends_row ? {XB{1'b0}} : x + 1'b1;
                    left  <= ends_row ? 3'd0 : more_left ? left + 1'b1 : left;
                    right <= ends_row ? MOST_RIGHT : at_right ? right - 1'b1 : right;
                    if (ends_row) begin
                        y     <= y + 1'b1;
                        up    <= more_up ? up + 1'b1 : up;
                        down  <= at_bottom ? down - 1'b1 : down;
                        x_row <= row_next;
                        w_row <= w_next_row;
                    end
                end
            end
        end
endmodule
`default_nettype wire
