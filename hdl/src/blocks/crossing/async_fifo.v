// SPDX-License-Identifier: Apache-2.0
// async_fifo: words from one clock to another, in order. Each side tells the other how far it is by a Gray code, of which one bit
// changes a step: seen in the middle of a change it is the number before or the one behind.
//
//   w_* --> memory -----> register --> r_*
//     w_gray --> two flip-flops --> empty?
//   full? <-- two flip-flops <-- r_gray
//
// port             width  meaning
// w_rst, r_rst     1      from domain_reset: both have risen before one of them falls
// w_valid/w_ready  1      a word is offered, and taken
// w_data           WIDTH
// r_valid/r_ready  1      a word is offered, unchanged until it is taken
// r_data           WIDTH
`default_nettype none
module async_fifo #(
    parameter WIDTH = 8,  // bits of a word
    parameter ADDR  = 4   // bits of an address, 2 at least: 2^ADDR words, and one in the register
) (
    input  wire             w_clk,
    input  wire             w_rst,
    input  wire             w_valid,
    output wire             w_ready,
    input  wire [WIDTH-1:0] w_data,
    input  wire             r_clk,
    input  wire             r_rst,
    output reg              r_valid,
    input  wire             r_ready,
    output reg  [WIDTH-1:0] r_data
);
    // No word is read in a cycle in which it may be written.
    (* no_rw_check *)
    reg [WIDTH-1:0] mem [0:(1<<ADDR)-1];
    reg [ADDR:0]    w_count, w_gray, r_count, r_gray;   // words that went in and out; the same as Gray codes
    wire [ADDR:0]   w_seen, r_seen;                     // the other side's
    wire [ADDR:0]   w_next = w_count + 1'b1, r_next = r_count + 1'b1;

    synchroniser #(.WIDTH(ADDR + 1)) to_write (.clk(w_clk), .rst(w_rst), .d(r_gray), .q(w_seen));
    synchroniser #(.WIDTH(ADDR + 1)) to_read (.clk(r_clk), .rst(r_rst), .d(w_gray), .q(r_seen));

    wire full  = w_gray == {~w_seen[ADDR:ADDR-1], w_seen[ADDR-2:0]};
    wire empty = r_gray == r_seen;
    wire put   = w_valid && w_ready;
    wire take  = !empty && (!r_valid || r_ready);

    assign w_ready = !full && !w_rst;

    always @(posedge w_clk) if (put) mem[w_count[ADDR-1:0]] <= w_data;
    always @(posedge w_clk or posedge w_rst)
        if (w_rst) {w_count, w_gray} <= {(2*ADDR+2){1'b0}};
        else if (put) {w_count, w_gray} <= {w_next, w_next ^ (w_next >> 1)};

    always @(posedge r_clk) if (take) r_data <= mem[r_count[ADDR-1:0]];
    always @(posedge r_clk or posedge r_rst)
        if (r_rst) {r_valid, r_count, r_gray} <= {(2*ADDR+3){1'b0}};
        else begin
            if (take) {r_count, r_gray} <= {r_next, r_next ^ (r_next >> 1)};
            r_valid <= take || (r_valid && !r_ready);
        end
endmodule
`default_nettype wire
