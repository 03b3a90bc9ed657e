// SPDX-License-Identifier: Apache-2.0
// window_walk: which value and which word of weights is addressed in which cycle of a walk, for pixels, groups, channels and taps in
// this order, by the formulas with their products; which of them are beyond the map; the last word of a group waits for as many cycles as
// there are lanes; first, last, ending and done are where they belong.
//
// proof: 3 x 3 taps, two channels, two groups; to 80 cycles; CHANNELS=2 ROWS=2 COLUMNS=3 KERNEL=3 GROUPS=2 LANES=2 PIXEL=2 PLANE=1
// proof: a map smaller than the square; to 80 cycles; CHANNELS=1 ROWS=3 COLUMNS=2 KERNEL=5 GROUPS=1 LANES=5 PIXEL=1 PLANE=6
// proof: one tap, more lanes than that; to 40 cycles; CHANNELS=1 ROWS=2 COLUMNS=2 KERNEL=1 GROUPS=2 LANES=3 PIXEL=1 PLANE=4
// proof: a row of pixels; to 60 cycles; CHANNELS=1 ROWS=1 COLUMNS=6 KERNEL=3 GROUPS=2 LANES=1 PIXEL=1 PLANE=6
// reached: the end of the walk; within 44; CHANNELS=1 ROWS=2 COLUMNS=2 KERNEL=3 GROUPS=1 LANES=2 PIXEL=1 PLANE=4 REACH=1
//
// mutant: !ends_group || waited == LAST_LANE => 1'b1
// mutant: ends_group ? AGAIN[X_ADDR-1:0] : ends_square => ends_square
// mutant: AGAIN + PIXEL => AGAIN
// mutant: DOWN   = LINE - END * PIXEL => DOWN   = LINE - MARGIN * PIXEL
// mutant: x + wide_x[XB-1:0] - MARGIN_X => x + wide_x[XB-1:0]
// mutant: ends_pixel ? {W_ADDR{1'b0}} : w_addr + 1'b1 => w_addr + 1'b1
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
    wire          valid, on_map, first, last, ending, done;
    always @(posedge clk) begin
        begun <= 1'b1;
        walk  <= start || walk && !done;
        over  <= over || done;
    end
    window_walk #(
        .CHANNELS(CHANNELS), .ROWS(ROWS), .COLUMNS(COLUMNS), .KERNEL(KERNEL), .GROUPS(GROUPS), .LANES(LANES), .PIXEL(PIXEL), .PLANE(PLANE),
        .X_ADDR(XA), .W_ADDR(WA)
    ) leaf (
        .clk(clk), .start(start), .walk(walk), .x_addr(x_addr), .w_addr(w_addr), .valid(valid), .on_map(on_map), .first(first), .last(last),
        .ending(ending), .done(done)
    );

    // Every tap of the square.
    integer x = 0, y = 0, group = 0, channel = 0, tap_x = 0, tap_y = 0, cycles = 0;
    wire signed [31:0] at_x = x + tap_x - MARGIN, at_y = y + tap_y - MARGIN;
    wire line_ends = tap_x == KERNEL - 1, square_ends = line_ends && tap_y == KERNEL - 1, group_ends = square_ends && channel == CHANNELS - 1;
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
                assert (on_map == (at_x >= 0 && at_x < COLUMNS && at_y >= 0 && at_y < ROWS));
                if (on_map) assert (x_addr == channel * PLANE + at_y * COLUMNS * PIXEL + at_x * PIXEL);
                assert (w_addr == group * TAPS + channel * KERNEL * KERNEL + tap_y * KERNEL + tap_x);
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
