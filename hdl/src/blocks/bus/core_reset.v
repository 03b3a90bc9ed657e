// SPDX-License-Identifier: Apache-2.0
// core_reset: the core starts anew with everything else, or alone when a register asks for it.
`default_nettype none
module core_reset (
    input  wire rst,
    input  wire asked,
    output wire core
);
    assign core = rst || asked;
endmodule
`default_nettype wire
