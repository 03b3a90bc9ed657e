// SPDX-License-Identifier: Apache-2.0
// increments: what each input adds to a weight that is corrected for it, beside act_buffer.
//
//   in_data -> value_increments -> gather -> 3 slots: being filled | being walked | still to be learned
//
// A value's increments {tie, U-} are computed once, here. An address is {slot, word}.
//
// port       width         meaning
// slower     SLOWER_BITS   the rate, see value_increments
// in_valid   1             in_data is the next value of the sample being filled
// word       WORD_BITS     and its word
// complete   1             it is the word's last
// take       1             the pass starts on the sample that was filled
// walk_0     1             a word is at stage 0: u_1, its increments of the sample before, come one cycle later
// advance_0  1             it is the last one of a row
`default_nettype none
module increments #(
    parameter LANES       = 4,   // lanes: increments of a word
    parameter WORDS       = 16,  // words of a sample
    parameter WORD_BITS   = 4,   // bits of a word number
    parameter REST        = 4,   // values of the last word of a sample
    parameter DEPTH       = 48,  // words of three slots
    parameter UB          = 2,   // bits of U-
    parameter K           = 7,   // bits that U- is shifted right
    parameter SIGNED      = 0,   // 1: inputs are two's complement, 0: unsigned
    parameter SLOWEST     = 0,   // steps: largest `slower`
    parameter SLOWER_BITS = 1    // bits of `slower`
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire [SLOWER_BITS-1:0]  slower,
    input  wire                    in_valid,
    input  wire [7:0]              in_data,
    input  wire [WORD_BITS-1:0]    word,
    input  wire                    complete,
    input  wire                    take,
    input  wire                    walk_0,
    input  wire                    advance_0,
    output wire [LANES*(UB+1)-1:0] u_1
);
    // The increments of the value at hand.
    wire [UB:0] u;
    value_increments #(.UB(UB), .K(K), .SIGNED(SIGNED), .SLOWEST(SLOWEST), .SLOWER_BITS(SLOWER_BITS)) value_increments (
        .value(in_data), .slower(slower), .u(u)
    );

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

    // They gather into a word, lane 0 first; lanes past the fan-in get none, so their weights stay 0 and their activations do
    // not matter. A full word is written one cycle later.
    wire [LANES*(UB+1)-1:0] full;
    gather #(.LANES(LANES), .WIDTH(UB + 1), .WORDS(WORDS), .WORD_BITS(WORD_BITS), .REST(REST)) gather (
        .clk(clk), .valid(in_valid), .value(u), .word(word), .full(full)
    );

    reg                 write;
    reg [WORD_BITS-1:0] to, from_0;
    always @(posedge clk) begin
        write <= in_valid & complete;
        if (in_valid) to <= word;
        if (take | advance_0) from_0 <= {WORD_BITS{1'b0}};
        else if (walk_0) from_0 <= from_0 + 1'b1;
    end

    sdp_ram #(.WIDTH(LANES * (UB + 1)), .DEPTH(DEPTH), .ADDR(WORD_BITS + 2)) memory (
        .clk(clk), .we(write), .waddr({fill, to}), .wdata(full), .re(1'b1), .raddr({learn, from_0}), .rdata(u_1)
    );
endmodule
`default_nettype wire
