// act_buffer: the input side of a layer. Gathers values into words, keeps what the pass needs of each sample.
//
//                  +-- activations, 2 slots: being filled | being walked
//   in_* -> word --+
//                  +-- increments,  3 slots: being filled | being walked | still to be learned
//
// A value's increments are computed once, here, and stored as {tie, U-}:
//   U- = (a + 2^(K-1) - 1) >> K,  tie = the low K bits of a are 2^(K-1),  U+ = U- + tie
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
// walk_0     1             a word is at stage 0: u_1, its increments of the sample before, come one cycle later
// advance_0  1             it is the last one of a row
// word_1     WORD_BITS     word at stage 1: a_3, its activations of the sample at hand, come two cycles later
`default_nettype none
module act_buffer #(
    parameter FAN_IN     = 64,
    parameter LANES      = 4,
    parameter WORDS      = 16,
    parameter WORD_BITS  = 4,
    parameter LANE_BITS  = 2,
    parameter A_ADDR     = 5,
    parameter U_ADDR     = 6,
    parameter UB         = 2,
    parameter K          = 7,
    parameter SIGNED     = 0,
    parameter CLASS_BITS = 4
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
    input  wire                    walk_0,
    input  wire                    advance_0,
    output wire [LANES*(UB+1)-1:0] u_1,
    input  wire [WORD_BITS-1:0]    word_1,
    output wire [LANES*8-1:0]      a_3
);
    localparam REST = FAN_IN - (WORDS - 1) * LANES;     // values in a sample's last word
    localparam [LANE_BITS-1:0] TOP_LANE  = LANES[LANE_BITS-1:0] - 1'b1, LAST_LANE = REST[LANE_BITS-1:0] - 1'b1;
    localparam [WORD_BITS-1:0] LAST_WORD = WORDS[WORD_BITS-1:0] - 1'b1;
    localparam [A_ADDR-1:0]    A_SLOT    = WORDS;
    localparam [U_ADDR-1:0]    U_SLOT_1  = WORDS, U_SLOT_2 = 2 * WORDS;
    localparam [7:0]           HALF      = 1 << (K - 1);

    // The increments of the value at hand. One more bit on top: an unsigned sum may carry.
    wire         sign  = SIGNED != 0 && in_data[7];
    wire [8:0]   moved = {sign, in_data} + {1'b0, HALF} - 9'd1;
    wire         tie   = in_data[K-1:0] == HALF[K-1:0];
    wire [UB:0]  u     = {tie, moved[K +: UB]};

    // Slots: base addresses of the words being filled, walked and learned; they rotate when a sample is taken.
    reg [A_ADDR-1:0] a_fill, a_walk;
    reg [U_ADDR-1:0] u_fill, u_walk, u_learn;

    // Addresses of the words that are read.
    reg [A_ADDR-1:0] a_read_2;
    reg [U_ADDR-1:0] u_read_0;
    always @(posedge clk) begin
        a_read_2 <= a_walk + {{(A_ADDR-WORD_BITS){1'b0}}, word_1};
        if (take) u_read_0 <= u_walk;
        else if (walk_0) u_read_0 <= advance_0 ? u_learn : u_read_0 + 1'b1;
    end

    // Values gather into a word, lane 0 first. A full word is written one cycle later.
    reg [LANE_BITS-1:0]    lane;
    reg [WORD_BITS-1:0]    word;
    reg [LANES*8-1:0]      a_word;
    reg [LANES*(UB+1)-1:0] u_word;
    reg                    write;
    reg [A_ADDR-1:0]       a_addr;
    reg [U_ADDR-1:0]       u_addr;
    wire complete = lane == TOP_LANE || (word == LAST_WORD && lane == LAST_LANE);

    always @(posedge clk) begin
        write <= in_valid && complete;
        if (in_valid) begin
            a_addr <= a_fill + {{(A_ADDR-WORD_BITS){1'b0}}, word};
            u_addr <= u_fill + {{(U_ADDR-WORD_BITS){1'b0}}, word};
            // Lanes past the fan-in never get an increment, so their weights stay 0 and their activations do not matter.
            if (lane == {LANE_BITS{1'b0}}) u_word <= {LANES*(UB+1){1'b0}};
            a_word[lane*8 +: 8]           <= in_data;
            u_word[lane*(UB+1) +: UB + 1] <= u;
        end
        if (rst | commit) begin
            lane <= {LANE_BITS{1'b0}};
            word <= {WORD_BITS{1'b0}};
        end else if (in_valid) begin
            lane <= complete ? {LANE_BITS{1'b0}} : lane + 1'b1;
            if (complete) word <= word + 1'b1;
        end
    end

    // While full or in reset nothing comes in.
    always @(posedge clk) ready <= ~rst & ~commit & (take | ~full);

    always @(posedge clk)
        if (rst) begin
            full    <= 1'b0;
            a_fill  <= {A_ADDR{1'b0}};
            a_walk  <= A_SLOT;
            u_fill  <= {U_ADDR{1'b0}};
            u_walk  <= U_SLOT_1;
            u_learn <= U_SLOT_2;
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
                u_fill  <= u_learn;
                u_walk  <= u_fill;
                u_learn <= u_walk;
            end
        end

    sdp_ram #(.WIDTH(LANES * 8), .DEPTH(2 * WORDS), .ADDR(A_ADDR)) activations (
        .clk(clk), .we(write), .waddr(a_addr), .wdata(a_word),
        .re(1'b1), .raddr(a_read_2), .rdata(a_3)
    );

    sdp_ram #(.WIDTH(LANES * (UB + 1)), .DEPTH(3 * WORDS), .ADDR(U_ADDR)) increments (
        .clk(clk), .we(write), .waddr(u_addr), .wdata(u_word),
        .re(1'b1), .raddr(u_read_0), .rdata(u_1)
    );

    // Bits of the sum outside of U-.
    wire unused = &{1'b0, moved};
endmodule
`default_nettype wire
