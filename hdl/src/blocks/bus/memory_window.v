// SPDX-License-Identifier: Apache-2.0
// memory_window: the words of a core's memories through a window of 32 bits.
//
//   word of a memory   | part PARTS-1 | ... | part 1 | part 0 |     32 bits each, zeros above the word
//
// MEM_ADDR counts parts: the part in its low bits, the word above, so that a word takes as many addresses as the next power of two. It
// goes on by itself, from the last part to the next word's first. A word is written when its last part is; the others are kept until then.
// Only a core that does nothing is read or written, and all that it has learned must be in its memories: else `refused` is high
// with `done`, and nothing has happened. No sample may be begun while `hold` is high.
//
// port       width        meaning
// start      1            for one cycle: read or write the part at hand; write, wdata with it
// done       1            for one cycle, 1 to 5 cycles later; rdata and refused with it
// set_select set_addr 1   select or address become wdata, if it fits
// fits_select fits_addr 1 wdata is one that they can hold
// quiet      1            the core is neither busy nor owes a correction
`default_nettype none
module memory_window #(
    parameter SELECT_BITS = 2,   // bits of a memory number
    parameter HOST_ADDR   = 10,  // bits of a word's address
    parameter HOST_WIDTH  = 48,  // bits of a word
    parameter PARTS       = 2,   // parts of 32 bits a word
    parameter PART_BITS   = 1    // bits of a part's number, 1 at least
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   start,
    input  wire                   write,
    input  wire [31:0]            wdata,
    output reg                    done,
    output reg                    refused,
    output wire [31:0]            rdata,
    input  wire                   set_select,
    input  wire                   set_addr,
    output wire                   fits_select,
    output wire                   fits_addr,
    output wire [31:0]            select_now,
    output wire [31:0]            addr_now,
    input  wire                   quiet,
    output wire                   hold,
    output wire                   host_en,
    output wire                   host_we,
    output wire [SELECT_BITS-1:0] host_select,
    output wire [HOST_ADDR-1:0]   host_addr,
    output wire [HOST_WIDTH-1:0]  host_wdata,
    input  wire [HOST_WIDTH-1:0]  host_rdata
);
    localparam                 SHIFT = PARTS == 1 ? 0 : PART_BITS;
    localparam                 TOP   = PARTS - 1;
    localparam [PART_BITS-1:0] LAST  = TOP[PART_BITS-1:0];
    localparam [PART_BITS:0]   ALL   = PARTS[PART_BITS:0];
    localparam                 PAD   = 32 * PARTS;
    localparam [2:0] IDLE = 0, LOOK = 1, CLAIM = 2, ACCESS = 3, DATA = 4;

    reg [2:0]             state;
    reg                   writing;
    reg [SELECT_BITS-1:0] select;
    reg [HOST_ADDR:0]     word;     // one bit more: behind the last address there is nothing, and no way round to the first
    reg [PART_BITS-1:0]   part;
    reg [PAD-1:0]         parts;    // of the word: those to be written, or what was read

    wire last = part == LAST;
    wire keep = writing && !last;   // nothing for the memory yet

    assign fits_select = wdata >> SELECT_BITS == 32'd0;
    assign fits_addr   = wdata >> (HOST_ADDR + SHIFT) == 32'd0 && (SHIFT == 0 || {1'b0, wdata[PART_BITS-1:0]} < ALL);
    assign select_now  = {{(32-SELECT_BITS){1'b0}}, select};
    assign hold        = state != IDLE;
    assign host_en     = state == CLAIM && !word[HOST_ADDR];
    assign host_we     = state == ACCESS && writing;
    assign host_select = select;
    assign host_addr   = word[HOST_ADDR-1:0];
    assign host_wdata  = parts[HOST_WIDTH-1:0];

    generate
        if (SHIFT == 0) begin : whole
            assign addr_now = {{(31-HOST_ADDR){1'b0}}, word};
            assign rdata    = parts[31:0];
        end else begin : split
            reg [31:0] shown;
            assign addr_now = {{(31-HOST_ADDR-PART_BITS){1'b0}}, word, part};
            assign rdata    = shown;
            always @(posedge clk) if (state == DATA) shown <= read[32*part +: 32];
        end
    endgenerate

    wire [PAD-1:0] read = {{(PAD-HOST_WIDTH){1'b0}}, host_rdata};

    always @(posedge clk) begin
        done <= 1'b0;
        case (state)
            IDLE: if (start) begin
                writing <= write;
                refused <= 1'b0;
                state   <= LOOK;
                if (write) parts[32*part +: 32] <= wdata;
            end
            LOOK: begin
                refused <= !keep && !quiet;
                done    <= keep || !quiet;
                state   <= keep || !quiet ? IDLE : CLAIM;
                if (keep) part <= part + 1'b1;
            end
            CLAIM: state <= ACCESS;
            ACCESS: state <= DATA;
            default: begin
                state <= IDLE;
                done  <= 1'b1;
                part  <= last ? {PART_BITS{1'b0}} : part + 1'b1;
                if (last && !word[HOST_ADDR]) word <= word + 1'b1;
                if (!writing) parts <= read;
            end
        endcase
        if (set_select && fits_select) select <= wdata[SELECT_BITS-1:0];
        if (set_addr && fits_addr) begin
            word <= {1'b0, wdata[HOST_ADDR+SHIFT-1:SHIFT]};
            part <= SHIFT == 0 ? {PART_BITS{1'b0}} : wdata[PART_BITS-1:0];
        end
        if (rst) begin
            state  <= IDLE;
            done   <= 1'b0;
            select <= {SELECT_BITS{1'b0}};
            word   <= {(HOST_ADDR+1){1'b0}};
            part   <= {PART_BITS{1'b0}};
        end
    end

    wire unused = &{1'b0, parts};
endmodule
`default_nettype wire
