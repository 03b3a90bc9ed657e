// SPDX-License-Identifier: Apache-2.0
// light: the pin of a light.
//
// port  meaning
// on    1: the light shines
// pin   the level for that: LOW = 1 where it shines at 0
`default_nettype none
module light #(
    parameter LOW = 0  // 1: shines at 0, 0: shines at 1
) (
    input  wire on,
    output wire pin
);
    assign pin = on ^ (LOW != 0);
endmodule
`default_nettype wire
