// SPDX-License-Identifier: Apache-2.0
// sat_update: one weight's correction, the whole learning path of a lane: one adder and a clip.
//
//   q = sat(w + u + carry)
//
// Who calls it has made of the decision and of the input's increment what is to be added (correction.v): for a weight
// that goes down the complement of the increment and a carry, which together are minus the increment.
//
// port   width  meaning
// w      WB     weight, two's complement
// u      UB     what is added, two's complement
// carry  1      and 1 more
// q      WB     corrected weight, one cycle later
//
// Model: golden-model/src/rule/layer.rs `update`. Test: hdl/src/blocks/multiply/sat_update.rs, every input.
`default_nettype none
module sat_update #(
    parameter WB = 12,  // bits of a weight
    parameter UB = 4    // bits of what is added
) (
    input  wire                 clk,
    input  wire signed [WB-1:0] w,
    input  wire signed [UB-1:0] u,
    input  wire                 carry,
    output reg  signed [WB-1:0] q
);
    localparam SB = (WB > UB ? WB : UB) + 1;

    wire [SB-1:0] sum  = {{(SB-WB){w[WB-1]}}, w} + {{(SB-UB){u[UB-1]}}, u} + {{(SB-1){1'b0}}, carry};
    wire          high, low;

    overflow #(.TB(SB - WB + 1)) overflow (.top(sum[SB-1:WB-1]), .high(high), .low(low));

    // The sign is that of the true sum. Below it a clip is all ones, an OR for which an iCE40's adder cell has room, or all
    // zeros, the reset of the register.
    always @(posedge clk) begin
        q[WB-1] <= sum[SB-1];
        if (low) q[WB-2:0] <= {(WB-1){1'b0}};
        else q[WB-2:0] <= sum[WB-2:0] | {(WB-1){high}};
    end
endmodule
`default_nettype wire
