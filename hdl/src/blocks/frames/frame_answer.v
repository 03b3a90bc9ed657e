// SPDX-License-Identifier: Apache-2.0
// frame_answer: the length and the bytes of an answer, from what it consists of.
//
// port       width        meaning
// content    7            frame_command
// kept       16           flash: the length that was asked for
// words      16           words: the same
// length     16           bytes of the payload and its CRC
// at         6            byte of the answer, where it matters
// restored   1            the identity's byte 16, bit 2
// reason     3            why nothing was done
// class_id   CLASS_BITS   what was predicted
// corrected  LAYERS       layers that the sample corrects
// word       8            next byte of a word, counter or register
// flash      8            byte from the flash
// payload    8            byte of the answer
`default_nettype none
module frame_answer #(
    parameter CLASS_BITS     = 4,      // bits of a class number
    parameter LAYERS         = 2,      // layers that learn
    parameter IDENTITY_BYTES = 17,     // bytes of the identity
    parameter IDENTITY       = 136'd0  // the identity, its first byte in the low bits
) (
    input  wire [6:0]            content,
    input  wire [15:0]           kept,
    input  wire [15:0]           words,
    output wire [15:0]           length,
    input  wire [5:0]            at,
    input  wire                  restored,
    input  wire [2:0]            reason,
    input  wire [CLASS_BITS-1:0] class_id,
    input  wire [LAYERS-1:0]     corrected,
    input  wire [7:0]            word,
    input  wire [7:0]            flash,
    output wire [7:0]            payload
);
    localparam [15:0] CRC_BYTES = 2;
    localparam [5:0]  ABILITIES = 16;
    localparam REASON = 0, CLASS = 1, WORDS = 2, IDENTITY_OF = 3, COUNTS = 4, FLASHED = 5, VALUE = 6;

    assign length = content[FLASHED] ? kept :
                    content[WORDS] ? words :
                    content[REASON] ? 16'd1 + CRC_BYTES :
                    content[CLASS] ? 16'd2 + CRC_BYTES :
                    content[IDENTITY_OF] ? IDENTITY_BYTES + CRC_BYTES :
                    content[COUNTS] ? 4 * LAYERS + 4 + CRC_BYTES :
                    content[VALUE] ? 16'd4 + CRC_BYTES : CRC_BYTES;

    assign payload = ({8{content[IDENTITY_OF]}} & IDENTITY[8*at +: 8]) |
                     ({8{content[WORDS] || content[COUNTS] || content[VALUE]}} & word) | ({8{content[FLASHED]}} & flash) | {5'd0, {3{content[REASON]}} & reason} |
                     {5'd0, restored && content[IDENTITY_OF] && at == ABILITIES, 2'd0} |
                     {{(8-CLASS_BITS){1'b0}}, {CLASS_BITS{content[CLASS] && !at[0]}} & class_id} |
                     {{(8-LAYERS){1'b0}}, {LAYERS{content[CLASS] && at[0]}} & corrected};
endmodule
`default_nettype wire
