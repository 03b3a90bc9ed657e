// SPDX-License-Identifier: Apache-2.0
// max_pool: the maxima leave in order, each one the largest of its square, one for each square of each map and none for what is
// left over, whatever waits there are (values of two bits, the high ones); the sample is committed once, one cycle after it came, with its flags and label; in between
// there is no room, and it is busy; nothing leaves after a reset. Any one of the squares is followed, by itself.
//
// proof: one map; by induction; MAPS=1 ROWS=2 COLUMNS=4
// proof: two maps, a row and a column left over; by induction; MAPS=2 ROWS=3 COLUMNS=5
// proof: two maps of signed values, a column left over; by induction; MAPS=2 ROWS=2 COLUMNS=3 SIGNED=1
// reached: a second sample leaves; within 24; MAPS=1 ROWS=2 COLUMNS=3 REACH=1
//
// mutant: ~row[0] & ~column[0] => ~row[0]
// mutant: again_1 ? kept : read => read
// mutant: in_valid & ~(row_ends & LEFT_OVER[0]) => in_valid
// mutant: row == LAST_ROW ? {ROW_BITS{1'b0}} : row + 1'b1 => row + 1'b1
// mutant: counts & row[0] & column[0] & ~rst => counts & row[0] & column[0]
// mutant: out_ready & ~out_commit => out_ready
`default_nettype none
module prove #(
    parameter MAPS    = 1,
    parameter ROWS    = 2,
    parameter COLUMNS = 4,
    parameter SIGNED  = 0,
    parameter REACH   = 0
) (
    input wire       clk,
    input wire       rst,
    input wire       offer,
    input wire       is_flush,
    input wire [1:0] high,
    input wire       learn,
    input wire       label,
    input wire       room,
    input wire       busy_before
);
    localparam RB = $clog2(ROWS), CB = $clog2(COLUMNS), WIDE = COLUMNS / 2, HIGH = ROWS / 2;
    localparam AB = WIDE > 1 ? $clog2(WIDE) : 1, NB = $clog2(MAPS * WIDE * HIGH + 1), MB = MAPS > 1 ? $clog2(MAPS) : 1;

    // Whoever is before it: values of a sample, the last of which commits it, or a flush in their place.
    reg [MB-1:0] map = 0;
    reg [RB-1:0] row = 0;
    reg [CB-1:0] column = 0;
    reg          started = 1'b0, begun = 1'b0;
    wire         in_ready;
    wire         beat   = offer && in_ready;
    wire         flush  = beat && is_flush && !started;
    wire         valid  = beat && !flush;
    wire         last   = map == MAPS - 1 && row == ROWS - 1 && column == COLUMNS - 1;
    wire         commit = flush || valid && last;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (rst || commit) {started, map, row, column} <= 0;
        else if (valid) begin
            started <= 1'b1;
            column  <= column == COLUMNS - 1 ? 0 : column + 1'b1;
            if (column == COLUMNS - 1) row <= row == ROWS - 1 ? 0 : row + 1'b1;
            if (column == COLUMNS - 1 && row == ROWS - 1) map <= map + 1'b1;
        end
    end

    // Whoever is behind it: room for a sample from some time on until it has come.
    reg open = 1'b0;
    wire out_commit;
    always @(posedge clk) open <= !rst && (out_commit ? 1'b0 : open || room);

    wire       out_valid, out_flush, out_learn, out_label, busy;
    wire [7:0] out_data;
    max_pool #(
        .SIGNED(SIGNED), .ROWS(ROWS), .COLUMNS(COLUMNS), .ROW_BITS(RB), .COLUMN_BITS(CB), .ADDR(AB), .CLASS_BITS(1)
    ) leaf (
        .clk(clk), .rst(rst), .in_valid(valid), .in_data({high, 6'd0}), .in_commit(commit), .in_flush(flush), .in_learn(learn),
        .in_label(label), .in_ready(in_ready), .out_valid(out_valid), .out_data(out_data), .out_commit(out_commit),
        .out_flush(out_flush), .out_learn(out_learn), .out_label(out_label), .out_ready(open), .busy_before(busy_before), .busy(busy)
    );

    // The square that is followed, its largest value so far, and how many maxima have left.
    (* anyconst *) wire [NB-1:0] followed;
    wire [NB-1:0] square = (map * HIGH + row / 2) * WIDE + column / 2;
    wire          inside = row / 2 < HIGH && column / 2 < WIDE;
    wire [7:0]    sign   = {SIGNED[0], 7'd0};
    reg [1:0]     largest;
    reg [NB-1:0]  left = 0;
    reg           due = 1'b0, commit_due = 1'b0, flush_due, learn_due, label_due, second = 1'b0, once = 1'b0;
    always @(posedge clk) begin
        if (valid && inside && square == followed)
            if (row % 2 == 0 && column % 2 == 0 || (high ^ sign[7:6]) > (largest ^ sign[7:6])) largest <= high;
        due <= valid && inside && row % 2 == 1 && column % 2 == 1 && !rst;
        {commit_due, flush_due, learn_due, label_due} <= {commit && !rst, flush, learn, label};
        left <= rst || out_commit ? 0 : left + out_valid;
        if (out_commit && !out_flush && begun) {second, once} <= {once, 1'b1};
    end

    always @* begin
        assume (begun || rst);
        assume (followed < MAPS * WIDE * HIGH);
        if (begun) begin
            assert (out_valid == due);
            if (out_valid && left == followed) assert (out_data == {largest, 6'd0});
            assert (out_commit == commit_due);
            if (out_commit) assert ({out_flush, out_learn, out_label} == {flush_due, learn_due, label_due});
            if (out_commit && !out_flush) assert (left + out_valid == MAPS * WIDE * HIGH);
            assert (in_ready == (open && !out_commit));
            assert (busy == (busy_before || out_commit));
            if (REACH != 0) assert (!second);
        end
    end
endmodule
`default_nettype wire
