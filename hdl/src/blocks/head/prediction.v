// SPDX-License-Identifier: Apache-2.0
// prediction: the network's answer, argmax of the summed logits, with the logits.
//
// port      width       meaning
// in_valid  1           in_total is the sum of the next class, class 0 first
// in_total  SB          sum over all layers, two's complement
// hand      1           all classes seen
// flush     1           with hand: not a sample; acknowledge with `flushed`
// label     CLASS_BITS  with hand: of a sample to be learned; a class, or it is refused
// ready     1           room for a result; a sample is started only then
// m_valid   1           an answer waits
// m_ready   1           it is taken
// m_class   CLASS_BITS  the class, the lowest of equals
// m_logits  CLASSES*SB  the sums, class 0 in the low bits
// refused   1           beside m_valid: the sample was to be learned, but its label is no class
// flushed   1           for one cycle: everything pending is in the weights
`default_nettype none
module prediction #(
    parameter CLASSES    = 10,  // classes
    parameter CLASS_BITS = 4,   // bits of a class number
    parameter SB         = 16   // bits of a summed logit
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  in_valid,
    input  wire [SB-1:0]         in_total,
    input  wire                  hand,
    input  wire                  flush,
    input  wire [CLASS_BITS-1:0] label,
    output wire                  ready,
    output reg                   m_valid,
    input  wire                  m_ready,
    output reg  [CLASS_BITS-1:0] m_class,
    output reg  [CLASSES*SB-1:0] m_logits,
    output wire                  refused,
    output reg                   flushed
);
    reg  [CLASS_BITS-1:0] class_id;
    reg  [SB-1:0]         not_best;     // the largest sum so far, inverted: so it can be subtracted as it is
    wire [SB:0]           above = {in_total[SB-1], in_total} + {not_best[SB-1], not_best};

    assign ready = ~m_valid | m_ready;

    always @(posedge clk) begin
        if (rst) begin
            m_logits <= {CLASSES*SB{1'b0}};
            m_class  <= {CLASS_BITS{1'b0}};
        end else if (in_valid) begin
            m_logits <= {in_total, m_logits[CLASSES*SB-1:SB]};
            if (class_id == {CLASS_BITS{1'b0}} || !above[SB]) begin
                not_best <= ~in_total;
                m_class  <= class_id;
            end
        end
        if (rst | hand) class_id <= {CLASS_BITS{1'b0}};
        else if (in_valid) class_id <= class_id + 1'b1;

        if (rst) m_valid <= 1'b0;
        else if (hand & ~flush) m_valid <= 1'b1;
        else if (m_ready) m_valid <= 1'b0;
        flushed <= ~rst & hand & flush;
    end

    generate
        if (CLASSES == 1 << CLASS_BITS) begin : every
            assign refused = 1'b0;
            wire unused_label = &{1'b0, label};
        end else begin : some
            localparam [(1<<CLASS_BITS)-1:0] CLASS = {{((1<<CLASS_BITS)-CLASSES){1'b0}}, {CLASSES{1'b1}}};   // labels that are one
            reg no_class;
            always @(posedge clk)
                if (rst) no_class <= 1'b0;
                else if (hand & ~flush) no_class <= ~CLASS[label];
                else if (m_ready) no_class <= 1'b0;
            assign refused = no_class;
        end
    endgenerate

    wire unused = &{1'b0, above};
endmodule
`default_nettype wire
