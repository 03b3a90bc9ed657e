// SPDX-License-Identifier: Apache-2.0
`default_nettype none

// columns: 30-32-21 network that learns, 3 classes, one sample every 118 cycles.
// Written by Entrain from a network file; change that, not this.
//
// rst     one cycle, at any moment: samples inside are gone, a correction that is due is not made, weights stay
// s_*     samples, one value a beat; label and learn count on the last beat. flush counts on what would be
// a sample's first beat: no sample, the correction that is due is made and acknowledged with flushed
// m_*     answers: class, and the logits summed over the layers, class 0 in the low bits
// refused beside an answer: the sample was to be learned, but its label is no class; nothing is learned from it
// held    layers that stay as they are, counted from a sample's logits on
// updates layers that the sample whose answer is on m_* is to correct
// busy    from the cycle after a sample's or a flush's first beat until nothing of it is on its way any more
// host_*  weight memories while busy is low and no sample is offered; 2k: weights of layer k, 2k+1: its biases;
// en and select one cycle ahead of we, addr, wdata; rdata one cycle after addr, if the cycle before wrote
// nothing; past the end of a memory it is 0. Bits that hold no weight stay 0. A correction that is due
// is not in the weights yet: flush first
module columns (
    input  wire        clk,
    input  wire        rst,
    input  wire        s_valid,
    output wire        s_ready,
    input  wire [7:0]  s_data,
    input  wire [1:0]  s_label,
    input  wire        s_learn,
    input  wire        s_flush,
    output wire        m_valid,
    input  wire        m_ready,
    output wire [1:0]  m_class,
    output wire [41:0] m_logits,
    output wire        refused,
    output wire        flushed,
    output wire        busy,
    input  wire [1:0]  held,
    output wire [1:0]  updates,
    input  wire        host_en,
    input  wire        host_we,
    input  wire [1:0]  host_select,
    input  wire [6:0]  host_addr,
    input  wire [95:0] host_wdata,
    output wire [95:0] host_rdata
);
    wire        samples_valid;
    wire [7:0]  samples_data;
    wire        samples_commit;
    wire        samples_flush;
    wire        samples_learn;
    wire [1:0]  samples_label;
    wire        samples_busy;
    wire        layer0_in_ready;
    wire        layer0_out_valid;
    wire [7:0]  layer0_out_data;
    wire        layer0_out_commit;
    wire        layer0_out_flush;
    wire        layer0_out_learn;
    wire [1:0]  layer0_out_label;
    wire        layer0_out_total_valid;
    wire [13:0] layer0_out_total;
    wire        layer0_busy;
    wire [1:0]  layer0_updates;
    wire [95:0] layer0_host_rdata;
    wire        layer1_in_ready;
    wire        layer1_out_valid;
    wire [7:0]  layer1_out_data;
    wire        layer1_out_commit;
    wire        layer1_out_flush;
    wire        layer1_out_learn;
    wire [1:0]  layer1_out_label;
    wire        layer1_out_total_valid;
    wire [13:0] layer1_out_total;
    wire        answer_ready;

    sample_input #(
        .FEATURES(30), .COUNT_BITS(5), .CLASSES(3), .CLASS_BITS(2)
    ) samples (
        .clk      (clk),
        .rst      (rst),
        .s_valid  (s_valid),
        .s_ready  (s_ready),
        .s_data   (s_data),
        .s_label  (s_label),
        .s_learn  (s_learn),
        .s_flush  (s_flush),
        .in_ready (layer0_in_ready),
        .valid    (samples_valid),
        .data     (samples_data),
        .commit   (samples_commit),
        .flush    (samples_flush),
        .learn    (samples_learn),
        .label    (samples_label),
        .busy     (samples_busy)
    );

    columns_layer0 layer0 (
        .clk             (clk),
        .rst             (rst),
        .in_valid        (samples_valid),
        .in_data         (samples_data),
        .in_commit       (samples_commit),
        .in_flush        (samples_flush),
        .in_learn        (samples_learn),
        .in_label        (samples_label),
        .in_ready        (layer0_in_ready),
        .in_total_valid  (1'b0),
        .in_total        (14'd0),
        .out_valid       (layer0_out_valid),
        .out_data        (layer0_out_data),
        .out_commit      (layer0_out_commit),
        .out_flush       (layer0_out_flush),
        .out_learn       (layer0_out_learn),
        .out_label       (layer0_out_label),
        .out_ready       (layer1_in_ready),
        .out_total_valid (layer0_out_total_valid),
        .out_total       (layer0_out_total),
        .busy_before     (samples_busy),
        .busy            (layer0_busy),
        .held            (held),
        .updates_before  (2'd0),
        .updates         (layer0_updates),
        .host_en         (host_en),
        .host_we         (host_we),
        .host_select     (host_select),
        .host_addr       (host_addr),
        .host_wdata      (host_wdata),
        .host_chain      (96'd0),
        .host_rdata      (layer0_host_rdata)
    );

    columns_layer1 layer1 (
        .clk             (clk),
        .rst             (rst),
        .in_valid        (layer0_out_valid),
        .in_data         (layer0_out_data),
        .in_commit       (layer0_out_commit),
        .in_flush        (layer0_out_flush),
        .in_learn        (layer0_out_learn),
        .in_label        (layer0_out_label),
        .in_ready        (layer1_in_ready),
        .in_total_valid  (layer0_out_total_valid),
        .in_total        (layer0_out_total),
        .out_valid       (layer1_out_valid),
        .out_data        (layer1_out_data),
        .out_commit      (layer1_out_commit),
        .out_flush       (layer1_out_flush),
        .out_learn       (layer1_out_learn),
        .out_label       (layer1_out_label),
        .out_ready       (answer_ready),
        .out_total_valid (layer1_out_total_valid),
        .out_total       (layer1_out_total),
        .busy_before     (layer0_busy),
        .busy            (busy),
        .held            (held),
        .updates_before  (layer0_updates),
        .updates         (updates),
        .host_en         (host_en),
        .host_we         (host_we),
        .host_select     (host_select),
        .host_addr       (host_addr),
        .host_wdata      (host_wdata),
        .host_chain      (layer0_host_rdata),
        .host_rdata      (host_rdata)
    );

    prediction #(
        .CLASSES(3), .CLASS_BITS(2), .SB(14)
    ) answer (
        .clk      (clk),
        .rst      (rst),
        .in_valid (layer1_out_total_valid),
        .in_total (layer1_out_total),
        .hand     (layer1_out_commit),
        .flush    (layer1_out_flush),
        .label    (layer1_out_label),
        .ready    (answer_ready),
        .m_valid  (m_valid),
        .m_ready  (m_ready),
        .m_class  (m_class),
        .m_logits (m_logits),
        .refused  (refused),
        .flushed  (flushed)
    );

    wire unused = &{1'b0, layer1_out_valid, layer1_out_data, layer1_out_learn};
endmodule

// Layer 0: dense, 30 s8 inputs -> 32 units, 8 lanes of 12-bit weights, input by input, 4 cycles an input that is not 0 or has something to correct.
// Corrects its weights for the sample before and multiplies them with the sample at hand in one pass.
module columns_layer0 (
    input  wire        clk,
    input  wire        rst,
    input  wire        in_valid,
    input  wire [7:0]  in_data,
    input  wire        in_commit,
    input  wire        in_flush,
    input  wire        in_learn,
    input  wire [1:0]  in_label,
    output wire        in_ready,
    input  wire        in_total_valid,
    input  wire [13:0] in_total,
    output wire        out_valid,
    output wire [7:0]  out_data,
    output wire        out_commit,
    output wire        out_flush,
    output wire        out_learn,
    output wire [1:0]  out_label,
    input  wire        out_ready,
    output wire        out_total_valid,
    output wire [13:0] out_total,
    input  wire        busy_before,
    output wire        busy,
    input  wire [1:0]  held,
    input  wire [1:0]  updates_before,
    output wire [1:0]  updates,
    input  wire        host_en,
    input  wire        host_we,
    input  wire [1:0]  host_select,
    input  wire [6:0]  host_addr,
    input  wire [95:0] host_wdata,
    input  wire [95:0] host_chain,
    output wire [95:0] host_rdata
);
    wire         control_take;
    wire         control_advance_0;
    wire         control_walk_0;
    wire [1:0]   control_group_0;
    wire [6:0]   control_addr_1;
    wire [6:0]   control_addr_2;
    wire [6:0]   control_addr_3;
    wire [1:0]   control_group_3;
    wire         control_walk_5;
    wire [1:0]   control_group_5;
    wire         control_read_1;
    wire         control_chunk_1;
    wire         control_load;
    wire         control_scan;
    wire         control_hand;
    wire         control_flush;
    wire         control_learn;
    wire [1:0]   control_label;
    wire         control_decide;
    wire [1:0]   control_decide_group;
    wire         control_decide_chunk;
    wire         buffer_closing;
    wire         buffer_full;
    wire         buffer_flush;
    wire         buffer_learn;
    wire [1:0]   buffer_label;
    wire         buffer_more;
    wire [6:0]   buffer_base_0;
    wire [8:0]   buffer_a_0;
    wire [4:0]   buffer_u_0;
    wire         buffer_bias_0;
    wire [95:0]  weights_rdata;
    wire [191:0] mac_acc;
    wire [63:0]  readout_h_3;
    wire         readout_valid_3;
    wire [23:0]  waves_codes;
    wire [12:0]  logits_z;
    wire [12:0]  logits_z_next;
    wire         flags_frozen;
    wire         error_pending;
    wire [1:0]   error_y;
    wire [1:0]   error_rival;
    wire [1:0]   error_t;
    wire         decision_advance;
    wire [15:0]  decision_steps_1;
    wire [95:0]  update_w_3;
    wire         update_change_3;
    wire         sender_sending;

    // When: one walk over the columns that need it, then the readout.
    column_control #(
        .GROUPS(4), .GROUP_BITS(2), .CHUNKS(1), .CHUNK_BITS(1), .ADDR(7), .CLASSES(3), .CLASS_BITS(2), .SETTLE(5)
    ) control (
        .clk          (clk),
        .rst          (rst),
        .full         (buffer_full),
        .slot_flush   (buffer_flush),
        .slot_learn   (buffer_learn),
        .slot_label   (buffer_label),
        .down_ready   (out_ready),
        .sending      (sender_sending),
        .closing      (buffer_closing),
        .busy_before  (busy_before),
        .busy         (busy),
        .take         (control_take),
        .more         (buffer_more),
        .base_0       (buffer_base_0),
        .pending      (error_pending),
        .advance_0    (control_advance_0),
        .walk_0       (control_walk_0),
        .group_0      (control_group_0),
        .addr_1       (control_addr_1),
        .addr_2       (control_addr_2),
        .addr_3       (control_addr_3),
        .group_3      (control_group_3),
        .walk_5       (control_walk_5),
        .group_5      (control_group_5),
        .read_1       (control_read_1),
        .chunk_1      (control_chunk_1),
        .load         (control_load),
        .scan         (control_scan),
        .total_valid  (out_total_valid),
        .hand         (control_hand),
        .flush        (control_flush),
        .learn        (control_learn),
        .label        (control_label),
        .decide       (control_decide),
        .decide_group (control_decide_group),
        .decide_chunk (control_decide_chunk)
    );

    // What comes in: the list of those columns.
    column_buffer #(
        .LEARN(1), .FAN_IN(30), .COUNT(5), .GROUPS(4), .ADDR(7), .I_ADDR(5), .E_ADDR(6), .UB(4), .K(5), .SIGNED(1),
        .FRACTION(7), .BIAS(5'b00100), .CLASS_BITS(2), .SLOWEST(0), .SLOWER_BITS(1)
    ) buffer (
        .clk       (clk),
        .rst       (rst),
        .slower    (1'b0),
        .in_valid  (in_valid),
        .in_data   (in_data),
        .commit    (in_commit),
        .in_flush  (in_flush),
        .in_learn  (in_learn),
        .in_label  (in_label),
        .ready     (in_ready),
        .closing   (buffer_closing),
        .full      (buffer_full),
        .flush     (buffer_flush),
        .learn     (buffer_learn),
        .label     (buffer_label),
        .take      (control_take),
        .fix       (error_pending),
        .advance_0 (control_advance_0),
        .more      (buffer_more),
        .base_0    (buffer_base_0),
        .a_0       (buffer_a_0),
        .u_0       (buffer_u_0),
        .bias_0    (buffer_bias_0)
    );

    weight_memory #(
        .WIDTH(96), .DEPTH(124), .ADDR(7), .SPRAM_BITS(0), .SELECT(0), .SELECT_BITS(2), .HOST_ADDR(7), .HOST_WIDTH(96),
        .INIT("")
    ) weights (
        .clk         (clk),
        .rst         (rst),
        .raddr       (control_addr_1),
        .rdata       (weights_rdata),
        .we          (update_change_3),
        .waddr       (control_addr_3),
        .wdata       (update_w_3),
        .host_en     (host_en),
        .host_we     (host_we),
        .host_select (host_select),
        .host_addr   (host_addr),
        .host_wdata  (host_wdata),
        .host_chain  (host_chain),
        .host_rdata  (host_rdata)
    );

    // The forward pass.
    column_mac #(
        .LANES(8), .WB(12), .AB(9), .SIGNED(1), .PRODUCT(20), .ACC(24), .GROUPS(4), .GROUP_BITS(2)
    ) mac (
        .clk     (clk),
        .w_3     (update_w_3),
        .a_0     (buffer_a_0),
        .bias_0  (buffer_bias_0),
        .group_3 (control_group_3),
        .walk_5  (control_walk_5),
        .group_5 (control_group_5),
        .acc     (mac_acc)
    );

    column_readout #(
        .LANES(8), .READ(8), .CHUNK_BITS(1), .ACC(24), .SHIFT(11)
    ) readout (
        .clk     (clk),
        .rst     (rst),
        .acc     (mac_acc),
        .read_1  (control_read_1),
        .chunk_1 (control_chunk_1),
        .h_3     (readout_h_3),
        .valid_3 (readout_valid_3)
    );

    // What the activations say about the class.
    class_codes #(
        .CLASSES(3), .READ(8), .WALSH(1), .BITS(5), .MODULUS(64), .QUARTER(16), .STEP(2), .START(1)
    ) waves (
        .clk     (clk),
        .load    (control_load),
        .advance (decision_advance),
        .codes   (waves_codes)
    );

    column_logits #(
        .CLASSES(3), .READ(8), .LEVELS(2), .ZB(13), .MINUS(39'h0040020010)
    ) logits (
        .clk     (clk),
        .rst     (rst),
        .load    (control_load),
        .h_3     (readout_h_3),
        .valid_3 (readout_valid_3),
        .codes   (waves_codes),
        .scan    (control_scan),
        .z       (logits_z),
        .z_next  (logits_z_next)
    );

    logit_sum #(
        .FIRST(1), .CLASSES(3), .ZB(13), .SB(14)
    ) sum (
        .clk      (clk),
        .in_valid (in_total_valid),
        .in_total (in_total),
        .take     (control_take),
        .scan     (control_scan),
        .z        (logits_z),
        .total    (out_total)
    );

    layer_flags #(
        .LAYERS(2), .LAYER(0)
    ) flags (
        .clk            (clk),
        .rst            (rst),
        .held           (held),
        .frozen         (flags_frozen),
        .take           (control_take),
        .hand           (control_hand),
        .pending        (error_pending),
        .updates_before (updates_before),
        .updates        (updates)
    );

    // Right by a margin, or who is the rival?
    error_unit #(
        .CLASS_BITS(2), .ZB(13), .T_BITS(2), .MARGIN_BITS(14)
    ) error (
        .clk     (clk),
        .rst     (rst),
        .scan    (control_scan),
        .z       (logits_z),
        .z_next  (logits_z_next),
        .hand    (control_hand),
        .learn   (control_learn),
        .frozen  (flags_frozen),
        .label   (control_label),
        .margin  (14'd32),
        .pending (error_pending),
        .y       (error_y),
        .rival   (error_rival),
        .t       (error_t)
    );

    // Which neurons the sample before corrects, and which way.
    column_decision #(
        .UNITS(32), .LANES(8), .GROUPS(4), .GROUP_BITS(2), .READ(8), .CHUNKS(1), .CHUNK_BITS(1), .WORD_BITS(2),
        .ROW_BITS(6), .CLASSES(3), .CLASS_BITS(2), .T_BITS(2)
    ) decision (
        .clk          (clk),
        .load         (control_load),
        .h_3          (readout_h_3),
        .valid_3      (readout_valid_3),
        .decide       (control_decide),
        .decide_group (control_decide_group),
        .decide_chunk (control_decide_chunk),
        .codes        (waves_codes),
        .label        (error_y),
        .rival        (error_rival),
        .t            (error_t),
        .revival      (2'd3),
        .group_0      (control_group_0),
        .advance      (decision_advance),
        .steps_1      (decision_steps_1)
    );

    // The correction: an adder a lane, no multiplier.
    column_update #(
        .LANES(8), .WB(12), .UB(4), .SIGNED(1)
    ) update (
        .clk      (clk),
        .rst      (rst),
        .walk_0   (control_walk_0),
        .u_0      (buffer_u_0),
        .pending  (error_pending),
        .steps_1  (decision_steps_1),
        .w_2      (weights_rdata),
        .w_3      (update_w_3),
        .change_3 (update_change_3)
    );

    // The way to the next layer.
    serialiser #(
        .UNITS(32), .READ(8), .WORDS(4), .WORD_BITS(2), .COUNT(5), .READ_BITS(3), .CLASS_BITS(2)
    ) sender (
        .clk       (clk),
        .rst       (rst),
        .h_3       (readout_h_3),
        .valid_3   (readout_valid_3),
        .hand      (control_hand),
        .flush     (control_flush),
        .learn     (control_learn),
        .label     (control_label),
        .sending   (sender_sending),
        .valid     (out_valid),
        .data      (out_data),
        .commit    (out_commit),
        .out_flush (out_flush),
        .out_learn (out_learn),
        .out_label (out_label)
    );

    wire unused = &{1'b0, control_addr_2};
endmodule

// Layer 1: dense, 32 u8 inputs -> 21 units, 7 lanes of 12-bit weights, input by input, 3 cycles an input that is not 0 or has something to correct.
// Corrects its weights for the sample before and multiplies them with the sample at hand in one pass.
module columns_layer1 (
    input  wire        clk,
    input  wire        rst,
    input  wire        in_valid,
    input  wire [7:0]  in_data,
    input  wire        in_commit,
    input  wire        in_flush,
    input  wire        in_learn,
    input  wire [1:0]  in_label,
    output wire        in_ready,
    input  wire        in_total_valid,
    input  wire [13:0] in_total,
    output wire        out_valid,
    output wire [7:0]  out_data,
    output wire        out_commit,
    output wire        out_flush,
    output wire        out_learn,
    output wire [1:0]  out_label,
    input  wire        out_ready,
    output wire        out_total_valid,
    output wire [13:0] out_total,
    input  wire        busy_before,
    output wire        busy,
    input  wire [1:0]  held,
    input  wire [1:0]  updates_before,
    output wire [1:0]  updates,
    input  wire        host_en,
    input  wire        host_we,
    input  wire [1:0]  host_select,
    input  wire [6:0]  host_addr,
    input  wire [95:0] host_wdata,
    input  wire [95:0] host_chain,
    output wire [95:0] host_rdata
);
    wire         control_take;
    wire         control_advance_0;
    wire         control_walk_0;
    wire [1:0]   control_group_0;
    wire [6:0]   control_addr_1;
    wire [6:0]   control_addr_2;
    wire [6:0]   control_addr_3;
    wire [1:0]   control_group_3;
    wire         control_walk_5;
    wire [1:0]   control_group_5;
    wire         control_read_1;
    wire         control_chunk_1;
    wire         control_load;
    wire         control_scan;
    wire         control_decide;
    wire [1:0]   control_decide_group;
    wire         control_decide_chunk;
    wire         buffer_closing;
    wire         buffer_full;
    wire         buffer_flush;
    wire         buffer_learn;
    wire [1:0]   buffer_label;
    wire         buffer_more;
    wire [6:0]   buffer_base_0;
    wire [8:0]   buffer_a_0;
    wire [6:0]   buffer_u_0;
    wire         buffer_bias_0;
    wire [83:0]  weights_rdata;
    wire [174:0] mac_acc;
    wire [55:0]  readout_h_3;
    wire         readout_valid_3;
    wire [20:0]  waves_codes;
    wire [12:0]  logits_z;
    wire [12:0]  logits_z_next;
    wire         flags_frozen;
    wire         error_pending;
    wire [1:0]   error_y;
    wire [1:0]   error_rival;
    wire [1:0]   error_t;
    wire         decision_advance;
    wire [13:0]  decision_steps_1;
    wire [83:0]  update_w_3;
    wire         update_change_3;
    assign out_data = 8'd0;
    assign out_valid = 1'b0;

    // When: one walk over the columns that need it, then the readout.
    column_control #(
        .GROUPS(3), .GROUP_BITS(2), .CHUNKS(1), .CHUNK_BITS(1), .ADDR(7), .CLASSES(3), .CLASS_BITS(2), .SETTLE(5)
    ) control (
        .clk          (clk),
        .rst          (rst),
        .full         (buffer_full),
        .slot_flush   (buffer_flush),
        .slot_learn   (buffer_learn),
        .slot_label   (buffer_label),
        .down_ready   (out_ready),
        .sending      (1'b0),
        .closing      (buffer_closing),
        .busy_before  (busy_before),
        .busy         (busy),
        .take         (control_take),
        .more         (buffer_more),
        .base_0       (buffer_base_0),
        .pending      (error_pending),
        .advance_0    (control_advance_0),
        .walk_0       (control_walk_0),
        .group_0      (control_group_0),
        .addr_1       (control_addr_1),
        .addr_2       (control_addr_2),
        .addr_3       (control_addr_3),
        .group_3      (control_group_3),
        .walk_5       (control_walk_5),
        .group_5      (control_group_5),
        .read_1       (control_read_1),
        .chunk_1      (control_chunk_1),
        .load         (control_load),
        .scan         (control_scan),
        .total_valid  (out_total_valid),
        .hand         (out_commit),
        .flush        (out_flush),
        .learn        (out_learn),
        .label        (out_label),
        .decide       (control_decide),
        .decide_group (control_decide_group),
        .decide_chunk (control_decide_chunk)
    );

    // What comes in: the list of those columns.
    column_buffer #(
        .LEARN(1), .FAN_IN(32), .COUNT(6), .GROUPS(3), .ADDR(7), .I_ADDR(5), .E_ADDR(6), .UB(6), .K(3), .SIGNED(0),
        .FRACTION(5), .BIAS(7'b0000100), .CLASS_BITS(2), .SLOWEST(0), .SLOWER_BITS(1)
    ) buffer (
        .clk       (clk),
        .rst       (rst),
        .slower    (1'b0),
        .in_valid  (in_valid),
        .in_data   (in_data),
        .commit    (in_commit),
        .in_flush  (in_flush),
        .in_learn  (in_learn),
        .in_label  (in_label),
        .ready     (in_ready),
        .closing   (buffer_closing),
        .full      (buffer_full),
        .flush     (buffer_flush),
        .learn     (buffer_learn),
        .label     (buffer_label),
        .take      (control_take),
        .fix       (error_pending),
        .advance_0 (control_advance_0),
        .more      (buffer_more),
        .base_0    (buffer_base_0),
        .a_0       (buffer_a_0),
        .u_0       (buffer_u_0),
        .bias_0    (buffer_bias_0)
    );

    weight_memory #(
        .WIDTH(84), .DEPTH(99), .ADDR(7), .SPRAM_BITS(0), .SELECT(2), .SELECT_BITS(2), .HOST_ADDR(7), .HOST_WIDTH(96),
        .INIT("")
    ) weights (
        .clk         (clk),
        .rst         (rst),
        .raddr       (control_addr_1),
        .rdata       (weights_rdata),
        .we          (update_change_3),
        .waddr       (control_addr_3),
        .wdata       (update_w_3),
        .host_en     (host_en),
        .host_we     (host_we),
        .host_select (host_select),
        .host_addr   (host_addr),
        .host_wdata  (host_wdata),
        .host_chain  (host_chain),
        .host_rdata  (host_rdata)
    );

    // The forward pass.
    column_mac #(
        .LANES(7), .WB(12), .AB(8), .SIGNED(0), .PRODUCT(20), .ACC(25), .GROUPS(3), .GROUP_BITS(2)
    ) mac (
        .clk     (clk),
        .w_3     (update_w_3),
        .a_0     (buffer_a_0),
        .bias_0  (buffer_bias_0),
        .group_3 (control_group_3),
        .walk_5  (control_walk_5),
        .group_5 (control_group_5),
        .acc     (mac_acc)
    );

    column_readout #(
        .LANES(7), .READ(7), .CHUNK_BITS(1), .ACC(25), .SHIFT(9)
    ) readout (
        .clk     (clk),
        .rst     (rst),
        .acc     (mac_acc),
        .read_1  (control_read_1),
        .chunk_1 (control_chunk_1),
        .h_3     (readout_h_3),
        .valid_3 (readout_valid_3)
    );

    // What the activations say about the class.
    class_codes #(
        .CLASSES(3), .READ(7), .WALSH(1), .BITS(5), .MODULUS(84), .QUARTER(21), .STEP(4), .START(2)
    ) waves (
        .clk     (clk),
        .load    (control_load),
        .advance (decision_advance),
        .codes   (waves_codes)
    );

    column_logits #(
        .CLASSES(3), .READ(7), .LEVELS(2), .ZB(13), .MINUS(39'h002801400a)
    ) logits (
        .clk     (clk),
        .rst     (rst),
        .load    (control_load),
        .h_3     (readout_h_3),
        .valid_3 (readout_valid_3),
        .codes   (waves_codes),
        .scan    (control_scan),
        .z       (logits_z),
        .z_next  (logits_z_next)
    );

    logit_sum #(
        .FIRST(0), .CLASSES(3), .ZB(13), .SB(14)
    ) sum (
        .clk      (clk),
        .in_valid (in_total_valid),
        .in_total (in_total),
        .take     (control_take),
        .scan     (control_scan),
        .z        (logits_z),
        .total    (out_total)
    );

    layer_flags #(
        .LAYERS(2), .LAYER(1)
    ) flags (
        .clk            (clk),
        .rst            (rst),
        .held           (held),
        .frozen         (flags_frozen),
        .take           (control_take),
        .hand           (out_commit),
        .pending        (error_pending),
        .updates_before (updates_before),
        .updates        (updates)
    );

    // Right by a margin, or who is the rival?
    error_unit #(
        .CLASS_BITS(2), .ZB(13), .T_BITS(2), .MARGIN_BITS(14)
    ) error (
        .clk     (clk),
        .rst     (rst),
        .scan    (control_scan),
        .z       (logits_z),
        .z_next  (logits_z_next),
        .hand    (out_commit),
        .learn   (out_learn),
        .frozen  (flags_frozen),
        .label   (out_label),
        .margin  (14'd32),
        .pending (error_pending),
        .y       (error_y),
        .rival   (error_rival),
        .t       (error_t)
    );

    // Which neurons the sample before corrects, and which way.
    column_decision #(
        .UNITS(21), .LANES(7), .GROUPS(3), .GROUP_BITS(2), .READ(7), .CHUNKS(1), .CHUNK_BITS(1), .WORD_BITS(2),
        .ROW_BITS(5), .CLASSES(3), .CLASS_BITS(2), .T_BITS(2)
    ) decision (
        .clk          (clk),
        .load         (control_load),
        .h_3          (readout_h_3),
        .valid_3      (readout_valid_3),
        .decide       (control_decide),
        .decide_group (control_decide_group),
        .decide_chunk (control_decide_chunk),
        .codes        (waves_codes),
        .label        (error_y),
        .rival        (error_rival),
        .t            (error_t),
        .revival      (2'd3),
        .group_0      (control_group_0),
        .advance      (decision_advance),
        .steps_1      (decision_steps_1)
    );

    // The correction: an adder a lane, no multiplier.
    column_update #(
        .LANES(7), .WB(12), .UB(6), .SIGNED(0)
    ) update (
        .clk      (clk),
        .rst      (rst),
        .walk_0   (control_walk_0),
        .u_0      (buffer_u_0),
        .pending  (error_pending),
        .steps_1  (decision_steps_1),
        .w_2      (weights_rdata),
        .w_3      (update_w_3),
        .change_3 (update_change_3)
    );

    wire unused = &{1'b0, control_addr_2};
endmodule

`default_nettype wire
