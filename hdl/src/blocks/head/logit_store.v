// SPDX-License-Identifier: Apache-2.0
// logit_store: adds this layer's logits to those of the layers before it, like logit_sum.v, where logits are three cycles apart at least: then
// those of the layers before may wait in a memory.
//
//   in_total -> totals, 2 slots: being filled | of the sample at hand -> + z -> total
//
// The layers before send those of the next sample only when this layer has taken the one before.
//
// port      width  meaning
// in_valid  1      in_total is the sum of the next class, class 0 first; not in the cycle of take
// in_total  SB     sum over the layers before, two's complement
// take      1      the layer takes the sample: the slots change places
// scan      1      z is the layer's logit of the next class; not within two cycles of the one before, or of take
// z         ZB     logit
// total     SB     one cycle later: z plus the sum of the layers before
`default_nettype none
module logit_store #(
    parameter CLASSES = 10,  // classes
    parameter ADDR    = 5,   // bits of an address of both slots
    parameter ZB      = 15,  // bits of a logit
    parameter SB      = 16   // bits of a summed logit
) (
    input  wire          clk,
    input  wire          rst,
    input  wire          in_valid,
    input  wire [SB-1:0] in_total,
    input  wire          take,
    input  wire          scan,
    input  wire [ZB-1:0] z,
    output reg  [SB-1:0] total
);
    localparam [ADDR-1:0] SECOND = CLASSES[ADDR-1:0];

    // The slot being filled, the place of the next sum in it, and that of the next class in the other one.
    reg            second;
    reg [ADDR-1:0] fill, at;
    always @(posedge clk)
        if (rst) begin
            second <= 1'b0;
            fill   <= {ADDR{1'b0}};
        end else if (take) begin
            second <= ~second;
            fill   <= second ? {ADDR{1'b0}} : SECOND;
            at     <= second ? SECOND : {ADDR{1'b0}};
        end else begin
            if (in_valid) fill <= fill + 1'b1;
            if (scan) at <= at + 1'b1;
        end

    wire [SB-1:0] earlier;
    sdp_ram #(.WIDTH(SB), .DEPTH(2 * CLASSES), .ADDR(ADDR)) totals (
        .clk(clk), .we(in_valid), .waddr(fill), .wdata(in_total),
        .re(1'b1), .raddr(at), .rdata(earlier)
    );

    wire [SB+ZB-1:0] wide   = {{SB{z[ZB-1]}}, z};
    wire             unused = &{1'b0, wide};
    always @(posedge clk) total <= wide[SB-1:0] + earlier;
endmodule
`default_nettype wire
