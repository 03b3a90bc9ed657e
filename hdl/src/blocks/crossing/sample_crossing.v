// SPDX-License-Identifier: Apache-2.0
// sample_crossing: a stream of samples with a clock of its own, to the core's.
//
// port   width           meaning
// tvalid ... tuser       AXI4-Stream at s_clk
// o_*                    the same at clk
`default_nettype none
module sample_crossing #(
    parameter CLASS_BITS = 4,  // bits of a class number
    parameter ADDR       = 4   // 2^ADDR values wait
) (
    input  wire                s_clk,
    input  wire                s_rst,
    input  wire                tvalid,
    output wire                tready,
    input  wire [7:0]          tdata,
    input  wire                tlast,
    input  wire [CLASS_BITS:0] tuser,
    input  wire                clk,
    input  wire                rst,
    output wire                o_tvalid,
    input  wire                o_tready,
    output wire [7:0]          o_tdata,
    output wire                o_tlast,
    output wire [CLASS_BITS:0] o_tuser
);
    async_fifo #(.WIDTH(CLASS_BITS + 10), .ADDR(ADDR)) values (
        .w_clk(s_clk), .w_rst(s_rst), .w_valid(tvalid), .w_ready(tready), .w_data({tuser, tlast, tdata}),
        .r_clk(clk), .r_rst(rst), .r_valid(o_tvalid), .r_ready(o_tready), .r_data({o_tuser, o_tlast, o_tdata})
    );
endmodule
`default_nettype wire
