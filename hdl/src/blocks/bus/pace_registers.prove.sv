// SPDX-License-Identifier: Apache-2.0
// pace_registers, in front of a register file that answers one cycle after it is asked, or later: SHARE reads e, PACE reads s of its learner, and
// everything else what the register file reads; a SHARE of 16 bits that is written where the core owed nothing in the cycle before is handed to its learner
// once, with the answer, and no other, and nothing is that is read or only looked at; every request comes to the register file as it is, but for a
// SHARE that cannot be written, which comes as a SLOWER that no register holds.
//
// proof: two learners; by induction; LEARNERS=2
// proof: one learner; by induction; LEARNERS=1
// proof: annealed, without a share; by induction; LEARNERS=2 SELF=0
// reached: a share that is written; within 8; LEARNERS=2 REACH=1
//
// mutant: ~busy & ~pending & ~dirty => ~pending & ~dirty
// mutant: ~|wdata[31:16] & quiet => quiet
// mutant: & ~look & fits => & fits
// mutant: {LEARNERS{we & ~look & fits}} => {LEARNERS{~look & fits}}
// mutant: misfit = we & |is_share & ~fits => misfit = |is_share & ~fits
// mutant: accepted & {LEARNERS{ack}} => accepted
// mutant: reports[index*REPORT+16 +: 4] => reports[16 +: 4]
`default_nettype none
module prove #(
    parameter LEARNERS = 2,
    parameter SELF     = 1,
    parameter REACH    = 0
) (
    input wire                   clk,
    input wire                   req,
    input wire                   we,
    input wire                   look,
    input wire [11:0]            addr,
    input wire [31:0]            wdata,
    input wire                   late,
    input wire [31:0]            file_rdata,
    input wire                   busy,
    input wire                   pending,
    input wire                   dirty,
    input wire [20*LEARNERS-1:0] reports
);
    wire [11:0]         file_addr;
    wire [31:0]         file_wdata, rdata;
    wire [LEARNERS-1:0] share_we;
    wire [15:0]         share;
    // The answer comes one cycle after the request is seen; that of the memories, which are no registers of a pace, may come later.
    reg  waits = 1'b0, answers = 1'b0;
    wire ack = waits && answers;
    pace_registers #(.LEARNERS(LEARNERS), .SELF(SELF)) leaf (
        .clk(clk), .we(we), .look(look), .addr(addr), .wdata(wdata), .file_addr(file_addr), .file_wdata(file_wdata), .ack(ack),
        .file_rdata(file_rdata), .rdata(rdata), .busy(busy), .pending(pending), .dirty(dirty), .reports(reports), .share_we(share_we),
        .share(share)
    );

    wire [11:0] at      = {addr[11:2], 2'b00};
    wire [6:0]  learner = addr[11:5] - 7'd8;
    wire        ours    = addr[11:5] >= 8 && learner < LEARNERS;
    wire        shares  = ours && addr[4:2] == 3'd1 && SELF != 0;
    wire        paces   = ours && addr[4:2] == 3'd2;
    reg         still = 1'b0;
    wire        good    = wdata < 65536 && still;
    wire        first   = req && !waits;
    wire [19:0] report  = reports >> (20 * learner);

    reg                was_we, was_look, due_reads;
    reg [11:0]         was_addr;
    reg [31:0]         was_data, due;
    reg [LEARNERS-1:0] due_we;
    always @(posedge clk) begin
        waits   <= req && !ack;
        still   <= !busy && !pending && !dirty;
        answers <= first ? !late : waits && (answers ? 1'b0 : !late);
        {was_we, was_look, was_addr, was_data} <= {we, look, addr, wdata};
        if (first) begin
            due    <= shares ? report[15:0] : paces ? report[19:16] : 0;
            due_we <= shares && we && !look && good ? 1 << learner : 0;
        end
    end

    reg begun = 1'b0;
    always @(posedge clk) begun <= 1'b1;
    always @* begin
        assume (begun || !req);
        if (waits) assume ({req, we, look, addr, wdata} == {1'b1, was_we, was_look, was_addr, was_data});
        if (first && (shares || paces)) assume (!late);
        if (shares || paces) assume (file_rdata == 0);
        if (begun && first) begin
            assert (file_addr == (we && shares && !good ? 12'h01c : addr));
            assert (file_wdata == (we && shares && !good ? wdata | 32'h80000000 : wdata));
        end
        if (begun) assert (share_we == (ack ? due_we : 0));
        if (share_we != 0) assert (share == was_data[15:0]);
        if (ack) assert (rdata == (file_rdata | due));
        if (REACH == 1) assert (share_we != 2);
    end
endmodule
`default_nettype wire
