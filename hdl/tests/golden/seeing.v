// SPDX-License-Identifier: Apache-2.0
`default_nettype none

// seeing: 64-256-64-8 network that learns, 4 classes, one sample every 1975 cycles.
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
//                  4 and on: learned codes, layer by layer;
// en and select one cycle ahead of we, addr, wdata; rdata one cycle after addr, if the cycle before wrote
// nothing; past the end of a memory it is 0. Bits that hold no weight stay 0. A correction that is due
// is not in the weights yet: flush first
module seeing (
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
    output wire [63:0] m_logits,
    output wire        refused,
    output wire        flushed,
    output wire        busy,
    input  wire [1:0]  held,
    output wire [1:0]  updates,
    input  wire        host_en,
    input  wire        host_we,
    input  wire [2:0]  host_select,
    input  wire [6:0]  host_addr,
    input  wire [47:0] host_wdata,
    output wire [47:0] host_rdata
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
    wire [15:0] layer0_out_total;
    wire        layer0_busy;
    wire [1:0]  layer0_updates;
    wire [47:0] layer0_host_rdata;
    wire        layer1_in_ready;
    wire        layer1_out_valid;
    wire [7:0]  layer1_out_data;
    wire        layer1_out_commit;
    wire        layer1_out_flush;
    wire        layer1_out_learn;
    wire [1:0]  layer1_out_label;
    wire        layer1_out_total_valid;
    wire [15:0] layer1_out_total;
    wire        layer1_busy;
    wire [1:0]  layer1_updates;
    wire [47:0] layer1_host_rdata;
    wire        layer2_in_ready;
    wire        layer2_out_valid;
    wire [7:0]  layer2_out_data;
    wire        layer2_out_commit;
    wire        layer2_out_flush;
    wire        layer2_out_learn;
    wire [1:0]  layer2_out_label;
    wire        layer2_out_total_valid;
    wire [15:0] layer2_out_total;
    wire        answer_ready;

    sample_input #(
        .FEATURES(64), .COUNT_BITS(6), .CLASSES(4), .CLASS_BITS(2)
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

    seeing_layer0 layer0 (
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
        .in_total        (16'd0),
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

    seeing_layer1 layer1 (
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
        .out_ready       (layer2_in_ready),
        .out_total_valid (layer1_out_total_valid),
        .out_total       (layer1_out_total),
        .busy_before     (layer0_busy),
        .busy            (layer1_busy),
        .updates_before  (layer0_updates),
        .updates         (layer1_updates),
        .host_chain      (layer0_host_rdata),
        .host_rdata      (layer1_host_rdata)
    );

    seeing_layer2 layer2 (
        .clk             (clk),
        .rst             (rst),
        .in_valid        (layer1_out_valid),
        .in_data         (layer1_out_data),
        .in_commit       (layer1_out_commit),
        .in_flush        (layer1_out_flush),
        .in_learn        (layer1_out_learn),
        .in_label        (layer1_out_label),
        .in_ready        (layer2_in_ready),
        .in_total_valid  (layer1_out_total_valid),
        .in_total        (layer1_out_total),
        .out_valid       (layer2_out_valid),
        .out_data        (layer2_out_data),
        .out_commit      (layer2_out_commit),
        .out_flush       (layer2_out_flush),
        .out_learn       (layer2_out_learn),
        .out_label       (layer2_out_label),
        .out_ready       (answer_ready),
        .out_total_valid (layer2_out_total_valid),
        .out_total       (layer2_out_total),
        .busy_before     (layer1_busy),
        .busy            (busy),
        .held            (held),
        .updates_before  (layer1_updates),
        .updates         (updates),
        .host_en         (host_en),
        .host_we         (host_we),
        .host_select     (host_select),
        .host_addr       (host_addr),
        .host_wdata      (host_wdata),
        .host_chain      (layer1_host_rdata),
        .host_rdata      (host_rdata)
    );

    prediction #(
        .CLASSES(4), .CLASS_BITS(2), .SB(16)
    ) answer (
        .clk      (clk),
        .rst      (rst),
        .in_valid (layer2_out_total_valid),
        .in_total (layer2_out_total),
        .hand     (layer2_out_commit),
        .flush    (layer2_out_flush),
        .label    (layer2_out_label),
        .ready    (answer_ready),
        .m_valid  (m_valid),
        .m_ready  (m_ready),
        .m_class  (m_class),
        .m_logits (m_logits),
        .refused  (refused),
        .flushed  (flushed)
    );

    wire unused = &{1'b0, layer2_out_valid, layer2_out_data, layer2_out_learn};
endmodule

// Layer 0: conv2d, 1x8x8 u8 -> 4x8x8, 3x3 taps, 2 channels at a time, 12-bit weights, 1975 cycles a sample at most.
// Learns a code over 2x2 cells, and corrects itself before it takes the next sample.
module seeing_layer0 (
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
    input  wire [15:0] in_total,
    output wire        out_valid,
    output wire [7:0]  out_data,
    output wire        out_commit,
    output wire        out_flush,
    output wire        out_learn,
    output wire [1:0]  out_label,
    input  wire        out_ready,
    output wire        out_total_valid,
    output wire [15:0] out_total,
    input  wire        busy_before,
    output wire        busy,
    input  wire [1:0]  held,
    input  wire [1:0]  updates_before,
    output wire [1:0]  updates,
    input  wire        host_en,
    input  wire        host_we,
    input  wire [2:0]  host_select,
    input  wire [6:0]  host_addr,
    input  wire [47:0] host_wdata,
    input  wire [47:0] host_chain,
    output wire [47:0] host_rdata
);
    wire        control_take;
    wire        control_walk;
    wire        control_code;
    wire        control_move;
    wire        control_correct;
    wire        buffer_full;
    wire        buffer_flush;
    wire        buffer_learn;
    wire [1:0]  buffer_label;
    wire [7:0]  buffer_x;
    wire [23:0] weights_rdata;
    wire [47:0] weights_host_rdata;
    wire [11:0] biases_rdata;
    wire [47:0] biases_host_rdata;
    wire [11:0] codes_rdata;
    wire [6:0]  forward_x_addr;
    wire [4:0]  forward_w_addr;
    wire        forward_valid;
    wire        forward_on_map;
    wire        forward_first;
    wire        forward_last;
    wire        forward_ending;
    wire        forward_done;
    wire [1:0]  mac_b_addr;
    wire [23:0] mac_acc;
    wire        mac_acc_valid;
    wire [11:0] cells_p;
    wire [5:0]  values_v_addr;
    wire [3:0]  values_t;
    wire        values_code_0;
    wire        values_move_0;
    wire        values_ends;
    wire        values_second;
    wire        values_last;
    wire [18:0] logits_z;
    wire        logits_scan;
    wire [14:0] logits_vote;
    wire        flags_frozen;
    wire        error_pending;
    wire [1:0]  error_y;
    wire [1:0]  error_rival;
    wire [5:0]  error_t;
    wire [3:0]  activity_active;
    wire        movement_we;
    wire [5:0]  movement_waddr;
    wire [11:0] movement_wdata;
    wire [11:0] movement_old;
    wire [7:0]  movement_d;
    wire        sweep_done;
    wire [6:0]  sweep_x_addr;
    wire [4:0]  sweep_w_addr;
    wire [1:0]  sweep_b_addr;
    wire [5:0]  sweep_a_addr;
    wire [1:0]  sweep_d_addr;
    wire        sweep_valid_1;
    wire        sweep_inside_1;
    wire        sweep_drain;
    wire        sweep_first;
    wire        sweep_last;
    wire        sweep_is_bias;
    wire        sweep_real_0;
    wire        update_w_we;
    wire [4:0]  update_w_waddr;
    wire [23:0] update_w_new;
    wire [23:0] update_w_old;
    wire        update_b_we;
    wire [1:0]  update_b_waddr;
    wire [11:0] update_b_new;
    wire [11:0] update_b_old;

    // When: one thing after the other.
    window_control #(
        .LEARNS(1), .DRAIN(8), .CLASS_BITS(2)
    ) control (
        .clk          (clk),
        .rst          (rst),
        .full         (buffer_full),
        .slot_flush   (buffer_flush),
        .slot_learn   (buffer_learn),
        .slot_label   (buffer_label),
        .down_ready   (out_ready),
        .busy_before  (busy_before),
        .busy         (busy),
        .take         (control_take),
        .walk         (control_walk),
        .walk_last    (forward_done),
        .code         (control_code),
        .move         (control_move),
        .code_last    (values_last),
        .correct      (control_correct),
        .correct_last (sweep_done),
        .scan         (logits_scan),
        .total_valid  (out_total_valid),
        .hand         (out_commit),
        .pending      (error_pending),
        .flush        (out_flush),
        .learn        (out_learn),
        .label        (out_label)
    );

    // What comes in.
    map_buffer #(
        .VALUES(64), .ADDR(7), .CLASS_BITS(2)
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
        .x_addr   (sweep_x_addr),
        .x        (buffer_x)
    );

    weight_memory #(
        .WIDTH(24), .DEPTH(18), .ADDR(5), .SPRAM_BITS(0), .SELECT(0), .SELECT_BITS(3), .HOST_ADDR(7), .HOST_WIDTH(48),
        .INIT("")
    ) weights (
        .clk         (clk),
        .rst         (rst),
        .raddr       (sweep_w_addr),
        .rdata       (weights_rdata),
        .we          (update_w_we),
        .waddr       (update_w_waddr),
        .wdata       (update_w_new),
        .host_en     (host_en),
        .host_we     (host_we),
        .host_select (host_select),
        .host_addr   (host_addr),
        .host_wdata  (host_wdata),
        .host_chain  (host_chain),
        .host_rdata  (weights_host_rdata)
    );

    weight_memory #(
        .WIDTH(12), .DEPTH(4), .ADDR(2), .SPRAM_BITS(0), .SELECT(1), .SELECT_BITS(3), .HOST_ADDR(7), .HOST_WIDTH(48),
        .INIT("")
    ) biases (
        .clk         (clk),
        .rst         (rst),
        .raddr       (sweep_b_addr),
        .rdata       (biases_rdata),
        .we          (update_b_we),
        .waddr       (update_b_waddr),
        .wdata       (update_b_new),
        .host_en     (host_en),
        .host_we     (host_we),
        .host_select (host_select),
        .host_addr   (host_addr),
        .host_wdata  (host_wdata),
        .host_chain  (weights_host_rdata),
        .host_rdata  (biases_host_rdata)
    );

    weight_memory #(
        .WIDTH(12), .DEPTH(64), .ADDR(6), .SPRAM_BITS(0), .SELECT(4), .SELECT_BITS(3), .HOST_ADDR(7), .HOST_WIDTH(48),
        .INIT("")
    ) codes (
        .clk         (clk),
        .rst         (rst),
        .raddr       (values_v_addr),
        .rdata       (codes_rdata),
        .we          (movement_we),
        .waddr       (movement_waddr),
        .wdata       (movement_wdata),
        .host_en     (host_en),
        .host_we     (host_we),
        .host_select (host_select),
        .host_addr   (host_addr),
        .host_wdata  (host_wdata),
        .host_chain  (biases_host_rdata),
        .host_rdata  (host_rdata)
    );

    // The forward pass.
    window_walk #(
        .CHANNELS(1), .ROWS(8), .COLUMNS(8), .KERNEL(3), .LANES(2), .PIXEL(1), .PLANE(64), .X_ADDR(7), .W_ADDR(5),
        .GROUPS(2)
    ) forward (
        .clk    (clk),
        .start  (control_take),
        .walk   (control_walk),
        .x_addr (forward_x_addr),
        .w_addr (forward_w_addr),
        .valid  (forward_valid),
        .on_map (forward_on_map),
        .first  (forward_first),
        .last   (forward_last),
        .ending (forward_ending),
        .done   (forward_done)
    );

    window_mac #(
        .LANES(2), .REST(2), .CHANNELS(4), .WB(12), .SIGNED(0), .PRODUCT(20), .ACC(24), .FRACTION(8), .B_ADDR(2)
    ) mac (
        .clk       (clk),
        .rst       (rst),
        .valid_0   (forward_valid),
        .on_map_0  (forward_on_map),
        .first_0   (forward_first),
        .last_0    (forward_last),
        .ending_0  (forward_ending),
        .w_1       (weights_rdata),
        .x_1       (buffer_x),
        .b_addr    (mac_b_addr),
        .bias      (biases_rdata),
        .acc       (mac_acc),
        .acc_valid (mac_acc_valid)
    );

    quantise #(
        .ACC(24), .SHIFT(12)
    ) activation (
        .clk   (clk),
        .rst   (rst),
        .acc   (mac_acc),
        .last  (mac_acc_valid),
        .h     (out_data),
        .valid (out_valid)
    );

    // What the activations say about the class.
    cell_sums #(
        .CHANNELS(4), .ROWS(8), .COLUMNS(8), .CELLS(2), .KB(2), .T(4), .PB(12)
    ) cells (
        .clk   (clk),
        .rst   (rst),
        .start (control_take),
        .h     (out_data),
        .valid (out_valid),
        .t     (values_t),
        .p     (cells_p)
    );

    code_walk #(
        .VALUES(16), .CLASSES(4), .CLASS_BITS(2), .T(4), .V_ADDR(6), .REST(0)
    ) values (
        .clk    (clk),
        .rst    (rst),
        .code   (control_code),
        .move   (control_move),
        .label  (out_label),
        .rival  (error_rival),
        .v_addr (values_v_addr),
        .t      (values_t),
        .code_0 (values_code_0),
        .move_0 (values_move_0),
        .ends   (values_ends),
        .second (values_second),
        .last   (values_last)
    );

    code_logits #(
        .VB(12), .PB(12), .SUM(28), .FRACTION(9), .ZB(19), .SHIFT(4)
    ) logits (
        .clk  (clk),
        .rst  (rst),
        .code (values_code_0),
        .ends (values_ends),
        .v    (codes_rdata),
        .p    (cells_p),
        .z    (logits_z),
        .scan (logits_scan),
        .vote (logits_vote)
    );

    logit_sum #(
        .FIRST(1), .CLASSES(4), .ZB(15), .SB(16)
    ) sum (
        .clk      (clk),
        .in_valid (in_total_valid),
        .in_total (in_total),
        .take     (control_take),
        .scan     (logits_scan),
        .z        (logits_vote),
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
        .CLASS_BITS(2), .ZB(19), .T_BITS(6), .MARGIN_BITS(20)
    ) error (
        .clk     (clk),
        .rst     (rst),
        .scan    (logits_scan),
        .z       (logits_z),
        .z_next  (logits_z),
        .hand    (out_commit),
        .learn   (out_learn),
        .frozen  (flags_frozen),
        .label   (out_label),
        .margin  (20'd128),
        .pending (error_pending),
        .y       (error_y),
        .rival   (error_rival),
        .t       (error_t)
    );

    // Where the channels were active.
    active_map #(
        .CHANNELS(4), .LANES(4), .WORDS(1), .KB(2), .WORD_BITS(1), .LANE_BITS(2), .PIXELS(64), .ADDR(6)
    ) activity (
        .clk    (clk),
        .rst    (rst),
        .start  (control_take),
        .h      (out_data),
        .valid  (out_valid),
        .addr   (sweep_a_addr),
        .active (activity_active)
    );

    // The correction of the code, and which way each cell of a channel goes.
    code_update #(
        .CHANNELS(4), .LANES(4), .WORDS(1), .KB(2), .WORD_BITS(1), .LANE_BITS(2), .CELLS(4), .D_ADDR(2), .V_ADDR(6),
        .VB(12), .PB(12), .UB(8), .SHIFT(4)
    ) movement (
        .clk      (clk),
        .rst      (rst),
        .start    (control_take),
        .move_0   (values_move_0),
        .second_0 (values_second),
        .v_addr_0 (values_v_addr),
        .v_1      (codes_rdata),
        .p_1      (cells_p),
        .we       (movement_we),
        .waddr    (movement_waddr),
        .wdata    (movement_wdata),
        .old      (movement_old),
        .d_addr   (sweep_d_addr),
        .d        (movement_d)
    );

    // The correction of weights and biases: adders, no multiplier.
    window_sweep #(
        .CHANNELS(1), .ROWS(8), .COLUMNS(8), .KERNEL(3), .LANES(2), .PIXEL(1), .PLANE(64), .X_ADDR(7), .W_ADDR(5),
        .LEAVING(4), .CELLS(2), .PARTS(2), .PASSES(1), .B_ADDR(2), .A_ADDR(6), .D_ADDR(2)
    ) sweep (
        .clk      (clk),
        .rst      (rst),
        .correct  (control_correct),
        .done     (sweep_done),
        .walk_x   (forward_x_addr),
        .walk_w   (forward_w_addr),
        .walk_b   (mac_b_addr),
        .x_addr   (sweep_x_addr),
        .w_addr   (sweep_w_addr),
        .b_addr   (sweep_b_addr),
        .a_addr   (sweep_a_addr),
        .d_addr   (sweep_d_addr),
        .valid_1  (sweep_valid_1),
        .inside_1 (sweep_inside_1),
        .drain    (sweep_drain),
        .first    (sweep_first),
        .last     (sweep_last),
        .is_bias  (sweep_is_bias),
        .real_0   (sweep_real_0)
    );

    window_update #(
        .LANES(2), .SUMS(4), .WB(12), .AB(16), .W_ADDR(5), .B_ADDR(2), .SIGNED(0), .FRACTION(8), .SHIFT(10), .SLOW(1),
        .SLOWEST(0)
    ) update (
        .clk      (clk),
        .rst      (rst),
        .x_1      (buffer_x),
        .valid_1  (sweep_valid_1),
        .inside_1 (sweep_inside_1),
        .is_bias  (sweep_is_bias),
        .active_1 (activity_active),
        .d_1      (movement_d),
        .drain    (sweep_drain),
        .first    (sweep_first),
        .last     (sweep_last),
        .real_0   (sweep_real_0),
        .w_addr   (sweep_w_addr),
        .b_addr   (sweep_b_addr),
        .w_read   (weights_rdata),
        .b_read   (biases_rdata),
        .slower   (1'b0),
        .w_we     (update_w_we),
        .w_waddr  (update_w_waddr),
        .w_new    (update_w_new),
        .w_old    (update_w_old),
        .b_we     (update_b_we),
        .b_waddr  (update_b_waddr),
        .b_new    (update_b_new),
        .b_old    (update_b_old)
    );

    wire unused = &{1'b0, error_y, error_t, movement_old, update_w_old, update_b_old};
endmodule

// Layer 1: max-pool, 4x8x8 -> 4x4x4.
// The largest of each 2x2 square, as the values pass.
module seeing_layer1 (
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
    input  wire [15:0] in_total,
    output wire        out_valid,
    output wire [7:0]  out_data,
    output wire        out_commit,
    output wire        out_flush,
    output wire        out_learn,
    output wire [1:0]  out_label,
    input  wire        out_ready,
    output wire        out_total_valid,
    output wire [15:0] out_total,
    input  wire        busy_before,
    output wire        busy,
    input  wire [1:0]  updates_before,
    output wire [1:0]  updates,
    input  wire [47:0] host_chain,
    output wire [47:0] host_rdata
);
    assign host_rdata = host_chain;
    assign out_total = in_total;
    assign out_total_valid = in_total_valid;
    assign updates = updates_before;

    max_pool #(
        .SIGNED(0), .ROWS(8), .COLUMNS(8), .ROW_BITS(3), .COLUMN_BITS(3), .ADDR(4), .CLASS_BITS(2), .CHANNELS(4),
        .CHANNEL_BITS(2)
    ) pool (
        .clk         (clk),
        .rst         (rst),
        .in_valid    (in_valid),
        .in_data     (in_data),
        .in_commit   (in_commit),
        .in_flush    (in_flush),
        .in_learn    (in_learn),
        .in_label    (in_label),
        .out_ready   (out_ready),
        .busy_before (busy_before),
        .in_ready    (in_ready),
        .out_valid   (out_valid),
        .out_data    (out_data),
        .out_commit  (out_commit),
        .out_flush   (out_flush),
        .out_learn   (out_learn),
        .out_label   (out_label),
        .busy        (busy)
    );
endmodule

// Layer 2: dense, 64 u8 inputs -> 8 units, 4 lanes of 12-bit weights, neuron by neuron, 141 cycles a sample.
// Corrects its weights for the sample before and multiplies them with the sample at hand in one pass.
module seeing_layer2 (
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
    input  wire [15:0] in_total,
    output wire        out_valid,
    output wire [7:0]  out_data,
    output wire        out_commit,
    output wire        out_flush,
    output wire        out_learn,
    output wire [1:0]  out_label,
    input  wire        out_ready,
    output wire        out_total_valid,
    output wire [15:0] out_total,
    input  wire        busy_before,
    output wire        busy,
    input  wire [1:0]  held,
    input  wire [1:0]  updates_before,
    output wire [1:0]  updates,
    input  wire        host_en,
    input  wire        host_we,
    input  wire [2:0]  host_select,
    input  wire [6:0]  host_addr,
    input  wire [47:0] host_wdata,
    input  wire [47:0] host_chain,
    output wire [47:0] host_rdata
);
    wire        control_take;
    wire        control_walk_0;
    wire        control_advance_0;
    wire [6:0]  control_addr_1;
    wire [6:0]  control_addr_2;
    wire [6:0]  control_addr_3;
    wire [3:0]  control_word_1;
    wire [2:0]  control_row_bias;
    wire [2:0]  control_row_read;
    wire        control_first_sum;
    wire [2:0]  control_row_sum;
    wire        control_last_acc;
    wire        control_done_h;
    wire        control_scan;
    wire        buffer_full;
    wire        buffer_flush;
    wire        buffer_learn;
    wire [1:0]  buffer_label;
    wire [3:0]  buffer_word;
    wire        buffer_complete;
    wire [31:0] buffer_a_3;
    wire [47:0] weights_rdata;
    wire [47:0] weights_host_rdata;
    wire [11:0] biases_rdata;
    wire [25:0] mac_acc;
    wire [10:0] logits_z;
    wire [10:0] logits_z_next;
    wire        flags_frozen;
    wire        error_pending;
    wire [1:0]  error_y;
    wire [1:0]  error_rival;
    wire [5:0]  error_t;
    wire [1:0]  decision_step_1;
    wire [23:0] increments_u_1;
    wire [47:0] update_w_3;
    wire        update_change_3;
    wire [11:0] bias_bias_sum;
    wire        bias_write_sum;

    // When: one walk over the weights a sample.
    layer_control #(
        .ROWS(8), .ROW_BITS(3), .WORDS(16), .WORD_BITS(4), .ADDR(7), .LEVELS(1), .CLASSES(4), .CLASS_BITS(2)
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
        .FAN_IN(64), .LANES(4), .WORDS(16), .WORD_BITS(4), .LANE_BITS(2), .A_ADDR(5), .CLASS_BITS(2)
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
        .WIDTH(48), .DEPTH(128), .ADDR(7), .SPRAM_BITS(0), .SELECT(2), .SELECT_BITS(3), .HOST_ADDR(7), .HOST_WIDTH(48),
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
        .WIDTH(12), .DEPTH(8), .ADDR(3), .SPRAM_BITS(0), .SELECT(3), .SELECT_BITS(3), .HOST_ADDR(7), .HOST_WIDTH(48),
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
        .CLASSES(4), .CLASS_BITS(2), .ZB(11), .WALSH(0), .CODE_BITS(4), .MODULUS(16), .QUARTER(4), .STEP(2), .START(1)
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
        .FIRST(0), .CLASSES(4), .ZB(11), .SB(16)
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
        .CLASS_BITS(2), .ZB(11), .T_BITS(6), .MARGIN_BITS(12)
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
        .margin  (12'd128),
        .pending (error_pending),
        .y       (error_y),
        .rival   (error_rival),
        .t       (error_t)
    );

    // Which rows the sample before corrects, and which way.
    row_decision #(
        .ROWS(8), .ROW_BITS(3), .QUEUE(1), .AHEAD(1), .CLASS_BITS(2), .T_BITS(6), .WALSH(0), .CODE_BITS(4),
        .MODULUS(16), .QUARTER(4), .STEP(2), .START(1)
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
