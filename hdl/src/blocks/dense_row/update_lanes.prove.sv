// SPDX-License-Identifier: Apache-2.0
// update_lanes: two cycles after a decision, with the weights that come one cycle after it: each lane is the sum, clipped, of
// its weight and -U+ (step 01), U- (step 11) or nothing; and `change_3` is high exactly where the decision was to change and no reset
// came since. Correction and sat_update together.
//
// proof: unsigned increments; by induction; LANES=2 WB=5 UB=2 SIGNED=0
// proof: signed increments; by induction; LANES=2 WB=5 UB=3 SIGNED=1
// proof: 12 bits; by induction; LANES=1 WB=12 UB=3 SIGNED=0
//
// mutant: {step_1[0], change_2} & {2{~rst}} => {step_1[0], change_2}
// mutant: {step_1[0], change_2} => {step_1[1], change_2}
// mutant: .u(u_1[lane*(UB+1) +: UB + 1]) => .u(u_1[0 +: UB + 1])
// mutant of correction: down & ~u[UB] => down
`default_nettype none
module prove #(
    parameter LANES  = 2,
    parameter WB     = 5,
    parameter UB     = 2,
    parameter SIGNED = 0
) (
    input wire                    clk,
    input wire                    rst,
    input wire [LANES*(UB+1)-1:0] u_1,
    input wire [1:0]              step_1,
    input wire [LANES*WB-1:0]     w_2
);
    localparam WIDE = WB + UB + 3;
    localparam signed [WIDE-1:0] MOST = (1 << (WB - 1)) - 1, LEAST = -(1 << (WB - 1));

    wire [LANES*WB-1:0] w_3;
    wire                change_3;
    update_lanes #(.LANES(LANES), .WB(WB), .UB(UB), .SIGNED(SIGNED)) leaf (
        .clk(clk), .rst(rst), .u_1(u_1), .step_1(step_1), .w_2(w_2), .w_3(w_3), .change_3(change_3)
    );

    reg [LANES*(UB+1)-1:0] u_2;
    reg [1:0]              step_2;
    reg                    clear_2, change_due;
    reg [1:0]              age = 2'd0;
    always @(posedge clk) begin
        if (age < 2) age <= age + 1'b1;
        {u_2, step_2, clear_2} <= {u_1, step_1, rst};
        change_due             <= step_2[0] && !clear_2 && !rst;
    end
    always @* if (age == 2) assert (change_3 == change_due);

    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : lanes
            wire [UB:0]            u     = u_2[lane*(UB+1) +: UB + 1];
            wire signed [WIDE-1:0] minus = {{(WIDE-UB){SIGNED != 0 && u[UB-1]}}, u[UB-1:0]};
            wire signed [WIDE-1:0] plus  = minus + u[UB];
            wire signed [WB-1:0]   w     = w_2[lane*WB +: WB];
            wire signed [WIDE-1:0] sum   = w + (!step_2[0] ? 0 : step_2[1] ? minus : -plus);
            reg [WB-1:0]           due;
            always @(posedge clk) due <= sum > MOST ? MOST : sum < LEAST ? LEAST : sum;
            always @* if (age == 2) assert (w_3[lane*WB +: WB] == due);
        end
    endgenerate
endmodule
`default_nettype wire
