// SPDX-License-Identifier: Apache-2.0
// overflow: has a sum left its width, and at which end?
//
// port  width  meaning
// top   TB     the sum's bits from the sign of the narrower number up: all equal where it fits
// high  1      it is above
// low   1      it is below
//
// The hierarchy is kept: an iCE40's adder cell has room for one more input, and only so does Yosys's ABC leave `high` as
// one signal, to be or-ed there, instead of mixing its parts into a LUT of their own for every bit.
`default_nettype none
(* keep_hierarchy *)
module overflow #(
    parameter TB = 2  // bits of `top`
) (
    input  wire [TB-1:0] top,
    output wire          high,
    output wire          low
);
    wire over = top != {TB{top[TB-1]}};

    assign high = over & ~top[TB-1];
    assign low  = over & top[TB-1];
endmodule
`default_nettype wire
