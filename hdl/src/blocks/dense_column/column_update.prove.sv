// SPDX-License-Identifier: Apache-2.0
// column_update: each lane is the sum, clipped, of its weight and -U+ (step 01), U- (step 11) or nothing, with its own decision
// and the column's increment; only where a word is walked, a correction is pending and there is an increment. `change_3`
// is high exactly where some lane is to change and no reset came since. Correction and sat_update together.
//
// proof: unsigned increments; by induction; LANES=2 WB=5 UB=2 SIGNED=0
// proof: signed increments; by induction; LANES=2 WB=4 UB=3 SIGNED=1
// proof: 12 bits; by induction; LANES=1 WB=12 UB=3 SIGNED=0
//
// mutant: walk_0 & pending & |u_0 & ~rst => walk_0 & |u_0 & ~rst
// mutant: walk_0 & pending & |u_0 & ~rst => pending & |u_0 & ~rst
// mutant: |enabled_2 & ~rst => |enabled_2
// mutant: .step(fixes_1[2*lane +: 2]) => .step(fixes_1[0 +: 2])
`default_nettype none
module prove #(
    parameter LANES  = 2,
    parameter WB     = 5,
    parameter UB     = 2,
    parameter SIGNED = 0
) (
    input wire                clk,
    input wire                rst,
    input wire                walk_0,
    input wire [UB:0]         u_0,
    input wire                pending,
    input wire [2*LANES-1:0]  steps_1,
    input wire [LANES*WB-1:0] w_2
);
    localparam WIDE = WB + UB + 3;
    localparam signed [WIDE-1:0] MOST = (1 << (WB - 1)) - 1, LEAST = -(1 << (WB - 1));

    wire [LANES*WB-1:0] w_3;
    wire                change_3;
    column_update #(.LANES(LANES), .WB(WB), .UB(UB), .SIGNED(SIGNED)) leaf (
        .clk(clk), .rst(rst), .walk_0(walk_0), .u_0(u_0), .pending(pending), .steps_1(steps_1), .w_2(w_2), .w_3(w_3),
        .change_3(change_3)
    );

    // Nothing to add is no change: an increment of 0 enables no lane. What a reset has cleared is not looked at.
    reg [UB:0]        u_1, u_2;
    reg               due_1;
    reg [LANES-1:0]   enabled, enabled_2;
    reg [2*LANES-1:0] steps_2;
    reg               change_due, clear_1, clear_2, clear_3;
    reg [1:0]         age = 2'd0;
    integer i;
    always @* for (i = 0; i < LANES; i = i + 1) enabled[i] = steps_1[2*i] && due_1;
    always @(posedge clk) begin
        if (age < 3) age <= age + 1'b1;
        {u_1, u_2}       <= {u_0, u_1};
        due_1            <= walk_0 && pending && u_0 != 0 && !rst;
        steps_2          <= steps_1;
        enabled_2        <= rst ? 0 : enabled;
        change_due       <= enabled_2 != 0 && !rst;
        {clear_1, clear_2, clear_3} <= {rst, clear_1 | rst, clear_2 | rst};
    end
    always @* if (age == 3) assert (change_3 == change_due);

    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : lanes
            wire signed [WIDE-1:0] minus = {{(WIDE-UB){SIGNED != 0 && u_2[UB-1]}}, u_2[UB-1:0]};
            wire signed [WIDE-1:0] plus  = minus + u_2[UB];
            wire signed [WB-1:0]   w     = w_2[lane*WB +: WB];
            wire signed [WIDE-1:0] sum   = w + (!enabled_2[lane] ? 0 : steps_2[2*lane+1] ? minus : -plus);
            reg [WB-1:0]           due;
            always @(posedge clk) due <= sum > MOST ? MOST : sum < LEAST ? LEAST : sum;
            always @* if (age == 3 && !clear_3) assert (w_3[lane*WB +: WB] == due);
        end
    endgenerate
endmodule
`default_nettype wire
