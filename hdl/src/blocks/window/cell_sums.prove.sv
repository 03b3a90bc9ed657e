// SPDX-License-Identifier: Apache-2.0
// cell_sums: when the activations of all channels at all pixels have come, with whatever waits there are, the sum of a cell of a channel is that
// of the activations of its pixels, and nothing of the sample before; a start at any moment begins anew. Any one sum is followed, by
// itself; activations of two bits.
//
// proof: two channels; to 34 cycles; CHANNELS=2 ROWS=3 COLUMNS=2 CELLS=2
// proof: one channel, whose sum is read while it is written; to 34 cycles; CHANNELS=1 ROWS=3 COLUMNS=4 CELLS=1
// proof: three channels, one cell; to 34 cycles; CHANNELS=3 ROWS=2 COLUMNS=2 CELLS=1
// reached: the sums of a second sample; within 34; CHANNELS=2 ROWS=2 COLUMNS=2 CELLS=2 REACH=1
//
// mutant: fresh_1 ? {PB{1'b0}} : earlier => earlier
// mutant: again ? kept : p => p
// mutant: valid & ends_pixel => valid
// mutant: .STEP(CHANNELS) => .STEP(1)
`default_nettype none
module prove #(
    parameter CHANNELS = 2,
    parameter ROWS     = 3,
    parameter COLUMNS  = 2,
    parameter CELLS    = 2,
    parameter REACH    = 0
) (
    input wire       clk,
    input wire       rst,
    input wire       start,
    input wire       offer,
    input wire [1:0] h
);
    localparam ALL = CELLS * CELLS * CHANNELS, T = ALL > 1 ? $clog2(ALL) : 1, KB = CHANNELS > 1 ? $clog2(CHANNELS) : 1;

    (* anyconst *) wire [T-1:0] followed;
    reg [5:0] channel = 0, x = 0, y = 0;
    reg       begun = 1'b0, done = 1'b0, stored = 1'b0, there = 1'b0, read = 1'b0, once = 1'b0;
    reg [7:0] sum = 0;
    wire      valid = offer && !done && begun && !start;
    wire      last  = channel == CHANNELS - 1 && x == COLUMNS - 1 && y == ROWS - 1;
    wire [5:0] here = (y * CELLS / ROWS * CELLS + x * CELLS / COLUMNS) * CHANNELS + channel;
    wire [7:0] p;
    cell_sums #(.CHANNELS(CHANNELS), .ROWS(ROWS), .COLUMNS(COLUMNS), .CELLS(CELLS), .KB(KB), .T(T), .PB(8)) leaf (
        .clk(clk), .rst(rst), .start(start), .h({6'd0, h}), .valid(valid), .t(followed), .p(p)
    );

    always @(posedge clk) begin
        begun <= 1'b1;
        if (start) begin
            {channel, x, y, sum, done, stored, there, read} <= 0;
            once <= read;
        end else begin
            if (valid) begin
                channel <= channel == CHANNELS - 1 ? 0 : channel + 1'b1;
                if (channel == CHANNELS - 1) x <= x == COLUMNS - 1 ? 0 : x + 1'b1;
                if (channel == CHANNELS - 1 && x == COLUMNS - 1) y <= y + 1'b1;
                if (here == followed) sum <= sum + h;
            end
            done   <= done || valid && last;
            // Two cycles after the last activation its sum is in the memory, one more and it is read.
            stored <= done;
            there  <= stored;
            read   <= there;
        end
    end

    always @* begin
        assume (begun || start);
        assume (!rst || start);
        assume (followed < ALL);
        if (begun && there) assert (p == sum);
        if (REACH != 0) assert (!(once && there && sum == 3));
    end
endmodule
`default_nettype wire
