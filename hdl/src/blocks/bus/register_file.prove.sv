// SPDX-License-Identifier: Apache-2.0
// register_file: every request is answered once, within seven cycles, and nobody else; a register holds what was written to it last,
// if it could take it: its bits, and for margin, rate and revival only while the core owes nothing; else nothing changes, `unfit` says so and
// `error` stays until a 1 is written to it; what is only looked at changes nothing, not even `error`; flush and reset last one cycle; counters count what they are for; what is read is what is held. Resets.
//
// proof: two learners; by induction; LAYERS=2
// proof: one learner; by induction; LAYERS=1
// proof: behind frames; by induction; LAYERS=2 WINDOW=0
// reached: an error that a write at a wrong time leaves; within 12; LAYERS=2 REACH=1
//
// mutant: wdata[SLOWER_BITS:0] <= MOST && quiet; => quiet;
// mutant: fits = wdata >> MARGIN_BITS == 32'd0 && quiet; => fits = wdata >> MARGIN_BITS == 32'd0;
// mutant: if (wdata[1]) wrong <= 1'b0; => wrong <= 1'b0;
// mutant: begun = req && !done && !reaching => begun = req && !reaching
// mutant: if (set && fits && !look) => if (set && fits)
// mutant: if ((set && !fits && !look) => if ((set && !fits)
// mutant: misfit <= set && !fits => misfit <= set && !fits && !look
// mutant: answered && updates[k] => updates[k]
// mutant: {30'd0, wrong, busy || pending} => {30'd0, wrong, busy}
// mutant: rdata = done ? value : unreached ? 32'd0 : word => rdata = done ? value : word
`default_nettype none
module prove #(
    parameter LAYERS = 2,
    parameter WINDOW = 1,
    parameter REACH  = 0
) (
    input wire              clk,
    input wire              rst,
    input wire              req,
    input wire              we,
    input wire              look,
    input wire [11:0]       addr,
    input wire [31:0]       wdata,
    input wire              pending,
    input wire              dirty,
    input wire              learned,
    input wire              busy,
    input wire              answered,
    input wire [LAYERS-1:0] updates,
    input wire              refused,
    input wire              bad_length,
    input wire [11:0]       host_rdata
);
    wire              ack, unfit, core_rst, learn, pause, flush, hold, host_en, host_we;
    wire [31:0]       rdata;
    wire [LAYERS-1:0] held;
    wire [4:0]        margin;
    wire [2:0]        revival;
    wire [1:0]        slower, host_select, host_addr;
    wire [11:0]       host_wdata;
    register_file #(
        .LAYERS(LAYERS), .MARGIN_BITS(5), .REVIVAL_BITS(3), .SLOWER_BITS(2), .SLOWEST(2), .MARGIN(9), .REVIVAL(5), .SELECT_BITS(2),
        .HOST_ADDR(2), .HOST_WIDTH(12), .PARTS(1), .PART_BITS(1), .WINDOW(WINDOW),
        .BUILD(32'h12345678), .NETWORK(32'h9abcdef0)
    ) leaf (
        .clk(clk), .rst(rst), .req(req), .we(we), .look(look), .addr(addr), .wdata(wdata), .ack(ack), .unfit(unfit), .rdata(rdata), .core_rst(core_rst),
        .learn(learn), .pause(pause), .flush(flush), .pending(pending), .dirty(dirty), .learned(learned), .busy(busy), .hold(hold),
        .answered(answered), .updates(updates), .refused(refused), .bad_length(bad_length), .held(held), .margin(margin),
        .revival(revival), .slower(slower), .host_en(host_en), .host_we(host_we), .host_select(host_select), .host_addr(host_addr),
        .host_wdata(host_wdata), .host_rdata(host_rdata)
    );

    reg        begun = 1'b0, waits, was_we, was_look, due_unfit;
    reg [11:0] was_addr;
    reg [31:0] was_data;
    reg [2:0]  age;
    // What the registers hold by the table, the request in its first cycle.
    reg              t_learn, t_pause, t_error;
    reg [LAYERS-1:0] t_held;
    reg [4:0]        t_margin;
    reg [2:0]        t_revival;
    reg [1:0]        t_slower;
    reg [31:0]       t_samples, t_refused, t_bad, t_updates, due;
    reg              pulse_flush, pulse_reset, reads, quiet_now;
    wire [11:0] at    = {addr[11:2], 2'b00};
    wire        first = req && !waits && !(ack);
    wire        quiet = !busy && !pending && !dirty;
    wire        bits  = at == 12'h010 ? wdata < (WINDOW != 0 ? 16 : 2) : at == 12'h018 ? wdata < (1 << LAYERS) : at == 12'h01c ? wdata <= 2 && quiet :
                        at == 12'h020 ? wdata < 32 && quiet : at == 12'h024 ? wdata < 8 && quiet : at == 12'h028 ? wdata == 0 :
                        (at == 12'h030 || at == 12'h034) && WINDOW != 0 ? wdata < 4 : 1'b1;
    wire        sets  = first && we && bits && !look;
    wire [31:0] shows = at == 12'h000 ? 32'h454e5452 : at == 12'h004 ? 32'd1 : at == 12'h008 ? 32'h12345678 : at == 12'h00c ? 32'h9abcdef0 :
                        at == 12'h010 ? {28'd0, t_pause, 2'd0, t_learn} : at == 12'h014 ? {30'd0, t_error, busy || pending} :
                        at == 12'h018 ? t_held : at == 12'h01c ? t_slower : at == 12'h020 ? t_margin : at == 12'h024 ? t_revival :
                        at == 12'h040 ? t_samples : at == 12'h044 ? t_refused : at == 12'h048 ? t_bad :
                        at == 12'h100 + 12'h020 * (LAYERS - 1) ? t_updates : 32'd0;
    wire        known = at != 12'h030 && at != 12'h034 && at != 12'h038 && !(LAYERS == 2 && at == 12'h100);
    always @(posedge clk) begin
        begun <= 1'b1;
        waits <= req && !ack;
        {was_we, was_look, was_addr, was_data} <= {we, look, addr, wdata};
        age   <= first ? 3'd1 : age + 1'b1;
        {pulse_flush, pulse_reset} <= 2'b00;
        if (first) {due, reads} <= {shows, known && !we};
        if (first) quiet_now <= at != 12'h038 || WINDOW == 0;
        if (first) due_unfit <= we && !bits;
        if (first && we && !bits && !look) t_error <= 1'b1;
        if (sets)
            case (at)
                12'h010: {t_pause, pulse_reset, pulse_flush, t_learn} <= wdata[3:0];
                12'h014: if (wdata[1]) t_error <= 1'b0;
                12'h018: t_held <= wdata;
                12'h01c: t_slower <= wdata;
                12'h020: t_margin <= wdata;
                12'h024: t_revival <= wdata;
                default: ;
            endcase
        if (ack && !quiet_now && unquiet) t_error <= 1'b1;
        if (learned) t_samples <= t_samples + 1'b1;
        if (answered && refused) t_refused <= t_refused + 1'b1;
        if (bad_length) t_bad <= t_bad + 1'b1;
        if (answered && updates[LAYERS-1]) t_updates <= t_updates + 1'b1;
        if (rst) begin
            {waits, t_pause, t_error, t_held, t_slower, t_samples, t_refused, t_bad, t_updates, pulse_flush, pulse_reset, age} <= 0;
            {t_learn, t_margin, t_revival, quiet_now} <= {1'b1, 5'd9, 3'd5, 1'b1};
        end
    end
    // MEM_DATA: whether the core was quiet in the cycle behind the first, when memory_window looks.
    reg unquiet;
    always @(posedge clk) if (waits && age == 1) unquiet <= !quiet;

    always @* begin
        assume (begun || rst);
        if (waits) assume (req && {we, look, addr, wdata} == {was_we, was_look, was_addr, was_data});
        if (at == 12'h038) assume (!look);
        if (begun && !rst) begin
            if (ack) assert (waits);
            if (waits) assert (age < 7);
            assert (learn == t_learn && pause == t_pause && held == t_held);
            assert (margin == t_margin && revival == t_revival && slower == t_slower);
            assert (flush == pulse_flush && core_rst == pulse_reset);
            if (ack) assert (unfit == (quiet_now ? due_unfit : unquiet));
            if (ack && reads) assert (rdata == due);
            if (ack && !quiet_now && unquiet) assert (rdata == 0);
            if (REACH != 0) assert (!(t_error && !quiet_now));
        end
    end
endmodule
`default_nettype wire
