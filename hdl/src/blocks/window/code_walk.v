// SPDX-License-Identifier: Apache-2.0
// code_walk: the learned code as addresses. V of value t and class c is word t CLASSES + c.
//
//   code   class after class all values, and 2 cycles of rest behind each class: the logits
//   move   for each value the label's and the rival's, and REST cycles of rest: they move
//
// port       width       meaning
// code       1           the logits are made: from the cycle in which it rises until last
// move       1           the code moves: likewise; never together with code
// label      CLASS_BITS  y
// rival      CLASS_BITS  r
// v_addr     V_ADDR      word of the code
// t          T           number of the value
// code_0     1           they count, for the logits; in the other cycles of a walk there is rest
// move_0     1           they count, and move
// ends       1           with code_0: the last value of a class
// second     1           with move_0: v_addr is the rival's, else the label's
// last       1           the last word of either
`default_nettype none
module code_walk #(
    parameter VALUES     = 128,  // values of a class
    parameter CLASSES    = 10,   // classes
    parameter CLASS_BITS = 4,    // bits of a class number
    parameter T          = 7,    // bits of the number of a value
    parameter V_ADDR     = 11,   // bits of the number of a word
    parameter REST       = 0     // cycles behind a value that moves: 4 where the memory has a single port, for its two words to be written
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  code,
    input  wire                  move,
    input  wire [CLASS_BITS-1:0] label,
    input  wire [CLASS_BITS-1:0] rival,
    output wire [V_ADDR-1:0]     v_addr,
    output reg  [T-1:0]          t,
    output wire                  code_0,
    output wire                  move_0,
    output wire                  ends,
    output reg                   second,
    output wire                  last
);
    localparam [T-1:0]          LAST_VALUE = VALUES[T-1:0] - 1'b1;
    localparam [CLASS_BITS-1:0] LAST_CLASS = CLASSES[CLASS_BITS-1:0] - 1'b1;

    reg [V_ADDR-1:0]     value;     // t CLASSES
    reg [CLASS_BITS-1:0] class_id;
    reg [2:0]            rest;
    wire                 all     = t == LAST_VALUE;
    wire                 onward  = ~move | second;      // this was the last word of the value
    wire [CLASS_BITS-1:0] which  = ~move ? class_id : second ? rival : label;
    assign v_addr = value + {{(V_ADDR-CLASS_BITS){1'b0}}, which};
    wire                 resting = rest != 3'd0;
    assign code_0 = code & ~resting;
    assign move_0 = move & ~resting;
    assign ends   = code_0 & all;
    assign last   = ends && class_id == LAST_CLASS || move_0 & all & second;

    always @(posedge clk)
        if (rst | ~(code | move) | last) {value, t, class_id, rest, second} <= 0;
        else if (resting) rest <= rest - 1'b1;
        else begin
            second <= move & ~second;
            if (onward) begin
                value <= all ? {V_ADDR{1'b0}} : value + CLASSES[V_ADDR-1:0];
                t     <= all ? {T{1'b0}} : t + 1'b1;
                if (all) class_id <= class_id + 1'b1;
                rest  <= move ? REST[2:0] : {1'b0, all, 1'b0};
            end
        end
endmodule
`default_nettype wire
