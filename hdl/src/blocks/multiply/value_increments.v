// SPDX-License-Identifier: Apache-2.0
// value_increments: what a value adds to a weight that is corrected for it, at the rate that is asked for.
//
//   k = K + slower,  U- = (a + 2^(k-1) - 1) >> k,  tie = the low k bits of a are 2^(k-1),  U+ = U- + tie
//
// One adder for all rates: only what it adds and which of its bits are taken depends on the rate.
//
// port    width         meaning
// value   8             a
// slower  SLOWER_BITS   0 to SLOWEST
// u       UB+1          {tie, U-}
//
// Model: golden-model/src/plan/layer.rs `increments`.
`default_nettype none
module value_increments #(
    parameter UB          = 2,  // bits of U-
    parameter K           = 7,  // bits that U- is shifted right
    parameter SIGNED      = 0,  // 1: inputs are two's complement, 0: unsigned
    parameter SLOWEST     = 0,  // steps: largest `slower`
    parameter SLOWER_BITS = 1   // bits of `slower`
) (
    input  wire [7:0]             value,
    input  wire [SLOWER_BITS-1:0] slower,
    output wire [UB:0]            u
);
    // Of every rate: what rounds, and the increments.
    wire [(SLOWEST+1)*8-1:0]      round;
    wire [(SLOWEST+1)*(UB+1)-1:0] choices;

    // One more bit on top: an unsigned sum may carry.
    wire             sign  = SIGNED != 0 && value[7];
    wire [8:0]       moved = {sign, value} + {1'b0, round[slower*8 +: 8]};
    wire [8+SLOWEST:0] wide = {{SLOWEST{SIGNED != 0 && moved[8]}}, moved};

    genvar step;
    generate
        for (step = 0; step <= SLOWEST; step = step + 1) begin : rates
            localparam [7:0] HALF = 1 << (K + step - 1);
            assign round[step*8 +: 8]            = HALF - 8'd1;
            assign choices[step*(UB+1) +: UB + 1] = {value[K+step-1:0] == HALF[K+step-1:0], wide[K+step +: UB]};
        end
    endgenerate

    assign u = choices[slower*(UB+1) +: UB + 1];

    // Bits of the sum outside of U-.
    wire unused = &{1'b0, wide};
endmodule
`default_nettype wire
