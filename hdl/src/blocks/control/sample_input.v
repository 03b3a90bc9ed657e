// SPDX-License-Identifier: Apache-2.0
// sample_input: samples from a stream, one value a beat.
//
// port      width       meaning
// s_valid   1           a beat is offered
// s_ready   1           and taken
// s_data    8           value, in the network's input format
// s_label   CLASS_BITS  class; read on a sample's last beat, and only if that says to learn
// s_learn   1           learn from the sample; read on its last beat
// s_flush   1           on what would be a sample's first beat: a beat without data that finishes what is pending
// in_ready  1           act_buffer has a free slot
// busy      1           a sample has begun
// the others            to act_buffer
//
// A sample to be learned whose label is no class becomes a prediction. It alone keeps such a label: prediction.v refuses it.
`default_nettype none
module sample_input #(
    parameter FEATURES   = 64,  // values of a sample
    parameter COUNT_BITS = 6,   // bits of a value's number
    parameter CLASSES    = 10,  // classes
    parameter CLASS_BITS = 4    // bits of a class number
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  s_valid,
    output wire                  s_ready,
    input  wire [7:0]            s_data,
    input  wire [CLASS_BITS-1:0] s_label,
    input  wire                  s_learn,
    input  wire                  s_flush,
    input  wire                  in_ready,
    output wire                  valid,
    output wire [7:0]            data,
    output wire                  commit,
    output wire                  flush,
    output wire                  learn,
    output wire [CLASS_BITS-1:0] label,
    output wire                  busy
);
    localparam                  SINGLE    = FEATURES == 1;
    localparam                  ENDING    = SINGLE ? 0 : FEATURES - 2;  // the count before the last
    localparam [COUNT_BITS-1:0] NEXT_LAST = ENDING[COUNT_BITS-1:0];

    reg [COUNT_BITS-1:0] count;
    reg                  started;
    reg                  last;      // the value at hand is the last of its sample

    wire beat = s_valid & s_ready;

    assign s_ready = in_ready;
    assign flush   = beat & s_flush & ~started;
    assign valid   = beat & ~flush;
    assign commit  = flush | (valid & last);
    assign data    = s_data;
    assign busy    = started;

    generate
        if (CLASSES == 1 << CLASS_BITS) begin : every
            assign learn = s_learn;
            assign label = s_label;
        end else begin : some
            localparam [(1<<CLASS_BITS)-1:0] CLASS = {{((1<<CLASS_BITS)-CLASSES){1'b0}}, {CLASSES{1'b1}}};   // labels that are one: a table is smaller than a comparison
            assign learn = s_learn & CLASS[s_label];
            assign label = s_label & {CLASS_BITS{s_learn}};
        end
    endgenerate

    always @(posedge clk)
        if (rst | commit) begin
            count   <= {COUNT_BITS{1'b0}};
            started <= 1'b0;
            last    <= SINGLE;
        end else if (valid) begin
            count   <= count + 1'b1;
            started <= 1'b1;
            last    <= count == NEXT_LAST;
        end
endmodule
`default_nettype wire
