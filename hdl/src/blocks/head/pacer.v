// SPDX-License-Identifier: Apache-2.0
// pacer: how many shifts slower than the file's rate a learner is.
//
//   SELF      e = e + (((65,535 if the margin was not reached, else 0) - e) >> 7) behind each learning sample that the layer is not held in;
//             s = the number of zeros in front of e, MOST at most
//   else      s = 0 in the first 512 learning samples, 1 up to 1,024, 2 up to 2,048, ..., MOST at most; there is no e
//
// A sample learns with the s that was found when the learning sample before it was taken, for its increments are made while its values
// come in, when that one may not have been decided:
//
//   coming --take--> current --take--> due      of the sample that comes in | at hand | before it, which is being corrected
//
// A rate that a host asks for is followed where it is slower. A reset makes e all ones: the learner warms up.
//
// port          width        meaning
// take          1            the layer takes a sample, or a flush
// learn         1            from the cycle after: it is to be learned
// hand          1            ... and has been decided: `pending` is right from the cycle after
// frozen        1            with hand: the layer stays as it is
// pending       1            the margin was not reached
// slower        SLOWER_BITS  the host's rate
// coming, current, due  S_BITS  s, or the host's rate
// shared        S_BITS       `current` in the cycle of take, else `coming`: for who makes the increment of the bias with take
// share_we      LEARNERS     e <- share, by learner, while nothing is inside; the coming sample follows it
// reports       REPORT each  {s that is coming, e} of all learners: that of this one, the others as they came in
//
// Model: golden-model/src/rule/pace.rs.
`default_nettype none
module pacer #(
    parameter SELF        = 1,  // 1: by what the learner corrects, 0: by the number of samples
    parameter MOST        = 3,  // steps: largest s
    parameter S_BITS      = 2,  // bits of coming, current, due
    parameter SLOWER_BITS = 1,  // bits of `slower`
    parameter LEARNERS    = 2,  // learners
    parameter LEARNER     = 0,  // number of this one, from 0
    parameter REPORT      = 20  // bits of a report
) (
    input  wire                       clk,
    input  wire                       rst,
    input  wire                       take,
    input  wire                       learn,
    input  wire                       hand,
    input  wire                       frozen,
    input  wire                       pending,
    input  wire [SLOWER_BITS-1:0]     slower,
    output wire [S_BITS-1:0]          coming,
    output wire [S_BITS-1:0]          current,
    output wire [S_BITS-1:0]          due,
    output wire [S_BITS-1:0]          shared,
    input  wire [LEARNERS-1:0]        share_we,
    input  wire [15:0]                share,
    input  wire [LEARNERS*REPORT-1:0] reports_before,
    output wire [LEARNERS*REPORT-1:0] reports
);
    // Bit k: s is k at least.
    wire [MOST:0] slow;
    wire [15:0]   e;
    assign slow[0] = 1'b1;

    // A cycle later it is known whether the sample is to be learned, and e is that behind the sample before.
    reg  taken, written;
    wire found = taken & learn | written;

    genvar k;
    generate
        if (SELF != 0) begin : own
            reg  [15:0] kept;
            reg         decided;
            // The floor of a negative share is one less, but where nothing is cut off.
            wire        exact = ~pending & ~|kept[6:0];
            wire [15:0] moved = kept + {{7{~pending}}, ~kept[15:7]} + {15'd0, exact};
            always @(posedge clk)
                if (rst) begin
                    kept    <= 16'hffff;
                    decided <= 1'b0;
                    written <= 1'b0;
                end else begin
                    decided <= hand & learn & ~frozen;
                    written <= share_we[LEARNER];
                    if (share_we[LEARNER]) kept <= share;
                    else if (decided) kept <= moved;
                end
            assign e = kept;
            for (k = 1; k <= MOST; k = k + 1) begin : halvings
                assign slow[k] = ~|kept[15 -: k];
            end
            wire unused = &{1'b0, share_we};
        end else begin : annealed
            // Stands still where s does.
            reg [MOST+8:0] count;
            always @(posedge clk) begin
                written <= 1'b0;
                if (rst) count <= {(MOST+9){1'b0}};
                else if (found & ~slow[MOST]) count <= count + 1'b1;
            end
            assign e = 16'd0;
            for (k = 1; k <= MOST; k = k + 1) begin : doublings
                assign slow[k] = |count[MOST+8:k+8];
            end
            wire unused = &{1'b0, hand, frozen, pending, share_we, share};
        end
    endgenerate

    // The highest of the steps.
    reg [S_BITS-1:0] s;
    integer          step;
    always @* begin
        s = {S_BITS{1'b0}};
        for (step = 1; step <= MOST; step = step + 1)
            if (slow[step]) s = step[S_BITS-1:0];
    end

    reg  [S_BITS-1:0] s_kept, s_current, s_due;
    wire [S_BITS-1:0] s_coming = found ? s : s_kept;
    always @(posedge clk)
        if (rst) begin
            taken  <= 1'b0;
            s_kept <= {S_BITS{1'b0}};
            s_current  <= {S_BITS{1'b0}};
            s_due  <= {S_BITS{1'b0}};
        end else begin
            taken  <= take;
            s_kept <= s_coming;
            if (take) begin
                s_current <= s_coming;
                s_due <= s_current;
            end
        end

    // The host's rate, where it is slower.
    wire [S_BITS:0] asked = {{(S_BITS+1-SLOWER_BITS){1'b0}}, slower};
    wire [3*S_BITS-1:0] all = {s_coming, s_current, s_due};
    wire [3*S_BITS-1:0] followed;
    generate
        for (k = 0; k < 3; k = k + 1) begin : rates
            wire [S_BITS-1:0] mine = all[k*S_BITS +: S_BITS];
            assign followed[k*S_BITS +: S_BITS] = asked > {1'b0, mine} ? asked[S_BITS-1:0] : mine;
        end
        for (k = 0; k < LEARNERS; k = k + 1) begin : learners
            if (k == LEARNER) begin : itself
                assign reports[k*REPORT +: REPORT] = {{(REPORT-16-S_BITS){1'b0}}, coming, e};
            end else begin : others
                assign reports[k*REPORT +: REPORT] = reports_before[k*REPORT +: REPORT];
            end
        end
    endgenerate
    assign {coming, current, due} = followed;
    assign shared = take ? current : coming;

    // Its own report and the others' bits.
    wire unused = &{1'b0, reports_before, asked};
endmodule
`default_nettype wire
