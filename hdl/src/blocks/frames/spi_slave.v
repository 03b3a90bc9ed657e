// SPDX-License-Identifier: Apache-2.0
// spi_slave: bytes over SPI from a master, mode 0, most significant bit first: in the places of uart_rx and uart_tx.
//
//   cs_n  ~~\_____________________________________
//   sck   _________/~~~\___/~~~\___/~~~\___/~~~\__     mosi is taken where sck rises
//   mosi  xxxxxxx < b7  > < b6  > < b5  > < b4  >
//   miso  zzzz<   b7   ><  b6  ><  b5  ><  b4  >        miso changes where sck has fallen
//
// The pins may have any phase: two flip-flops each bring them into `clk`. Whatever level sck and cs_n take, it must last four cycles of
// clk (so sck has an eighth of its frequency at most), and cs_n falls four cycles before sck rises.
//
// port      width  meaning
// sck       1      the master's clock, low while nothing happens
// cs_n      1      chip select, active low; its rise ends a byte, of which nothing is taken unless it is whole
// mosi      1      from the master
// miso      1      to the master
// miso_en   1      drive miso: others may share the wire
// valid     1      for one cycle: data is a received byte
// data      8
// tx_valid  1      a byte is offered, and stays until it is taken
// tx_ready  1      it is taken: its first bit is
// tx_data   8
//
// A byte that begins while none is offered is sent as IDLE. After a reset nothing counts until chip select has been high: where a byte
// begins is told by its fall alone.
`default_nettype none
module spi_slave #(
    parameter IDLE = 126  // byte that says nothing: a flag between frames
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       sck,
    input  wire       cs_n,
    input  wire       mosi,
    output wire       miso,
    output wire       miso_en,
    output reg        valid,
    output wire [7:0] data,
    input  wire       tx_valid,
    output wire       tx_ready,
    input  wire [7:0] tx_data
);
    reg [2:0] clocks;   // sck: two flip-flops, and the level before
    reg [1:0] selects;  // cs_n
    reg [1:0] bits;     // mosi
    reg [2:0] count;    // bits of the byte that came
    reg [7:0] taken;
    reg [7:0] given;
    reg       offered;  // the byte that is given is the one that is offered
    reg       lost;     // a reset came in the middle of what the master sends

    wire off   = selects[1];
    wire rise  = !off && !lost && clocks[1] && !clocks[2];
    wire fall  = !off && !lost && !clocks[1] && clocks[2];
    wire first = count == 3'd0;

    assign miso     = given[7];
    assign miso_en  = !cs_n;
    assign data     = taken;
    assign tx_ready = rise && first && offered;

    always @(posedge clk) begin
        clocks  <= {clocks[1:0], sck};
        selects <= {selects[0], cs_n};
        bits    <= {bits[0], mosi};
        valid   <= rise && count == 3'd7;
        if (rise) begin
            taken <= {taken[6:0], bits[1]};
            count <= count + 3'd1;
        end
        if (off) {lost, count} <= 4'd0;
        // Between two bytes, and before the first: what is offered by then.
        if (off || (fall && first)) {offered, given} <= {tx_valid, tx_valid ? tx_data : IDLE[7:0]};
        else if (fall) given <= {given[6:0], 1'b0};
        if (rst) begin
            clocks  <= 3'd0;
            selects <= 2'b00;
            lost    <= 1'b1;
            valid   <= 1'b0;
            count   <= 3'd0;
            offered <= 1'b0;
        end
    end
endmodule
`default_nettype wire
