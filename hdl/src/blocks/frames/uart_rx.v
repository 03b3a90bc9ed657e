// SPDX-License-Identifier: Apache-2.0
// uart_rx: bytes from a serial line, 8 data bits, no parity, 1 stop bit.
//
// port   width  meaning
// rx     1      the line, high when idle; synchronised here
// valid  1      for one cycle: data is a received byte
// data   8      least significant bit came first
//
// DIVIDER is clock cycles a bit. A byte whose stop bit is low is dropped.
`default_nettype none
module uart_rx #(
    parameter DIVIDER = 24,  // clock cycles a bit
    parameter BITS    = 5    // bits of a number below DIVIDER
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       rx,
    output reg        valid,
    output wire [7:0] data
);
    localparam [BITS-1:0] PERIOD = DIVIDER[BITS-1:0] - 1'b1, HALF = PERIOD >> 1;

    reg [1:0]      line;      // synchroniser
    reg [BITS-1:0] wait_left; // cycles to the middle of the next bit
    reg [3:0]      bits_left; // start bit, 8 data bits, stop bit; 0 = idle
    reg [8:0]      shift;

    assign data = shift[7:0];

    always @(posedge clk) begin
        line  <= {line[0], rx};
        valid <= 1'b0;
        if (rst) begin
            bits_left <= 4'd0;
            line      <= 2'b11;
        end else if (bits_left == 4'd0) begin
            if (!line[1]) begin
                bits_left <= 4'd10;
                wait_left <= HALF;
            end
        end else if (wait_left != {BITS{1'b0}}) begin
            wait_left <= wait_left - 1'b1;
        end else begin
            wait_left <= PERIOD;
            bits_left <= bits_left - 4'd1;
            shift     <= {line[1], shift[8:1]};
            if (bits_left == 4'd10 && line[1]) bits_left <= 4'd0; // no start bit after all
            if (bits_left == 4'd1) begin
                valid <= line[1];
                shift <= {1'b1, shift[8:1]};
            end
        end
    end

    wire unused = &{1'b0, shift[8]};
endmodule
`default_nettype wire
