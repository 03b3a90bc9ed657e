// SPDX-License-Identifier: Apache-2.0
// sdp_ram: a word that is read is what was last written to its address, one cycle later, and stays until the next read; a
// word that is written in the same cycle is nobody's. Any address is followed, by itself.
//
// proof: a power of two; by induction; WIDTH=2 DEPTH=4 ADDR=2
// proof: another depth; by induction; WIDTH=3 DEPTH=6 ADDR=3
// reached: a word that is kept over another write; within 8; WIDTH=2 DEPTH=4 ADDR=2 REACH=1
//
// mutant: if (re) rdata => rdata
// mutant: if (we) mem => mem
// mutant: rdata <= mem[raddr]; => rdata <= mem[waddr];
`default_nettype none
module prove #(
    parameter WIDTH = 2,
    parameter DEPTH = 4,
    parameter ADDR  = 2,
    parameter REACH = 0
) (
    input wire             clk,
    input wire             we,
    input wire [ADDR-1:0]  waddr,
    input wire [WIDTH-1:0] wdata,
    input wire             re,
    input wire [ADDR-1:0]  raddr
);
    wire [WIDTH-1:0] rdata;
    sdp_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDR(ADDR)) leaf (
        .clk(clk), .we(we), .waddr(waddr), .wdata(wdata), .re(re), .raddr(raddr), .rdata(rdata)
    );

    (* anyconst *) wire [ADDR-1:0] followed;
    reg [WIDTH-1:0] word, due;
    reg             known = 1'b0, valid = 1'b0, other = 1'b0;
    always @(posedge clk) begin
        if (we && waddr == followed) {known, word} <= {1'b1, wdata};
        if (known && we && waddr != followed) other <= 1'b1;
        if (re) {valid, due} <= {known && raddr == followed && !(we && waddr == followed), word};
    end

    always @* begin
        assume (followed < DEPTH && waddr < DEPTH);
        if (valid) assert (rdata == due);
        if (valid && REACH != 0) assert (!other || re || due == 0);
    end
endmodule
`default_nettype wire
