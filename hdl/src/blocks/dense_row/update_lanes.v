// SPDX-License-Identifier: Apache-2.0
// update_lanes: corrects one memory word, all lanes at once.
//
//   stage 1  what is to be added: 0, U- (step up) or -U+ (step down), registered
//   stage 2  sat_update, registered
//   stage 3  w_3 goes to the multipliers and back to memory
//
// port      width          meaning
// u_1       LANES*(UB+1)   stored increments at stage 1, each {tie, U-}
// step_1    2              decision of the row at stage 1, {sign, enable}
// w_2       LANES*WB       weight word at stage 2, lane 0 in the low bits
// w_3       LANES*WB       corrected word at stage 3
// change_3  1              the row is being corrected: write the word back; not after a cycle with rst
`default_nettype none
module update_lanes #(
    parameter LANES   = 4,   // lanes: weights of a word
    parameter WB      = 12,  // bits of a weight
    parameter UB      = 2,   // bits of U-
    parameter SIGNED  = 0    // 1: inputs are two's complement, 0: unsigned
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire [LANES*(UB+1)-1:0] u_1,
    input  wire [1:0]              step_1,
    input  wire [LANES*WB-1:0]     w_2,
    output wire [LANES*WB-1:0]     w_3,
    output reg                     change_3
);
    reg change_2;
    always @(posedge clk) {change_2, change_3} <= {step_1[0], change_2} & {2{~rst}};

    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : lanes
            wire [UB:0] add_2;
            wire        carry_2;
            correction #(.UB(UB), .SIGNED(SIGNED)) correction (
                .clk(clk), .u(u_1[lane*(UB+1) +: UB + 1]), .step(step_1), .add(add_2), .carry(carry_2)
            );
            sat_update #(.WB(WB), .UB(UB + 1)) update (
                .clk(clk), .w(w_2[lane*WB +: WB]), .u(add_2), .carry(carry_2), .q(w_3[lane*WB +: WB])
            );
        end
    endgenerate
endmodule
`default_nettype wire
