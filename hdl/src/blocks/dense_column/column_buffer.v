// SPDX-License-Identifier: Apache-2.0
// column_buffer: the input side of a layer that is walked by columns. Keeps a list of the inputs that need a cycle.
//
//                 +-- increments of the sample before: read, then replaced by those of this sample
//   in_* -> value-+
//                 +-- list of columns, 2 slots: being filled | being walked
//
//   slot   0 -> ........            ........ <- FAN_IN-1
//          now: the input is not 0  fix: it is 0, but the sample before may correct its weights
//
// The walk begins with the bias column (address 0), goes on with `now` in order, and ends with `fix` in order if the
// sample before asked for a correction. An entry is {address of the column, value, increment of the sample before}.
//
// LEARN = 0: no increments, no `fix`; a flush brings nothing and is full two cycles after its commit.
//
// port       width       meaning
// slower     SLOWER_BITS the rate, see value_increments
// in_*, commit, ready, full, flush, learn, label  as in act_buffer; full comes two cycles after commit,
//                        and FAN_IN more after the commit of a flush, which has to look at every increment
// closing    1           between commit and full
// take       1           the walk begins with the bias column
// fix        1           with take: the sample before asked for a correction
// advance_0  1           the column at hand ends: go to the next one; only if more, and GROUPS >= 3 cycles after the last
// more       1           a column is left
// base_0     ADDR        weight address of the column at hand
// a_0        9           its input; 1.0 for the bias
// u_0        UB+1        {tie, U-} of the sample before
// bias_0     1           it is the bias column
`default_nettype none
module column_buffer #(
    parameter LEARN      = 1,       // 1: the layer learns, 0: it does not
    parameter FAN_IN     = 64,      // inputs of the layer
    parameter COUNT      = 7,       // bits of a count up to FAN_IN
    parameter GROUPS     = 8,       // words of a column
    parameter ADDR       = 10,      // bits of an address of the weights
    parameter I_ADDR     = 6,       // bits of an address of the increments
    parameter E_ADDR     = 7,       // bits of an address of the list of columns
    parameter UB         = 2,       // bits of U-
    parameter K          = 7,       // bits that U- is shifted right
    parameter SIGNED     = 0,       // 1: inputs are two's complement, 0: unsigned
    parameter FRACTION   = 8,       // fraction bits of an input: 1.0 is 2^FRACTION
    parameter BIAS       = 3'b001,  // {tie, U-} of 1.0 at each rate, that of slower = 0 in the low bits
    parameter CLASS_BITS = 4,       // bits of a class number
    parameter SLOWEST    = 0,       // steps: largest `slower`
    parameter SLOWER_BITS = 1       // bits of `slower`
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire [SLOWER_BITS-1:0] slower,
    input  wire                  in_valid,
    input  wire [7:0]            in_data,
    input  wire                  commit,
    input  wire                  in_flush,
    input  wire                  in_learn,
    input  wire [CLASS_BITS-1:0] in_label,
    output reg                   ready,
    output reg                   closing,
    output reg                   full,
    output reg                   flush,
    output reg                   learn,
    output reg  [CLASS_BITS-1:0] label,
    input  wire                  take,
    input  wire                  fix,
    input  wire                  advance_0,
    output wire                  more,
    output reg  [ADDR-1:0]       base_0,
    output reg  [8:0]            a_0,
    output reg  [UB:0]           u_0,
    output reg                   bias_0
);
    localparam [I_ADDR-1:0] LAST    = FAN_IN[I_ADDR-1:0] - 1'b1;
    localparam [ADDR-1:0]   STRIDE  = GROUPS;
    localparam [E_ADDR-1:0] SLOT    = FAN_IN, TOP = FAN_IN[E_ADDR-1:0] - 1'b1;
    localparam [8:0]        ONE     = 1 << FRACTION;
    localparam [(SLOWEST+1)*(UB+1)-1:0] BIASES = BIAS;
    localparam [COUNT-1:0]  ONE_LEFT = 1;
    localparam EB = ADDR + 8 + (LEARN != 0 ? UB + 1 : 0);

    // A value arrives; a flush brings FAN_IN zeros of its own.
    reg              sweep;
    reg [I_ADDR-1:0] index;
    reg [ADDR-1:0]   base;
    wire             step  = in_valid | sweep;
    wire             last  = step & index == LAST;
    wire [7:0]       value = in_data & {8{~sweep}};

    // While closing, full or in reset nothing comes in.
    always @(posedge clk) ready <= ~rst & ~commit & (take | ~(full | closing));

    // One cycle later, with the increment of the sample before, it is known whether the list gets an entry.
    reg              step_b, commit_b, swept_b;
    reg [7:0]        value_b;
    reg [I_ADDR-1:0] index_b;
    reg [ADDR-1:0]   base_b;
    wire [UB:0]      before_b;
    wire             now_b = step_b & |value_b;
    wire             fix_b = step_b & ~|value_b & |before_b;

    always @(posedge clk) begin
        step_b   <= step & ~rst;
        commit_b <= commit & ~(in_flush & LEARN != 0) & ~rst;
        swept_b  <= sweep & last & ~rst;
        value_b  <= value;
        index_b  <= index;
        base_b   <= base;
        if (rst) begin
            index <= {I_ADDR{1'b0}};
            base  <= STRIDE;
        end else if (step) begin
            index <= last ? {I_ADDR{1'b0}} : index + 1'b1;
            base  <= last ? STRIDE : base + STRIDE;
        end
    end

    // What an entry holds beside the address of the column.
    wire [EB-1:0] entry_b, found;
    wire [UB:0]   found_u;
    generate
        if (LEARN != 0) begin : learning
            wire [UB:0] u;
            reg  [UB:0] u_b;
            value_increments #(.UB(UB), .K(K), .SIGNED(SIGNED), .SLOWEST(SLOWEST), .SLOWER_BITS(SLOWER_BITS)) value_increments (
                .value(value), .slower(slower), .u(u)
            );
            always @(posedge clk) u_b <= u;

            sdp_ram #(.WIDTH(UB + 1), .DEPTH(FAN_IN), .ADDR(I_ADDR)) increments (
                .clk(clk), .we(step_b), .waddr(index_b), .wdata(u_b), .re(1'b1), .raddr(index), .rdata(before_b)
            );
            assign entry_b = {base_b, value_b, before_b};
            assign found_u = found[UB:0];
        end else begin : inference
            assign before_b = {(UB+1){1'b0}};
            assign entry_b  = {base_b, value_b};
            assign found_u  = {(UB+1){1'b0}};
            wire unused = &{1'b0, index_b};
        end
    endgenerate

    // The list being filled, and the one being walked.
    reg [E_ADDR-1:0] fill_slot, fill_now, fill_fix, entry;
    reg [COUNT-1:0]  count_now, count_fix, left_now, left_fix;
    wire [E_ADDR-1:0] walk_slot = fill_slot == SLOT ? {E_ADDR{1'b0}} : SLOT;

    assign more = |left_now | |left_fix;

    sdp_ram #(.WIDTH(EB), .DEPTH(2 * FAN_IN), .ADDR(E_ADDR)) columns (
        .clk(clk), .we(now_b | fix_b), .waddr(now_b ? fill_now : fill_fix), .wdata(entry_b),
        .re(1'b1), .raddr(entry), .rdata(found)
    );

    always @(posedge clk) begin
        if (rst) begin
            full      <= 1'b0;
            sweep     <= 1'b0;
            closing   <= 1'b0;
            fill_slot <= {E_ADDR{1'b0}};
            fill_now  <= {E_ADDR{1'b0}};
            fill_fix  <= TOP;
            count_now <= {COUNT{1'b0}};
            count_fix <= {COUNT{1'b0}};
        end else begin
            if (commit) begin
                closing <= 1'b1;
                sweep   <= in_flush & LEARN != 0;
                flush   <= in_flush;
                learn   <= in_learn;
                label   <= in_label;
            end else if (last) sweep <= 1'b0;
            if (commit_b | swept_b) begin
                closing <= 1'b0;
                full    <= 1'b1;
            end
            if (now_b) begin
                fill_now  <= fill_now + 1'b1;
                count_now <= count_now + 1'b1;
            end
            if (fix_b) begin
                fill_fix  <= fill_fix - 1'b1;
                count_fix <= count_fix + 1'b1;
            end
            if (take) begin
                full      <= 1'b0;
                fill_slot <= walk_slot;
                fill_now  <= walk_slot;
                fill_fix  <= walk_slot + TOP;
                count_now <= {COUNT{1'b0}};
                count_fix <= {COUNT{1'b0}};
            end
        end

        if (take) begin
            {base_0, a_0, u_0} <= {{ADDR{1'b0}}, ONE, BIASES[slower*(UB+1) +: UB + 1]};
            bias_0   <= 1'b1;
            left_now <= count_now;
            left_fix <= count_fix & {COUNT{fix}};
            entry    <= |count_now ? fill_slot : fill_slot + TOP;
        end else if (advance_0) begin
            {base_0, a_0[7:0]} <= found[EB-1 -: ADDR + 8];
            a_0[8]   <= SIGNED != 0 && found[EB-1-ADDR];
            u_0      <= found_u;
            bias_0   <= 1'b0;
            if (|left_now) left_now <= left_now - 1'b1;
            else left_fix <= left_fix - 1'b1;
            if (left_now == ONE_LEFT) entry <= walk_slot + TOP;
            else entry <= |left_now ? entry + 1'b1 : entry - 1'b1;
        end
    end
endmodule
`default_nettype wire
