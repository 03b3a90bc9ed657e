// SPDX-License-Identifier: Apache-2.0
// correction: for every increment and decision, what sat_update is to add one cycle later, carry included, is -U+, +U- or 0.
//
// proof: increments of unsigned values; by induction; UB=2 SIGNED=0
// proof: increments of signed values; by induction; UB=3 SIGNED=1
// proof: wide increments; by induction; UB=9 SIGNED=0
//
// mutant: wire down = step[0] & ~step[1] => wire down = step[0] & step[1]
// mutant: down & ~u[UB] => down & u[UB]
// mutant: {(UB+1){step[0]}} => {(UB+1){1'b1}}
// mutant: SIGNED != 0 && u[UB-1] => 1'b0
`default_nettype none
module prove #(
    parameter UB     = 2,
    parameter SIGNED = 0
) (
    input wire        clk,
    input wire [UB:0] u,
    input wire [1:0]  step
);
    wire signed [UB:0] add;
    wire               carry;
    correction #(.UB(UB), .SIGNED(SIGNED)) leaf (.clk(clk), .u(u), .step(step), .add(add), .carry(carry));

    wire signed [UB+2:0] minus = {{3{SIGNED != 0 && u[UB-1]}}, u[UB-1:0]};
    wire signed [UB+2:0] plus  = minus + $signed({1'b0, u[UB]});
    reg signed [UB+2:0]  due_1;
    reg                  begun = 1'b0;
    always @(posedge clk) begin
        begun <= 1'b1;
        due_1 <= !step[0] ? 0 : step[1] ? minus : -plus;
    end

    always @* if (begun) assert (add + $signed({1'b0, carry}) == due_1);
endmodule
`default_nettype wire
