// SPDX-License-Identifier: Apache-2.0
// window_sweep: the corrections of a convolution as addresses. Tap after tap its sums over the whole map are made, for as many channels
// as there are adders, then taken from the weights, a channel a cycle; behind the last tap come the biases, whose value is 1.0
// at every pixel.
//
//   for each pass over LANES channels, for each channel that comes in, for each tap, and for the biases:
//     SWEEP  a pixel a cycle
//     WAIT   2 cycles, until the last one is in the sums
//     DRAIN  a channel a cycle
//
// port      width   meaning
// correct   1       from the first pixel on, until
// done      1       the last cycle of the last DRAIN
// walk_x, walk_w, walk_b   addresses of the forward pass, for all other cycles
// x_addr    X_ADDR  value: place in the sample, in the order in which it came; anything where inside_1 says that it is beyond the map
// w_addr    W_ADDR  word of weights
// b_addr    B_ADDR  channel whose bias is to be read
// a_addr    A_ADDR  word of active bits
// d_addr    D_ADDR  word of decisions
// valid_1   1       what was addressed one cycle ago counts
// inside_1  1       the value is inside of the map
// drain     1       the sum of the next channel leaves
// first     1       with drain: its weight is the first of a word
// last      1       with drain: its weight is the last of a word
// is_bias   1       it is the tap of the biases
// real_0    1       with drain and is_bias: there is such a channel
`default_nettype none
module window_sweep #(
    parameter CHANNELS = 1,   // channels that come in
    parameter LEAVING  = 8,   // channels that leave
    parameter ROWS     = 8,   // of a map
    parameter COLUMNS  = 8,   // of a map
    parameter KERNEL   = 3,   // side of the square, odd
    parameter CELLS    = 4,   // cells along a side
    parameter LANES    = 4,   // lanes: channels of a word of weights
    parameter PARTS    = 2,   // words of weights of a pass
    parameter PASSES   = 1,   // passes over the map
    parameter PIXEL    = 1,   // from the value of a pixel to that of the next
    parameter PLANE    = 64,  // from the value of a channel to that of the next
    parameter X_ADDR   = 7,   // bits of the place of a value
    parameter W_ADDR   = 5,   // bits of the address of a word of weights
    parameter B_ADDR   = 3,   // bits of a channel's number
    parameter A_ADDR   = 6,   // bits of the number of a word of active bits
    parameter D_ADDR   = 4    // bits of the number of a word of decisions
) (
    input  wire              clk,
    input  wire              rst,
    input  wire              correct,
    output wire              done,
    input  wire [X_ADDR-1:0] walk_x,
    input  wire [W_ADDR-1:0] walk_w,
    input  wire [B_ADDR-1:0] walk_b,
    output wire [X_ADDR-1:0] x_addr,
    output wire [W_ADDR-1:0] w_addr,
    output wire [B_ADDR-1:0] b_addr,
    output wire [A_ADDR-1:0] a_addr,
    output wire [D_ADDR-1:0] d_addr,
    output reg               valid_1,
    output reg               inside_1,
    output wire              drain,
    output wire              first,
    output wire              last,
    output reg               is_bias,
    output wire              real_0
);
    localparam MARGIN = KERNEL / 2, LINE = COLUMNS * PIXEL, GROUP = CHANNELS * KERNEL * KERNEL, END = KERNEL - 1;
    localparam CORNER = -(MARGIN * LINE + MARGIN * PIXEL);
    localparam DOWN   = LINE - END * PIXEL, DEEPER = PLANE - END * LINE - END * PIXEL;
    localparam ONWARD = (PARTS - 1) * GROUP;            // from behind the last tap of a pass to the first one of the next
    localparam XB = $clog2(COLUMNS + KERNEL), YB = $clog2(ROWS + KERNEL), CB = $clog2(CHANNELS + 1), SB = $clog2(PASSES + 1);
    localparam LB = $clog2(LANES + 1), PB = $clog2(PARTS + 1), KB = B_ADDR + 1;
    localparam [XB-1:0] WIDTH = COLUMNS[XB-1:0], LAST_X = WIDTH - 1'b1, MARGIN_X = MARGIN[XB-1:0];
    localparam [YB-1:0] HEIGHT = ROWS[YB-1:0], LAST_Y = HEIGHT - 1'b1, MARGIN_Y = MARGIN[YB-1:0];
    localparam [CB-1:0] LAST_C = CHANNELS[CB-1:0] - 1'b1;
    localparam [2:0]    LAST_TAP = END[2:0];
    localparam [SB-1:0] LAST_PASS = PASSES[SB-1:0] - 1'b1;
    localparam [LB-1:0] LAST_LANE = LANES[LB-1:0] - 1'b1;
    localparam [PB-1:0] LAST_PART = PARTS[PB-1:0] - 1'b1;
    localparam [KB-1:0] ALL = LEAVING[KB-1:0];

    // What is done, and for which tap.
    reg          sweeping, waiting, waited, draining;
    reg [SB-1:0] pass;
    reg [CB-1:0] channel;
    reg [2:0]    tap_x, tap_y;
    reg [XB-1:0] x;
    reg [YB-1:0] y;
    reg [LB-1:0] lane;
    reg [PB-1:0] part;
    reg [KB-1:0] leaving;
    wire swept      = sweeping && x == LAST_X && y == LAST_Y;
    wire ends_part  = draining && lane == LAST_LANE;
    wire ends_drain = ends_part && part == LAST_PART;
    wire ends_line  = tap_x == LAST_TAP;
    wire ends_plane = ends_line && tap_y == LAST_TAP;
    wire ends_taps  = ends_plane && channel == LAST_C;
    assign done  = ends_drain && is_bias && pass == LAST_PASS;
    assign drain = draining;
    assign first = lane == {LB{1'b0}};
    assign last  = lane == LAST_LANE;
    assign real_0 = leaving < ALL;

    always @(posedge clk)
        if (rst | ~correct | done) begin
            sweeping <= 1'b1;
            {waiting, waited, draining, pass, channel, tap_x, tap_y, is_bias, x, y, lane, part, leaving} <= 0;
        end else begin
            sweeping <= sweeping & ~swept | ends_drain;
            waiting  <= swept | waiting & ~waited;
            waited   <= waiting & ~waited;
            draining <= waited | draining & ~ends_drain;
            if (sweeping) begin
                x <= x == LAST_X ? {XB{1'b0}} : x + 1'b1;
                if (x == LAST_X) y <= swept ? {YB{1'b0}} : y + 1'b1;
            end
            if (draining) begin
                lane    <= ends_part ? {LB{1'b0}} : lane + 1'b1;
                if (ends_part) part <= ends_drain ? {PB{1'b0}} : part + 1'b1;
                if (is_bias) leaving <= leaving + 1'b1;
            end
            if (ends_drain) begin
                is_bias <= ends_taps & ~is_bias;
                if (is_bias) pass <= pass + 1'b1;
                else if (~ends_taps) begin
                    tap_x <= ends_line ? 3'd0 : tap_x + 1'b1;
                    if (ends_line) tap_y <= ends_plane ? 3'd0 : tap_y + 1'b1;
                    if (ends_plane) channel <= channel + 1'b1;
                end
                if (is_bias) {tap_x, tap_y, channel} <= 0;
            end
        end

    // Where the tap's first value is, which may be beyond the map, and what follows it.
    reg  [X_ADDR-1:0] tap_at, at;
    wire [X_ADDR-1:0] onward = ends_plane ? DEEPER[X_ADDR-1:0] : ends_line ? DOWN[X_ADDR-1:0] : PIXEL[X_ADDR-1:0];
    wire [X_ADDR-1:0] next_at = is_bias ? CORNER[X_ADDR-1:0] : tap_at + onward;
    reg  [W_ADDR-1:0] tap_w, w;
    wire [W_ADDR-1:0] next_w = is_bias ? tap_w + ONWARD[W_ADDR-1:0] : tap_w + 1'b1;
    reg  [A_ADDR-1:0] active;
    wire [D_ADDR-1:0] cell_at;
    wire              unused_fresh;
    wire [A_ADDR+SB-1:0] wide_pass = {{A_ADDR{1'b0}}, pass};
    wire [A_ADDR-1:0]    this_pass = wide_pass[A_ADDR-1:0], next_pass = this_pass + 1'b1;
    wire [D_ADDR+SB-1:0] wide_d    = {{D_ADDR{1'b0}}, pass};
    always @(posedge clk)
        if (~correct) begin
            {tap_at, at} <= {2{CORNER[X_ADDR-1:0]}};
            {tap_w, w}   <= {(2*W_ADDR){1'b0}};
            active       <= {A_ADDR{1'b0}};
        end else if (ends_drain) begin
            {tap_at, at} <= {2{next_at}};
            {tap_w, w}   <= {2{next_w}};
            active       <= is_bias ? next_pass : this_pass;
        end else begin
            if (sweeping) begin
                at     <= at + PIXEL[X_ADDR-1:0];
                active <= active + PASSES[A_ADDR-1:0];
            end
            if (ends_part) w <= w + GROUP[W_ADDR-1:0];
        end

    cell_counter #(.ROWS(ROWS), .COLUMNS(COLUMNS), .CELLS(CELLS), .STEP(PASSES), .AT(D_ADDR)) place (
        .clk(clk), .start(~(correct & sweeping)), .advance(1'b1), .at(cell_at), .fresh(unused_fresh)
    );

    assign x_addr = correct ? at : walk_x;
    assign w_addr = correct ? w : walk_w;
    assign b_addr = correct ? leaving[B_ADDR-1:0] : walk_b;
    assign a_addr = active;
    assign d_addr = cell_at + wide_d[D_ADDR-1:0];

    // A column before the first one is far behind the last one, having no sign; a row likewise.
    wire [XB+2:0] wide_x = {{XB{1'b0}}, tap_x};
    wire [YB+2:0] wide_y = {{YB{1'b0}}, tap_y};
    wire [XB-1:0] seen_x = x + wide_x[XB-1:0] - MARGIN_X;
    wire [YB-1:0] seen_y = y + wide_y[YB-1:0] - MARGIN_Y;
    always @(posedge clk) begin
        valid_1  <= correct & sweeping & ~rst;
        inside_1 <= seen_x < WIDTH && seen_y < HEIGHT;
    end

    wire unused = &{1'b0, unused_fresh, leaving, wide_pass, wide_d, wide_x, wide_y};
endmodule
`default_nettype wire
