// SPDX-License-Identifier: Apache-2.0
// core: the ports of whole small cores keep their word, whatever their inputs do and whenever a reset of one cycle comes.
//
// 1  An answer waits, unchanged, with `refused`, until it is taken. `s_ready` stays until a beat.
// 2  One answer for each sample and one `flushed` for each flush, in order, and none without; `refused` is high exactly beside
//    the answer to a sample to be learned whose label is no class.
// 3  `busy` is high from the cycle after the first beat until the answer; nothing is written while it is low.
// 4  `updates` waits with its answer, and only a sample to be learned has any.
// 5  A layer that is held from the start, or of which no answer said that it is updated, is never written.
// 6  While answers are taken and something is inside, something happens every LIMIT cycles.
//
// Two layers, 2 inputs, weights of 4 bits that may be anything, as may what the memories and registers start with. The host
// uses its port while the core is not busy and no sample is offered.
//
// proof: rows: an answer waits, unchanged; to 50 cycles; NETWORK=rows WHAT=1
// proof: rows: one answer for each sample; to 45 cycles; NETWORK=rows WHAT=2
// proof: rows: busy means busy; by induction; NETWORK=rows WHAT=3
// proof: rows: updates are those of a sample to be learned; to 45 cycles; NETWORK=rows WHAT=4
// proof: rows: held, or not asked for: not written; to 50 cycles; NETWORK=rows WHAT=5
// proof: rows: something happens; to 80 cycles; NETWORK=rows WHAT=6 LIMIT=60
// proof: columns: an answer waits, unchanged; to 48 cycles; NETWORK=columns WHAT=1
// proof: columns: one answer for each sample; to 40 cycles; NETWORK=columns WHAT=2
// proof: columns: busy means busy; to 45 cycles; NETWORK=columns WHAT=3
// proof: columns: updates are those of a sample to be learned; to 42 cycles; NETWORK=columns WHAT=4
// proof: columns: held, or not asked for: not written; to 48 cycles; NETWORK=columns WHAT=5
// proof: columns: something happens; to 80 cycles; NETWORK=columns WHAT=6 LIMIT=60
// proof: columns, rows: an answer waits, unchanged; to 42 cycles; NETWORK=mixed WHAT=1
// proof: columns, rows: one answer for each sample; to 38 cycles; NETWORK=mixed WHAT=2
// proof: columns, rows: busy means busy; to 45 cycles; NETWORK=mixed WHAT=3
// proof: columns, rows: updates are those of a sample to be learned; to 42 cycles; NETWORK=mixed WHAT=4
// proof: columns, rows: held, or not asked for: not written; to 50 cycles; NETWORK=mixed WHAT=5
// proof: columns, rows: something happens; to 80 cycles; NETWORK=mixed WHAT=6 LIMIT=60
// proof: three classes: an answer waits, unchanged; to 40 cycles; NETWORK=three WHAT=1
// proof: three classes: one answer for each sample; to 36 cycles; NETWORK=three WHAT=2
// proof: three classes: busy means busy; to 36 cycles; NETWORK=three WHAT=3
// proof: three classes: updates are those of a sample to be learned; to 36 cycles; NETWORK=three WHAT=4
// proof: three classes: held, or not asked for: not written; to 36 cycles; NETWORK=three WHAT=5
// proof: three classes: something happens; to 80 cycles; NETWORK=three WHAT=6 LIMIT=60
// reached: an answer with updates that waits; within 60; NETWORK=rows REACH=1
// reached: a write of the second layer; within 60; NETWORK=mixed REACH=2
// reached: a flush is acknowledged; within 60; NETWORK=columns REACH=3
// reached: a refused label; within 60; NETWORK=three REACH=4
//
// mutant of column_control: busy_before || closing || full || sending => busy_before || full || sending
// mutant of update_lanes: {step_1[0], change_2} & {2{~rst}} => {step_1[0], change_2}
// mutant of layer_flags: if (hand) shown <= taken; => if (hand) shown <= updates_before[layer];
// mutant of layer_flags: frozen = held[LAYER] => frozen = 1'b0
// mutant of prediction: ready = ~m_valid | m_ready => ready = 1'b1
// mutant of act_buffer: & (take | ~full) => & (take | full)
`default_nettype none
module prove #(
    `include "figures.svh"          // FEATURES, CLASSES ...: hdl/prove/src/networks.rs
    parameter LIMIT       = 40,
    parameter WHAT        = 0,      // which of these; 0: none
    parameter REACH       = 0
) (
    `include "inputs.svh"           // of the core
);
    wire                     s_ready, m_valid, flushed, busy, refused;
    wire [CLASS_BITS-1:0]    m_class;
    wire [CLASSES*TOTAL-1:0] m_logits;
    wire [LAYERS-1:0]        updates, wrote;

    shell dut (
        .clk(clk), .rst(rst), .s_valid(s_valid), .s_ready(s_ready), .s_data(s_data), .s_label(s_label), .s_learn(s_learn),
        .s_flush(s_flush), .m_valid(m_valid), .m_ready(m_ready), .m_class(m_class), .m_logits(m_logits), .flushed(flushed),
        .busy(busy), .held(held), .updates(updates), .host_en(host_en), .host_we(host_we), .host_select(host_select),
        .refused(refused),
        .host_addr(host_addr), .host_wdata(host_wdata), .wrote(wrote)
    );

    // What has come in: beats of the sample at hand, and what waits for its answer, the oldest in the low bits.
    localparam DEPTH = 8;
    reg                 begun = 1'b0;
    reg [7:0]           beats = 0;
    reg [3:0]           waiting = 0;
    reg [DEPTH-1:0]     is_flush, to_learn, no_class;
    wire                beat   = s_valid && s_ready;
    wire                flush  = beat && s_flush && beats == 0;
    wire                commit = flush || beat && beats == FEATURES - 1;
    wire                gone   = m_valid && m_ready || flushed;
    wire [3:0]          kept   = waiting - gone;
    wire [3:0]          hidden = waiting - m_valid - flushed;     // not yet answered
    wire                bad    = s_label >= CLASSES;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (beat) beats <= commit ? 0 : beats + 1'b1;
        waiting <= kept + commit;
        if (gone) {is_flush, to_learn, no_class} <= {is_flush >> 1, to_learn >> 1, no_class >> 1};
        if (commit) begin
            is_flush[kept] <= flush;
            to_learn[kept] <= !flush && s_learn && !bad;
            no_class[kept] <= !flush && s_learn && bad;
        end
        if (rst) begin
            beats   <= 0;
            waiting <= 0;
        end
    end

    // The cycle before.
    reg                      held_back = 1'b0, offered = 1'b0, claimed = 1'b0;
    reg [CLASS_BITS-1:0]     last_class;
    reg [CLASSES*TOTAL-1:0]  last_logits;
    reg [LAYERS-1:0]         last_updates;
    reg                      last_refused;
    always @(posedge clk) begin
        held_back <= m_valid && !m_ready && !rst && begun;
        offered   <= s_ready && !beat && !rst && begun;
        claimed   <= host_en;
        {last_class, last_logits, last_updates, last_refused} <= {m_class, m_logits, updates, refused};
    end

    // Layers that were ever written, ever said to be updated, ever free; since the reset.
    reg [LAYERS-1:0] written = 0, asked = 0, loose = 0;
    always @(posedge clk) begin
        written <= rst ? 0 : written | wrote;
        asked   <= rst ? 0 : asked | updates & {LAYERS{m_valid}};
        loose   <= rst ? 0 : loose | ~held;
    end

    // Cycles without anything happening.
    reg [7:0] quiet = 0;
    wire      expected = m_ready && (waiting != 0 || s_valid);
    always @(posedge clk) quiet <= rst || beat || gone || !expected ? 0 : quiet + 1'b1;

    always @* begin
        assume (begun || rst);
        assume (!host_en || !busy && !s_valid);
        assume (!claimed || !s_valid && !host_en);
        if (begun) begin
            if (WHAT == 1) begin
                if (held_back) assert (m_valid && m_class == last_class && m_logits == last_logits);
                if (held_back) assert (refused == last_refused);
                if (offered) assert (s_ready);
            end
            if (WHAT == 2) begin
                assert (!m_valid || waiting != 0 && !is_flush[0]);
                assert (!flushed || waiting != 0 && is_flush[0]);
                assert (kept < DEPTH);
                assert (!m_valid || refused == no_class[0]);
            end
            if (WHAT == 3) begin
                assert (busy || hidden == 0 && beats == 0);
                assert (busy || wrote == 0);
            end
            if (WHAT == 4) begin
                if (held_back) assert (updates == last_updates);
                assert (!m_valid || updates == 0 || to_learn[0]);
            end
            if (WHAT == 5) begin
                assert ((wrote & ~loose) == 0);
                assert (busy || waiting != 0 || (written & ~asked) == 0);
            end
            if (WHAT == 6) assert (quiet < LIMIT);
            if (REACH == 1) assert (!held_back || updates == 0);
            if (REACH == 2) assert (!wrote[1]);
            if (REACH == 3) assert (!flushed);
            if (REACH == 4) assert (!m_valid || !refused);
        end
    end
endmodule
`default_nettype wire
