// quantise: a finished row's accumulator becomes its activation.
//
//   h = clip((acc + 2^(SHIFT-1)) >> SHIFT, 0, 255)
//
// port    width  meaning
// acc_6   ACC    accumulator, two's complement
// last_6  1      acc_6 holds a finished row
// h_7     8      activation, one cycle later
// valid_7 1      h_7 is new
//
// Model: golden-model/src/rule/arithmetic.rs `quantise`.
`default_nettype none
module quantise #(
    parameter ACC   = 27,
    parameter SHIFT = 12
) (
    input  wire           clk,
    input  wire           rst,
    input  wire [ACC-1:0] acc_6,
    input  wire           last_6,
    output reg  [7:0]     h_7,
    output reg            valid_7
);
    // Wide enough to show an overflow of 255 even where the accumulator is not.
    localparam TB = ACC - SHIFT + 1 > 10 ? ACC - SHIFT + 1 : 10;

    // Rounding adds the bit below the cut.
    wire [TB-1:0] top = {{(TB-ACC+SHIFT){acc_6[ACC-1]}}, acc_6[ACC-1:SHIFT]} + {{(TB-1){1'b0}}, acc_6[SHIFT-1]};

    always @(posedge clk) begin
        h_7     <= top[TB-1] ? 8'd0 : |top[TB-2:8] ? 8'd255 : top[7:0];
        valid_7 <= last_6 & ~rst;
    end

    generate
        if (SHIFT > 1) begin : cut
            wire unused = &{1'b0, acc_6[SHIFT-2:0]};
        end
    endgenerate
endmodule
`default_nettype wire
