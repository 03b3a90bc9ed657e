// SPDX-License-Identifier: Apache-2.0
// overflow: `high` exactly where the sum is above the narrower number, `low` exactly where it is below, never both.
//
// proof: three bits and a sign; by induction; TB=4
// proof: one bit too many; by induction; TB=2
// proof: wide; by induction; TB=9
//
// mutant: over & ~top[TB-1] => over
// mutant: over & top[TB-1] => over
// mutant: top != {TB{top[TB-1]}} => top != {TB{1'b0}}
`default_nettype none
module prove #(
    parameter TB = 4
) (
    input wire signed [TB-1:0] top
);
    wire high, low;
    overflow #(.TB(TB)) leaf (.top(top), .high(high), .low(low));

    // The bits from the sign up, as a number, are 0 or -1 where the sum fits.
    always @* begin
        assert (high == (top > 0));
        assert (low == (top < -1));
    end
endmodule
`default_nettype wire
