// SPDX-License-Identifier: Apache-2.0
// power_on: the reset of a bitstream: 15 cycles once the clock is steady.
//
// port    meaning
// locked  the PLL is locked, or 1 without one
// rst     high after configuration and while the clock is not steady, then low
//
// The only block that relies on a start value: flip-flops of an FPGA are 0 after configuration unless told otherwise.
`default_nettype none
module power_on (
    input  wire clk,
    input  wire locked,
    output wire rst
);
    reg [3:0] count = 4'd0;
    assign rst = count != 4'd15;

    always @(posedge clk)
        if (!locked) count <= 4'd0;
        else if (rst) count <= count + 4'd1;
endmodule
`default_nettype wire
