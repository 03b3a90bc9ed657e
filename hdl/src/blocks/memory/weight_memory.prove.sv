// SPDX-License-Identifier: Apache-2.0
// weight_memory: one memory for the pass and for the host. A word that the pass or the host reads is what either of them last
// wrote to it. The host claims the port one cycle ahead, with its number; `host_rdata` is its word one cycle after its address,
// or-ed into the chain, and nothing when another memory is meant or none: past the end a read gives 0 and a write does nothing.
// A host that is not meant changes nothing, nor does a claim that a reset ends. Any address is followed, by itself.
//
// proof: block RAM; by induction; WIDTH=2 DEPTH=4 ADDR=2 SPRAM_BITS=0 BANKS=1
// proof: block RAM in banks; by induction; WIDTH=2 DEPTH=5 ADDR=3 SPRAM_BITS=0 BANKS=2
// proof: SPRAM; by induction; WIDTH=2 DEPTH=4 ADDR=2 SPRAM_BITS=2 BANKS=1
// proof: the low bits in SPRAM; by induction; WIDTH=2 DEPTH=4 ADDR=2 SPRAM_BITS=1 BANKS=1
// reached: a word of the host, read by the pass; within 10; WIDTH=2 DEPTH=4 ADDR=2 SPRAM_BITS=0 BANKS=1 REACH=1
// reached: a word of the pass, read by the host; within 10; WIDTH=2 DEPTH=4 ADDR=2 SPRAM_BITS=0 BANKS=1 REACH=2
//
// mutant: host_en && host_select == MINE => host_en
// mutant: claimed ? host_we && there : we => claimed ? host_we : we
// mutant: claimed && there} => claimed}
// mutant: {host_en && host_select == MINE, claimed && there} & {2{~rst}} => {host_en && host_select == MINE, claimed && there}
// mutant: claimed ? host_addr[ADDR-1:0] : waddr => waddr
// mutant: claimed ? host_addr[ADDR-1:0] : raddr => raddr
// mutant: answer & {HOST_WIDTH{answering}} => answer & {HOST_WIDTH{claimed}}
`default_nettype none
module prove #(
    parameter WIDTH      = 2,
    parameter DEPTH      = 4,
    parameter ADDR       = 2,
    parameter SPRAM_BITS = 0,
    parameter BANKS      = 1,
    parameter REACH      = 0
) (
    input wire             clk,
    input wire             rst,
    input wire [ADDR-1:0]  raddr,
    input wire             we,
    input wire [ADDR-1:0]  waddr,
    input wire [WIDTH-1:0] wdata,
    input wire             host_en,
    input wire             host_we,
    input wire [1:0]       host_select,
    input wire [ADDR:0]    host_addr,
    input wire [WIDTH:0]   host_wdata,
    input wire [WIDTH:0]   host_chain
);
    wire [WIDTH-1:0] rdata;
    wire [WIDTH:0]   host_rdata;
    weight_memory #(
        .WIDTH(WIDTH), .DEPTH(DEPTH), .ADDR(ADDR), .SPRAM_BITS(SPRAM_BITS), .BANKS(BANKS), .SELECT(2), .SELECT_BITS(2),
        .HOST_ADDR(ADDR + 1), .HOST_WIDTH(WIDTH + 1)
    ) leaf (
        .clk(clk), .rst(rst), .raddr(raddr), .rdata(rdata), .we(we), .waddr(waddr), .wdata(wdata), .host_en(host_en), .host_we(host_we),
        .host_select(host_select), .host_addr(host_addr), .host_wdata(host_wdata), .host_chain(host_chain), .host_rdata(host_rdata)
    );

    // Whose cycle it is, and what is written in it. SPRAM takes a word one cycle later.
    localparam SLOW = SPRAM_BITS > 0;
    reg              mine, answer;
    reg [1:0]        age = 2'd0;       // in the first two cycles the leaf's claim may be anything
    wire             there  = host_addr < DEPTH;
    wire             writes = mine ? host_we && there : we;
    wire [ADDR-1:0]  to     = mine ? host_addr[ADDR-1:0] : waddr, from = mine ? host_addr[ADDR-1:0] : raddr;
    wire [WIDTH-1:0] data   = mine ? host_wdata[WIDTH-1:0] : wdata;

    (* anyconst *) wire [ADDR-1:0] followed;
    reg [WIDTH-1:0] coming, word, due;
    reg             comes = 1'b0, known = 1'b0, by_host, valid = 1'b0, wrote = 1'b0, parity;
    wire            writes_it = age > 0 && writes && to == followed;
    always @(posedge clk) begin
        if (age < 2) age <= age + 1'b1;
        {mine, answer}  <= {host_en && host_select == 2, mine && there} & {2{~rst}};
        {wrote, parity} <= {writes, to[0]};
        {comes, coming} <= {writes_it, data};
        if (writes_it) by_host <= mine;
        if (!SLOW && writes_it) {known, word} <= {1'b1, data};
        if (SLOW && comes) {known, word} <= {1'b1, coming};
        {valid, due} <= {known && from == followed && !writes_it && !(SLOW && wrote && parity == from[0]), word};
    end

    always @* begin
        assume (followed < DEPTH && (mine || waddr < DEPTH));
        if (age == 2) assert (answer || host_rdata == host_chain);
        if (valid) assert (rdata == due);
        if (valid && answer) assert (host_rdata == (host_chain | {1'b0, due}));
        if (valid && REACH == 1) assert (answer || mine || !by_host || due == 0);
        if (valid && REACH == 2) assert (!answer || by_host || due == 0);
    end
endmodule
`default_nettype wire
