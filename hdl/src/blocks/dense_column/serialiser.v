// SPDX-License-Identifier: Apache-2.0
// serialiser: hands a column-walked layer's activations to the next layer, one a cycle, while the layer goes on.
//
// Words of READ activations arrive during the readout and wait in a memory; they leave from two cycles after the first.
// The sample is committed when its last value has left and the layer has handed it over, whichever is later. A flush has
// no values: it is committed at once.
//
// port     width       meaning
// h_3      READ*8      activations of the next READ neurons
// valid_3  1           h_3 is new
// hand     1           the sample is finished; flush, learn, label are its
// sending  1           a sample is on its way out: no new readout
// valid, data          values for the next layer
// commit   1           the sample is complete, with out_flush, out_learn, out_label
`default_nettype none
module serialiser #(
    parameter UNITS      = 64,  // neurons of the layer
    parameter READ       = 2,   // neurons a cycle
    parameter WORDS      = 32,  // words of READ activations
    parameter WORD_BITS  = 5,   // bits of a word number
    parameter COUNT      = 6,   // bits of a neuron's number
    parameter READ_BITS  = 1,   // bits of a number below READ
    parameter CLASS_BITS = 4    // bits of a class number
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire [READ*8-1:0]     h_3,
    input  wire                  valid_3,
    input  wire                  hand,
    input  wire                  flush,
    input  wire                  learn,
    input  wire [CLASS_BITS-1:0] label,
    output reg                   sending,
    output reg                   valid,
    output wire [7:0]            data,
    output wire                  commit,
    output wire                  out_flush,
    output wire                  out_learn,
    output wire [CLASS_BITS-1:0] out_label
);
    localparam [COUNT-1:0]     LAST      = UNITS[COUNT-1:0] - 1'b1;
    localparam [READ_BITS-1:0] LAST_LANE = READ[READ_BITS-1:0] - 1'b1;

    reg [WORD_BITS-1:0]  filled, word;
    reg [READ_BITS-1:0]  lane, lane_b;
    reg [COUNT-1:0]      count;
    reg                  giving;        // the memory is being read out
    reg                  ending, ended; // the last value leaves, has left
    reg                  handed, kept_learn;
    reg [CLASS_BITS-1:0] kept_label;

    wire first = valid_3 & ~sending;
    wire done  = ending | ended;

    assign commit    = hand & flush | sending & done & (handed | hand);
    assign out_flush = hand & flush;
    assign out_learn = handed ? kept_learn : learn;
    assign out_label = handed ? kept_label : label;

    always @(posedge clk) begin
        if (valid_3) filled <= filled + 1'b1;
        valid  <= giving & ~rst;
        lane_b <= lane;
        ending <= giving && count == LAST;
        if (giving) begin
            count <= count + 1'b1;
            lane  <= lane == LAST_LANE ? {READ_BITS{1'b0}} : lane + 1'b1;
            if (lane == LAST_LANE) word <= word + 1'b1;
            if (count == LAST) giving <= 1'b0;
        end
        if (ending) ended <= 1'b1;
        if (hand) begin
            handed     <= 1'b1;
            kept_learn <= learn;
            kept_label <= label;
        end
        if (first) begin
            sending <= 1'b1;
            giving  <= 1'b1;
            ended   <= 1'b0;
            count   <= {COUNT{1'b0}};
            lane    <= {READ_BITS{1'b0}};
            word    <= {WORD_BITS{1'b0}};
        end
        if (rst | commit) begin
            sending <= 1'b0;
            handed  <= 1'b0;
            ended   <= 1'b0;
            filled  <= {WORD_BITS{1'b0}};
        end
        if (rst) begin
            giving <= 1'b0;
            ending <= 1'b0;
        end
    end

    wire [READ*8-1:0] values;
    sdp_ram #(.WIDTH(READ * 8), .DEPTH(WORDS), .ADDR(WORD_BITS)) waiting (
        .clk(clk), .we(valid_3), .waddr(filled), .wdata(h_3), .re(1'b1), .raddr(word), .rdata(values)
    );

    generate
        if (READ == 1) begin : whole
            assign data = values;
            wire unused = &{1'b0, lane_b};
        end else begin : part
            assign data = values[lane_b*8 +: 8];
        end
    endgenerate
endmodule
`default_nettype wire
