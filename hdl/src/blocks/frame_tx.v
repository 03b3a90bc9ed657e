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
// sending        1      from the cycle after `start` until the last byte is with the line
// tx_*                  bytes to send
//
// Model: bitstreams/protocol/src/frame.rs `Frame::encode`.
`default_nettype none
module frame_tx #(
    parameter VERSION = 1
) (
    input  wire        clk,
    input  wire        rst,
    input  wire        start,
    input  wire [7:0]  number,
    input  wire [7:0]  kind,
    input  wire [15:0] length,
    input  wire        payload_valid,
    input  wire [7:0]  payload,
    output wire        take,
    output wire        sending,
    output wire        tx_valid,
    input  wire        tx_ready,
    output wire [7:0]  tx_data
);
    localparam [7:0] FLAG = 8'h7e, ESCAPE = 8'h7d, OURS = VERSION[7:0];
    localparam [3:0] IDLE = 0, BEGIN = 1, AT_VERSION = 2, AT_NUMBER = 3, AT_KIND = 4, AT_LOW = 5, AT_HIGH = 6, PAYLOAD = 7,
                     CRC_LOW = 8, CRC_HIGH = 9, END = 10; // from 8 on nothing counts into the CRC

    reg [3:0]   step;
    reg         loaded;  // plain is a byte to send
    reg         escaped; // the escape before it was sent
    reg [15:0]  left;    // payload and CRC
    reg [7:0]   plain;
    wire [15:0] crc;

    // A byte on the line takes long: there is time to fetch the next one into a register, and to look at it there.
    wire framing = step == BEGIN || step == END;
    wire stuff   = !framing && (plain == FLAG || plain == ESCAPE);
    wire over    = step == PAYLOAD && !loaded && left == 16'd2;
    wire load    = sending && !loaded && !over && (step != PAYLOAD || payload_valid);
    wire gone    = loaded && tx_ready && !(stuff && !escaped);

    assign sending  = step != IDLE;
    assign tx_valid = loaded;
    assign tx_data  = !stuff ? plain : escaped ? plain ^ 8'h20 : ESCAPE;
    assign take     = load && step == PAYLOAD;

    crc16 check (.clk(clk), .clear(step == BEGIN), .valid(gone && !step[3]), .data(plain), .crc(crc));

    always @(posedge clk)
        if (rst) begin
            step    <= IDLE;
            loaded  <= 1'b0;
            escaped <= 1'b0;
        end else begin
            if (tx_valid && tx_ready) escaped <= stuff && !escaped;
            if (load || gone) loaded <= load;
            if (load)
                case (step)
                    AT_VERSION: plain <= OURS;
                    AT_NUMBER:  plain <= number;
                    AT_KIND:    plain <= kind;
                    AT_LOW:     plain <= left[7:0];
                    AT_HIGH:    plain <= left[15:8];
                    PAYLOAD:    plain <= payload;
                    CRC_LOW:    plain <= ~crc[7:0];
                    CRC_HIGH:   plain <= ~crc[15:8];
                    default:    plain <= FLAG;
                endcase
            if (!sending) begin
                left <= length;
                if (start) step <= BEGIN;
            end else if (take) left <= left - 16'd1;
            else if (over) step <= CRC_LOW;
            else if (gone && step != PAYLOAD) step <= step == END ? IDLE : step + 4'd1;
        end
endmodule
`default_nettype wire
