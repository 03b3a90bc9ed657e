// SPDX-License-Identifier: Apache-2.0
// register_file: the registers of a core in words of 32 bits, whatever the bus.
//
//   req  ____/--------\____     stays until ack; we, look, addr, wdata stay with it
//   ack  _________/---\____     for one cycle; rdata and unfit are right in it
//
// A request is answered one cycle after it is seen, one for MEM_DATA two to six. What cannot be done is not done, and sets `error`
// in STATUS: a value that its register cannot hold; MEM_DATA, or a new SLOWER, MARGIN or REVIVAL, while the core works or owes a
// correction (flush first), for that correction is made by what the registers hold then. Where there is no register, a read gives 0 and
// a write does nothing. Names, addresses, bits and why: golden-model/src/plan/register_map.rs.
//
// Without WINDOW it stands behind frames, which read and write memories, flush and count lengths on their own: there are no MEM_*, and
// CONTROL has `learn` only.
//
// port        width         meaning
// look        1             a write is only judged, nothing changes; not for MEM_DATA
// unfit       1             what was asked could not be done
// core_rst    1             for one cycle: the core, sample_gate and the streams start anew; registers and weights stay
// learn pause flush pending dirty learned     sample_gate
// busy        1             the core's
// hold        1             no sample may be begun: memory_window is at work
// answered    1             for one cycle: an answer leaves, with `updates` and `refused` beside it
// bad_length  1             for one cycle: a sample of the wrong length was dropped
// held margin revival slower host_*     the core's
`default_nettype none
module register_file #(
    parameter LAYERS       = 2,      // layers that learn, 31 at most
    parameter MARGIN_BITS  = 15,     // bits of the margin
    parameter REVIVAL_BITS = 6,      // bits of the mask RV
    parameter SLOWER_BITS  = 1,      // bits of `slower`
    parameter SLOWEST      = 1,      // steps: largest `slower`
    parameter MARGIN       = 128,    // in units of a logit, after a reset
    parameter REVIVAL      = 63,     // mask RV after a reset
    parameter SELECT_BITS  = 2,      // bits of a memory number
    parameter HOST_ADDR    = 10,     // bits of an address on the host's port
    parameter HOST_WIDTH   = 48,     // bits of a word on the host's port
    parameter PARTS        = 2,      // parts of 32 bits a word
    parameter PART_BITS    = 1,      // bits of a part's number, 1 at least
    parameter WINDOW       = 1,      // 1: memories are behind MEM_DATA; flush, pause, reset
    parameter BUILD        = 32'd0,  // number of what the Verilog and the start weights are
    parameter NETWORK      = 32'd0   // number of what the network is
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire                    req,
    input  wire                    we,
    input  wire                    look,
    input  wire [11:0]             addr,
    input  wire [31:0]             wdata,
    output wire                    ack,
    output wire                    unfit,
    output wire [31:0]             rdata,
    output reg                     core_rst,
    output reg                     learn,
    output reg                     pause,
    output reg                     flush,
    input  wire                    pending,
    input  wire                    dirty,
    input  wire                    learned,
    input  wire                    busy,
    output wire                    hold,
    input  wire                    answered,
    input  wire [LAYERS-1:0]       updates,
    input  wire                    refused,
    input  wire                    bad_length,
    output reg  [LAYERS-1:0]       held,
    output reg  [MARGIN_BITS-1:0]  margin,
    output reg  [REVIVAL_BITS-1:0] revival,
    output reg  [SLOWER_BITS-1:0]  slower,
    output wire                    host_en,
    output wire                    host_we,
    output wire [SELECT_BITS-1:0]  host_select,
    output wire [HOST_ADDR-1:0]    host_addr,
    output wire [HOST_WIDTH-1:0]   host_wdata,
    input  wire [HOST_WIDTH-1:0]   host_rdata
);
    // From the table of registers.
    localparam [31:0] NAME = 32'h454e5452, FORMAT = 32'd1;
    localparam [11:0] STEP = 12'h020;
    localparam [11:0] AT_ID = 12'h000, AT_VERSION = 12'h004, AT_BUILD_ID = 12'h008, AT_FINGERPRINT = 12'h00c;
    localparam [11:0] AT_CONTROL = 12'h010, AT_STATUS = 12'h014, AT_HELD = 12'h018, AT_SLOWER = 12'h01c;
    localparam [11:0] AT_MARGIN = 12'h020, AT_REVIVAL = 12'h024, AT_CODE_SET = 12'h028, AT_MEM_SELECT = 12'h030;
    localparam [11:0] AT_MEM_ADDR = 12'h034, AT_MEM_DATA = 12'h038, AT_SAMPLES = 12'h040, AT_REFUSED = 12'h044;
    localparam [11:0] AT_BAD_LENGTH = 12'h048, AT_UPDATES = 12'h100;
    // End of the table.
    localparam [SLOWER_BITS:0] MOST = SLOWEST[SLOWER_BITS:0];

    reg         done;               // the answer to a request that is not MEM_DATA
    reg         reaching;           // one that is has been passed on
    reg         wrong;              // something was not done
    reg         misfit;             // that of the last request was not
    reg  [31:0] value;
    reg  [31:0] samples, refusals, lengths;
    wire [32*LAYERS-1:0] corrections;

    wire [11:0] at    = {addr[11:2], 2'b00};
    wire        begun = req && !done && !reaching;
    wire        set   = begun && we;
    wire        reach = begun && at == AT_MEM_DATA && WINDOW != 0;

    wire        quiet = !busy && !pending && !dirty;
    wire        reached, unreached, fits_select, fits_addr;
    wire [31:0] word, select_now, addr_now;
    generate
        if (WINDOW != 0) begin : memories
            memory_window #(
                .SELECT_BITS(SELECT_BITS), .HOST_ADDR(HOST_ADDR), .HOST_WIDTH(HOST_WIDTH), .PARTS(PARTS), .PART_BITS(PART_BITS)
            ) window (
                .clk(clk), .rst(rst), .start(reach), .write(we), .wdata(wdata), .done(reached), .refused(unreached), .rdata(word),
                .set_select(set && !look && at == AT_MEM_SELECT), .set_addr(set && !look && at == AT_MEM_ADDR),
                .fits_select(fits_select), .fits_addr(fits_addr), .select_now(select_now), .addr_now(addr_now), .quiet(quiet), .hold(hold),
                .host_en(host_en), .host_we(host_we), .host_select(host_select), .host_addr(host_addr), .host_wdata(host_wdata),
                .host_rdata(host_rdata)
            );
        end else begin : none
            assign {reached, unreached, fits_select, fits_addr, hold, host_en, host_we} = 7'b0011000;
            assign {word, select_now, addr_now} = 96'd0;
            assign host_select = {SELECT_BITS{1'b0}};
            assign host_addr   = {HOST_ADDR{1'b0}};
            assign host_wdata  = {HOST_WIDTH{1'b0}};
            wire unused = &{1'b0, host_rdata, reach};
        end
    endgenerate

    assign ack   = done || reached;
    assign unfit = done ? misfit : unreached;
    assign rdata = done ? value : unreached ? 32'd0 : word;

    genvar k;
    generate
        for (k = 0; k < LAYERS; k = k + 1) begin : learner
            reg [31:0] count;
            assign corrections[32*k +: 32] = count;
            always @(posedge clk)
                if (rst) count <= 32'd0;
                else if (answered && updates[k]) count <= count + 1'b1;
        end
    endgenerate

    // Whether wdata is a value that the register at hand can take now.
    reg fits;
    always @*
        case (at)
            AT_CONTROL:    fits = wdata >> (WINDOW != 0 ? 4 : 1) == 32'd0;
            AT_HELD:       fits = wdata >> LAYERS == 32'd0;
            AT_SLOWER:     fits = wdata >> SLOWER_BITS == 32'd0 && wdata[SLOWER_BITS:0] <= MOST && quiet;
            AT_MARGIN:  fits = wdata >> MARGIN_BITS == 32'd0 && quiet;
            AT_REVIVAL: fits = wdata >> REVIVAL_BITS == 32'd0 && quiet;
            AT_CODE_SET:   fits = wdata == 32'd0;
            AT_MEM_SELECT: fits = fits_select;
            AT_MEM_ADDR:   fits = fits_addr;
            default:    fits = 1'b1;
        endcase

    integer index;
    always @(posedge clk) begin
        done     <= begun && !reach;
        reaching <= (reaching || reach) && !reached;
        core_rst <= 1'b0;
        flush    <= 1'b0;
        if (learned) samples <= samples + 1'b1;
        if (answered && refused) refusals <= refusals + 1'b1;
        if (bad_length) lengths <= lengths + 1'b1;
        misfit <= set && !fits;
        if (set && fits && !look)
            case (at)
                AT_CONTROL:    {pause, core_rst, flush, learn} <= wdata[3:0];
                AT_STATUS:     if (wdata[1]) wrong <= 1'b0;
                AT_HELD:       held <= wdata[LAYERS-1:0];
                AT_SLOWER:     slower <= wdata[SLOWER_BITS-1:0];
                AT_MARGIN:  margin <= wdata[MARGIN_BITS-1:0];
                AT_REVIVAL: revival <= wdata[REVIVAL_BITS-1:0];
                default: ;
            endcase
        if ((set && !fits && !look) || (reached && unreached)) wrong <= 1'b1;
        if (begun)
            case (at)
                AT_ID:         value <= NAME;
                AT_VERSION:    value <= FORMAT;
                AT_BUILD_ID:   value <= BUILD;
                AT_FINGERPRINT: value <= NETWORK;
                AT_CONTROL:    value <= {28'd0, pause, 2'b00, learn};
                AT_STATUS:     value <= {30'd0, wrong, busy || pending};
                AT_HELD:       value <= {{(32-LAYERS){1'b0}}, held};
                AT_SLOWER:     value <= {{(32-SLOWER_BITS){1'b0}}, slower};
                AT_MARGIN:  value <= {{(32-MARGIN_BITS){1'b0}}, margin};
                AT_REVIVAL: value <= {{(32-REVIVAL_BITS){1'b0}}, revival};
                AT_MEM_SELECT: value <= select_now;
                AT_MEM_ADDR:   value <= addr_now;
                AT_SAMPLES:    value <= samples;
                AT_REFUSED:    value <= refusals;
                AT_BAD_LENGTH: value <= lengths;
                default: begin
                    value <= 32'd0;
                    for (index = 0; index < LAYERS; index = index + 1)
                        if (at == AT_UPDATES + STEP * index[11:0]) value <= corrections[32*index +: 32];
                end
            endcase
        if (rst) begin
            done     <= 1'b0;
            reaching <= 1'b0;
            wrong    <= 1'b0;
            samples  <= 32'd0;
            refusals <= 32'd0;
            lengths  <= 32'd0;
            learn    <= 1'b1;
            pause    <= 1'b0;
            held     <= {LAYERS{1'b0}};
            margin   <= MARGIN[MARGIN_BITS-1:0];
            revival  <= REVIVAL[REVIVAL_BITS-1:0];
            slower   <= {SLOWER_BITS{1'b0}};
            core_rst <= 1'b0;
            flush    <= 1'b0;
        end
    end

    wire unused = &{1'b0, addr[1:0]};
endmodule
`default_nettype wire
