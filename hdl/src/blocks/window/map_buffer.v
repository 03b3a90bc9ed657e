// SPDX-License-Identifier: Apache-2.0
// map_buffer: the input side of a convolution. Keeps the map of the sample at hand, whose values are read again and again, while
// the next one comes in.
//
//   in_* -> activations, 2 slots: being filled | at hand
//
// port       width       meaning
// in_valid   1           in_data is the next value of the sample being filled; only while ready
// commit     1           the sample is complete (may come with its last value)
// in_flush   1           with commit: no sample, only finish what is pending
// in_learn   1           with commit: learn from this sample
// in_label   CLASS_BITS  with commit: its class
// ready      1           a slot is free; stays up until commit
// full       1           a complete sample waits; flush, learn, label are its
// take       1           work starts on the waiting sample
// x_addr     ADDR        place of a value of the sample at hand, in the order in which it came; beyond it is anything
// x          8           that value, one cycle later
`default_nettype none
module map_buffer #(
    parameter VALUES     = 64,  // values of a sample
    parameter ADDR       = 7,   // bits of an address of both slots
    parameter CLASS_BITS = 4    // bits of a class number
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  in_valid,
    input  wire [7:0]            in_data,
    input  wire                  commit,
    input  wire                  in_flush,
    input  wire                  in_learn,
    input  wire [CLASS_BITS-1:0] in_label,
    output reg                   ready,
    output reg                   full,
    output reg                   flush,
    output reg                   learn,
    output reg  [CLASS_BITS-1:0] label,
    input  wire                  take,
    input  wire [ADDR-1:0]       x_addr,
    output wire [7:0]            x
);
    localparam [ADDR-1:0] SECOND = VALUES[ADDR-1:0];

    // The slot being filled, the address in it, and where the sample at hand begins.
    reg            second;
    reg [ADDR-1:0] fill, first;
    wire           filling_second = take ? ~second : second;

    // While full or in reset nothing comes in.
    always @(posedge clk) ready <= ~rst & ~commit & (take | ~full);

    always @(posedge clk)
        if (rst) begin
            full   <= 1'b0;
            second <= 1'b0;
            first  <= SECOND;
            fill   <= {ADDR{1'b0}};
        end else begin
            second <= filling_second;
            if (commit) begin
                full  <= 1'b1;
                flush <= in_flush;
                learn <= in_learn;
                label <= in_label;
            end else if (take) full <= 1'b0;
            if (take) first <= second ? SECOND : {ADDR{1'b0}};
            if (commit | take) fill <= filling_second ? SECOND : {ADDR{1'b0}};
            else if (in_valid) fill <= fill + 1'b1;
        end

    sdp_ram #(.WIDTH(8), .DEPTH(2 * VALUES), .ADDR(ADDR)) activations (
        .clk(clk), .we(in_valid), .waddr(fill), .wdata(in_data),
        .re(1'b1), .raddr(first + x_addr), .rdata(x)
    );
endmodule
`default_nettype wire
