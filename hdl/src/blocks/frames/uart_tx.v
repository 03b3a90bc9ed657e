// SPDX-License-Identifier: Apache-2.0
// uart_tx: bytes to a serial line, 8 data bits, no parity, 1 stop bit.
//
// port   width  meaning
// valid  1      a byte is offered
// ready  1      and taken
// data   8      least significant bit first
// tx     1      the line, high when idle
//
// DIVIDER is clock cycles a bit.
`default_nettype none
module uart_tx #(
    parameter DIVIDER = 24,  // clock cycles a bit
    parameter BITS    = 5    // bits of a number below DIVIDER
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       valid,
    output wire       ready,
    input  wire [7:0] data,
    output wire       tx
);
    localparam [BITS-1:0] PERIOD = DIVIDER[BITS-1:0] - 1'b1;

    reg [BITS-1:0] wait_left;
    reg [3:0]      bits_left;
    reg [8:0]      shift;

    assign ready = bits_left == 4'd0;
    assign tx    = shift[0];

    always @(posedge clk)
        if (rst) begin
            bits_left <= 4'd0;
            shift     <= 9'h1ff;
        end else if (ready) begin
            wait_left <= PERIOD;
            if (valid) begin
                bits_left <= 4'd10;
                shift     <= {data, 1'b0};
            end
        end else if (wait_left != {BITS{1'b0}}) begin
            wait_left <= wait_left - 1'b1;
        end else begin
            wait_left <= PERIOD;
            bits_left <= bits_left - 4'd1;
            shift     <= {1'b1, shift[8:1]};
        end
endmodule
`default_nettype wire
