// SPDX-License-Identifier: Apache-2.0
// gather: values into words, the first value in lane 0. They are shifted in from the top, so that no value has to know its lane.
//
//   value -> [LANES-1] -> ... -> [1] -> [0] -> full -- only the last word of a sample --> moved down -> full
//
// full, one cycle after the last value of a word, is that word. The last word of a sample may have fewer values, REST of them:
// they are then in its top lanes and are moved down, with zeros above them.
//
// port   width          meaning
// valid  1              value is the next one
// value  WIDTH          a value
// word   WORD_BITS      number of the word that it belongs to
// full   LANES x WIDTH  the word that has been gathered
`default_nettype none
module gather #(
    parameter LANES     = 4,   // lanes: values of a word
    parameter WIDTH     = 8,   // bits of a value
    parameter WORDS     = 16,  // words of a sample
    parameter WORD_BITS = 4,   // bits of a word number
    parameter REST      = 4    // values of the last word of a sample
) (
    input  wire                   clk,
    input  wire                   valid,
    input  wire [WIDTH-1:0]       value,
    input  wire [WORD_BITS-1:0]   word,
    output wire [LANES*WIDTH-1:0] full
);
    reg  [LANES*WIDTH-1:0]       gathered;
    wire [LANES*WIDTH+WIDTH-1:0] shifted = {value, gathered};
    always @(posedge clk) if (valid) gathered <= shifted[WIDTH +: LANES*WIDTH];

    generate
        if (REST < LANES) begin : partial
            localparam [WORD_BITS-1:0] LAST = WORDS[WORD_BITS-1:0] - 1'b1;
            reg last;
            always @(posedge clk) last <= word == LAST;
            assign full = last ? gathered >> WIDTH * (LANES - REST) : gathered;
            wire unused = &{1'b0, shifted[WIDTH-1:0]};
        end else begin : whole
            assign full = gathered;
            wire unused = &{1'b0, shifted[WIDTH-1:0], word};
        end
    endgenerate
endmodule
`default_nettype wire
