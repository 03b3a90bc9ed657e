// SPDX-License-Identifier: Apache-2.0
// prediction: the class is that of the largest sum, the lowest of equals; the sums are shown as they came; an answer waits,
// unchanged, until it is taken, with `refused` where its label is no class; there is one answer for each sample and one `flushed` for each flush, and none without.
// Whoever stands before it starts to hand sums over only while there is room, as layer_control and column_control do.
//
// proof: two classes; by induction; CLASSES=2 SB=4
// proof: three classes; by induction; CLASSES=3 SB=3
// proof: four classes; by induction; CLASSES=4 SB=2
// reached: a tie that is the largest; within 16; CLASSES=3 SB=3 REACH=1
// reached: an answer that waits; within 16; CLASSES=3 SB=3 REACH=2
//
// mutant: || !above[SB] => || above[SB]
// mutant: {not_best[SB-1], not_best}; => {not_best[SB-1], not_best} + 1'b1;
// mutant: else if (hand & ~flush) m_valid => else if (hand) m_valid
// mutant: else if (m_ready) m_valid <= 1'b0; => else m_valid <= 1'b0;
// mutant: if (rst | hand) class_id => if (hand) class_id
// mutant: flushed <= ~rst & hand & flush; => flushed <= hand & flush;
// mutant: no_class <= ~CLASS[label] => no_class <= CLASS[label]
// mutant: else if (m_ready) no_class <= 1'b0; => else no_class <= 1'b0;
// mutant: ready = ~m_valid | m_ready => ready = 1'b1
`default_nettype none
module prove #(
    parameter CLASSES = 3,
    parameter SB      = 3,
    parameter REACH   = 0
) (
    input wire          clk,
    input wire          rst,
    input wire          go,
    input wire          is_flush,
    input wire [SB-1:0] sum,
    input wire [(CLASSES > 1 ? $clog2(CLASSES) : 1)-1:0] label,
    input wire          m_ready
);
    localparam CB = CLASSES > 1 ? $clog2(CLASSES) : 1;

    // A sample or a flush on its way: it begins while there is room, its sums come one after the other, then the hand-over.
    reg          moving = 1'b0, flush, handing = 1'b0;
    reg [CB-1:0] next;
    wire         ready, m_valid, flushed, refused;
    wire         start = go && ready && !moving && !handing;
    wire [CB-1:0]         m_class;
    wire [CLASSES*SB-1:0] m_logits;

    always @(posedge clk) begin
        if (start) begin
            moving <= 1'b1;
            flush  <= is_flush;
            next   <= 0;
        end else if (moving) begin
            next <= next + 1'b1;
            if (next == CLASSES - 1) begin
                moving  <= 1'b0;
                handing <= 1'b1;
            end
        end
        if (handing) handing <= 1'b0;
        if (rst) begin
            moving  <= 1'b0;
            handing <= 1'b0;
        end
    end

    prediction #(.CLASSES(CLASSES), .CLASS_BITS(CB), .SB(SB)) leaf (
        .clk(clk), .rst(rst), .in_valid(moving && !flush), .in_total(sum), .hand(handing), .flush(flush), .label(label),
        .ready(ready), .refused(refused),
        .m_valid(m_valid), .m_ready(m_ready), .m_class(m_class), .m_logits(m_logits), .flushed(flushed)
    );

    // What is due.
    reg [CLASSES*SB-1:0]  sums;
    reg signed [SB-1:0]   best;
    reg [CB-1:0]          best_class;
    reg                   tie, bad = 1'b0;
    reg                   waiting = 1'b0, acknowledge = 1'b0, begun = 1'b0;
    always @(posedge clk) begin
        begun <= begun | rst;
        if (moving && !flush) begin
            sums[next*SB +: SB] <= sum;
            tie <= next != 0 && ($signed(sum) == best || tie && $signed(sum) < best);
            if (next == 0 || $signed(sum) > best) begin
                best       <= sum;
                best_class <= next;
            end
        end
        waiting     <= !rst && (handing && !flush || waiting && !m_ready);
        acknowledge <= !rst && handing && flush;
        if (handing) bad <= label >= CLASSES;
    end

    always @* begin
        assume (begun || rst);
        if (begun) begin
            assert (m_valid == waiting);
            assert (flushed == acknowledge);
            assert (refused == (waiting && bad));
            assert (ready == (!waiting || m_ready));
            if (waiting) begin
                assert (m_class == best_class);
                assert (m_logits == sums);
                if (REACH == 1) assert (!tie);
                if (REACH == 2) assert (m_ready || moving);
            end
        end
    end
endmodule
`default_nettype wire
