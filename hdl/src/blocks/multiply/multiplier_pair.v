// SPDX-License-Identifier: Apache-2.0
// multiplier_pair: the products of two narrow lanes, registered, in one DSP block of an iCE40 UP5K.
//
// port     width      meaning
// w        2*WB       two weights of up to 8 bits, two's complement, lane 0 in the low bits
// a        2*8        two activations, two's complement if SIGNED, else unsigned
// product  2*PRODUCT  w x a of each lane, one cycle later; the plan's certificate says how many bits that can take
//
// CELL = 1: an SB_MAC16 as two multipliers of 8x8 bits, which Yosys does not find by itself; 0: the same in plain Verilog.
// Signed or not is one setting for both halves of A, the weights, and one for both halves of B, the activations.
`default_nettype none
(* keep_hierarchy *)
module multiplier_pair #(
    parameter WB      = 8,   // bits of a weight
    parameter SIGNED  = 0,   // 1: inputs are two's complement, 0: unsigned
    parameter PRODUCT = 16,  // bits of a product
    parameter CELL    = 0    // 1: the cell of an iCE40, 0: plain Verilog
) (
    input  wire                 clk,
    input  wire [2*WB-1:0]      w,
    input  wire [15:0]          a,
    output wire [2*PRODUCT-1:0] product
);
    generate
        if (CELL != 0) begin : dsp
            wire signed [7:0] w_low = $signed(w[WB-1:0]), w_high = $signed(w[2*WB-1:WB]);
            wire [15:0]       low, high;

            SB_MAC16 #(
                .MODE_8x8         (1'b1),
                .A_SIGNED         (1'b1),
                .B_SIGNED         (SIGNED != 0),
                .TOP_8x8_MULT_REG (1'b1),
                .BOT_8x8_MULT_REG (1'b1),
                .TOPOUTPUT_SELECT (2'd2),
                .BOTOUTPUT_SELECT (2'd2)
            ) mac (
                .CLK(clk), .CE(1'b1), .A({w_high, w_low}), .B(a), .C(16'd0), .D(16'd0), .O({high, low}),
                .AHOLD(1'b0), .BHOLD(1'b0), .CHOLD(1'b0), .DHOLD(1'b0), .OHOLDTOP(1'b0), .OHOLDBOT(1'b0),
                .IRSTTOP(1'b0), .IRSTBOT(1'b0), .ORSTTOP(1'b0), .ORSTBOT(1'b0), .OLOADTOP(1'b0), .OLOADBOT(1'b0),
                .ADDSUBTOP(1'b0), .ADDSUBBOT(1'b0), .CI(1'b0), .ACCUMCI(1'b0), .SIGNEXTIN(1'b0)
            );

            // The top bits are copies of the sign.
            assign product = {high[PRODUCT-1:0], low[PRODUCT-1:0]};
            wire unused = &{1'b0, low, high};
        end else begin : plain
            multiplier #(.WB(WB), .AB(8), .SIGNED(SIGNED), .PRODUCT(PRODUCT)) lane_0 (
                .clk(clk), .w(w[WB-1:0]), .a(a[7:0]), .product(product[PRODUCT-1:0])
            ), lane_1 (
                .clk(clk), .w(w[2*WB-1:WB]), .a(a[15:8]), .product(product[2*PRODUCT-1:PRODUCT])
            );
        end
    endgenerate
endmodule
`default_nettype wire
