// SPDX-License-Identifier: Apache-2.0
// usrmclk: what an ECP5 has between its fabric and the clock pin of its flash, for a simulation, and a top that has this pin.
//
// port       meaning
// USRMCLKTS  1: the pin is let go; it is pulled down here
// USRMCLKI   its level
// level      what is on the pin
//
// Nobody writes down whether the first edges arrive when the pin is taken over; here LOST of them never do.
`default_nettype none
module USRMCLK (
    input wire USRMCLKI,
    input wire USRMCLKTS
);
    localparam [2:0] LOST = 5;

    reg [2:0] lost = 3'd0;
    wire      level = USRMCLKI && !USRMCLKTS && lost == LOST;

    always @(negedge USRMCLKI or posedge USRMCLKTS)
        if (USRMCLKTS) lost <= 3'd0;
        else if (lost != LOST) lost <= lost + 3'd1;
endmodule

module virtual_board (
    input  wire clk,
    input  wire rst,
    input  wire rx,
    output wire tx,
    output wire busy,
    output wire flash_cs,
    output wire flash_clk,
    output wire flash_mosi,
    input  wire flash_miso
);
    serial board (
        .clk        (clk),
        .rst        (rst),
        .rx         (rx),
        .tx         (tx),
        .busy       (busy),
        .flash_cs   (flash_cs),
        .flash_mosi (flash_mosi),
        .flash_miso (flash_miso)
    );
    assign flash_clk = board.flash_clock.pin.level;
endmodule
`default_nettype wire
