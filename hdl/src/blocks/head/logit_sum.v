// SPDX-License-Identifier: Apache-2.0
// logit_sum: adds this layer's logits to those of the layers before it.
//
// The sums of the layers before arrive when they finish a sample, while this layer may still walk the one before:
// they wait in `fill` and move to `hold` when this layer takes the sample.
//
// port      width  meaning
// in_valid  1      in_total is the sum of the next class, class 0 first
// in_total  SB     sum over the layers before, two's complement
// take      1      the layer takes the sample
// scan      1      z is the layer's logit of the next class
// z         ZB     logit
// total     SB     one cycle later: z plus the sum of the layers before
//
// FIRST: there are none before; total is z.
`default_nettype none
module logit_sum #(
    parameter FIRST   = 0,   // 1: the first layer that has logits
    parameter CLASSES = 10,  // classes
    parameter ZB      = 15,  // bits of a logit
    parameter SB      = 16   // bits of a summed logit
) (
    input  wire          clk,
    input  wire          in_valid,
    input  wire [SB-1:0] in_total,
    input  wire          take,
    input  wire          scan,
    input  wire [ZB-1:0] z,
    output reg  [SB-1:0] total
);
    wire [SB+ZB-1:0] wide   = {{SB{z[ZB-1]}}, z};
    wire             unused = &{1'b0, wide};

    generate
        if (FIRST != 0) begin : first
            always @(posedge clk) total <= wide[SB-1:0];
            wire unused_before = &{1'b0, in_valid, in_total, take, scan};
        end else begin : later
            reg [CLASSES*SB-1:0] fill, hold;
            always @(posedge clk) begin
                if (in_valid) fill <= {in_total, fill[CLASSES*SB-1:SB]};
                if (take) hold <= fill;
                else if (scan) hold <= hold >> SB;
                total <= wide[SB-1:0] + hold[SB-1:0];
            end
        end
    endgenerate
endmodule
`default_nettype wire
