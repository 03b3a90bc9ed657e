// SPDX-License-Identifier: Apache-2.0
// column_update: corrects one memory word of a column, all lanes at once. The lanes are neurons: each has a decision of
// its own, and all share the input's increment.
//
//   stage 0  the increment of the column is at hand
//   stage 1  decisions of the group arrive; what each lane is to add, registered
//   stage 2  sat_update, registered
//   stage 3  w_3 goes to the multipliers and, if any lane is corrected, back to memory
//
// port      width      meaning
// u_0       UB+1       {tie, U-} of the column's input in the sample before
// pending   1          the sample before wants a correction
// steps_1   2*LANES    decision of each neuron, {sign, enable}
// w_2       LANES*WB   weight word at stage 2, lane 0 in the low bits
// w_3       LANES*WB   corrected word at stage 3
// change_3  1          some lane is being corrected: write the word back; not after a cycle with rst
`default_nettype none
module column_update #(
    parameter LANES  = 4,   // lanes: weights of a word
    parameter WB     = 12,  // bits of a weight
    parameter UB     = 2,   // bits of U-
    parameter SIGNED = 0    // 1: inputs are two's complement, 0: unsigned
) (
    input  wire                clk,
    input  wire                rst,
    input  wire                walk_0,
    input  wire [UB:0]         u_0,
    input  wire                pending,
    input  wire [2*LANES-1:0]  steps_1,
    input  wire [LANES*WB-1:0] w_2,
    output wire [LANES*WB-1:0] w_3,
    output reg                 change_3
);
    reg             fix_1;
    reg [UB:0]      u_1;
    reg [LANES-1:0] enabled_2;

    wire [2*LANES-1:0] fixes_1 = steps_1 & {LANES{1'b1, fix_1}};

    always @(posedge clk) begin
        fix_1    <= walk_0 & pending & |u_0 & ~rst;
        u_1      <= u_0;
        change_3 <= |enabled_2 & ~rst;
    end

    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : lanes
            wire [UB:0] add_2;
            wire        carry_2;
            always @(posedge clk) enabled_2[lane] <= fixes_1[2*lane] & ~rst;
            correction #(.UB(UB), .SIGNED(SIGNED)) correction (
                .clk(clk), .u(u_1), .step(fixes_1[2*lane +: 2]), .add(add_2), .carry(carry_2)
            );
            sat_update #(.WB(WB), .UB(UB + 1)) update (
                .clk(clk), .w(w_2[lane*WB +: WB]), .u(add_2), .carry(carry_2), .q(w_3[lane*WB +: WB])
            );
        end
    endgenerate
endmodule
`default_nettype wire
