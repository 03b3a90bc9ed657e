// SPDX-License-Identifier: Apache-2.0
// max_pool: the largest of each 2 x 2 square of a map, as its values pass.
//
//   in_* -> with the square's largest so far -> out_*, one cycle later
//                   ^ line: one maximum a square, for the two rows at hand
//
// Maps come one after the other, their rows from the top, each from the left; or, where CHANNELS says of how many maps the values of a
// pixel come one after the other, all at once. A row or a column that is left over is cut off.
// No sample waits here: whoever is before this block waits until whoever is behind it has room for one.
//
// port         width       meaning
// in_valid     1           in_data is the next value of the sample; only while in_ready
// in_commit    1           the sample is complete (may come with its last value)
// in_flush, in_learn, in_label   with in_commit, as in act_buffer
// in_ready     1           there is room for a whole sample; stays up until in_commit
// out_*                    the same of the maxima; out_commit comes one cycle after in_commit
// busy         1           a sample, or a flush, is here or before this block (busy_before)
`default_nettype none
module max_pool #(
    parameter SIGNED      = 0,      // 1: values are two's complement; 0: unsigned
    parameter ROWS        = 8,      // of a map, at least 2
    parameter COLUMNS     = 8,      // of a map, at least 2
    parameter ROW_BITS    = 3,      // bits of the number of a row
    parameter COLUMN_BITS = 3,      // bits of the number of a column
    parameter CHANNELS    = 1,      // values of a pixel that come one after the other
    parameter CHANNEL_BITS = 1,     // bits of the number of one of them
    parameter ADDR        = 2,      // bits of the number of a maximum in its row of squares
    parameter CLASS_BITS  = 4       // bits of a class
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  in_valid,
    input  wire [7:0]            in_data,
    input  wire                  in_commit,
    input  wire                  in_flush,
    input  wire                  in_learn,
    input  wire [CLASS_BITS-1:0] in_label,
    output wire                  in_ready,
    output reg                   out_valid,
    output wire [7:0]            out_data,
    output reg                   out_commit,
    output reg                   out_flush,
    output reg                   out_learn,
    output reg  [CLASS_BITS-1:0] out_label,
    input  wire                  out_ready,
    input  wire                  busy_before,
    output wire                  busy
);
    localparam                   LEFT_OVER   = COLUMNS % 2;
    localparam [COLUMN_BITS-1:0] LAST_COLUMN = COLUMNS[COLUMN_BITS-1:0] - 1'b1;
    localparam [ROW_BITS-1:0]    LAST_ROW    = ROWS[ROW_BITS-1:0] - 1'b1;
    localparam [CHANNEL_BITS-1:0] LAST_CHANNEL = CHANNELS[CHANNEL_BITS-1:0] - 1'b1;

    assign in_ready = out_ready & ~out_commit;
    assign busy     = busy_before | out_commit;

    // Where the value at hand belongs.
    reg [COLUMN_BITS-1:0] column;
    reg [ROW_BITS-1:0]    row;
    reg [CHANNEL_BITS-1:0] channel;
    reg [ADDR-1:0]        first;    // maximum of the first channel: column / 2 x CHANNELS
    wire [ADDR-1:0]       square;

    wire pixel_ends = channel == LAST_CHANNEL;
    wire row_ends = column == LAST_COLUMN;
    wire counts   = in_valid & ~(row_ends & LEFT_OVER[0]);
    wire again    = write_1 && square == square_1;      // its square's maximum is being written in this cycle
    generate
        if (CHANNELS > 1) begin : several
            assign square = first + {{(ADDR-CHANNEL_BITS){1'b0}}, channel};
        end else begin : single
            assign square = first;
        end
    endgenerate

    always @(posedge clk)
        if (rst | in_commit) begin
            column <= {COLUMN_BITS{1'b0}};
            row    <= {ROW_BITS{1'b0}};
            first  <= {ADDR{1'b0}};
            channel <= {CHANNEL_BITS{1'b0}};
        end else if (in_valid) begin
            channel <= pixel_ends ? {CHANNEL_BITS{1'b0}} : channel + 1'b1;
            if (pixel_ends) begin
                column <= row_ends ? {COLUMN_BITS{1'b0}} : column + 1'b1;
                first  <= row_ends ? {ADDR{1'b0}} : column[0] ? first + CHANNELS[ADDR-1:0] : first;
                if (row_ends) row <= row == LAST_ROW ? {ROW_BITS{1'b0}} : row + 1'b1;
            end
        end

    // One cycle later: the largest so far.
    reg [7:0]      value_1, kept;
    reg [ADDR-1:0] square_1;
    reg            write_1, first_1, again_1;
    wire [7:0]     read;
    wire [7:0]     earlier = again_1 ? kept : read;
    wire [7:0]     sign   = {SIGNED[0], 7'd0};          // turns two's complement into an order without signs
    assign out_data = first_1 || (value_1 ^ sign) > (earlier ^ sign) ? value_1 : earlier;

    always @(posedge clk) begin
        value_1  <= in_data;
        square_1 <= square;
        first_1  <= ~row[0] & ~column[0];
        again_1  <= again;
        write_1  <= counts & ~rst;
        kept     <= out_data;
        // A row that is left over completes nothing, having no second one.
        out_valid  <= counts & row[0] & column[0] & ~rst;
        out_commit <= in_commit & ~rst;
        out_flush  <= in_flush;
        out_learn  <= in_learn;
        out_label  <= in_label;
    end

    sdp_ram #(.WIDTH(8), .DEPTH(COLUMNS / 2 * CHANNELS), .ADDR(ADDR)) line (
        .clk(clk), .we(write_1), .waddr(square_1), .wdata(out_data),
        .re(counts & ~again), .raddr(square), .rdata(read)
    );
endmodule
`default_nettype wire
