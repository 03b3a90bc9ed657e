// SPDX-License-Identifier: Apache-2.0
// axis_out: the core's answers as an AXI4-Stream, one transfer an answer.
//
// port   width                      meaning
// tdata  32 CLASSES                 logits summed over the layers, two's complement, 32 bits each, class 0 in the low ones
// tuser  1 + LAYERS + CLASS_BITS    class in the low bits; then the layers that the sample corrects; on top: its label was refused
// tlast  1                          always: an answer is a packet
// drop   1                          the answer belongs to a sample that was dropped: it is taken and not shown
`default_nettype none
module axis_out #(
    parameter CLASSES    = 10,  // classes
    parameter CLASS_BITS = 4,   // bits of a class number
    parameter LAYERS     = 2,   // layers that learn
    parameter SB         = 16   // bits of a summed logit
) (
    input  wire                         m_valid,
    output wire                         m_ready,
    input  wire [CLASS_BITS-1:0]        m_class,
    input  wire [CLASSES*SB-1:0]        m_logits,
    input  wire                         refused,
    input  wire [LAYERS-1:0]            updates,
    input  wire                         drop,
    output wire                         answered,
    output wire                         tvalid,
    input  wire                         tready,
    output wire [32*CLASSES-1:0]        tdata,
    output wire [CLASS_BITS+LAYERS:0]   tuser,
    output wire                         tlast
);
    assign tvalid   = m_valid && !drop;
    assign m_ready  = tready || drop;
    assign answered = m_valid && m_ready;
    assign tuser    = {refused, updates, m_class};
    assign tlast    = 1'b1;

    genvar c;
    generate
        for (c = 0; c < CLASSES; c = c + 1) begin : logit
            assign tdata[32*c +: 32] = {{(32-SB){m_logits[SB*c+SB-1]}}, m_logits[SB*c +: SB]};
        end
    endgenerate
endmodule
`default_nettype wire
