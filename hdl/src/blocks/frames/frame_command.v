// SPDX-License-Identifier: Apache-2.0
// frame_command: may a frame that has come be done, and what will the answer to it consist of?
//
// port     width  meaning
// ours     1      the frame has this version of the protocol
// kind     8      what it asks, docs/protocol.md
// payload  ADDR   bytes of its payload
// open     1      somebody has identified the board
// taken    1      it counts as the last frame, whose number is remembered; also where its length is wrong
// reason   3      why it is not done; 0: it is
// content  6      what the answer consists of, one bit or none: 0 the reason, 1 a class, 2 words, 3 the identity, 4 counters,
//                 5 bytes from the flash
`default_nettype none
module frame_command #(
    parameter ADDR      = 9,   // bits of an address in the buffer: of a length of payload
    parameter FEATURES  = 64,  // values of a sample
    parameter HAS_FLASH = 0    // 1: there is a way to the flash
) (
    input  wire            ours,
    input  wire [7:0]      kind,
    input  wire [ADDR-1:0] payload,
    input  wire            open,
    output wire            taken,
    output reg  [2:0]      reason,
    output wire [5:0]      content
);
    localparam [7:0] IDENTIFY = 1, PREDICT = 2, LEARN = 3, READ = 4, WRITE = 5, SET = 6, COUNTERS = 7, FLASH = 8, REGISTERS = 9;
    localparam [2:0] DONE = 0, VERSION = 1, UNKNOWN = 2, LENGTH = 3, NO_SESSION = 4;
    localparam [ADDR-1:0] SAMPLE = FEATURES[ADDR-1:0] + 1'b1;
    localparam [5:0] EMPTY = 6'd0, WHY = 6'd1, CLASS = 6'd2, WORDS = 6'd4, IDENTITY = 6'd8, COUNTS = 6'd16, FLASHED = 6'd32;

    reg known, whole;
    reg [5:0] says;

    always @* begin
        {known, whole, says} = {1'b1, 1'b1, EMPTY};
        case (kind)
            IDENTIFY:       says = IDENTITY;
            PREDICT, LEARN: {whole, says} = {payload == SAMPLE, CLASS};
            READ:           {whole, says} = {payload == 5, WORDS};
            WRITE:          whole = payload >= 4;
            SET:            whole = payload == 1;
            COUNTERS:       says = COUNTS;
            FLASH:          {known, whole, says} = {HAS_FLASH != 0, payload >= 3, FLASHED};
            REGISTERS:      whole = payload == 6;
            default:        known = 1'b0;
        endcase
        if (!ours) reason = VERSION;
        else if (!open && kind != IDENTIFY) reason = NO_SESSION;
        else if (!known) reason = UNKNOWN;
        else if (!whole) reason = LENGTH;
        else reason = DONE;
    end

    assign taken   = ours && (open || kind == IDENTIFY);
    assign content = reason == DONE ? says : WHY;
endmodule
`default_nettype wire
