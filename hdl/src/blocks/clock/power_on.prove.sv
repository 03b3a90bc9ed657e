// SPDX-License-Identifier: Apache-2.0
// power_on: `rst` is high from configuration on until the clock was steady at 15 edges behind each other, then low for as long
// as it is steady.
//
// proof: high until 15 steady edges, then low; by induction
//
// mutant: count = 4'd0; => count;
// mutant: if (!locked) => if (1'b0)
// mutant: count != 4'd15 => count < 4'd14
// mutant: else if (rst) => else
`default_nettype none
module prove (
    input wire clk,
    input wire locked
);
    wire rst;
    power_on leaf (.clk(clk), .locked(locked), .rst(rst));

    reg [3:0] steady = 4'd0;
    always @(posedge clk) steady <= locked ? steady + (steady < 15) : 4'd0;
    always @* assert (rst == (steady < 15));
endmodule
`default_nettype wire
