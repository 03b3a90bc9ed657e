// SPDX-License-Identifier: Apache-2.0
// weight_memory: the weights (or biases) of a layer, shared by the pass and by the host.
//
//              +--------------+
//   raddr ---->| banked_ram   |----> rdata            the pass: one word read, at most one written, a cycle
//   we,w* ---->| spram_memory |
//   host_* --->|              |--(|)--> host_rdata    the host: only between passes; read data is or-ed along the chain
//              +--------------+
//
// The low SPRAM_BITS bits of a word are kept in single-ported memories, the others in block RAM: two of them for a pass that reads
// consecutive words (spram_memory.v), or with SINGLE one for a pass that never needs a word in the cycle of a write (spram_single.v).
//
// The host claims a memory one cycle ahead: in the cycle after host_en and host_select, host_we, host_addr and host_wdata
// count; host_rdata comes one cycle after its address, not in the cycle after a
// write and not for an address in that cycle. So what decides between pass and host is a register, however wide
// the word. Past the end of the memory a write does nothing and a read gives 0, whatever the memory is made of.
//
// port         width         meaning
// raddr        ADDR          word that the pass reads; rdata follows one cycle later
// we/waddr/wdata             corrected word of the pass
// host_en      1             the host owns the port in the next cycle
// host_we      1             in a cycle that the host owns: write host_wdata
// host_select  SELECT_BITS   memory that the host means; this one is number SELECT
// host_addr    HOST_ADDR     its word
// host_chain   HOST_WIDTH    read data of the memories before this one
// host_rdata   HOST_WIDTH    read data one cycle after host_addr, 0 when another memory is meant or none
`default_nettype none
module weight_memory #(
    parameter WIDTH       = 48,    // bits of a word
    parameter DEPTH       = 1024,  // words
    parameter ADDR        = 10,    // bits of an address
    parameter SPRAM_BITS  = 0,     // bits of a word that are kept in SPRAM
    parameter SINGLE      = 0,     // 1: with one port
    parameter LATE        = 0,     // with SINGLE: cycles that a write waits
    parameter BANKS       = 1,     // banks of the block RAM; see banked_ram.v, also for INIT
    parameter SELECT      = 0,     // number of this memory
    parameter SELECT_BITS = 1,     // bits of a memory number
    parameter HOST_ADDR   = 10,    // bits of an address on the host's port
    parameter HOST_WIDTH  = 48,    // bits of a word on the host's port
    parameter INIT        = ""     // file of the start contents, "": none
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire [ADDR-1:0]        raddr,
    output wire [WIDTH-1:0]       rdata,
    input  wire                   we,
    input  wire [ADDR-1:0]        waddr,
    input  wire [WIDTH-1:0]       wdata,
    input  wire                   host_en,
    input  wire                   host_we,
    input  wire [SELECT_BITS-1:0] host_select,
    input  wire [HOST_ADDR-1:0]   host_addr,
    input  wire [HOST_WIDTH-1:0]  host_wdata,
    input  wire [HOST_WIDTH-1:0]  host_chain,
    output wire [HOST_WIDTH-1:0]  host_rdata
);
    localparam [SELECT_BITS-1:0] MINE = SELECT;

    reg  claimed, answering;
    wire there;     // the host's address is a word of this memory
    always @(posedge clk) {claimed, answering} <= {host_en && host_select == MINE, claimed && there} & {2{~rst}};

    // Most memories are as deep as a power of two: then the bits above the address tell, without a comparison.
    generate
        if (DEPTH == 1 << ADDR) begin : full
            assign there = host_addr >> ADDR == {HOST_ADDR{1'b0}};
        end else begin : short
            assign there = host_addr >> ADDR == {HOST_ADDR{1'b0}} && host_addr[ADDR-1:0] < DEPTH[ADDR-1:0];
        end
    endgenerate

    wire             write   = claimed ? host_we && there : we;
    wire [ADDR-1:0]  to      = claimed ? host_addr[ADDR-1:0] : waddr;
    wire [ADDR-1:0]  from    = claimed ? host_addr[ADDR-1:0] : raddr;
    wire [WIDTH-1:0] written = claimed ? host_wdata[WIDTH-1:0] : wdata;

    generate
        if (SPRAM_BITS > 0 && SINGLE != 0) begin : single
            spram_single #(.WIDTH(SPRAM_BITS), .DEPTH(DEPTH), .ADDR(ADDR), .LATE(LATE)) ram (
                .clk(clk), .we(write), .waddr(to), .wdata(written[SPRAM_BITS-1:0]), .raddr(from), .rdata(rdata[SPRAM_BITS-1:0])
            );
        end else if (SPRAM_BITS > 0) begin : spram
            spram_memory #(.WIDTH(SPRAM_BITS), .DEPTH(DEPTH), .ADDR(ADDR)) ram (
                .clk(clk), .we(write), .waddr(to), .wdata(written[SPRAM_BITS-1:0]), .raddr(from), .rdata(rdata[SPRAM_BITS-1:0])
            );
        end
        if (SPRAM_BITS < WIDTH) begin : block
            banked_ram #(.WIDTH(WIDTH - SPRAM_BITS), .DEPTH(DEPTH), .ADDR(ADDR), .BANKS(BANKS), .INIT(INIT)) ram (
                .clk(clk), .we(write), .waddr(to), .wdata(written[WIDTH-1:SPRAM_BITS]), .raddr(from), .rdata(rdata[WIDTH-1:SPRAM_BITS])
            );
        end
    endgenerate

    wire [HOST_WIDTH-1:0] answer;
    assign answer[WIDTH-1:0] = rdata;
    generate
        if (HOST_WIDTH > WIDTH) begin : pad
            assign answer[HOST_WIDTH-1:WIDTH] = {(HOST_WIDTH-WIDTH){1'b0}};
        end
    endgenerate
    assign host_rdata = host_chain | (answer & {HOST_WIDTH{answering}});

    // Narrow memories use the low bits of the host's address and data.
    wire unused = &{1'b0, host_addr, host_wdata};
endmodule
`default_nettype wire
