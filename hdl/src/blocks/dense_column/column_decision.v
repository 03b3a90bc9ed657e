// SPDX-License-Identifier: Apache-2.0
// column_decision: which neurons are corrected for the sample before, and which way; READ neurons a cycle, kept for the walk.
//
//   d = (s_r - s_y) / 2: two code bits and an XOR
//   kept where the neuron was active, or where it is dead, d = -1 and ((t + row) & REVIVAL) == 0; else 0
//
// port            width         meaning
// load            1             go to row 0 (before a readout and before the decisions)
// h_3, valid_3                  activations of the next READ rows: whether they are above 0 is remembered
// decide          1             make the decisions of the next READ rows; they are in place two cycles later
// decide_group/_chunk           which these are
// codes           CLASSES*READ  codes of these rows, every class
// label, rival    CLASS_BITS    y and r of the sample
// t, revival      T_BITS        low bits of its number among the learning samples; the mask RV
// group_0         GROUP_BITS    group whose decisions the walk wants
// advance         1             these are done: the codes go to the next READ rows
// steps_1         2*LANES       {sign, enable} of each of its neurons, one cycle later
//
// Model: golden-model/src/rule/layer.rs `update`. row_decision.v does the same for a row walk.
`default_nettype none
module column_decision #(
    parameter UNITS      = 64,  // neurons of the layer
    parameter LANES      = 8,   // lanes: weights of a word
    parameter GROUPS     = 8,   // groups of LANES neurons: words of a column
    parameter GROUP_BITS = 3,   // bits of a group number
    parameter READ       = 2,   // neurons a cycle
    parameter CHUNKS     = 4,   // chunks of READ neurons in a group
    parameter CHUNK_BITS = 2,   // bits of a chunk number
    parameter WORD_BITS  = 5,   // bits of the number of a chunk of the layer
    parameter ROW_BITS   = 7,   // bits of a row number up to GROUPS*LANES
    parameter CLASSES    = 10,  // classes
    parameter CLASS_BITS = 4,   // bits of a class number
    parameter T_BITS     = 6    // bits of `t` and of the mask
) (
    input  wire                    clk,
    input  wire                    load,
    input  wire [READ*8-1:0]       h_3,
    input  wire                    valid_3,
    input  wire                    decide,
    input  wire [GROUP_BITS-1:0]   decide_group,
    input  wire [CHUNK_BITS-1:0]   decide_chunk,
    input  wire [CLASSES*READ-1:0] codes,
    input  wire [CLASS_BITS-1:0]   label,
    input  wire [CLASS_BITS-1:0]   rival,
    input  wire [T_BITS-1:0]       t,
    input  wire [T_BITS-1:0]       revival,
    input  wire [GROUP_BITS-1:0]   group_0,
    output wire                    advance,
    output wire [2*LANES-1:0]      steps_1
);
    localparam [ROW_BITS-1:0] ROWS = READ;
    localparam SB = T_BITS > ROW_BITS ? T_BITS : ROW_BITS;

    // Chunk and first row at hand, in the readout and in the decisions alike.
    reg [WORD_BITS-1:0] word;
    reg [ROW_BITS-1:0]  first;
    assign advance = valid_3 | decide;
    always @(posedge clk)
        if (load) begin
            word  <= {WORD_BITS{1'b0}};
            first <= {ROW_BITS{1'b0}};
        end else if (advance) begin
            word  <= word + 1'b1;
            first <= first + ROWS;
        end

    wire [READ-1:0] active, was_active_1;
    sdp_ram #(.WIDTH(READ), .DEPTH(GROUPS * CHUNKS), .ADDR(WORD_BITS)) active_bits (
        .clk(clk), .we(valid_3), .waddr(word), .wdata(active), .re(1'b1), .raddr(word), .rdata(was_active_1)
    );

    // The codes of label and rival.
    wire [READ-1:0] s_y = codes[label*READ +: READ], s_r = codes[rival*READ +: READ];

    reg                  decide_1;
    reg [GROUP_BITS-1:0] group_1;
    reg [CHUNK_BITS-1:0] chunk_1;
    reg [READ-1:0]       up_1, differ_1, revive_1;
    wire [READ-1:0]      revive;
    wire [2*READ-1:0]    made_1;

    always @(posedge clk) begin
        decide_1 <= decide;
        group_1  <= decide_group;
        chunk_1  <= decide_chunk;
        up_1     <= s_y;
        differ_1 <= s_y ^ s_r;
        revive_1 <= s_y & revive;
    end

    genvar row, part;
    generate
        for (row = 0; row < READ; row = row + 1) begin : rows
            localparam [SB-1:0] AWAY = row;
            wire [SB-1:0] at   = {{(SB-ROW_BITS){1'b0}}, first} + AWAY;
            wire [SB-1:0] turn = at + {{(SB-T_BITS){1'b0}}, t};
            reg           real_1;       // rows past the last neuron are never corrected
            always @(posedge clk) real_1 <= at < UNITS[SB-1:0];

            assign active[row]        = |h_3[row*8 +: 8];
            assign revive[row]        = (turn[T_BITS-1:0] & revival) == {T_BITS{1'b0}};
            assign made_1[2*row]      = real_1 & differ_1[row] & (was_active_1[row] | revive_1[row]);
            assign made_1[2*row + 1]  = up_1[row];
            wire unused_turn = &{1'b0, turn};
        end

        for (part = 0; part < CHUNKS; part = part + 1) begin : parts
            localparam [CHUNK_BITS-1:0] MINE = part;
            sdp_ram #(.WIDTH(2 * READ), .DEPTH(GROUPS), .ADDR(GROUP_BITS)) decisions (
                .clk(clk), .we(decide_1 && chunk_1 == MINE), .waddr(group_1), .wdata(made_1),
                .re(1'b1), .raddr(group_0), .rdata(steps_1[part*2*READ +: 2*READ])
            );
        end
    endgenerate
endmodule
`default_nettype wire
