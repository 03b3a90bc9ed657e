// SPDX-License-Identifier: Apache-2.0
// act_buffer: the input side of a layer. Gathers values into words, keeps what the pass needs of each sample.
//
//   in_* -> gather -> activations, 2 slots: being filled | being walked
//
// port       width         meaning
// in_valid   1             in_data is the next value of the sample being filled; only while ready
// commit     1             the sample is complete (may come with its last value)
// in_flush   1             with commit: no sample, only finish what is pending
// in_learn   1             with commit: learn from this sample
// in_label   CLASS_BITS    with commit: its class
// ready      1             a slot is free; stays up until commit
// full       1             a complete sample waits; flush, learn, label are its
// take       1             the pass starts on the waiting sample
// word, complete           place of the next value: its word, and whether it is the word's last
// word_1     WORD_BITS     word at stage 1: a_3, its activations of the sample at hand, come two cycles later
`default_nettype none
module act_buffer #(
    parameter FAN_IN     = 64,  // inputs of the layer
    parameter LANES      = 4,   // lanes: values of a word
    parameter WORDS      = 16,  // words of a sample
    parameter WORD_BITS  = 4,   // bits of a word number
    parameter LANE_BITS  = 2,   // bits of a lane's number
    parameter A_ADDR     = 5,   // bits of an address of the activations
    parameter CLASS_BITS = 4    // bits of a class number
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire                    in_valid,
    input  wire [7:0]              in_data,
    input  wire                    commit,
    input  wire                    in_flush,
    input  wire                    in_learn,
    input  wire [CLASS_BITS-1:0]   in_label,
    output reg                     ready,
    output reg                     full,
    output reg                     flush,
    output reg                     learn,
    output reg  [CLASS_BITS-1:0]   label,
    input  wire                    take,
    output reg  [WORD_BITS-1:0]    word,
    output wire                    complete,
    input  wire [WORD_BITS-1:0]    word_1,
    output wire [LANES*8-1:0]      a_3
);
    localparam REST = FAN_IN - (WORDS - 1) * LANES;     // values in a sample's last word
    localparam [LANE_BITS-1:0] TOP_LANE  = LANES[LANE_BITS-1:0] - 1'b1, LAST_LANE = REST[LANE_BITS-1:0] - 1'b1;
    localparam [WORD_BITS-1:0] LAST_WORD = WORDS[WORD_BITS-1:0] - 1'b1;
    localparam [A_ADDR-1:0]    A_SLOT    = WORDS;

    // Slots: base addresses of the words being filled and walked; they change places when a sample is taken.
    reg [A_ADDR-1:0] a_fill, a_walk, a_read_2;
    always @(posedge clk) a_read_2 <= a_walk + {{(A_ADDR-WORD_BITS){1'b0}}, word_1};

    // Values gather into a word, lane 0 first. A full word is written one cycle later.
    wire [LANES*8-1:0]  a_word;
    reg                 write;
    reg [A_ADDR-1:0]    a_addr;
    reg [LANE_BITS-1:0] lane;
    assign complete = lane == TOP_LANE || (word == LAST_WORD && lane == LAST_LANE);

    always @(posedge clk) begin
        write <= in_valid && complete;
        if (in_valid) a_addr <= a_fill + {{(A_ADDR-WORD_BITS){1'b0}}, word};
        if (rst | commit) begin
            lane <= {LANE_BITS{1'b0}};
            word <= {WORD_BITS{1'b0}};
        end else if (in_valid) begin
            lane <= complete ? {LANE_BITS{1'b0}} : lane + 1'b1;
            if (complete) word <= word + 1'b1;
        end
    end

    gather #(.LANES(LANES), .WIDTH(8), .WORDS(WORDS), .WORD_BITS(WORD_BITS), .REST(REST)) gather (
        .clk(clk), .valid(in_valid), .value(in_data), .word(word), .full(a_word)
    );

    // While full or in reset nothing comes in.
    always @(posedge clk) ready <= ~rst & ~commit & (take | ~full);

    always @(posedge clk)
        if (rst) begin
            full    <= 1'b0;
            a_fill  <= {A_ADDR{1'b0}};
            a_walk  <= A_SLOT;
        end else begin
            if (commit) begin
                full  <= 1'b1;
                flush <= in_flush;
                learn <= in_learn;
                label <= in_label;
            end
            if (take) begin
                full    <= 1'b0;
                a_fill  <= a_walk;
                a_walk  <= a_fill;
            end
        end

    sdp_ram #(.WIDTH(LANES * 8), .DEPTH(2 * WORDS), .ADDR(A_ADDR)) activations (
        .clk(clk), .we(write), .waddr(a_addr), .wdata(a_word),
        .re(1'b1), .raddr(a_read_2), .rdata(a_3)
    );
endmodule
`default_nettype wire
