// SPDX-License-Identifier: Apache-2.0
// spram_memory: a word that is read is what was last written to its address two cycles or more before; a read in the cycle
// after a write to a word of the same parity is nobody's. Any address is followed, by itself. spram_bank is proven with it.
//
// proof: an even depth; by induction; WIDTH=2 DEPTH=4 ADDR=2
// proof: an odd depth; by induction; WIDTH=2 DEPTH=7 ADDR=3
//
// mutant: write_odd = write & address[0] => write_odd = write
// mutant: odd     <= raddr[0]; => odd     <= waddr[0];
// mutant: data    <= wdata; => data    <= ~wdata;
// mutant of spram_bank: else rdata <= mem[addr]; => else rdata <= wdata;
`default_nettype none
module prove #(
    parameter WIDTH = 2,
    parameter DEPTH = 4,
    parameter ADDR  = 2
) (
    input wire             clk,
    input wire             we,
    input wire [ADDR-1:0]  waddr,
    input wire [WIDTH-1:0] wdata,
    input wire [ADDR-1:0]  raddr
);
    wire [WIDTH-1:0] rdata;
    spram_memory #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDR(ADDR)) leaf (
        .clk(clk), .we(we), .waddr(waddr), .wdata(wdata), .raddr(raddr), .rdata(rdata)
    );

    (* anyconst *) wire [ADDR-1:0] followed;
    reg [WIDTH-1:0] coming, word, due;
    reg             comes = 1'b0, known = 1'b0, valid = 1'b0, wrote = 1'b0, parity;
    always @(posedge clk) begin
        {comes, coming}  <= {we && waddr == followed, wdata};
        {wrote, parity}  <= {we, waddr[0]};
        if (comes) {known, word} <= {1'b1, coming};
        {valid, due} <= {known && raddr == followed && !(wrote && parity == raddr[0]), word};
    end

    always @* begin
        assume (followed < DEPTH && waddr < DEPTH);
        if (valid) assert (rdata == due);
    end
endmodule
`default_nettype wire
