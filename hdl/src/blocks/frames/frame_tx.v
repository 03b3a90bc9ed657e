// SPDX-License-Identifier: Apache-2.0
// frame_tx: sends a frame: flags, header, payload as it comes, checksum.
//
// port           width  meaning
// start          1      send a frame; number, kind and length count now, number and kind until `sending` is low
// number         8      of the request that is answered
// kind           8      what is answered
// length         16     bytes of payload + 2
// payload_valid  1      payload is there
// payload        8      its next byte
// take           1      it is taken
// more           1      there is a next one to come
// crc_*                 crc16
// sending        1      from the cycle after `start` until the last byte is with the line
// tx_*                  bytes to send
//
// Model: bitstreams/protocol/src/frame.rs `Frame::encode`.
`default_nettype none
module frame_tx #(
    parameter VERSION = 1  // of the protocol
) (
    input  wire        clk,
    input  wire        rst,
    input  wire        start,
    input  wire [7:0]  number,
    input  wire [7:0]  kind,
    input  wire [15:0] length,
    input  wire        payload_valid,
    input  wire [7:0]  payload,
    output wire        crc_clear,
    output wire        crc_valid,
    output wire [7:0]  crc_data,
    input  wire [15:0] crc,
    output wire        take,
    output wire        more,
    output wire        sending,
    output wire        tx_valid,
    input  wire        tx_ready,
    output wire [7:0]  tx_data
);
    // From the table of the protocol: bytes FLAG ESCAPE
    localparam [7:0] FLAG = 8'h7e, ESCAPE = 8'h7d;
    // End of the table.
    localparam [7:0] OURS = VERSION[7:0];
    // One bit of `step` is set while a frame is sent; so a byte is chosen by an AND and an OR.
    localparam BEGIN = 0, AT_VERSION = 1, AT_NUMBER = 2, AT_KIND = 3, AT_LOW = 4, AT_HIGH = 5, PAYLOAD = 6, CRC_LOW = 7, CRC_HIGH = 8,
               END = 9;

    reg [9:0]  step;
    reg        loaded;  // plain is a byte to send
    reg        escaped; // the escape before it was sent
    reg [15:0] left;    // payload and CRC
    reg [7:0]  plain;

    // A byte on the line takes long: there is time to fetch the next one into a register, and to look at it there.
    wire framing = step[BEGIN] | step[END];
    wire stuff   = !framing && (plain == FLAG || plain == ESCAPE);
    wire over    = step[PAYLOAD] && !loaded && !more;
    wire load    = sending && !loaded && !over && (!step[PAYLOAD] || payload_valid);
    wire gone    = loaded && tx_ready && !(stuff && !escaped);

    assign more      = left != 16'd2;
    assign sending   = |step;
    assign tx_valid  = loaded;
    assign tx_data   = !stuff ? plain : escaped ? plain ^ 8'h20 : ESCAPE;
    assign take      = load && step[PAYLOAD];
    assign crc_clear = step[BEGIN];
    assign crc_valid = gone && !step[CRC_LOW] && !step[CRC_HIGH] && !framing;
    assign crc_data  = plain;

    always @(posedge clk)
        if (rst) begin
            step    <= 10'd0;
            loaded  <= 1'b0;
            escaped <= 1'b0;
        end else begin
            if (tx_valid && tx_ready) escaped <= stuff && !escaped;
            if (load || gone) loaded <= load;
            if (load)
                plain <= ({8{framing}} & FLAG) | ({8{step[AT_VERSION]}} & OURS) | ({8{step[AT_NUMBER]}} & number) |
                         ({8{step[AT_KIND]}} & kind) | ({8{step[AT_LOW]}} & left[7:0]) | ({8{step[AT_HIGH]}} & left[15:8]) |
                         ({8{step[PAYLOAD]}} & payload) | ({8{step[CRC_LOW]}} & ~crc[7:0]) | ({8{step[CRC_HIGH]}} & ~crc[15:8]);
            if (!sending) left <= length;
            else if (take) left <= left - 16'd1;
            if (!sending ? start : over || (gone && !step[PAYLOAD])) step <= {step[8:0], start && !sending};
        end
endmodule
`default_nettype wire
