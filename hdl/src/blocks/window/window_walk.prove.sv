// SPDX-License-Identifier: Apache-2.0
// window_walk: which value and which word of weights is addressed in which cycle of a walk, for pixels, groups, channels and taps in
// this order, by the formulas with their products; taps beyond the map are left out, and none else; the last word of a group waits for
// as many cycles as there are lanes; first, last, ending and done are where they belong.
//
// proof: 3 x 3 taps, two channels, two groups; to 40 cycles; CHANNELS=2 ROWS=2 COLUMNS=3 KERNEL=3 GROUPS=2 LANES=2 PIXEL=2 PLANE=1
// proof: a map smaller than the square; to 40 cycles; CHANNELS=1 ROWS=3 COLUMNS=2 KERNEL=5 GROUPS=1 LANES=5 PIXEL=1 PLANE=6
// proof: one tap, more lanes than that; to 40 cycles; CHANNELS=1 ROWS=2 COLUMNS=2 KERNEL=1 GROUPS=2 LANES=3 PIXEL=1 PLANE=4
// proof: a row of pixels; to 60 cycles; CHANNELS=1 ROWS=1 COLUMNS=6 KERNEL=3 GROUPS=2 LANES=1 PIXEL=1 PLANE=6
// reached: the end of the walk; within 40; CHANNELS=1 ROWS=2 COLUMNS=2 KERNEL=3 GROUPS=1 LANES=2 PIXEL=1 PLANE=4 REACH=1
//
// mutant: !ends_group || waited == LAST_LANE => 1'b1
// mutant: at_right ? right - 1'b1 : right => right
// mutant: more_left ? w_pixel - 1'b1 : w_pixel => w_pixel
// mutant: more_up ? x_row : x_row + LINE[X_ADDR-1:0] => x_row + LINE[X_ADDR-1:0]
// mutant: {x_channel, x_line, x_addr} <= {3{x_pixel}}; => {x_channel, x_line, x_addr} <= {3{x_channel}};
`default_nettype none
module prove #(
    parameter CHANNELS = 2,
    parameter ROWS     = 2,
    parameter COLUMNS  = 3,
    parameter KERNEL   = 3,
    parameter GROUPS   = 2,
    parameter LANES    = 2,
    parameter PIXEL    = 2,
    parameter PLANE    = 1,
    parameter REACH    = 0
) (
    input wire clk
);
    localparam MARGIN = KERNEL / 2, TAPS = CHANNELS * KERNEL * KERNEL;
    localparam XA = $clog2(2 * CHANNELS * ROWS * COLUMNS), WA = GROUPS * TAPS > 1 ? $clog2(GROUPS * TAPS) : 1;

    // Started once; then it goes on until it is done.
    reg  walk = 1'b0, begun = 1'b0, over = 1'b0;
    wire start = !begun;
    wire [XA-1:0] x_addr;
    wire [WA-1:0] w_addr;
    wire          valid, first, last, ending, done;
    always @(posedge clk) begin
        begun <= 1'b1;
        walk  <= start || walk && !done;
        over  <= over || done;
    end
    window_walk #(
        .CHANNELS(CHANNELS), .ROWS(ROWS), .COLUMNS(COLUMNS), .KERNEL(KERNEL), .GROUPS(GROUPS), .LANES(LANES), .PIXEL(PIXEL), .PLANE(PLANE),
        .X_ADDR(XA), .W_ADDR(WA)
    ) leaf (
        .clk(clk), .start(start), .walk(walk), .x_addr(x_addr), .w_addr(w_addr), .valid(valid), .first(first), .last(last),
        .ending(ending), .done(done)
    );

    // Every tap of the square, those beyond the map in no time.
    integer x = 0, y = 0, group = 0, channel = 0, tap_x = 0, tap_y = 0, cycles = 0;
    wire signed [31:0] from_x = x < MARGIN ? MARGIN - x : 0, to_x = x + MARGIN > COLUMNS - 1 ? COLUMNS - 1 - x + MARGIN : KERNEL - 1;
    wire signed [31:0] from_y = y < MARGIN ? MARGIN - y : 0, to_y = y + MARGIN > ROWS - 1 ? ROWS - 1 - y + MARGIN : KERNEL - 1;
    wire [31:0] kx = from_x + tap_x, ky = from_y + tap_y;
    wire line_ends = kx == to_x, square_ends = line_ends && ky == to_y, group_ends = square_ends && channel == CHANNELS - 1;
    wire pixel_ends = group_ends && group == GROUPS - 1;
    wire is_valid = walk && !(group_ends && cycles < LANES - 1);
    always @(posedge clk)
        if (walk) begin
            cycles <= cycles + 1;
            if (is_valid) begin
                tap_x <= line_ends ? 0 : tap_x + 1;
                if (line_ends) tap_y <= square_ends ? 0 : tap_y + 1;
                if (square_ends) channel <= group_ends ? 0 : channel + 1;
                if (group_ends) begin
                    group  <= pixel_ends ? 0 : group + 1;
                    cycles <= 0;
                end
                if (pixel_ends) begin
                    x <= x == COLUMNS - 1 ? 0 : x + 1;
                    if (x == COLUMNS - 1) y <= y + 1;
                end
            end
        end

    always @* begin
        if (begun) begin
            assert (valid == is_valid);
            if (valid) begin
                assert (x_addr == channel * PLANE + (y + ky - MARGIN) * COLUMNS * PIXEL + (x + kx - MARGIN) * PIXEL);
                assert (w_addr == group * TAPS + channel * KERNEL * KERNEL + ky * KERNEL + kx);
                assert (first == (channel == 0 && tap_x == 0 && tap_y == 0));
                assert (last == group_ends);
                if (last) assert (ending == pixel_ends);
            end
            assert (done == (is_valid && pixel_ends && x == COLUMNS - 1 && y == ROWS - 1));
            if (REACH != 0) assert (!over);
        end
    end
endmodule
`default_nettype wire
