// SPDX-License-Identifier: Apache-2.0
// wishbone: an end only for somebody who asks, ack or err, never both, for one cycle; what is asked of the register file is what stands
// on the bus, once a transfer; what is read is what the register file gave for it, never for a transfer that was given up; a write of
// some of the bytes is not asked and ends with err; who waits is answered after 12 cycles at most, if the register file answers within
// four. A master may give up at any moment, and a reset may come in any cycle.
//
// proof: any traffic; by induction
// reached: an answer behind a transfer that was given up; within 16; REACH=1
//
// mutant: ended <= live && strobe; => ended <= strobe;
// mutant: we && !(&sel) => 1'b0 && we
// mutant: strobe && !ended && !failed => strobe
// mutant: ack_o = ended && strobe => ack_o = ended
`default_nettype none
module prove #(
    parameter REACH = 0
) (
    input wire        clk,
    input wire        rst,
    input wire        cyc,
    input wire        stb,
    input wire        we,
    input wire [11:0] adr,
    input wire [3:0]  sel,
    input wire [31:0] dat_w,
    input wire        ack,
    input wire [31:0] value
);
    wire        ack_o, err_o, req, write;
    wire [31:0] dat_r, data;
    wire [11:0] addr;
    wishbone leaf (
        .clk(clk), .rst(rst), .cyc(cyc), .stb(stb), .we(we), .adr(adr), .sel(sel), .dat_w(dat_w), .dat_r(dat_r), .ack_o(ack_o),
        .err_o(err_o), .req(req), .write(write), .addr(addr), .data(data), .ack(ack), .value(value)
    );

    wire       strobe = cyc && stb;
    reg        begun = 1'b0, waits, asked, done, gone;
    reg        was_we;
    reg [11:0] was_adr;
    reg [3:0]  was_sel;
    reg [31:0] was_dat, result;
    reg [3:0]  patience;
    reg [1:0]  slow;
    reg        req_was;
    always @(posedge clk) begin
        begun    <= 1'b1;
        waits    <= strobe && !ack_o && !err_o;
        {was_we, was_adr, was_sel, was_dat} <= {we, adr, sel, dat_w};
        patience <= strobe && !ack_o && !err_o ? patience + 1'b1 : 4'd0;
        slow     <= req && !ack ? slow + 1'b1 : 2'd0;
        req_was  <= req && !ack;
        // The register file is asked in the cycle after a transfer of this strobe was seen: `asked` as long as it is ours.
        if (!strobe || ack_o || err_o) {asked, done} <= 2'b00;
        else if (!req && !asked && !done) asked <= !(we && !(&sel));
        else if (req && ack && asked) {asked, done, result} <= {2'b01, value};
        if (req && !asked) gone <= 1'b1;
        if (rst) {waits, asked, done, patience, slow, req_was, gone} <= 0;
    end

    always @* begin
        assume (begun || rst);
        assume (!ack || req);
        assume (slow != 2'd3 || ack);
        if (waits && strobe) assume ({we, adr, sel, dat_w} == {was_we, was_adr, was_sel, was_dat});
        if (begun) begin
            assert (!(ack_o && err_o));
            if (ack_o || err_o) assert (strobe);
            if (ack_o) assert (done && (we || dat_r == result) && !(we && !(&sel)));
            if (err_o) assert (we && !(&sel) && !done);
            if (req && asked && strobe) assert (write == we && addr == adr && data == dat_w);
            assert (patience < 12);
            if (REACH != 0) assert (!(ack_o && gone));
        end
    end
endmodule
`default_nettype wire
