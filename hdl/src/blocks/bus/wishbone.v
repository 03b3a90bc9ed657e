// SPDX-License-Identifier: Apache-2.0
// wishbone: a classic Wishbone B4 slave in front of register_file.
//
// adr is of bytes, its low two bits do not matter. A write that is not of all four bytes (sel) is not done and ends with err, everything
// else with ack: what the register file did not do stands in STATUS. A master that gives up before the end gets no ack for it.
`default_nettype none
module wishbone (
    input  wire        clk,
    input  wire        rst,
    input  wire        cyc,
    input  wire        stb,
    input  wire        we,
    input  wire [11:0] adr,
    input  wire [3:0]  sel,
    input  wire [31:0] dat_w,
    output reg  [31:0] dat_r,
    output wire        ack_o,
    output wire        err_o,
    output reg         req,
    output reg         write,
    output reg  [11:0] addr,
    output reg  [31:0] data,
    input  wire        ack,
    input  wire [31:0] value
);
    reg ended, failed;
    reg live;           // whoever asked still waits

    wire strobe = cyc && stb;

    assign ack_o = ended && strobe;
    assign err_o = failed && strobe;

    always @(posedge clk) begin
        {ended, failed} <= 2'b00;
        live <= live && strobe;
        if (!req) begin
            if (strobe && !ended && !failed) begin
                if (we && !(&sel)) failed <= 1'b1;
                else {req, live, write, addr, data} <= {2'b11, we, adr, dat_w};
            end
        end else if (ack) begin
            req   <= 1'b0;
            ended <= live && strobe;
            dat_r <= value;
        end
        if (rst) {req, ended, failed, live} <= 4'd0;
    end
endmodule
`default_nettype wire
