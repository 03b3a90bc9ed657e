// SPDX-License-Identifier: Apache-2.0
// logits: correlates the layer's activations with every class code while they appear.
//
//   z_c = sum over the rows of s_c[i] h_i
//
// One accumulator a class; the codes come from code_gen, one a class. A scan shifts the logits out, class 0
// first, and leaves zeros for the next sample.
//
// port    width  meaning
// load    1      a sample begins: codes go to row 0
// h       8      activation of the next row
// valid   1      h is new
// scan    1      z is the logit of the next class
// z       ZB     logit, two's complement
// z_next  ZB     the logit after it
//
// Model: golden-model/src/rule/layer.rs `forward`.
`default_nettype none
module logits #(
    parameter CLASSES    = 10,   // classes
    parameter CLASS_BITS = 4,    // bits of a class number
    parameter ZB         = 15,   // bits of a logit
    parameter WALSH      = 0,    // 1: walsh codes, 0: sqq
    parameter CODE_BITS  = 7,    // bits of the phase, or of the row counter
    parameter MODULUS    = 128,  // period, in steps of the phase
    parameter QUARTER    = 32,   // a quarter of the period, in steps of the phase
    parameter STEP       = 2,    // phase of class 0 a row
    parameter START      = 1     // phase of class 0 in row 0
) (
    input  wire          clk,
    input  wire          rst,
    input  wire          load,
    input  wire [7:0]    h,
    input  wire          valid,
    input  wire          scan,
    output wire [ZB-1:0] z,
    output wire [ZB-1:0] z_next
);
    genvar c;
    generate
        for (c = 0; c < CLASSES; c = c + 1) begin : classes
            localparam [CLASS_BITS-1:0] ID = c;
            wire          code;
            wire [ZB-1:0] above;
            reg  [ZB-1:0] sum;

            code_gen #(
                .WALSH(WALSH), .CLASS_BITS(CLASS_BITS), .BITS(CODE_BITS), .MODULUS(MODULUS), .QUARTER(QUARTER), .STEP(STEP), .START(START)
            ) generator (
                .clk(clk), .load(load), .advance(valid), .class_id(ID), .code(code)
            );

            if (c + 1 < CLASSES) begin : chain
                assign above = classes[c+1].sum;
            end else begin : chain
                assign above = {ZB{1'b0}};
            end

            always @(posedge clk)
                if (rst) sum <= {ZB{1'b0}};
                else if (scan) sum <= above;
                else if (valid) sum <= sum + ({{(ZB-8){1'b0}}, h} ^ {ZB{~code}}) + {{(ZB-1){1'b0}}, ~code};
        end
    endgenerate

    assign z      = classes[0].sum;
    assign z_next = classes[1].sum;
endmodule
`default_nettype wire
