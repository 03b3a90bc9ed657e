// SPDX-License-Identifier: Apache-2.0
// reset_input: AXI's reset, active low and synchronous to the clock, as the core's.
`default_nettype none
module reset_input (
    input  wire aresetn,
    output wire rst
);
    assign rst = !aresetn;
endmodule
`default_nettype wire
