// crc16: the checksum of frames, a byte a cycle (CRC-16/X-25, the frame check sequence of RFC 1662).
//
// port   width  meaning
// clear  1      start a new frame
// valid  1      take `data` in
// data   8      byte of the frame
// crc    16     the register, one cycle later; it is sent inverted, low byte first, and leaves f0b8 behind a whole frame
//
// Eight steps of the polynomial 1021, reflected, at once. Model: bitstreams/protocol/src/crc.rs.
`default_nettype none
module crc16 (
    input  wire        clk,
    input  wire        clear,
    input  wire        valid,
    input  wire [7:0]  data,
    output reg  [15:0] crc
);
    wire [7:0] mixed  = data ^ crc[7:0];
    wire [7:0] folded = mixed ^ {mixed[3:0], 4'b0};

    always @(posedge clk)
        if (clear) crc <= 16'hffff;
        else if (valid) crc <= {8'b0, crc[15:8]} ^ {folded, 8'b0} ^ {5'b0, folded, 3'b0} ^ {12'b0, folded[7:4]};
endmodule
`default_nettype wire
