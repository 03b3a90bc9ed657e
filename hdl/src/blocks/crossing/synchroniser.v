// SPDX-License-Identifier: Apache-2.0
// synchroniser: a bit of another clock, or a number of which one bit changes at a time, in two flip-flops.
//
// port  width  meaning
// rst   1      clears both at once, as the source is cleared: from domain_reset
// d     WIDTH  from the other clock, out of a register
// q     WIDTH  the same, two to three cycles later
`default_nettype none
module synchroniser #(
    parameter WIDTH = 1  // bits
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [WIDTH-1:0] d,
    output wire [WIDTH-1:0] q
);
    (* ASYNC_REG = "TRUE" *)
    reg [WIDTH-1:0] first;   // may be metastable: nobody but `second` looks at it
    (* ASYNC_REG = "TRUE" *)
    reg [WIDTH-1:0] second;

    assign q = second;

    always @(posedge clk or posedge rst)
        if (rst) {second, first} <= {(2*WIDTH){1'b0}};
        else {second, first} <= {first, d};
endmodule
`default_nettype wire
