// increments: what each input adds to a weight that is corrected for it, beside act_buffer.
//
//   in_data -> U- and tie -> word -> 3 slots: being filled | being walked | still to be learned
//
//   U- = (a + 2^(K-1) - 1) >> K,  tie = the low K bits of a are 2^(K-1),  U+ = U- + tie; stored as {tie, U-}
//
// A value's increments are computed once, here. An address is {slot, word}.
//
// port       width         meaning
// in_valid   1             in_data is the next value of the sample being filled
// lane       LANE_BITS     its place in a word
// word       WORD_BITS     and the word
// complete   1             it is the word's last
// take       1             the pass starts on the sample that was filled
// walk_0     1             a word is at stage 0: u_1, its increments of the sample before, come one cycle later
// advance_0  1             it is the last one of a row
`default_nettype none
module increments #(
    parameter LANES     = 4,
    parameter WORD_BITS = 4,
    parameter LANE_BITS = 2,
    parameter DEPTH     = 48,
    parameter UB        = 2,
    parameter K         = 7,
    parameter SIGNED    = 0
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire                    in_valid,
    input  wire [7:0]              in_data,
    input  wire [LANE_BITS-1:0]    lane,
    input  wire [WORD_BITS-1:0]    word,
    input  wire                    complete,
    input  wire                    take,
    input  wire                    walk_0,
    input  wire                    advance_0,
    output wire [LANES*(UB+1)-1:0] u_1
);
    localparam [7:0] HALF = 1 << (K - 1);

    // The increments of the value at hand. One more bit on top: an unsigned sum may carry.
    wire         sign  = SIGNED != 0 && in_data[7];
    wire [8:0]   moved = {sign, in_data} + {1'b0, HALF} - 9'd1;
    wire         tie   = in_data[K-1:0] == HALF[K-1:0];

    // The slot being filled and the one that is learned; the one being walked is the third.
    reg [1:0] fill, learn;
    always @(posedge clk)
        if (rst) begin
            fill  <= 2'd0;
            learn <= 2'd2;
        end else if (take) begin
            fill  <= learn;
            learn <= ~(fill ^ learn);
        end

    // Values gather into a word, lane 0 first. A full word is written one cycle later.
    reg [LANES*(UB+1)-1:0] gathered;
    reg                    write;
    reg [WORD_BITS-1:0]    to, from_0;
    integer                place;
    always @(posedge clk) begin
        write <= in_valid & complete;
        if (in_valid) begin
            to <= word;
            // Lanes past the fan-in never get an increment, so their weights stay 0 and their activations do not matter.
            if (lane == {LANE_BITS{1'b0}}) gathered <= {LANES*(UB+1){1'b0}};
            // Not gathered[lane*(UB+1) +: ...]: synthesis may spend a multiplier on that address.
            for (place = 0; place < LANES; place = place + 1)
                if (lane == place[LANE_BITS-1:0]) gathered[place*(UB+1) +: UB + 1] <= {tie, moved[K +: UB]};
        end
        if (take | advance_0) from_0 <= {WORD_BITS{1'b0}};
        else if (walk_0) from_0 <= from_0 + 1'b1;
    end

    sdp_ram #(.WIDTH(LANES * (UB + 1)), .DEPTH(DEPTH), .ADDR(WORD_BITS + 2)) memory (
        .clk(clk), .we(write), .waddr({fill, to}), .wdata(gathered), .re(1'b1), .raddr({learn, from_0}), .rdata(u_1)
    );

    // Bits of the sum outside of U-.
    wire unused = &{1'b0, moved};
endmodule
`default_nettype wire
