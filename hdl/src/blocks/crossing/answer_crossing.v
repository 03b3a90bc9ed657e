// SPDX-License-Identifier: Apache-2.0
// answer_crossing: the core's answers to a stream with a clock of its own; those of dropped samples stay here.
//
// port      width            meaning
// m_* refused updates        the core's answer, at clk
// drop      1                the answer belongs to a sample that was dropped
// answered  1                an answer was taken
// o_*                        the answer at m_clk
`default_nettype none
module answer_crossing #(
    parameter CLASSES    = 10,  // classes
    parameter CLASS_BITS = 4,   // bits of a class number
    parameter LAYERS     = 2,   // layers that learn
    parameter SB         = 16,  // bits of a summed logit
    parameter ADDR       = 2    // 2^ADDR answers wait
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  m_valid,
    output wire                  m_ready,
    input  wire [CLASS_BITS-1:0] m_class,
    input  wire [CLASSES*SB-1:0] m_logits,
    input  wire                  refused,
    input  wire [LAYERS-1:0]     updates,
    input  wire                  drop,
    output wire                  answered,
    input  wire                  m_clk,
    input  wire                  m_rst,
    output wire                  o_valid,
    input  wire                  o_ready,
    output wire [CLASS_BITS-1:0] o_class,
    output wire [CLASSES*SB-1:0] o_logits,
    output wire                  o_refused,
    output wire [LAYERS-1:0]     o_updates
);
    wire room;

    assign m_ready  = room || drop;
    assign answered = m_valid && m_ready;

    async_fifo #(.WIDTH(CLASSES * SB + CLASS_BITS + LAYERS + 1), .ADDR(ADDR)) waiting (
        .w_clk(clk), .w_rst(rst), .w_valid(m_valid && !drop), .w_ready(room), .w_data({refused, updates, m_class, m_logits}),
        .r_clk(m_clk), .r_rst(m_rst), .r_valid(o_valid), .r_ready(o_ready), .r_data({o_refused, o_updates, o_class, o_logits})
    );
endmodule
`default_nettype wire
