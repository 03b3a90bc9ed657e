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
// content  7      what the answer consists of, one bit or none: 0 the reason, 1 a class, 2 words, 3 the identity, 4 counters,
//                 5 bytes from the flash, 6 the value of a register
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
    output wire [6:0]      content
);
    // From the table of the protocol: kinds IDENTIFY PREDICT LEARN READ WRITE SET COUNTERS FLASH REGISTERS PEEK POKE
    localparam [7:0] IDENTIFY = 8'h01, PREDICT = 8'h02, LEARN = 8'h03, READ = 8'h04, WRITE = 8'h05, SET = 8'h06,
                     COUNTERS = 8'h07, FLASH = 8'h08, REGISTERS = 8'h09, PEEK = 8'h0a, POKE = 8'h0b;
    // End of the table.
    // From the table of the protocol: reasons VERSION UNKNOWN LENGTH NO_SESSION
    localparam [2:0] VERSION = 3'd1, UNKNOWN = 3'd2, LENGTH = 3'd3, NO_SESSION = 3'd4;
    // End of the table.
    localparam [2:0] DONE = 0;
    localparam [ADDR-1:0] SAMPLE = FEATURES[ADDR-1:0] + 1'b1;
    localparam [6:0] EMPTY = 7'd0, WHY = 7'd1, CLASS = 7'd2, WORDS = 7'd4, IDENTITY = 7'd8, COUNTS = 7'd16, FLASHED = 7'd32, VALUE = 7'd64;

    reg known, whole;
    reg [6:0] says;

    always @* begin
        {known, whole, says} = {1'b1, 1'b1, EMPTY};
        case (kind)
            // From the table of the protocol: questions
            IDENTIFY:        {known, whole, says} = {1'b1, 1'b1, IDENTITY};
            PREDICT, LEARN:  {known, whole, says} = {1'b1, payload == SAMPLE, CLASS};
            READ:            {known, whole, says} = {1'b1, payload == 5, WORDS};
            WRITE:           {known, whole, says} = {1'b1, payload >= 4, EMPTY};
            SET:             {known, whole, says} = {1'b1, payload == 1, EMPTY};
            COUNTERS:        {known, whole, says} = {1'b1, 1'b1, COUNTS};
            FLASH:           {known, whole, says} = {HAS_FLASH != 0, payload >= 3, FLASHED};
            REGISTERS, POKE: {known, whole, says} = {1'b1, payload == 6, EMPTY};
            PEEK:            {known, whole, says} = {1'b1, payload == 2, VALUE};
            // End of the table.
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
