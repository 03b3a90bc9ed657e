// SPDX-License-Identifier: Apache-2.0
// frame_rx: finds frames in received bytes, and tells those whose length and checksum are right.
//
//   7e  version  number  kind  length (2)  payload ...  CRC (2)  7e        7d x inside stands for x ^ 20
//
// A flag (7e) ends whatever was before it, so noise costs at most the frame that it hits, and nothing waits for a timeout.
//
// port      width  meaning
// listen    1      a frame may come; bytes are ignored while this is low, up to the next flag
// rx_*             received bytes
// crc_*            crc16
// store     1      write `value` to word `at` of the frame buffer: the payload, and the CRC behind it
// at        ADDR
// value     8
// good      1      for one cycle: a frame has come; what follows describes it until the next one comes
// ours      1      its version is VERSION
// number    8      its number
// kind      8      what it asks
// payload   ADDR   bytes of payload
//
// A frame whose payload and CRC are longer than 2^ADDR - 2 bytes is never good.
// Model: bitstreams/protocol/src/frame.rs `Decoder`.
`default_nettype none
module frame_rx #(
    parameter VERSION = 1,  // of the protocol
    parameter ADDR    = 9   // bits of an address in the buffer
) (
    input  wire            clk,
    input  wire            rst,
    input  wire            listen,
    input  wire            rx_valid,
    input  wire [7:0]      rx_data,
    output wire            crc_clear,
    output wire            crc_valid,
    output wire [7:0]      crc_data,
    input  wire [15:0]     crc,
    output wire            store,
    output wire [ADDR-1:0] at,
    output wire [7:0]      value,
    output reg             good,
    output reg             ours,
    output reg  [7:0]      number,
    output reg  [7:0]      kind,
    output reg  [ADDR-1:0] payload
);
    // From the table of the protocol: bytes FLAG ESCAPE
    localparam [7:0] FLAG = 8'h7e, ESCAPE = 8'h7d;
    // End of the table.
    localparam [2:0]    AT_VERSION = 0, AT_NUMBER = 1, AT_KIND = 2, AT_LOW = 3, AT_HIGH = 4, BEHIND = 5;
    localparam [ADDR-1:0] CRC_BYTES = 2;

    reg          begun;  // a flag has been seen
    reg          escaped; // the byte before was an escape
    reg [2:0]    place;   // in the header, or behind it
    reg [15:0]   length;  // as the frame says: payload and CRC
    reg [ADDR-1:0] count; // as it is, up to what fits

    wire flag = rx_valid && rx_data == FLAG;
    wire mark = rx_valid && rx_data == ESCAPE;
    wire take = rx_valid && !flag && !mark && begun;
    wire full  = &count;
    wire whole = place == BEHIND && {{(16-ADDR){1'b0}}, count} == length && !full && crc == 16'hf0b8 && !escaped;

    assign value = {rx_data[7:6], rx_data[5] ^ escaped, rx_data[4:0]};
    assign store = take && place == BEHIND && !full;
    assign at    = count;

    assign crc_clear = flag && listen;
    assign crc_valid = take && listen;
    assign crc_data  = value;

    always @(posedge clk) begin
        good <= 1'b0;
        if (rst || !listen) begun <= 1'b0;
        else if (flag) begin
            begun  <= 1'b1;
            escaped <= 1'b0;
            place   <= AT_VERSION;
            count   <= {ADDR{1'b0}};
            good    <= begun && whole;
            payload <= count - CRC_BYTES;
        end else if (rx_valid) begin
            escaped <= mark;
            if (take) begin
                case (place)
                    AT_VERSION: ours <= value == VERSION;
                    AT_NUMBER:  number <= value;
                    AT_KIND:    kind <= value;
                    AT_LOW:     length[7:0] <= value;
                    AT_HIGH:    length[15:8] <= value;
                    default:    ;
                endcase
                if (place != BEHIND) place <= place + 3'd1;
                if (store) count <= count + 1'b1;
            end
        end
    end
endmodule
`default_nettype wire
