// SPDX-License-Identifier: Apache-2.0
// correction: from a decision and an input's increments to what sat_update adds to a weight. Two LUTs deep at most, and
// registered, so that the adder behind it has nothing in front.
//
//   step = 01   d = +1, only the rival's code wants this neuron: -U+ = ~U- + ~tie
//   step = 11   d = -1, only the label's code wants it:          +U-
//   step = x0   0
//
// port   width  meaning
// u      UB+1   increments of the input, {tie, U-}; U+ = U- + tie; U- is two's complement if SIGNED
// step   2      decision, {sign, enable}
// add    UB+1   two's complement, one cycle later
// carry  1      likewise
`default_nettype none
module correction #(
    parameter UB     = 2,  // bits of U-
    parameter SIGNED = 0   // 1: U- is two's complement, 0: unsigned
) (
    input  wire        clk,
    input  wire [UB:0] u,
    input  wire [1:0]  step,
    output reg  [UB:0] add,
    output reg         carry
);
    wire down = step[0] & ~step[1];

    always @(posedge clk) begin
        add   <= {SIGNED != 0 && u[UB-1], u[UB-1:0]} & {(UB+1){step[0]}} ^ {(UB+1){down}};
        carry <= down & ~u[UB];
    end
endmodule
`default_nettype wire
