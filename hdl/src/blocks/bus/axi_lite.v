// SPDX-License-Identifier: Apache-2.0
// axi_lite: an AXI4-Lite subordinate in front of register_file.
//
// One transaction at a time; of a read and a write that both wait, the one goes first whose kind went last time not. Address and data
// of a write may come in any order. A write that is not of all four bytes is not done and answered SLVERR, everything else OKAY:
// what the register file did not do stands in STATUS.
//
// Ports are named as in AMBA AXI (ARM IHI 0022); addresses are of bytes, their low two bits do not matter.
`default_nettype none
module axi_lite (
    input  wire        clk,
    input  wire        rst,
    input  wire        awvalid,
    output wire        awready,
    input  wire [11:0] awaddr,
    input  wire [2:0]  awprot,
    input  wire        wvalid,
    output wire        wready,
    input  wire [31:0] wdata,
    input  wire [3:0]  wstrb,
    output reg         bvalid,
    input  wire        bready,
    output reg  [1:0]  bresp,
    input  wire        arvalid,
    output wire        arready,
    input  wire [11:0] araddr,
    input  wire [2:0]  arprot,
    output reg         rvalid,
    input  wire        rready,
    output reg  [31:0] rdata,
    output wire [1:0]  rresp,
    output reg         req,
    output reg         we,
    output wire [11:0] addr,
    output wire [31:0] data,
    input  wire        ack,
    input  wire [31:0] value
);
    localparam [1:0] OKAY = 2'b00, SLVERR = 2'b10;

    reg        have_aw, have_w, have_ar;    // came, and is not answered
    reg [11:0] to, from;
    reg [31:0] kept;
    reg [3:0]  bytes;
    reg        read_next;                   // the read goes first if both wait

    wire write = have_aw && have_w && !bvalid;
    wire read  = have_ar && !rvalid;
    wire turn  = read && (read_next || !write);

    assign awready = !have_aw && !rst;
    assign wready  = !have_w && !rst;
    assign arready = !have_ar && !rst;
    assign rresp   = OKAY;
    assign addr    = we ? to : from;
    assign data    = kept;

    always @(posedge clk) begin
        if (awvalid && awready) {have_aw, to} <= {1'b1, awaddr};
        if (wvalid && wready) {have_w, kept, bytes} <= {1'b1, wdata, wstrb};
        if (arvalid && arready) {have_ar, from} <= {1'b1, araddr};
        if (bvalid && bready) {bvalid, have_aw, have_w} <= 3'b000;
        if (rvalid && rready) {rvalid, have_ar} <= 2'b00;
        if (!req) begin
            if (turn) {req, we, read_next} <= 3'b100;
            else if (write && &bytes) {req, we, read_next} <= 3'b111;
            else if (write) {bvalid, bresp, read_next} <= {1'b1, SLVERR, 1'b1};
        end else if (ack) begin
            req <= 1'b0;
            if (we) {bvalid, bresp} <= {1'b1, OKAY};
            else {rvalid, rdata} <= {1'b1, value};
        end
        if (rst) {have_aw, have_w, have_ar, bvalid, rvalid, req, read_next} <= 7'd0;
    end

    wire unused = &{1'b0, awprot, arprot};
endmodule
`default_nettype wire
