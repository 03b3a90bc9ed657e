// SPDX-License-Identifier: Apache-2.0
// spi_master: a byte out and a byte in over SPI, mode 0, most significant bit first, twice HALF clock cycles a bit.
//
// port   width  meaning
// start  1      exchange `data`; only while not busy
// data   8      byte to send
// busy   1      from the cycle after `start` until all bits are exchanged
// got    8      byte received, until the next start
// sclk   1      to the flash: it takes bits at the rising edge and changes its own at the falling one
// mosi   1      to the flash
// miso   1      from the flash
//
// A bit from the flash is taken with the falling edge behind its rising one, when the flash cannot know of it yet: so it has a
// whole bit of time for its way, not half of one, which at 60 MHz would be less than the 8 ns of a chip and the pins need.
`default_nettype none
module spi_master #(
    parameter HALF = 1  // clock cycles of half a bit
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       start,
    input  wire [7:0] data,
    output reg        busy,
    output wire [7:0] got,
    output reg        sclk,
    output wire       mosi,
    input  wire       miso
);
    localparam REST_BITS = HALF > 1 ? $clog2(HALF) : 1;
    localparam [REST_BITS-1:0] ALL = HALF - 1, NONE = 0, ONE = 1;

    reg [7:0] shift; // what is still to be sent at the top, what has come at the bottom
    reg [3:0] left;  // bits; busy says whether there are any
    reg [REST_BITS-1:0] rest; // cycles before the next edge

    assign got  = shift;
    assign mosi = shift[7];

    always @(posedge clk)
        if (rst) begin
            left <= 4'd0;
            rest <= NONE;
            busy <= 1'b0;
            sclk <= 1'b0;
        end else if (!busy) begin
            if (start) begin
                shift <= data;
                left  <= 4'd8;
                rest  <= ALL;
                busy  <= 1'b1;
            end
        end else if (rest != NONE) begin
            rest <= rest - ONE;
        end else if (!sclk) begin
            rest <= ALL;
            sclk <= 1'b1;
        end else begin
            rest  <= ALL;
            sclk  <= 1'b0;
            shift <= {shift[6:0], miso};
            left  <= left - 4'd1;
            busy  <= left != 4'd1;
        end
endmodule
`default_nettype wire
