// SPDX-License-Identifier: Apache-2.0
// async_fifo: between two clocks of which either may run, stop and tick in any order: every word comes out once, in order and as it went
// in; one that waits is offered within four cycles of its own clock and stays until it is taken; room is seen again within five; of
// what crosses one bit changes a step. Resets at either clock, at any moment, in the first steps.
//
// proof: any clocks, four words, a reset at the start; by induction; RESETS=0
// proof: any clocks, four words, resets; to 24 cycles
// reached: a fifth word inside; within 40; RESETS=0 REACH=1
//
// mutant: {~w_seen[ADDR:ADDR-1], w_seen[ADDR-2:0]} => {~w_seen[ADDR], w_seen[ADDR-1:0]}
// mutant: empty = r_gray == r_seen => empty = r_count == r_seen
// mutant: {w_next, w_next ^ (w_next >> 1)} => {w_next, w_next}
// mutant: take || (r_valid && !r_ready) => take
// mutant: w_ready = !full && !w_rst => w_ready = !w_rst
// mutant of domain_reset: any = raised || first || second => any = raised
`default_nettype none
module prove #(
    parameter WIDTH = 1,
    parameter RESETS = 1,
    parameter REACH = 0
) (
    input wire             w_clk,
    input wire             w_in,
    input wire             w_valid,
    input wire [WIDTH-1:0] w_data,
    input wire             r_clk,
    input wire             r_in,
    input wire             r_ready
);
    localparam ADDR = 2, BITS = ADDR + 2;
    (* gclk *) wire gclk;
    wire             w_raised, w_rst, w_sync, r_raised, r_rst, r_sync, w_ready, r_valid;
    wire [WIDTH-1:0] r_data;
    domain_reset w_domain (.clk(w_clk), .rst(w_in), .first(r_raised), .second(1'b0), .raised(w_raised), .async_rst(w_rst), .sync_rst(w_sync));
    domain_reset r_domain (.clk(r_clk), .rst(r_in), .first(w_raised), .second(1'b0), .raised(r_raised), .async_rst(r_rst), .sync_rst(r_sync));
    async_fifo #(.WIDTH(WIDTH), .ADDR(ADDR)) leaf (
        .w_clk(w_clk), .w_rst(w_rst), .w_valid(w_valid), .w_ready(w_ready), .w_data(w_data),
        .r_clk(r_clk), .r_rst(r_rst), .r_valid(r_valid), .r_ready(r_ready), .r_data(r_data)
    );

    // How many went in and out, and one of them, any.
    (* anyconst *) reg [BITS-1:0] one;
    reg [BITS-1:0]  ins, outs;
    reg [WIDTH-1:0] kept;
    reg [2:0]       r_wait, w_wait;
    wire [BITS-1:0] inside = ins - outs;
    always @(posedge w_clk or posedge w_rst)
        if (w_rst) {ins, w_wait} <= 0;
        else begin
            if (w_valid && w_ready) ins <= ins + 1'b1;
            w_wait <= !w_ready && inside < 4 ? w_wait + 1'b1 : 3'd0;
        end
    always @(posedge w_clk) if (w_valid && w_ready && ins == one) kept <= w_data;
    always @(posedge r_clk or posedge r_rst)
        if (r_rst) {outs, r_wait} <= 0;
        else begin
            if (r_valid && r_ready) outs <= outs + 1'b1;
            r_wait <= !r_valid && inside != 0 ? r_wait + 1'b1 : 3'd0;
        end

    // What each side tells the other and has been told: numbers on their way lie between what is and what was known before.
    function [ADDR:0] gray(input [ADDR:0] number);
        gray = number ^ (number >> 1);
    endfunction
    function [ADDR:0] number(input [ADDR:0] gray);
        number = gray ^ (gray >> 1) ^ (gray >> 2);
    endfunction
    reg [ADDR:0] w_count, w_gray, w_first, w_second, r_count, r_gray, r_first, r_second;
    wire         put  = w_valid && w_ready;
    wire         take = r_gray != w_second && (!r_valid || r_ready);
    always @(posedge w_clk or posedge w_rst)
        if (w_rst) {w_count, w_gray, r_second, r_first} <= 0;
        else begin
            {r_second, r_first} <= {r_first, r_gray};
            if (put) {w_count, w_gray} <= {w_count + 1'b1, gray(w_count + 1'b1)};
        end
    always @(posedge r_clk or posedge r_rst)
        if (r_rst) {r_count, r_gray, w_second, w_first} <= 0;
        else begin
            {w_second, w_first} <= {w_first, w_gray};
            if (take) {r_count, r_gray} <= {r_count + 1'b1, gray(r_count + 1'b1)};
        end
    wire [ADDR:0] used = w_count - r_count, held = w_count - number(r_second), part = w_count - number(r_first);
    wire [ADDR:0] seen = number(w_second) - r_count, coming = number(w_first) - r_count;

    reg             begun = 1'b0, stays;
    reg [WIDTH-1:0] was;
    reg [ADDR:0]    w_before, r_before;
    always @(posedge gclk) begin
        begun    <= 1'b1;
        stays    <= r_valid && !r_ready && !r_rst;
        was      <= r_data;
        w_before <= w_gray;
        r_before <= r_gray;
    end
    wire [ADDR:0] w_change = w_before ^ w_gray, r_change = r_before ^ r_gray;

    always @* begin
        if (RESETS == 0 && begun) assume (!w_in && !r_in);
        assume (begun || (w_raised && r_raised && w_rst && r_rst && ins == 0 && outs == 0));
        if (begun && !w_rst && !r_rst) begin
            assert (inside <= 5);
            assert (w_count == ins[ADDR:0] && w_gray == gray(w_count) && r_gray == gray(r_count));
            assert (r_count == outs[ADDR:0] + {2'd0, r_valid} && inside == {1'b0, used} + {3'd0, r_valid});
            assert (seen <= coming && coming <= used && used <= part && part <= held && held <= 4);
            if (r_valid) assert (inside != 0);
            if (r_valid && outs == one) assert (r_data == kept);
            if (stays) assert (r_valid && r_data == was);
            assert (r_wait < 4 && w_wait < 5);
            assert ((w_change & (w_change - 1'b1)) == 0);
            assert ((r_change & (r_change - 1'b1)) == 0);
        end
        if (REACH != 0) assert (inside != 4'd5);
    end
endmodule
`default_nettype wire
