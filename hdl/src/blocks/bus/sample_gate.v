// SPDX-License-Identifier: Apache-2.0
// sample_gate: the sample stream on its way into the core, with the flushes that the register file asks for between two samples.
//
// port     width       meaning
// i_*                  the stream from outside, as the core has it
// s_*                  the core's
// learn    1           0: every sample is predicted only
// pause    1           no sample is begun; a flush of the register file is
// hold     1           neither is
// flush    1           for one cycle: flush once, as soon as no sample is half in
// flushed  1           the core's
// pending  1           that flush is not done yet
// dirty    1           something was learned, or may still be, that no flush has put into the weights
// learned  1           for one cycle: a sample to be learned, whose label is a class, is in the core
//
// A sample's first value that the core has not taken yet gives way to a flush and comes behind it.
// Flushes end in the order in which they began, so a flush of the register file is told from one of the stream by counting.
`default_nettype none
module sample_gate #(
    parameter FEATURES   = 64,  // values of a sample
    parameter COUNT_BITS = 6,   // bits of a value's number
    parameter CLASSES    = 10,  // classes
    parameter CLASS_BITS = 4    // bits of a class number
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  i_valid,
    output wire                  i_ready,
    input  wire [7:0]            i_data,
    input  wire [CLASS_BITS-1:0] i_label,
    input  wire                  i_learn,
    input  wire                  i_flush,
    output wire                  s_valid,
    input  wire                  s_ready,
    output wire [7:0]            s_data,
    output wire [CLASS_BITS-1:0] s_label,
    output wire                  s_learn,
    output wire                  s_flush,
    input  wire                  learn,
    input  wire                  pause,
    input  wire                  hold,
    input  wire                  flush,
    input  wire                  flushed,
    output wire                  pending,
    output wire                  dirty,
    output wire                  learned
);
    localparam                  ENDING = FEATURES - 1;
    localparam [COUNT_BITS-1:0] LAST   = ENDING[COUNT_BITS-1:0];
    localparam [CLASS_BITS:0]   KNOWN  = CLASSES[CLASS_BITS:0];

    reg [COUNT_BITS-1:0] count;     // values of the sample that are in
    reg                  wanted;    // a flush is asked for, and not begun
    reg                  offered;   // it is on the core's port, and stays there until it is taken
    reg                  waiting;   // it is in the core
    reg                  unflushed; // something was learned since the last flush began
    reg [7:0]            flights;   // flushes in the core
    reg [7:0]            ahead;     // of them, those before ours

    wire closed = hold || &flights;
    wire first  = count == {COUNT_BITS{1'b0}};
    wire open   = !first || !(closed || pause || wanted);
    wire beat   = i_valid && i_ready;
    wire enters = s_valid && s_ready && s_flush && first;
    wire ends   = beat && !enters && count == LAST;

    assign i_ready = open && s_ready;
    assign s_valid = offered || (open && i_valid);
    assign s_data  = i_data;
    assign s_label = i_label;
    assign s_learn = i_learn && learn;
    assign s_flush = offered || i_flush;
    assign pending = flush || wanted || waiting;
    assign dirty   = unflushed || flights != 8'd0;
    assign learned = ends && s_learn && {1'b0, i_label} < KNOWN;

    always @(posedge clk) begin
        if (beat && !enters) count <= count == LAST ? {COUNT_BITS{1'b0}} : count + 1'b1;
        if (flush) wanted <= 1'b1;
        if (wanted && first && !closed) offered <= 1'b1;
        if (waiting && flushed) begin
            ahead <= ahead - 1'b1;
            if (ahead == 8'd0) waiting <= 1'b0;
        end
        if (offered && s_ready) begin
            offered <= 1'b0;
            wanted  <= flush;
            waiting <= 1'b1;
            ahead   <= flights - {7'd0, flushed};
        end
        flights <= flights + {7'd0, enters} - {7'd0, flushed};
        if (enters) unflushed <= 1'b0;
        if (learned) unflushed <= 1'b1;
        if (rst) begin
            count     <= {COUNT_BITS{1'b0}};
            wanted    <= 1'b0;
            offered   <= 1'b0;
            waiting   <= 1'b0;
            unflushed <= 1'b0;
            flights   <= 8'd0;
        end
    end
endmodule
`default_nettype wire
