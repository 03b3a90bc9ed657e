// SPDX-License-Identifier: Apache-2.0
// crc16: the checksum of frames, a byte a cycle (CRC-16/X-25, the frame check sequence of RFC 1662).
//
// Who receives and who sends share it: a board never does both.
//
// port       width  meaning
// rx_clear   1      start a new frame
// rx_valid   1      take `rx_data` in
// rx_data    8      byte of a received frame
// tx_*              the same of a frame that is sent; goes before
// crc        16     the register, one cycle later; it is sent inverted, low byte first, and leaves f0b8 behind a whole frame
//
// Eight steps of the polynomial 1021, reflected, at once. Model: bitstreams/protocol/src/crc.rs.
`default_nettype none
module crc16 (
    input  wire        clk,
    input  wire        rx_clear,
    input  wire        rx_valid,
    input  wire [7:0]  rx_data,
    input  wire        tx_clear,
    input  wire        tx_valid,
    input  wire [7:0]  tx_data,
    output reg  [15:0] crc
);
    wire [7:0] mixed  = (tx_valid ? tx_data : rx_data) ^ crc[7:0];
    wire [7:0] folded = mixed ^ {mixed[3:0], 4'b0};

    always @(posedge clk)
        if (rx_clear || tx_clear) crc <= 16'hffff;
        else if (rx_valid || tx_valid) crc <= {8'b0, crc[15:8]} ^ {folded, 8'b0} ^ {5'b0, folded, 3'b0} ^ {12'b0, folded[7:4]};
endmodule
`default_nettype wire
