// SPDX-License-Identifier: Apache-2.0
`default_nettype none

// digits: 64-64-32 network that learns, 10 classes, one sample every 1044 cycles.
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
module digits (
    input  wire         clk,
    input  wire         rst,
    input  wire         s_valid,
    output wire         s_ready,
    input  wire [7:0]   s_data,
    input  wire [3:0]   s_label,
    input  wire         s_learn,
    input  wire         s_flush,
    output wire         m_valid,
    input  wire         m_ready,
    output wire [3:0]   m_class,
    output wire [149:0] m_logits,
    output wire         refused,
    output wire         flushed,
    output wire         busy,
    input  wire [1:0]   held,
    output wire [1:0]   updates,
    input  wire         host_en,
    input  wire         host_we,
    input  wire [1:0]   host_select,
    input  wire [9:0]   host_addr,
    input  wire [47:0]  host_wdata,
    output wire [47:0]  host_rdata
);
    wire        samples_valid;
    wire [7:0]  samples_data;
    wire        samples_commit;
    wire        samples_flush;
    wire        samples_learn;
    wire [3:0]  samples_label;
    wire        samples_busy;
    wire        layer0_in_ready;
    wire        layer0_out_valid;
    wire [7:0]  layer0_out_data;
    wire        layer0_out_commit;
    wire        layer0_out_flush;
    wire        layer0_out_learn;
    wire [3:0]  layer0_out_label;
    wire        layer0_out_total_valid;
    wire [14:0] layer0_out_total;
    wire        layer0_busy;
    wire [1:0]  layer0_updates;
    wire [47:0] layer0_host_rdata;
    wire        layer1_in_ready;
    wire        layer1_out_valid;
    wire [7:0]  layer1_out_data;
    wire        layer1_out_commit;
    wire        layer1_out_flush;
    wire        layer1_out_learn;
    wire [3:0]  layer1_out_label;
    wire        layer1_out_total_valid;
    wire [14:0] layer1_out_total;
    wire        answer_ready;

    sample_input #(
        .FEATURES(64), .COUNT_BITS(6), .CLASSES(10), .CLASS_BITS(4)
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

    digits_layer0 layer0 (
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
        .in_total        (15'd0),
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
        .host_chain      (48'd0),
        .host_rdata      (layer0_host_rdata)
    );

    digits_layer1 layer1 (
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
        .CLASSES(10), .CLASS_BITS(4), .SB(15)
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

// Layer 0: dense, 64 u8 inputs -> 64 units, 4 lanes of 12-bit weights, neuron by neuron, 1043 cycles a sample.
// Corrects its weights for the sample before and multiplies them with the sample at hand in one pass.
module digits_layer0 (
    input  wire        clk,
    input  wire        rst,
    input  wire        in_valid,
    input  wire [7:0]  in_data,
    input  wire        in_commit,
    input  wire        in_flush,
    input  wire        in_learn,
    input  wire [3:0]  in_label,
    output wire        in_ready,
    input  wire        in_total_valid,
    input  wire [14:0] in_total,
    output wire        out_valid,
    output wire [7:0]  out_data,
    output wire        out_commit,
    output wire        out_flush,
    output wire        out_learn,
    output wire [3:0]  out_label,
    input  wire        out_ready,
    output wire        out_total_valid,
    output wire [14:0] out_total,
    input  wire        busy_before,
    output wire        busy,
    input  wire [1:0]  held,
    input  wire [1:0]  updates_before,
    output wire [1:0]  updates,
    input  wire        host_en,
    input  wire        host_we,
    input  wire [1:0]  host_select,
    input  wire [9:0]  host_addr,
    input  wire [47:0] host_wdata,
    input  wire [47:0] host_chain,
    output wire [47:0] host_rdata
);
    wire        control_take;
    wire        control_walk_0;
    wire        control_advance_0;
    wire [9:0]  control_addr_1;
    wire [9:0]  control_addr_2;
    wire [9:0]  control_addr_3;
    wire [3:0]  control_word_1;
    wire [5:0]  control_row_bias;
    wire [5:0]  control_row_read;
    wire        control_first_sum;
    wire [5:0]  control_row_sum;
    wire        control_last_acc;
    wire        control_done_h;
    wire        control_scan;
    wire        buffer_full;
    wire        buffer_flush;
    wire        buffer_learn;
    wire [3:0]  buffer_label;
    wire [3:0]  buffer_word;
    wire        buffer_complete;
    wire [31:0] buffer_a_3;
    wire [47:0] weights_rdata;
    wire [47:0] weights_host_rdata;
    wire [11:0] biases_rdata;
    wire [26:0] mac_acc;
    wire [13:0] logits_z;
    wire [13:0] logits_z_next;
    wire        flags_frozen;
    wire        error_pending;
    wire [3:0]  error_y;
    wire [3:0]  error_rival;
    wire [5:0]  error_t;
    wire [1:0]  decision_step_1;
    wire [11:0] increments_u_1;
    wire [47:0] update_w_3;
    wire        update_change_3;
    wire [11:0] bias_bias_sum;
    wire        bias_write_sum;

    // When: one walk over the weights a sample.
    layer_control #(
        .ROWS(64), .ROW_BITS(6), .WORDS(16), .WORD_BITS(4), .ADDR(10), .LEVELS(1), .CLASSES(10), .CLASS_BITS(4)
    ) control (
        .clk         (clk),
        .rst         (rst),
        .full        (buffer_full),
        .slot_flush  (buffer_flush),
        .slot_learn  (buffer_learn),
        .slot_label  (buffer_label),
        .down_ready  (out_ready),
        .busy_before (busy_before),
        .busy        (busy),
        .take        (control_take),
        .walk_0      (control_walk_0),
        .advance_0   (control_advance_0),
        .addr_1      (control_addr_1),
        .addr_2      (control_addr_2),
        .addr_3      (control_addr_3),
        .word_1      (control_word_1),
        .row_bias    (control_row_bias),
        .row_read    (control_row_read),
        .first_sum   (control_first_sum),
        .row_sum     (control_row_sum),
        .last_acc    (control_last_acc),
        .done_h      (control_done_h),
        .scan        (control_scan),
        .total_valid (out_total_valid),
        .hand        (out_commit),
        .flush       (out_flush),
        .learn       (out_learn),
        .label       (out_label)
    );

    // What comes in.
    act_buffer #(
        .FAN_IN(64), .LANES(4), .WORDS(16), .WORD_BITS(4), .LANE_BITS(2), .A_ADDR(5), .CLASS_BITS(4)
    ) buffer (
        .clk      (clk),
        .rst      (rst),
        .in_valid (in_valid),
        .in_data  (in_data),
        .commit   (in_commit),
        .in_flush (in_flush),
        .in_learn (in_learn),
        .in_label (in_label),
        .ready    (in_ready),
        .full     (buffer_full),
        .flush    (buffer_flush),
        .learn    (buffer_learn),
        .label    (buffer_label),
        .take     (control_take),
        .word     (buffer_word),
        .complete (buffer_complete),
        .word_1   (control_word_1),
        .a_3      (buffer_a_3)
    );

    weight_memory #(
        .WIDTH(48), .DEPTH(1024), .ADDR(10), .SPRAM_BITS(0), .SELECT(0), .SELECT_BITS(2), .HOST_ADDR(10),
        .HOST_WIDTH(48), .INIT("")
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
        .host_rdata  (weights_host_rdata)
    );

    weight_memory #(
        .WIDTH(12), .DEPTH(64), .ADDR(6), .SPRAM_BITS(0), .SELECT(1), .SELECT_BITS(2), .HOST_ADDR(10), .HOST_WIDTH(48),
        .INIT("")
    ) biases (
        .clk         (clk),
        .rst         (rst),
        .raddr       (control_row_bias),
        .rdata       (biases_rdata),
        .we          (bias_write_sum),
        .waddr       (control_row_sum),
        .wdata       (bias_bias_sum),
        .host_en     (host_en),
        .host_we     (host_we),
        .host_select (host_select),
        .host_addr   (host_addr),
        .host_wdata  (host_wdata),
        .host_chain  (weights_host_rdata),
        .host_rdata  (host_rdata)
    );

    // The forward pass.
    mac_lanes #(
        .LANES(4), .WB(12), .AB(8), .SIGNED(0), .PRODUCT(20), .LEVELS(1), .LANE_SUM(22), .ACC(27), .FRACTION(8)
    ) mac (
        .clk       (clk),
        .w_3       (update_w_3),
        .a_3       (buffer_a_3),
        .bias_sum  (bias_bias_sum),
        .first_sum (control_first_sum),
        .acc       (mac_acc)
    );

    quantise #(
        .ACC(27), .SHIFT(12)
    ) activation (
        .clk   (clk),
        .rst   (rst),
        .acc   (mac_acc),
        .last  (control_last_acc),
        .h     (out_data),
        .valid (out_valid)
    );

    // What the activations say about the class.
    logits #(
        .CLASSES(10), .CLASS_BITS(4), .ZB(14), .WALSH(0), .CODE_BITS(7), .MODULUS(128), .QUARTER(32), .STEP(2),
        .START(1)
    ) logits (
        .clk    (clk),
        .rst    (rst),
        .load   (control_take),
        .h      (out_data),
        .valid  (out_valid),
        .scan   (control_scan),
        .z      (logits_z),
        .z_next (logits_z_next)
    );

    logit_sum #(
        .FIRST(1), .CLASSES(10), .ZB(14), .SB(15)
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
        .hand           (out_commit),
        .pending        (error_pending),
        .updates_before (updates_before),
        .updates        (updates)
    );

    // Right by a margin, or who is the rival?
    error_unit #(
        .CLASS_BITS(4), .ZB(14), .T_BITS(6), .MARGIN_BITS(15)
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
        .margin  (15'd128),
        .pending (error_pending),
        .y       (error_y),
        .rival   (error_rival),
        .t       (error_t)
    );

    // Which rows the sample before corrects, and which way.
    row_decision #(
        .ROWS(64), .ROW_BITS(6), .QUEUE(1), .AHEAD(1), .CLASS_BITS(4), .T_BITS(6), .WALSH(0), .CODE_BITS(7),
        .MODULUS(128), .QUARTER(32), .STEP(2), .START(1)
    ) decision (
        .clk       (clk),
        .rst       (rst),
        .take      (control_take),
        .walk_0    (control_walk_0),
        .advance_0 (control_advance_0),
        .hand      (out_commit),
        .pending   (error_pending),
        .label     (out_label),
        .rival     (error_rival),
        .t         (error_t),
        .revival   (6'd63),
        .h         (out_data),
        .done_h    (control_done_h),
        .step_1    (decision_step_1)
    );

    // By how much: for each input of the sample before.
    increments #(
        .LANES(4), .WORDS(16), .WORD_BITS(4), .REST(4), .DEPTH(48), .UB(2), .K(7), .SIGNED(0), .SLOWEST(0),
        .SLOWER_BITS(1)
    ) increments (
        .clk       (clk),
        .rst       (rst),
        .slower    (1'b0),
        .in_valid  (in_valid),
        .in_data   (in_data),
        .word      (buffer_word),
        .complete  (buffer_complete),
        .take      (control_take),
        .walk_0    (control_walk_0),
        .advance_0 (control_advance_0),
        .u_1       (increments_u_1)
    );

    // The correction: an adder a lane, no multiplier.
    update_lanes #(
        .LANES(4), .WB(12), .UB(2), .SIGNED(0)
    ) update (
        .clk      (clk),
        .rst      (rst),
        .u_1      (increments_u_1),
        .step_1   (decision_step_1),
        .w_2      (weights_rdata),
        .w_3      (update_w_3),
        .change_3 (update_change_3)
    );

    bias_lane #(
        .WB(12), .UB(3), .LEVELS(1), .UP(4'b0010), .DOWN(4'b1110), .SLOWEST(0), .SLOWER_BITS(1)
    ) bias (
        .clk       (clk),
        .rst       (rst),
        .slower    (1'b0),
        .step_1    (decision_step_1),
        .bias_read (biases_rdata),
        .first_sum (control_first_sum),
        .bias_sum  (bias_bias_sum),
        .write_sum (bias_write_sum)
    );

    wire unused = &{1'b0, control_addr_2, control_row_read, error_y};
endmodule

// Layer 1: dense, 64 u8 inputs -> 32 units, 4 lanes of 12-bit weights, neuron by neuron, 531 cycles a sample.
// Corrects its weights for the sample before and multiplies them with the sample at hand in one pass.
module digits_layer1 (
    input  wire        clk,
    input  wire        rst,
    input  wire        in_valid,
    input  wire [7:0]  in_data,
    input  wire        in_commit,
    input  wire        in_flush,
    input  wire        in_learn,
    input  wire [3:0]  in_label,
    output wire        in_ready,
    input  wire        in_total_valid,
    input  wire [14:0] in_total,
    output wire        out_valid,
    output wire [7:0]  out_data,
    output wire        out_commit,
    output wire        out_flush,
    output wire        out_learn,
    output wire [3:0]  out_label,
    input  wire        out_ready,
    output wire        out_total_valid,
    output wire [14:0] out_total,
    input  wire        busy_before,
    output wire        busy,
    input  wire [1:0]  held,
    input  wire [1:0]  updates_before,
    output wire [1:0]  updates,
    input  wire        host_en,
    input  wire        host_we,
    input  wire [1:0]  host_select,
    input  wire [9:0]  host_addr,
    input  wire [47:0] host_wdata,
    input  wire [47:0] host_chain,
    output wire [47:0] host_rdata
);
    wire        control_take;
    wire        control_walk_0;
    wire        control_advance_0;
    wire [8:0]  control_addr_1;
    wire [8:0]  control_addr_2;
    wire [8:0]  control_addr_3;
    wire [3:0]  control_word_1;
    wire [4:0]  control_row_bias;
    wire [4:0]  control_row_read;
    wire        control_first_sum;
    wire [4:0]  control_row_sum;
    wire        control_last_acc;
    wire        control_done_h;
    wire        control_scan;
    wire        buffer_full;
    wire        buffer_flush;
    wire        buffer_learn;
    wire [3:0]  buffer_label;
    wire [3:0]  buffer_word;
    wire        buffer_complete;
    wire [31:0] buffer_a_3;
    wire [47:0] weights_rdata;
    wire [47:0] weights_host_rdata;
    wire [11:0] biases_rdata;
    wire [25:0] mac_acc;
    wire [12:0] logits_z;
    wire [12:0] logits_z_next;
    wire        flags_frozen;
    wire        error_pending;
    wire [3:0]  error_y;
    wire [3:0]  error_rival;
    wire [5:0]  error_t;
    wire [1:0]  decision_step_1;
    wire [23:0] increments_u_1;
    wire [47:0] update_w_3;
    wire        update_change_3;
    wire [11:0] bias_bias_sum;
    wire        bias_write_sum;

    // When: one walk over the weights a sample.
    layer_control #(
        .ROWS(32), .ROW_BITS(5), .WORDS(16), .WORD_BITS(4), .ADDR(9), .LEVELS(1), .CLASSES(10), .CLASS_BITS(4)
    ) control (
        .clk         (clk),
        .rst         (rst),
        .full        (buffer_full),
        .slot_flush  (buffer_flush),
        .slot_learn  (buffer_learn),
        .slot_label  (buffer_label),
        .down_ready  (out_ready),
        .busy_before (busy_before),
        .busy        (busy),
        .take        (control_take),
        .walk_0      (control_walk_0),
        .advance_0   (control_advance_0),
        .addr_1      (control_addr_1),
        .addr_2      (control_addr_2),
        .addr_3      (control_addr_3),
        .word_1      (control_word_1),
        .row_bias    (control_row_bias),
        .row_read    (control_row_read),
        .first_sum   (control_first_sum),
        .row_sum     (control_row_sum),
        .last_acc    (control_last_acc),
        .done_h      (control_done_h),
        .scan        (control_scan),
        .total_valid (out_total_valid),
        .hand        (out_commit),
        .flush       (out_flush),
        .learn       (out_learn),
        .label       (out_label)
    );

    // What comes in.
    act_buffer #(
        .FAN_IN(64), .LANES(4), .WORDS(16), .WORD_BITS(4), .LANE_BITS(2), .A_ADDR(5), .CLASS_BITS(4)
    ) buffer (
        .clk      (clk),
        .rst      (rst),
        .in_valid (in_valid),
        .in_data  (in_data),
        .commit   (in_commit),
        .in_flush (in_flush),
        .in_learn (in_learn),
        .in_label (in_label),
        .ready    (in_ready),
        .full     (buffer_full),
        .flush    (buffer_flush),
        .learn    (buffer_learn),
        .label    (buffer_label),
        .take     (control_take),
        .word     (buffer_word),
        .complete (buffer_complete),
        .word_1   (control_word_1),
        .a_3      (buffer_a_3)
    );

    weight_memory #(
        .WIDTH(48), .DEPTH(512), .ADDR(9), .SPRAM_BITS(0), .SELECT(2), .SELECT_BITS(2), .HOST_ADDR(10), .HOST_WIDTH(48),
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
        .host_rdata  (weights_host_rdata)
    );

    weight_memory #(
        .WIDTH(12), .DEPTH(32), .ADDR(5), .SPRAM_BITS(0), .SELECT(3), .SELECT_BITS(2), .HOST_ADDR(10), .HOST_WIDTH(48),
        .INIT("")
    ) biases (
        .clk         (clk),
        .rst         (rst),
        .raddr       (control_row_bias),
        .rdata       (biases_rdata),
        .we          (bias_write_sum),
        .waddr       (control_row_sum),
        .wdata       (bias_bias_sum),
        .host_en     (host_en),
        .host_we     (host_we),
        .host_select (host_select),
        .host_addr   (host_addr),
        .host_wdata  (host_wdata),
        .host_chain  (weights_host_rdata),
        .host_rdata  (host_rdata)
    );

    // The forward pass.
    mac_lanes #(
        .LANES(4), .WB(12), .AB(8), .SIGNED(0), .PRODUCT(20), .LEVELS(1), .LANE_SUM(22), .ACC(26), .FRACTION(5)
    ) mac (
        .clk       (clk),
        .w_3       (update_w_3),
        .a_3       (buffer_a_3),
        .bias_sum  (bias_bias_sum),
        .first_sum (control_first_sum),
        .acc       (mac_acc)
    );

    quantise #(
        .ACC(26), .SHIFT(9)
    ) activation (
        .clk   (clk),
        .rst   (rst),
        .acc   (mac_acc),
        .last  (control_last_acc),
        .h     (out_data),
        .valid (out_valid)
    );

    // What the activations say about the class.
    logits #(
        .CLASSES(10), .CLASS_BITS(4), .ZB(13), .WALSH(0), .CODE_BITS(6), .MODULUS(64), .QUARTER(16), .STEP(2),
        .START(1)
    ) logits (
        .clk    (clk),
        .rst    (rst),
        .load   (control_take),
        .h      (out_data),
        .valid  (out_valid),
        .scan   (control_scan),
        .z      (logits_z),
        .z_next (logits_z_next)
    );

    logit_sum #(
        .FIRST(0), .CLASSES(10), .ZB(13), .SB(15)
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
        .CLASS_BITS(4), .ZB(13), .T_BITS(6), .MARGIN_BITS(14)
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
        .margin  (14'd128),
        .pending (error_pending),
        .y       (error_y),
        .rival   (error_rival),
        .t       (error_t)
    );

    // Which rows the sample before corrects, and which way.
    row_decision #(
        .ROWS(32), .ROW_BITS(5), .QUEUE(1), .AHEAD(1), .CLASS_BITS(4), .T_BITS(6), .WALSH(0), .CODE_BITS(6),
        .MODULUS(64), .QUARTER(16), .STEP(2), .START(1)
    ) decision (
        .clk       (clk),
        .rst       (rst),
        .take      (control_take),
        .walk_0    (control_walk_0),
        .advance_0 (control_advance_0),
        .hand      (out_commit),
        .pending   (error_pending),
        .label     (out_label),
        .rival     (error_rival),
        .t         (error_t),
        .revival   (6'd63),
        .h         (out_data),
        .done_h    (control_done_h),
        .step_1    (decision_step_1)
    );

    // By how much: for each input of the sample before.
    increments #(
        .LANES(4), .WORDS(16), .WORD_BITS(4), .REST(4), .DEPTH(48), .UB(5), .K(4), .SIGNED(0), .SLOWEST(0),
        .SLOWER_BITS(1)
    ) increments (
        .clk       (clk),
        .rst       (rst),
        .slower    (1'b0),
        .in_valid  (in_valid),
        .in_data   (in_data),
        .word      (buffer_word),
        .complete  (buffer_complete),
        .take      (control_take),
        .walk_0    (control_walk_0),
        .advance_0 (control_advance_0),
        .u_1       (increments_u_1)
    );

    // The correction: an adder a lane, no multiplier.
    update_lanes #(
        .LANES(4), .WB(12), .UB(5), .SIGNED(0)
    ) update (
        .clk      (clk),
        .rst      (rst),
        .u_1      (increments_u_1),
        .step_1   (decision_step_1),
        .w_2      (weights_rdata),
        .w_3      (update_w_3),
        .change_3 (update_change_3)
    );

    bias_lane #(
        .WB(12), .UB(3), .LEVELS(1), .UP(4'b0010), .DOWN(4'b1110), .SLOWEST(0), .SLOWER_BITS(1)
    ) bias (
        .clk       (clk),
        .rst       (rst),
        .slower    (1'b0),
        .step_1    (decision_step_1),
        .bias_read (biases_rdata),
        .first_sum (control_first_sum),
        .bias_sum  (bias_bias_sum),
        .write_sum (bias_write_sum)
    );

    wire unused = &{1'b0, control_addr_2, control_row_read, error_y};
endmodule

`default_nettype wire
