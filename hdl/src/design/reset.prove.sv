// SPDX-License-Identifier: Apache-2.0
// A reset of one cycle at any moment leads back to the start: two copies of a whole small core, in any two states that
// their registers and memories can hold, reached or not, are reset for one cycle. If their weights are the same afterwards, then so
// is all that they show, for the same inputs, and all weights, in every cycle that follows. So nothing of a sample or of a
// flush that was inside is left, but for the weights. Two layers, 2 inputs.
//
// proof: rows: all that is shown, and the weights; to 16 cycles; NETWORK=rows
// proof: columns: all that is shown, and the weights; to 18 cycles; NETWORK=columns
// proof: columns, rows: all that is shown, and the weights; to 12 cycles; NETWORK=mixed
// proof: columns: the handshakes; to 22 cycles; NETWORK=columns WHAT=1
// proof: columns, rows: the handshakes; to 22 cycles; NETWORK=mixed WHAT=1
// reached: a weight is corrected; within 50; NETWORK=rows WHAT=2 REACH=1
//
// mutant of update_lanes: {step_1[0], change_2} & {2{~rst}} => {step_1[0], change_2}
// mutant of layer_control: {last[SUM+1:1], advance_0} & {SUM+2{~rst}} => {last[SUM+1:1], advance_0}
// mutant of error_unit: pending  <= 1'b0; => pending  <= pending;
`default_nettype none
module prove #(
    `include "figures.svh"          // FEATURES, CLASSES ...: hdl/prove/src/networks.rs
    parameter WHAT        = 0,      // 1: the handshakes alone; 2: nothing
    parameter REACH       = 0
) (
    `include "inputs.svh"           // of the core
);
    wire [1:0]               s_ready, m_valid, flushed, busy, refused;
    wire [CLASS_BITS-1:0]    m_class [0:1];
    wire [CLASSES*TOTAL-1:0] m_logits [0:1];
    wire [LAYERS-1:0]        updates [0:1], wrote [0:1];
    wire [HOST_WIDTH-1:0]    host_rdata [0:1];
    wire [WEIGHTS-1:0]       weights [0:1];

    genvar copy;
    generate
        for (copy = 0; copy < 2; copy = copy + 1) begin : copies
            shell dut (
                .clk(clk), .rst(rst), .s_valid(s_valid), .s_ready(s_ready[copy]), .s_data(s_data), .s_label(s_label),
                .s_learn(s_learn), .s_flush(s_flush), .m_valid(m_valid[copy]), .m_ready(m_ready), .m_class(m_class[copy]),
                .m_logits(m_logits[copy]), .flushed(flushed[copy]), .busy(busy[copy]), .refused(refused[copy]), .held(held),
                .updates(updates[copy]), .host_en(host_en), .host_we(host_we), .host_select(host_select), .host_addr(host_addr),
                .host_wdata(host_wdata), .host_rdata(host_rdata[copy]), .wrote(wrote[copy]), .weights(weights[copy])
            );
        end
    endgenerate

    reg reset = 1'b0, after = 1'b0;     // the reset was, was longer ago than a cycle
    always @(posedge clk) {reset, after} <= {1'b1, reset};

    always @* begin
        assume (rst != reset);
        assume (!host_en || reset && !busy[0] && !s_valid);
        if (reset && !after) assume (weights[0] == weights[1]);
        if (reset) begin
            if (WHAT < 2) assert (s_ready[0] == s_ready[1] && m_valid[0] == m_valid[1] && flushed[0] == flushed[1] && busy[0] == busy[1]);
            if (WHAT == 0) begin
                assert (refused[0] == refused[1] && updates[0] == updates[1] && host_rdata[0] == host_rdata[1]);
                if (m_valid[0]) assert (m_class[0] == m_class[1] && m_logits[0] == m_logits[1]);
                assert (weights[0] == weights[1]);
            end
            if (REACH != 0) assert (wrote[0] == 0);
        end
    end
endmodule
`default_nettype wire
