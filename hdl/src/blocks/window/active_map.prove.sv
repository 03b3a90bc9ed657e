// SPDX-License-Identifier: Apache-2.0
// active_map: when the activations of all channels at all pixels have come, with whatever waits there are, the bit of each of them says
// whether it was above 0, and bits of no channel are 0; a start at any moment begins anew. Any one word is followed, by itself.
//
// proof: a word a pixel; to 26 cycles; CHANNELS=3 PIXELS=3 LANES=3 WORDS=1
// proof: a last word with one channel; to 26 cycles; CHANNELS=3 PIXELS=2 LANES=2 WORDS=2
// proof: one channel in a word of two; to 26 cycles; CHANNELS=1 PIXELS=4 LANES=2 WORDS=1
// reached: all channels of a pixel were active; within 26; CHANNELS=3 PIXELS=2 LANES=2 WORDS=2 REACH=1
//
// mutant: ends_pixel || lane == LAST_LANE => lane == LAST_LANE
// mutant: .value(|h) => .value(h[0])
// mutant: complete ? {LANE_BITS{1'b0}} : lane + 1'b1 => lane + 1'b1
// mutant: else if (write) next => else if (valid) next
`default_nettype none
module prove #(
    parameter CHANNELS = 3,
    parameter PIXELS   = 3,
    parameter LANES    = 3,
    parameter WORDS    = 1,
    parameter REACH    = 0
) (
    input wire       clk,
    input wire       rst,
    input wire       start,
    input wire       offer,
    input wire [7:0] h
);
    localparam KB = CHANNELS > 1 ? $clog2(CHANNELS) : 1, WB = WORDS > 1 ? $clog2(WORDS) : 1, LB = LANES > 1 ? $clog2(LANES) : 1;
    localparam ADDR = $clog2(PIXELS * WORDS);

    (* anyconst *) wire [ADDR-1:0] followed;
    reg [5:0]        channel = 0, pixel = 0;
    reg              begun = 1'b0, done = 1'b0, stored = 1'b0, there = 1'b0;
    reg [LANES-1:0]  word = 0;
    wire             valid = offer && !done && begun && !start;
    wire [LANES-1:0] active;
    active_map #(
        .CHANNELS(CHANNELS), .PIXELS(PIXELS), .LANES(LANES), .WORDS(WORDS), .KB(KB), .WORD_BITS(WB), .LANE_BITS(LB), .ADDR(ADDR)
    ) leaf (
        .clk(clk), .rst(rst), .start(start), .h(h), .valid(valid), .addr(followed), .active(active)
    );

    always @(posedge clk) begin
        begun <= 1'b1;
        if (start) {channel, pixel, word, done, stored, there} <= 0;
        else begin
            if (valid) begin
                channel <= channel == CHANNELS - 1 ? 0 : channel + 1'b1;
                if (channel == CHANNELS - 1) pixel <= pixel + 1'b1;
                if (pixel * WORDS + channel / LANES == followed) word[channel % LANES] <= h != 0;
            end
            done   <= done || valid && channel == CHANNELS - 1 && pixel == PIXELS - 1;
            stored <= done;
            there  <= stored;
        end
    end

    always @* begin
        assume (begun || start);
        assume (!rst || start);
        assume (followed < PIXELS * WORDS);
        if (begun && there) assert (active == word);
        if (REACH != 0) assert (!(there && followed == WORDS && &word));
    end
endmodule
`default_nettype wire
