// SPDX-License-Identifier: Apache-2.0
// cell_counter: at is STEP times the cell of the pixel at hand, by the formula with its divisions, and fresh says whether the pixel is the
// first one of its cell, whatever waits there are; a start at any moment begins anew.
//
// proof: two cells along each side; by induction; ROWS=5 COLUMNS=4 CELLS=2 STEP=3
// proof: as many cells as pixels; by induction; ROWS=3 COLUMNS=3 CELLS=3 STEP=1
// proof: one cell; by induction; ROWS=2 COLUMNS=5 CELLS=1 STEP=2
// proof: three cells on uneven sides; by induction; ROWS=7 COLUMNS=5 CELLS=3 STEP=1
// reached: the last pixel; within 24; ROWS=5 COLUMNS=4 CELLS=2 STEP=3 REACH=1
//
// mutant: fresh_y <= below; => fresh_y <= 1'b0;
// mutant: row_at  <= next_row; => row_at  <= row_at;
// mutant: rest_x  <= {XB{1'b0}}; => rest_x  <= sum_x;
// mutant: sum_y >= HEIGHT => sum_y > HEIGHT
`default_nettype none
module prove #(
    parameter ROWS    = 5,
    parameter COLUMNS = 4,
    parameter CELLS   = 2,
    parameter STEP    = 3,
    parameter REACH   = 0
) (
    input wire clk,
    input wire start,
    input wire next
);
    localparam ALL = CELLS * CELLS * STEP, AT = ALL > 1 ? $clog2(ALL) : 1;

    reg [5:0] x = 0, y = 0;
    reg       begun = 1'b0;
    wire [AT-1:0] at;
    wire          fresh;
    wire          on = next && !(y == ROWS - 1 && x == COLUMNS - 1);
    cell_counter #(.ROWS(ROWS), .COLUMNS(COLUMNS), .CELLS(CELLS), .STEP(STEP), .AT(AT)) leaf (
        .clk(clk), .start(start), .advance(on), .at(at), .fresh(fresh)
    );

    always @(posedge clk) begin
        begun <= 1'b1;
        if (start) {x, y} <= 0;
        else if (on) begin
            x <= x == COLUMNS - 1 ? 0 : x + 1'b1;
            if (x == COLUMNS - 1) y <= y + 1'b1;
        end
    end

    wire [11:0] cell_y = y * CELLS / ROWS, cell_x = x * CELLS / COLUMNS;
    wire        new_y = y == 0 || (y - 1) * CELLS / ROWS != cell_y, new_x = x == 0 || (x - 1) * CELLS / COLUMNS != cell_x;
    always @* begin
        assume (begun || start);
        assume (x < COLUMNS && y < ROWS);
        if (begun) begin
            assert (at == (cell_y * CELLS + cell_x) * STEP);
            assert (fresh == (new_x && new_y));
            if (REACH != 0) assert (!(x == COLUMNS - 1 && y == ROWS - 1));
        end
    end
endmodule
`default_nettype wire
