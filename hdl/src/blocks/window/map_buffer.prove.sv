// SPDX-License-Identifier: Apache-2.0
// map_buffer: a value of the sample at hand is the one that came in at its place, one cycle after it was asked for, however often, and while
// the next sample comes in; there is room for a sample from the cycle after its slot is free until its last value; flush, learn and label
// are those of the sample that waits. A reset of one cycle at any moment empties it. Any one place is followed, by itself.
//
// proof: three values; by induction; VALUES=3
// proof: one value; by induction; VALUES=1
// proof: four values; by induction; VALUES=4
// reached: a value of a second sample; within 20; VALUES=3 REACH=1
//
// mutant: filling_second ? SECOND : {ADDR{1'b0}} => second ? SECOND : {ADDR{1'b0}}
// mutant: if (take) first <= second ? SECOND : {ADDR{1'b0}}; => if (take) first <= second ? {ADDR{1'b0}} : SECOND;
// mutant: ~rst & ~commit & (take | ~full) => ~rst & ~commit
`default_nettype none
module prove #(
    parameter VALUES = 3,
    parameter REACH  = 0
) (
    input wire       clk,
    input wire       rst,
    input wire       offer,
    input wire       is_flush,
    input wire [7:0] data,
    input wire       learn,
    input wire       label,
    input wire       take_it,
    input wire       look
);
    localparam ADDR = $clog2(2 * VALUES), NB = $clog2(VALUES + 1);

    wire       ready, full, flush_0, learn_0, label_0;
    wire [7:0] x;
    (* anyconst *) wire [ADDR-1:0] followed;

    // Whoever is before it: values of a sample, or a flush in their place.
    reg [NB-1:0] count = 0;
    wire beat = offer && ready, flush = beat && is_flush && count == 0, valid = beat && !flush;
    wire commit = flush || valid && count == VALUES - 1;
    wire take = take_it && full;
    always @(posedge clk) if (rst || commit) count <= 0; else if (valid) count <= count + 1'b1;

    map_buffer #(.VALUES(VALUES), .ADDR(ADDR), .CLASS_BITS(1)) leaf (
        .clk(clk), .rst(rst), .in_valid(valid), .in_data(data), .commit(commit), .in_flush(flush), .in_learn(learn), .in_label(label),
        .ready(ready), .full(full), .flush(flush_0), .learn(learn_0), .label(label_0), .take(take), .x_addr(followed), .x(x)
    );

    // The value that comes in, the one that waits, the one at hand.
    reg [7:0] coming, waiting, at_hand;
    reg       begun = 1'b0, known = 1'b0, waits = 1'b0, waits_flush, waits_learn, waits_label, due = 1'b0, second = 1'b0;
    reg [7:0] due_x;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (valid && count == followed) coming <= data;
        if (rst) {known, waits, due} <= 0;
        else begin
            if (commit) begin
                waits <= 1'b1;
                {waits_flush, waits_learn, waits_label} <= {flush, learn, label};
                waiting <= valid && count == followed ? data : coming;
            end else if (take) waits <= 1'b0;
            if (take) begin
                known   <= !waits_flush;
                at_hand <= waiting;
                second  <= known;
            end
            due   <= known && !take && look;
            due_x <= at_hand;
        end
    end

    always @* begin
        assume (begun || rst);
        assume (followed < VALUES);
        if (begun) begin
            assert (full == waits);
            if (full) assert ({flush_0, learn_0, label_0} == {waits_flush, waits_learn, waits_label});
            assert (!(full && ready));
            if (due) assert (x == due_x);
            assert (count < VALUES || VALUES == 1);
            if (waits) assert (count == 0);
            if (ready) assert (!waits);
            if (REACH != 0) assert (!(due && second));
        end
    end
endmodule
`default_nettype wire
