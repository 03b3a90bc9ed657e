// SPDX-License-Identifier: Apache-2.0
// cell_sums: adds up the activations of each channel over each cell of the map, as they appear.
//
//   P[cell, channel] = sum of h over the pixels of the cell
//
// An activation is added in two cycles: its sum is read, then written. The first one of a cell is written as it is, so that nothing
// has to be cleared.
//
// port    width  meaning
// start   1      a sample begins
// h       8      activation of the next channel; after the last channel of a pixel comes the first one of the next pixel
// valid   1      h is new
// t       T      number of a sum that is wanted, while no activation comes: cell x CHANNELS + channel
// p       PB     that sum, one cycle later
`default_nettype none
module cell_sums #(
    parameter CHANNELS = 8,   // channels
    parameter ROWS     = 8,   // of a map
    parameter COLUMNS  = 8,   // of a map
    parameter CELLS    = 4,   // cells along a side
    parameter KB       = 3,   // bits of a channel's number
    parameter T        = 7,   // bits of the number of a sum
    parameter PB       = 14   // bits of a sum
) (
    input  wire          clk,
    input  wire          rst,
    input  wire          start,
    input  wire [7:0]    h,
    input  wire          valid,
    input  wire [T-1:0]  t,
    output wire [PB-1:0] p
);
    localparam          SUMS = CELLS * CELLS * CHANNELS;
    localparam [KB-1:0] LAST = CHANNELS[KB-1:0] - 1'b1;

    reg  [KB-1:0] channel;
    wire          ends_pixel = channel == LAST;
    wire [T-1:0]  cell_at;
    wire          fresh;
    cell_counter #(.ROWS(ROWS), .COLUMNS(COLUMNS), .CELLS(CELLS), .STEP(CHANNELS), .AT(T)) place (
        .clk(clk), .start(start), .advance(valid & ends_pixel), .at(cell_at), .fresh(fresh)
    );
    always @(posedge clk)
        if (start) channel <= {KB{1'b0}};
        else if (valid) channel <= ends_pixel ? {KB{1'b0}} : channel + 1'b1;

    wire [T-1:0]  here = cell_at + {{(T-KB){1'b0}}, channel};
    reg  [T-1:0]  here_1;
    reg  [7:0]    h_1;
    reg           valid_1, fresh_1;
    wire [PB-1:0] earlier;
    wire [PB-1:0] sum = (fresh_1 ? {PB{1'b0}} : earlier) + {{(PB-8){1'b0}}, h_1};
    always @(posedge clk) begin
        here_1  <= here;
        h_1     <= h;
        valid_1 <= valid & ~rst;
        fresh_1 <= fresh;
    end

    generate
        if (CHANNELS > 1) begin : apart
            assign earlier = p;
        end else begin : close
            // The sum earlier is only being written when the next one is read.
            reg          again;
            reg [PB-1:0] kept;
            always @(posedge clk) begin
                again <= valid_1 && here == here_1;
                kept  <= sum;
            end
            assign earlier = again ? kept : p;
        end
    endgenerate

    sdp_ram #(.WIDTH(PB), .DEPTH(SUMS), .ADDR(T)) sums (
        .clk(clk), .we(valid_1), .waddr(here_1), .wdata(sum),
        .re(1'b1), .raddr(valid ? here : t), .rdata(p)
    );
endmodule
`default_nettype wire
