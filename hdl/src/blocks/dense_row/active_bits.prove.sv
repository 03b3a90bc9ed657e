// SPDX-License-Identifier: Apache-2.0
// active_bits, as a shift register and as a memory: the bit of a row that begins is the one that was written when that row
// was last finished, one pass before. Rows begin in order, one or more cycles apart; each is finished later, in order, at most
// AHEAD rows behind; the next pass begins when all are finished.
//
// proof: a shift register, one row ahead; by induction; ROWS=3 QUEUE=1 AHEAD=1
// proof: a shift register, several rows ahead; by induction; ROWS=4 QUEUE=1 AHEAD=3
// proof: a memory; by induction; ROWS=4 QUEUE=0 AHEAD=2
// reached: the last row was active; within 24; ROWS=3 QUEUE=1 AHEAD=2 REACH=1
//
// mutant: unfinished != MOST => unfinished != MOST - 1'b1
// mutant: if (first) unfinished <= => if (take) unfinished <=
// mutant: if (begin_row) found <= head[unfinished]; => found <= head[unfinished];
// mutant: moved = {active, bits} => moved = {bits, active}
// mutant: else if (done) finished <= finished + 1'b1; => else if (begin_row) finished <= finished + 1'b1;
`default_nettype none
module prove #(
    parameter ROWS  = 3,
    parameter QUEUE = 1,
    parameter AHEAD = 1,
    parameter REACH = 0
) (
    input wire clk,
    input wire next,
    input wire finish,
    input wire active
);
    localparam RB = $clog2(ROWS + 1);

    // The pass: `begun` rows have begun, `done` rows are finished. `first` ends the pass before (hand), `take` begins one.
    reg          walking = 1'b0, handed = 1'b0;
    reg [RB-1:0] begun = 0, done = 0;
    wire         first     = !walking && !handed && next;
    wire         take      = handed && next;
    wire         begin_row = (take || walking && next) && begun < ROWS && begun <= done + AHEAD;
    wire         due_row   = QUEUE == 0 ? done < begun : begun > done + AHEAD || begun == ROWS && done < ROWS;
    wire         end_row   = walking && finish && due_row;
    wire         over      = walking && done == ROWS;
    always @(posedge clk) begin
        if (first) handed <= 1'b1;
        if (take) begin
            handed  <= 1'b0;
            walking <= 1'b1;
        end
        if (first) begun <= 0;
        else if (begin_row) begun <= begun + 1'b1;
        if (take) done <= 0;
        else if (end_row) done <= done + 1'b1;
        if (over) walking <= 1'b0;
    end

    wire was_active;
    active_bits #(.ROWS(ROWS), .ROW_BITS($clog2(ROWS)), .QUEUE(QUEUE), .AHEAD(AHEAD)) leaf (
        .clk(clk), .first(first), .begin_row(begin_row), .row(begun[$clog2(ROWS)-1:0]), .was_active(was_active), .take(take),
        .done(end_row), .active(active)
    );

    // The bits, each with its row, and whether it was ever written.
    reg [ROWS-1:0] bits, known = 0;
    reg            due, due_known = 1'b0;
    always @(posedge clk) begin
        if (end_row) begin
            bits[done]  <= active;
            known[done] <= 1'b1;
        end
        if (begin_row) {due, due_known} <= {bits[begun], known[begun]};
    end

    always @* begin
        if (due_known) assert (was_active == due);
        if (REACH != 0) assert (!due_known || !due || begun != ROWS);
    end
endmodule
`default_nettype wire
