// SPDX-License-Identifier: Apache-2.0
// code_walk: the learned code as addresses. V of value t and class c is word t CLASSES + c.
//
//   code   for each value all classes: the logits
//   move   for each value the label's and the rival's: they move
//
// port       width       meaning
// code       1           the logits are made: all values, from the cycle in which it rises
// move       1           the code moves: all values, likewise; never together with code
// label      CLASS_BITS  y
// rival      CLASS_BITS  r
// v_addr     V_ADDR      word of the code
// t          T           number of the value
// second     1           with move: v_addr is the rival's, else the label's
// last       1           the last word of either
`default_nettype none
module code_walk #(
    parameter VALUES     = 128,  // values of a class
    parameter CLASSES    = 10,   // classes
    parameter CLASS_BITS = 4,    // bits of a class number
    parameter T          = 7,    // bits of the number of a value
    parameter V_ADDR     = 11    // bits of the number of a word
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  code,
    input  wire                  move,
    input  wire [CLASS_BITS-1:0] label,
    input  wire [CLASS_BITS-1:0] rival,
    output wire [V_ADDR-1:0]     v_addr,
    output reg  [T-1:0]          t,
    output reg                   second,
    output wire                  last
);
    localparam [T-1:0]          LAST_VALUE = VALUES[T-1:0] - 1'b1;
    localparam [CLASS_BITS-1:0] LAST_CLASS = CLASSES[CLASS_BITS-1:0] - 1'b1;

    reg [V_ADDR-1:0]     value;     // t CLASSES
    reg [CLASS_BITS-1:0] class_id;
    wire                 ends = move ? second : class_id == LAST_CLASS;
    wire [CLASS_BITS-1:0] which = ~move ? class_id : second ? rival : label;
    assign v_addr = value + {{(V_ADDR-CLASS_BITS){1'b0}}, which};
    assign last   = (code | move) && ends && t == LAST_VALUE;

    always @(posedge clk)
        if (rst | ~(code | move) | last) {value, t, class_id, second} <= 0;
        else begin
            second   <= move & ~second;
            class_id <= move | ends ? {CLASS_BITS{1'b0}} : class_id + 1'b1;
            if (ends) begin
                value <= value + CLASSES[V_ADDR-1:0];
                t     <= t + 1'b1;
            end
        end
endmodule
`default_nettype wire
