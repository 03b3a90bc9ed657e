// SPDX-License-Identifier: Apache-2.0
// gather: one cycle after the last value of a word, `full` is that word: its values in order, lane 0 first, and in a sample's
// last word zeros above them. Whatever waits there are between values, over any number of samples.
//
// proof: a last word with one value; by induction; LANES=3 WIDTH=2 WORDS=3 REST=1
// proof: a last word with one value less; by induction; LANES=4 WIDTH=1 WORDS=2 REST=3
// proof: whole words; by induction; LANES=3 WIDTH=2 WORDS=2 REST=3
// proof: one word; by induction; LANES=4 WIDTH=2 WORDS=1 REST=2
// proof: one lane; by induction; LANES=1 WIDTH=3 WORDS=4 REST=1
// reached: a last word; within 12; LANES=3 WIDTH=2 WORDS=3 REST=1 REACH=1
//
// mutant: last ? gathered >> WIDTH * (LANES - REST) : gathered => gathered
// mutant: gathered >> WIDTH * (LANES - REST) => gathered >> WIDTH * (LANES - REST - 1)
// mutant: word == LAST; => word != LAST;
// mutant: if (valid) gathered => gathered
`default_nettype none
module prove #(
    parameter LANES = 3,
    parameter WIDTH = 2,
    parameter WORDS = 3,
    parameter REST  = 1,
    parameter REACH = 0
) (
    input wire             clk,
    input wire             valid,
    input wire [WIDTH-1:0] value
);
    localparam WB = WORDS > 1 ? $clog2(WORDS) : 1, LB = $clog2(LANES + 1);

    // Who drives it counts words and lanes (act_buffer.v).
    reg [WB-1:0] word = 0;
    reg [LB-1:0] lane = 0;
    wire         last     = word == WORDS - 1;
    wire         complete = lane == LANES - 1 || last && lane == REST - 1;

    wire [LANES*WIDTH-1:0] full;
    gather #(.LANES(LANES), .WIDTH(WIDTH), .WORDS(WORDS), .WORD_BITS(WB), .REST(REST)) leaf (
        .clk(clk), .valid(valid), .value(value), .word(word), .full(full)
    );

    // The word, each value put where it belongs.
    wire [LANES*WIDTH-1:0] wide = value;
    reg [LANES*WIDTH-1:0] due = 0;
    reg                   done = 1'b0, done_last;
    always @(posedge clk) begin
        done      <= valid && complete;
        done_last <= last;
        if (valid) begin
            lane <= complete ? 0 : lane + 1'b1;
            if (complete) word <= last ? 0 : word + 1'b1;
            due <= (lane == 0 ? 0 : due) | wide << lane * WIDTH;
        end
    end

    always @*
        if (done) begin
            assert (full == due);
            if (REACH != 0) assert (!done_last || due[WIDTH-1:0] == 0);
        end
endmodule
`default_nettype wire
