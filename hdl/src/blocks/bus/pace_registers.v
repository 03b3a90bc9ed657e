// SPDX-License-Identifier: Apache-2.0
// pace_registers: SHARE and PACE of each learner, in front of register_file, whose requests go by here.
//
//   addr, wdata --> the register file's, which knows no such address: it answers 0, and a write does nothing
//   file_rdata  --> rdata, with what is here
//
// A SHARE that cannot be written (more than 16 bits, or the core worked or owed a correction in the cycle before) goes on as a SLOWER that nothing holds, so that
// the register file says so in STATUS.
//
// port         width            meaning
// we look addr wdata   the request, while it stays; register_file is asked with we, look, file_addr and file_wdata
// ack file_rdata       register_file's
// rdata        32               what is read, with ack
// busy pending dirty            as register_file has them
// reports      REPORT each      {s, e} of the learners
// share_we     LEARNERS         e <- share, by learner
//
// Names, addresses, bits and why: golden-model/src/plan/register_map.rs.
`default_nettype none
module pace_registers #(
    parameter LEARNERS = 2,   // learners
    parameter REPORT   = 20,  // bits of a report
    parameter SELF     = 1    // 0: there is no e, and no SHARE
) (
    input  wire                       clk,
    input  wire                       we,
    input  wire                       look,
    input  wire [11:0]                addr,
    input  wire [31:0]                wdata,
    output wire [11:0]                file_addr,
    output wire [31:0]                file_wdata,
    input  wire                       ack,
    input  wire [31:0]                file_rdata,
    output wire [31:0]                rdata,
    input  wire                       busy,
    input  wire                       pending,
    input  wire                       dirty,
    input  wire [LEARNERS*REPORT-1:0] reports,
    output wire [LEARNERS-1:0]        share_we,
    output wire [15:0]                share
);
    // From the table of registers: SLOWER SHARE PACE
    localparam [11:0] STEP = 12'h020;
    localparam [11:0] AT_SLOWER = 12'h01c, AT_SHARE = 12'h104, AT_PACE = 12'h108;
    // End of the table.

    wire [11:0]         at = {addr[11:2], 2'b00};
    wire [LEARNERS-1:0] is_share, is_pace;
    genvar k;
    generate
        for (k = 0; k < LEARNERS; k = k + 1) begin : learner
            assign is_share[k] = SELF != 0 && at == AT_SHARE + STEP * k;
            assign is_pace[k]  = at == AT_PACE + STEP * k;
        end
    endgenerate

    // As it was in the cycle before: whether the core works is known late in a cycle, and so is whether the register file takes a word.
    reg  quiet;
    always @(posedge clk) quiet <= ~busy & ~pending & ~dirty;
    wire fits   = ~|wdata[31:16] & quiet;
    wire misfit = we & |is_share & ~fits;
    assign file_addr  = misfit ? AT_SLOWER : addr;
    assign file_wdata = {wdata[31] | misfit, wdata[30:0]};

    // The register file answers one cycle after it is asked.
    reg [19:0]         value;
    reg [LEARNERS-1:0] accepted;
    reg [19:0]         found;
    integer            index;
    always @* begin
        found = 20'd0;
        for (index = 0; index < LEARNERS; index = index + 1) begin
            if (is_share[index]) found = {4'd0, reports[index*REPORT +: 16]};
            if (is_pace[index]) found = {16'd0, reports[index*REPORT+16 +: 4]};
        end
    end
    always @(posedge clk) begin
        value    <= found;
        accepted <= is_share & {LEARNERS{we & ~look & fits}};
    end
    assign rdata    = file_rdata | {12'd0, value};
    assign share_we = accepted & {LEARNERS{ack}};
    assign share    = wdata[15:0];

    wire unused = &{1'b0, addr[1:0], value, reports};
endmodule
`default_nettype wire
