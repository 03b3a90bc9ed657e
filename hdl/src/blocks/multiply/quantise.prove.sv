// SPDX-License-Identifier: Apache-2.0
// quantise: for every accumulator the activation one cycle later is the rounded quotient, clipped to 0 and 255; `valid` is
// `last` one cycle later, and low after a reset.
//
// proof: rounded and clipped; by induction; ACC=27 SHIFT=12
// proof: an accumulator that can hardly overflow; by induction; ACC=14 SHIFT=6
// proof: too narrow for 255; by induction; ACC=12 SHIFT=7
// proof: one bit is cut; by induction; ACC=13 SHIFT=1
// reached: 255 because of rounding; within 3; ACC=14 SHIFT=4 REACH=1
//
// mutant: rounded[8] | |top[TB-1:8] => |top[TB-1:8]
// mutant: {8'd0, acc[SHIFT-1]} => 9'd0
// mutant: & {8{~acc[ACC-1]}} => & {8{1'b1}}
// mutant: last & ~rst => last
`default_nettype none
module prove #(
    parameter ACC   = 27,
    parameter SHIFT = 12,
    parameter REACH = 0
) (
    input wire           clk,
    input wire           rst,
    input wire [ACC-1:0] acc,
    input wire           last
);
    wire [7:0] h;
    wire       valid;
    quantise #(.ACC(ACC), .SHIFT(SHIFT)) leaf (.clk(clk), .rst(rst), .acc(acc), .last(last), .h(h), .valid(valid));

    // Wide enough for the half that is added.
    wire signed [ACC+1:0] wide    = {{2{acc[ACC-1]}}, acc};
    wire signed [ACC+1:0] rounded = (wide + (1 << (SHIFT - 1))) >>> SHIFT;
    wire [7:0]            clipped = rounded < 0 ? 8'd0 : rounded > 255 ? 8'd255 : rounded[7:0];

    reg [7:0] h_1;
    reg       valid_1, edge_1, begun = 1'b0;
    always @(posedge clk) begin
        {begun, h_1, valid_1} <= {1'b1, clipped, last & ~rst};
        edge_1                <= rounded == 256 && wide >>> SHIFT == 255;
    end

    always @*
        if (begun) begin
            assert (h == h_1);
            assert (valid == valid_1);
            if (REACH == 1) assert (!edge_1);
        end
endmodule
`default_nettype wire
