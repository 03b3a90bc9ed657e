// SPDX-License-Identifier: Apache-2.0
// bus_crossing: between two clocks of which either may run, stop and tick in any order: each request is asked of the register file once
// and as it was made, and acknowledged once, with what the register file gave for it; whoever waits waits for no more than four cycles
// of each clock, and those of the register file. Resets at either clock, at any moment.
//
// proof: any clocks and traffic; by induction
// reached: an answer to a second request; within 60; REACH=1
//
// mutant: req && !waiting && !ack => req && !waiting
// mutant: ack <= waiting && told == ask => ack <= waiting && told != ask
// mutant: {done ^ core_ack, !core_ack} => {done ^ core_ack, 1'b0}
// mutant: core_req <= asked != done => core_req <= asked
// mutant of domain_reset: any = raised || first || second => any = raised
`default_nettype none
module prove #(
    parameter REACH = 0
) (
    input wire        bus_clk,
    input wire        bus_in,
    input wire        req,
    input wire        we,
    input wire [11:0] addr,
    input wire [31:0] wdata,
    input wire        clk,
    input wire        core_in,
    input wire        core_ack,
    input wire [31:0] core_rdata
);
    (* gclk *) wire gclk;
    wire        bus_raised, bus_rst, bus_sync, raised, rst, sync;
    wire        ack, core_req, core_we;
    wire [11:0] core_addr;
    wire [31:0] rdata, core_wdata;
    domain_reset bus_domain (
        .clk(bus_clk), .rst(bus_in), .first(raised), .second(1'b0), .raised(bus_raised), .async_rst(bus_rst), .sync_rst(bus_sync)
    );
    domain_reset core_domain (
        .clk(clk), .rst(core_in), .first(bus_raised), .second(1'b0), .raised(raised), .async_rst(rst), .sync_rst(sync)
    );
    bus_crossing leaf (
        .bus_clk(bus_clk), .bus_rst(bus_rst), .req(req), .we(we), .addr(addr), .wdata(wdata), .ack(ack), .rdata(rdata), .clk(clk),
        .rst(rst), .core_req(core_req), .core_we(core_we), .core_addr(core_addr), .core_wdata(core_wdata), .core_ack(core_ack),
        .core_rdata(core_rdata)
    );

    // Who asks, at the bus: it keeps asking, with the same, until the answer.
    reg        asks, had;
    reg [44:0] made;
    reg [1:0]  made_count, done_count;      // modulo 4
    reg [31:0] result;
    reg        live;                        // the register file has been asked and has not answered
    reg [1:0]  slow;
    reg [2:0]  bus_wait, core_wait;
    wire       open = made_count != done_count;     // the register file has not done it
    always @(posedge bus_clk or posedge bus_rst)
        if (bus_rst) {asks, had, made_count, bus_wait} <= 0;
        else begin
            had  <= ack;
            asks <= req && !ack;
            if (req && !asks) made_count <= made_count + 1'b1;
            // Behind the register file's answer.
            bus_wait <= asks && !ack && !open ? bus_wait + 1'b1 : 3'd0;
        end
    always @(posedge bus_clk) made <= {we, addr, wdata};
    always @(posedge clk or posedge rst)
        if (rst) {done_count, slow, core_wait} <= 0;
        else begin
            if (core_req && core_ack) done_count <= done_count + 1'b1;
            slow      <= core_req && !core_ack ? slow + 1'b1 : 2'd0;
            core_wait <= open && !core_req ? core_wait + 1'b1 : 3'd0;
        end
    always @(posedge clk) if (core_req && core_ack) result <= core_rdata;

    reg begun = 1'b0;
    always @(posedge gclk) begun <= 1'b1;

    always @* begin
        assume (begun || (bus_raised && raised && bus_rst && rst));
        assume (begun || {asks, had, made_count, done_count, slow, bus_wait, core_wait} == 0);
        assume (!core_ack || core_req);
        assume (slow != 2'd3 || core_ack);
        // What is asked at the bus stands still; a request ends with its acknowledgement.
        if (asks) assume (req && {we, addr, wdata} == made);
        if (had || bus_rst) assume (!req);
        if (begun && !bus_rst && !rst) begin
            if (core_req) assert (open && asks && {core_we, core_addr, core_wdata} == made);
            if (ack) assert (asks && !open && rdata == result);
            assert (core_wait < 5 && bus_wait < 5);
        end
        if (REACH != 0) assert (!(ack && made_count == 2'd2 && !bus_rst));
    end
endmodule
`default_nettype wire
