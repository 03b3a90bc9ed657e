// SPDX-License-Identifier: Apache-2.0
// column_readout: turns finished accumulators into activations, READ neurons a cycle.
//
//   stage 1  the accumulators of a group are there; a chunk of READ neurons is picked, registered
//   stage 2  quantised
//   stage 3  h_3
//
// port     width       meaning
// acc      LANES*ACC   accumulators of a group
// read_1   1           a chunk is to be picked
// chunk_1  CHUNK_BITS  which
// h_3      READ*8      activations, the first neuron in the low bits
// valid_3  1           h_3 is new
`default_nettype none
module column_readout #(
    parameter LANES      = 4,   // lanes: weights of a word
    parameter READ       = 2,   // neurons a cycle
    parameter CHUNK_BITS = 1,   // bits of a chunk number
    parameter ACC        = 27,  // bits of an accumulator
    parameter SHIFT      = 12   // bits that are cut off
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire [LANES*ACC-1:0]  acc,
    input  wire                  read_1,
    input  wire [CHUNK_BITS-1:0] chunk_1,
    output wire [READ*8-1:0]     h_3,
    output wire                  valid_3
);
    reg  [READ*ACC-1:0] acc_2;
    reg                 read_2;
    wire [READ-1:0]     valid;

    assign valid_3 = valid[0];

    generate
        if (LANES == READ) begin : whole
            always @(posedge clk) acc_2 <= acc;
            wire unused_chunk = &{1'b0, chunk_1};
        end else begin : part
            always @(posedge clk) acc_2 <= acc[chunk_1*READ*ACC +: READ*ACC];
        end
    endgenerate
    always @(posedge clk) read_2 <= read_1 & ~rst;

    genvar neuron;
    generate
        for (neuron = 0; neuron < READ; neuron = neuron + 1) begin : neurons
            quantise #(.ACC(ACC), .SHIFT(SHIFT)) activation (
                .clk(clk), .rst(rst), .acc(acc_2[neuron*ACC +: ACC]), .last(read_2),
                .h(h_3[neuron*8 +: 8]), .valid(valid[neuron])
            );
        end
    endgenerate

    wire unused = &{1'b0, valid};
endmodule
`default_nettype wire
