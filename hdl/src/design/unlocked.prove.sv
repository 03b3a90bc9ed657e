// SPDX-License-Identifier: Apache-2.0
// Update unlocked: nothing in the second layer changes a weight of the first. Two copies of a whole small core begin with the same
// weights in the first layer and any in the second, and get the same samples, flushes and `held` of the first layer. Whatever the
// second layer holds, whether it is held, and whenever samples are offered and answers taken: the n-th write of the first layer has the same
// address and the same word in both. n and the stream may be anything.
//
// proof: rows, values of 0 and 128; to 28 cycles; NETWORK=rows DATA=128
// proof: columns, any values; to 32 cycles; NETWORK=columns
// proof: columns, rows, values of 0 and 128; to 31 cycles; NETWORK=mixed DATA=128
// reached: rows: both have written; within 28; NETWORK=rows DATA=128 REACH=1
// reached: columns: both have written; within 32; NETWORK=columns REACH=1
// reached: columns, rows: both have written; within 31; NETWORK=mixed DATA=128 REACH=1
//
// no mutant: what the second layer can reach in the first is `held`, and a wrong one shows with the second sample, beyond the bound;
// core.prove.sv and lockstep notice it.
`default_nettype none
module prove #(
    `include "figures.svh"          // FEATURES, CLASSES ...: hdl/prove/src/networks.rs
    parameter [7:0] DATA  = 8'd255,     // bits of a value that are not 0
    parameter REACH       = 0
) (
    input wire                   clk,
    input wire [1:0]             s_valid,
    input wire [1:0]             m_ready,
    input wire [1:0]             held_1
);
    // The stream: beats with data, label, learn and flush.
    localparam BEATS = 8, BB = 3, BEAT = 10 + CLASS_BITS;
    (* anyconst *) wire [BEATS*BEAT-1:0] stream;
    (* anyconst *) wire                  held_0;
    (* anyconst *) wire [3:0]            n;

    wire [1:0]           s_ready;
    wire [TRACE_0-1:0]   trace [0:1];
    wire [1:0]           wrote [0:1];
    wire [WEIGHTS_0-1:0] weights_0 [0:1];
    wire [TRACE_0-1:0]   nth [0:1];
    wire [1:0]           seen, enough;

    reg  reset = 1'b0, after = 1'b0;

    genvar copy;
    generate
        for (copy = 0; copy < 2; copy = copy + 1) begin : copies
            reg  [BB:0]     at = 0;
            reg  [3:0]      count = 0;
            reg             have = 1'b0;
            reg  [TRACE_0-1:0] what;
            wire [BEAT-1:0] beat  = stream[at[BB-1:0]*BEAT +: BEAT];
            wire            valid = s_valid[copy] && !at[BB];
            shell dut (
                .clk(clk), .rst(!reset), .s_valid(valid), .s_ready(s_ready[copy]), .s_data(beat[7:0] & DATA), .s_learn(beat[8]),
                .s_flush(beat[9]), .s_label(beat[10 +: CLASS_BITS]), .m_ready(m_ready[copy]), .held({held_1[copy], held_0}),
                .host_en(1'b0), .host_we(1'b0), .host_select({HOST_SELECT{1'b0}}), .host_addr({HOST_ADDR{1'b0}}),
                .host_wdata({HOST_WIDTH{1'b0}}), .wrote(wrote[copy]), .trace_0(trace[copy]), .weights_0(weights_0[copy])
            );
            always @(posedge clk) begin
                if (reset && valid && s_ready[copy]) at <= at + 1'b1;
                if (reset && wrote[copy][0]) begin
                    count <= count + 1'b1;
                    if (count == n) {have, what} <= {1'b1, trace[copy]};
                end
            end
            assign seen[copy] = have;
            assign nth[copy]  = what;
        end
    endgenerate

    always @(posedge clk) {reset, after} <= {1'b1, reset};

    always @* begin
        if (reset && !after) assume (weights_0[0] == weights_0[1]);
        if (seen == 2'b11) assert (nth[0] == nth[1]);
        if (REACH != 0) assert (seen != 2'b11);
    end
endmodule
`default_nettype wire
