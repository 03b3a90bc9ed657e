// SPDX-License-Identifier: Apache-2.0
// axi_lite: one answer for each write and each read and none without; a response stays until it is taken; what is asked of the register
// file is what came over the bus, once; a write of some of the bytes is not asked and refused; who waits is answered after 14 cycles at
// most, whatever the other kind does, if the register file answers within four. Resets at any moment.
//
// proof: any traffic; by induction
// reached: a write and a read wait together; within 12; REACH=1
// reached: a write is refused; within 12; REACH=2
//
// mutant: !have_aw && !rst => !rst
// mutant: have_aw && have_w && !bvalid => have_aw && !bvalid
// mutant: if (bvalid && bready) {bvalid => if (bvalid) {bvalid
// mutant: write && &bytes => write
// mutant: addr    = we ? to : from => addr    = to
// mutant: (read_next || !write) => (read_next && !write)
`default_nettype none
module prove #(
    parameter REACH = 0
) (
    input wire        clk,
    input wire        rst,
    input wire        awvalid,
    input wire [11:0] awaddr,
    input wire        wvalid,
    input wire [31:0] wdata,
    input wire [3:0]  wstrb,
    input wire        bready,
    input wire        arvalid,
    input wire [11:0] araddr,
    input wire        rready,
    input wire        ack,
    input wire [31:0] value
);
    wire        awready, wready, bvalid, arready, rvalid, req, we;
    wire [1:0]  bresp, rresp;
    wire [31:0] rdata, data;
    wire [11:0] addr;
    axi_lite leaf (
        .clk(clk), .rst(rst), .awvalid(awvalid), .awready(awready), .awaddr(awaddr), .awprot(3'd0), .wvalid(wvalid), .wready(wready),
        .wdata(wdata), .wstrb(wstrb), .bvalid(bvalid), .bready(bready), .bresp(bresp), .arvalid(arvalid), .arready(arready),
        .araddr(araddr), .arprot(3'd0), .rvalid(rvalid), .rready(rready), .rdata(rdata), .rresp(rresp), .req(req), .we(we), .addr(addr),
        .data(data), .ack(ack), .value(value)
    );

    // What came and is not answered, and what was done for it.
    reg        begun = 1'b0, aw, w, ar, wrote, readed;
    reg [11:0] to, from;
    reg [31:0] word, result;
    reg [3:0]  bytes;
    reg [3:0]  write_wait, read_wait;
    reg [1:0]  slow;
    reg        b_held, r_held;
    reg [1:0]  b_was;
    reg [31:0] r_was;
    wire       both = aw && w && ar;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (awvalid && awready) {aw, to} <= {1'b1, awaddr};
        if (wvalid && wready) {w, word, bytes} <= {1'b1, wdata, wstrb};
        if (arvalid && arready) {ar, from} <= {1'b1, araddr};
        if (req && ack && we) wrote <= 1'b1;
        if (req && ack && !we) {readed, result} <= {1'b1, value};
        if (bvalid && bready) {aw, w, wrote} <= 3'b000;
        if (rvalid && rready) {ar, readed} <= 2'b00;
        write_wait <= aw && w && !bvalid ? write_wait + 1'b1 : 4'd0;
        read_wait  <= ar && !rvalid ? read_wait + 1'b1 : 4'd0;
        slow       <= req && !ack ? slow + 1'b1 : 2'd0;
        {b_held, b_was} <= {bvalid && !bready, bresp};
        {r_held, r_was} <= {rvalid && !rready, rdata};
        if (rst) {aw, w, ar, wrote, readed, write_wait, read_wait, slow, b_held, r_held} <= 0;
    end

    always @* begin
        assume (begun || rst);
        assume (!ack || req);
        assume (slow != 2'd3 || ack);
        if (begun) begin
            if (awready) assert (!aw);
            if (wready) assert (!w);
            if (arready) assert (!ar);
            if (!rst && !aw) assert (awready);
            if (!rst && !w) assert (wready);
            if (!rst && !ar) assert (arready);
            if (bvalid) assert (aw && w && (bresp == (&bytes ? 2'b00 : 2'b10)) && wrote == &bytes);
            if (rvalid) assert (ar && readed && rdata == result && rresp == 2'b00);
            if (req && we) assert (aw && w && !wrote && &bytes && addr == to && data == word);
            if (req && !we) assert (ar && !readed && addr == from);
            if (b_held) assert (bvalid && bresp == b_was);
            if (r_held) assert (rvalid && rdata == r_was);
            assert (write_wait < 14 && read_wait < 14);
            if (REACH == 1) assert (!both);
            if (REACH == 2) assert (!bvalid || bresp == 2'b00);
        end
    end
endmodule
`default_nettype wire
