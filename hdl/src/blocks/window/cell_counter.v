// SPDX-License-Identifier: Apache-2.0
// cell_counter: the cell of a pixel, pixel after pixel, row after row from the top.
//
//   cell = floor(y CELLS / ROWS) CELLS + floor(x CELLS / COLUMNS)
//
// Without a division: a remainder grows by CELLS a pixel, and where it reaches the extent of the map the next cell begins.
//
// port     width  meaning
// start    1      back to the first pixel
// advance  1      on to the next pixel
// at       AT     STEP x the cell of the pixel at hand
// fresh    1      no pixel before it was in this cell
`default_nettype none
module cell_counter #(
    parameter ROWS    = 8,  // of a map
    parameter COLUMNS = 8,  // of a map
    parameter CELLS   = 4,  // cells along a side, as many as rows and columns at most
    parameter STEP    = 1,  // what is counted from a cell to the next
    parameter AT      = 4   // bits of what is counted
) (
    input  wire          clk,
    input  wire          start,
    input  wire          advance,
    output reg  [AT-1:0] at,
    output wire          fresh
);
    localparam YB = $clog2(ROWS + CELLS), XB = $clog2(COLUMNS + CELLS);
    localparam ROW_STEP = CELLS * STEP;
    localparam [YB-1:0] HEIGHT = ROWS[YB-1:0], DOWN = CELLS[YB-1:0];
    localparam [XB-1:0] WIDTH = COLUMNS[XB-1:0], RIGHT = CELLS[XB-1:0], LAST = WIDTH - 1'b1;

    reg [YB-1:0] rest_y;            // y CELLS mod ROWS
    reg [XB-1:0] rest_x, x;         // x CELLS mod COLUMNS
    reg [AT-1:0] row_at;            // of the first cell of the row
    reg          fresh_y, fresh_x;

    wire [YB-1:0] sum_y    = rest_y + DOWN;
    wire [XB-1:0] sum_x    = rest_x + RIGHT;
    wire          below    = sum_y >= HEIGHT;
    wire          beside   = sum_x >= WIDTH;
    wire [AT-1:0] next_row = row_at + (below ? ROW_STEP[AT-1:0] : {AT{1'b0}});
    assign fresh = fresh_y & fresh_x;

    always @(posedge clk)
        if (start) begin
            {rest_y, rest_x, x, row_at, at} <= {(YB+2*XB+2*AT){1'b0}};
            {fresh_y, fresh_x} <= 2'b11;
        end else if (advance) begin
            if (x == LAST) begin
                rest_y  <= below ? sum_y - HEIGHT : sum_y;
                rest_x  <= {XB{1'b0}};
                x       <= {XB{1'b0}};
                row_at  <= next_row;
                at      <= next_row;
                fresh_y <= below;
                fresh_x <= 1'b1;
            end else begin
                rest_x  <= beside ? sum_x - WIDTH : sum_x;
                x       <= x + 1'b1;
                at      <= at + (beside ? STEP[AT-1:0] : {AT{1'b0}});
                fresh_x <= beside;
            end
        end
endmodule
`default_nettype wire
