// SPDX-License-Identifier: Apache-2.0
// axis_in: samples from an AXI4-Stream, one value a transfer, tlast with a sample's last.
//
// tuser counts with tlast: bit 0 learn, the label above. A sample that ends too early or too late is dropped: nothing is learned from
// it and axis_out passes no answer on; `bad_length` is high for one cycle. The core sees it as a sample that is predicted: values have
// gone in before its length is known, so a short one is filled up with zeros, and of a long one what is too much is swallowed.
//
// port     width         meaning
// restart  1             the core starts anew, the stream does not: what is left of a sample that had begun is swallowed
// i_*                    sample_gate, or the core
// answered 1             for one cycle: an answer leaves the core, dropped or not
// drop     1             the answer that leaves next is that of a dropped sample
`default_nettype none
module axis_in #(
    parameter FEATURES   = 64,  // values of a sample
    parameter COUNT_BITS = 6,   // bits of a value's number
    parameter CLASS_BITS = 4    // bits of a class number
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  restart,
    input  wire                  tvalid,
    output wire                  tready,
    input  wire [7:0]            tdata,
    input  wire                  tlast,
    input  wire [CLASS_BITS:0]   tuser,
    output wire                  i_valid,
    input  wire                  i_ready,
    output wire [7:0]            i_data,
    output wire [CLASS_BITS-1:0] i_label,
    output wire                  i_learn,
    output wire                  i_flush,
    input  wire                  answered,
    output wire                  drop,
    output wire                  bad_length
);
    localparam                  ENDING = FEATURES - 1;
    localparam [COUNT_BITS-1:0] LAST   = ENDING[COUNT_BITS-1:0];
    localparam [1:0] VALUES = 0, FILL = 1, SWALLOW = 2;

    reg [1:0]            state;
    reg [COUNT_BITS-1:0] count;
    reg                  dropping;  // a dropped sample's answer is still to come
    reg [7:0]            ahead;     // answers before that one
    reg [7:0]            flights;   // samples in the core

    wire last  = count == LAST;
    wire short = state == VALUES && tlast && !last;
    wire long  = state == VALUES && !tlast && last;
    wire bad   = last && (state == FILL || long);
    // One dropped sample at a time: the next one's last value waits.
    wire stop  = (bad && dropping) || (last && &flights);
    wire beat  = i_valid && i_ready;
    // Some of a packet has come, and more of it is to come or comes just now.
    wire begun = state == SWALLOW || (state == VALUES && (count != {COUNT_BITS{1'b0}} || (tvalid && tready)));

    assign i_valid    = ((state == VALUES && tvalid) || state == FILL) && !stop;
    assign tready     = (state == VALUES && i_ready && !stop) || state == SWALLOW;
    assign i_data     = state == FILL ? 8'd0 : tdata;
    assign i_label    = tuser[CLASS_BITS:1];
    assign i_learn    = tuser[0] && !bad;
    assign i_flush    = 1'b0;
    assign drop       = dropping && ahead == 8'd0;
    assign bad_length = beat && bad;

    always @(posedge clk) begin
        if (beat) begin
            count <= last ? {COUNT_BITS{1'b0}} : count + 1'b1;
            if (short) state <= FILL;
            if (long) state <= SWALLOW;
            if (state == FILL && last) state <= VALUES;
        end
        if (state == SWALLOW && tvalid && tlast) state <= VALUES;
        if (answered && dropping) begin
            ahead <= ahead - 1'b1;
            if (drop) dropping <= 1'b0;
        end
        if (bad_length) begin
            dropping <= 1'b1;
            ahead    <= flights - {7'd0, answered};
        end
        flights <= flights + {7'd0, beat && last} - {7'd0, answered};
        if (restart) state <= begun && !(tvalid && tready && tlast) ? SWALLOW : VALUES;
        if (rst) state <= VALUES;
        if (rst || restart) begin
            count    <= {COUNT_BITS{1'b0}};
            dropping <= 1'b0;
            flights  <= 8'd0;
        end
    end
endmodule
`default_nettype wire
