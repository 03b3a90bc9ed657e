// SPDX-License-Identifier: Apache-2.0
// bus_crossing: requests of a bus with a clock of its own, to the register file and back. One at a time: it stands still while a bit
// that has changed goes over and another one comes back.
//
// port        width  meaning
// bus_rst     1      from domain_reset, as rst
// req         1      a request, until ack; with it we, addr, wdata
// ack         1      done, for one cycle; rdata is there
// core_*             the same at the core's clock, clk
`default_nettype none
module bus_crossing (
    input  wire        bus_clk,
    input  wire        bus_rst,
    input  wire        req,
    input  wire        we,
    input  wire [11:0] addr,
    input  wire [31:0] wdata,
    output reg         ack,
    output wire [31:0] rdata,
    input  wire        clk,
    input  wire        rst,
    output reg         core_req,
    output wire        core_we,
    output wire [11:0] core_addr,
    output wire [31:0] core_wdata,
    input  wire        core_ack,
    input  wire [31:0] core_rdata
);
    reg         ask, waiting;   // ask changes with each request
    reg  [44:0] request;        // stands still while `waiting`
    reg         done;           // follows `ask`
    reg  [31:0] answer;         // stands still from there on
    wire        asked, told;

    synchroniser to_core (.clk(clk), .rst(rst), .d(ask), .q(asked));
    synchroniser to_bus (.clk(bus_clk), .rst(bus_rst), .d(done), .q(told));

    wire start = req && !waiting && !ack;

    assign rdata = answer;
    assign {core_we, core_addr, core_wdata} = request;

    always @(posedge bus_clk) if (start) request <= {we, addr, wdata};
    always @(posedge bus_clk or posedge bus_rst)
        if (bus_rst) {ask, waiting, ack} <= 3'b000;
        else begin
            if (start) {ask, waiting} <= {!ask, 1'b1};
            if (waiting && told == ask) waiting <= 1'b0;
            ack <= waiting && told == ask;
        end

    always @(posedge clk) if (core_req && core_ack) answer <= core_rdata;
    always @(posedge clk or posedge rst)
        if (rst) {done, core_req} <= 2'b00;
        else if (core_req) {done, core_req} <= {done ^ core_ack, !core_ack};
        else core_req <= asked != done;
endmodule
`default_nettype wire
