// SPDX-License-Identifier: Apache-2.0
// value_increments: for every value and every rate, U- and the tie are those of the formula, and so U+ = U- + tie is
// (a + 2^(k-1)) >> k.
//
// proof: unsigned values, one rate; by induction; UB=2 K=7 SIGNED=0 SLOWEST=0 SLOWER_BITS=1
// proof: unsigned values, four rates; by induction; UB=4 K=5 SIGNED=0 SLOWEST=3 SLOWER_BITS=2
// proof: signed values, three rates; by induction; UB=5 K=4 SIGNED=1 SLOWEST=2 SLOWER_BITS=2
// proof: the slowest rate that there is; by induction; UB=2 K=7 SIGNED=0 SLOWEST=1 SLOWER_BITS=1
// proof: signed values, one rate; by induction; UB=3 K=6 SIGNED=1 SLOWEST=0 SLOWER_BITS=1
// proof: the fastest rate; by induction; UB=8 K=1 SIGNED=0 SLOWEST=1 SLOWER_BITS=1
//
// mutant: HALF - 8'd1 => HALF
// mutant: value[K+step-1:0] == HALF[K+step-1:0] => 1'b0 & |HALF
// mutant: round[slower*8 +: 8] => round[7:0]
// mutant: choices[slower*(UB+1) +: UB + 1] => choices[UB:0]
// mutant: {sign, value} + => {1'b0, value} +
// mutant: {SLOWEST{SIGNED != 0 && moved[8]}} => {SLOWEST{1'b0}}
`default_nettype none
module prove #(
    parameter UB          = 2,
    parameter K           = 7,
    parameter SIGNED      = 0,
    parameter SLOWEST     = 0,
    parameter SLOWER_BITS = 1
) (
    input wire [7:0]             value,
    input wire [SLOWER_BITS-1:0] slower
);
    wire [UB:0] u;
    value_increments #(.UB(UB), .K(K), .SIGNED(SIGNED), .SLOWEST(SLOWEST), .SLOWER_BITS(SLOWER_BITS)) leaf (
        .value(value), .slower(slower), .u(u)
    );

    wire signed [15:0] a     = {{8{SIGNED != 0 && value[7]}}, value};
    wire [4:0]         k     = K + slower;
    wire signed [15:0] half  = 16'sd1 << (k - 5'd1);
    wire signed [15:0] minus = (a + half - 16'sd1) >>> k;
    wire signed [15:0] plus  = (a + half) >>> k;
    // U- as it is stored, and U+ as whoever uses it reckons.
    wire signed [15:0] kept  = {{(16-UB){SIGNED != 0 && u[UB-1]}}, u[UB-1:0]};

    always @*
        if (slower <= SLOWEST) begin
            assert (kept == minus);
            assert (kept + $signed({15'd0, u[UB]}) == plus);
        end
endmodule
`default_nettype wire
