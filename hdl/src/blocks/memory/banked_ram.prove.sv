// SPDX-License-Identifier: Apache-2.0
// banked_ram: as one plain memory, whatever the number of banks: a word that is read is what was last written to its address,
// one cycle later; a word that is written in the same cycle is nobody's. Any address is followed, by itself.
//
// proof: one bank; by induction; WIDTH=2 DEPTH=5 ADDR=3 BANKS=1
// proof: two banks, one deeper than the other; by induction; WIDTH=2 DEPTH=5 ADDR=3 BANKS=2
// proof: four banks; by induction; WIDTH=2 DEPTH=7 ADDR=3 BANKS=4
// proof: four banks, as deep as each other; by induction; WIDTH=2 DEPTH=8 ADDR=3 BANKS=4
//
// mutant: low <= raddr[LOW-1:0]; => low <= ~raddr[LOW-1:0];
// mutant: we && waddr[LOW-1:0] == MINE => we && (waddr[LOW-1:0] | MINE) == MINE
// mutant: .raddr(raddr[LOW +: BITS]) => .raddr(raddr[0 +: BITS])
// mutant: BITS  = WORDS > 1 ? $clog2(WORDS) : 1 => BITS  = 1
`default_nettype none
module prove #(
    parameter WIDTH = 2,
    parameter DEPTH = 5,
    parameter ADDR  = 3,
    parameter BANKS = 2
) (
    input wire             clk,
    input wire             we,
    input wire [ADDR-1:0]  waddr,
    input wire [WIDTH-1:0] wdata,
    input wire [ADDR-1:0]  raddr
);
    wire [WIDTH-1:0] rdata;
    banked_ram #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDR(ADDR), .BANKS(BANKS)) leaf (
        .clk(clk), .we(we), .waddr(waddr), .wdata(wdata), .raddr(raddr), .rdata(rdata)
    );

    (* anyconst *) wire [ADDR-1:0] followed;
    reg [WIDTH-1:0] word, due;
    reg             known = 1'b0, valid = 1'b0;
    always @(posedge clk) begin
        if (we && waddr == followed) {known, word} <= {1'b1, wdata};
        {valid, due} <= {known && raddr == followed && !(we && waddr == followed), word};
    end

    always @* begin
        assume (followed < DEPTH && waddr < DEPTH);
        if (valid) assert (rdata == due);
    end
endmodule
`default_nettype wire
