// SPDX-License-Identifier: Apache-2.0
// quantise: a finished row's accumulator becomes its activation.
//
//   h = clip((acc + 2^(SHIFT-1)) >> SHIFT, 0, 255)
//
// Rounding adds the bit below the cut. 255 and that bit would be 256: it is clipped to 255 all the same. So both clips can
// be seen in the accumulator itself, beside the addition.
//
// port   width  meaning
// acc    ACC    accumulator, two's complement
// last   1      acc holds a finished row
// h      8      activation, one cycle later
// valid  1      h is new
//
// Model: golden-model/src/rule/arithmetic.rs `quantise`.
`default_nettype none
module quantise #(
    parameter ACC   = 27,  // bits of an accumulator
    parameter SHIFT = 12   // bits that are cut off
) (
    input  wire           clk,
    input  wire           rst,
    input  wire [ACC-1:0] acc,
    input  wire           last,
    output reg  [7:0]     h,
    output reg            valid
);
    // Wide enough to show an overflow of 255 even where the accumulator is not.
    localparam TB = ACC - SHIFT > 9 ? ACC - SHIFT : 9;

    wire [TB-1:0] top     = {{(TB-ACC+SHIFT+1){1'b0}}, acc[ACC-2:SHIFT]};   // without the sign, which says 0 by itself
    wire [8:0]    rounded = {1'b0, top[7:0]} + {8'd0, acc[SHIFT-1]};
    wire          over    = rounded[8] | |top[TB-1:8];

    always @(posedge clk) begin
        h     <= (rounded[7:0] | {8{over}}) & {8{~acc[ACC-1]}};
        valid <= last & ~rst;
    end

    generate
        if (SHIFT > 1) begin : cut
            wire unused = &{1'b0, acc[SHIFT-2:0]};
        end
    endgenerate
endmodule
`default_nettype wire
