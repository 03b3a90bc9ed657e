// SPDX-License-Identifier: Apache-2.0
// bias_lane: corrects the bias of a row, a weight whose input is the constant 1.0.
//
//   two stages before sum  the row's bias is addressed (by layer_control)
//   one stage before sum   bias_read out of memory; corrected with the row's decision
//   stage sum              bias_sum starts the row's sum and goes back to memory when the row changes
//
// port       width  meaning
// slower     SLOWER_BITS  the rate, see value_increments
// step_1     2      decision of the row at stage 1, {sign, enable}
// bias_read  WB     bias out of memory
// bias_sum   WB     corrected bias
// first_sum  1      the first word of a row is at stage sum: the bias is used and, if corrected, written back
// write_sum  1      write bias_sum back; not after a cycle with rst
`default_nettype none
module bias_lane #(
    parameter WB          = 12,       // bits of a weight
    parameter UB          = 3,        // bits of U-
    parameter LEVELS      = 1,        // registered levels of the adder tree: stage sum is stage 4 + LEVELS
    parameter UP          = 4'b0001,  // U- of 1.0 at each rate, that of slower = 0 in the low UB + 1 bits
    parameter DOWN        = 4'b1111,  // -U+ of 1.0, likewise
    parameter SLOWEST     = 0,        // steps: largest `slower`
    parameter SLOWER_BITS = 1         // bits of `slower`
) (
    input  wire          clk,
    input  wire          rst,
    input  wire [SLOWER_BITS-1:0] slower,
    input  wire [1:0]    step_1,
    input  wire [WB-1:0] bias_read,
    output wire [WB-1:0] bias_sum,
    input  wire          first_sum,
    output wire          write_sum
);
    localparam [(SLOWEST+1)*(UB+1)-1:0] UPS = UP, DOWNS = DOWN;

    // The decision's way to the stage before sum; there it has become what is added.
    reg [LEVELS:0]    sign, enable;
    reg signed [UB:0] u;
    reg               change, change_sum;

    wire [LEVELS+1:0] sign_moved = {sign, step_1[1]}, enable_moved = {enable, step_1[0]};

    assign write_sum = change_sum & first_sum;

    always @(posedge clk) begin
        sign       <= sign_moved[LEVELS:0];
        enable     <= enable_moved[LEVELS:0] & {LEVELS+1{~rst}};
        u          <= !enable[LEVELS] ? {(UB+1){1'b0}} : sign[LEVELS] ? UPS[slower*(UB+1) +: UB + 1] : DOWNS[slower*(UB+1) +: UB + 1];
        change     <= enable[LEVELS] & ~rst;
        change_sum <= change & ~rst;
    end

    sat_update #(.WB(WB), .UB(UB + 1)) update (.clk(clk), .w(bias_read), .u(u), .carry(1'b0), .q(bias_sum));

    wire unused = &{1'b0, sign_moved, enable_moved};
endmodule
`default_nettype wire
