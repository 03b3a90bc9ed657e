// SPDX-License-Identifier: Apache-2.0
// error_unit: finds the rival and decides whether the layer learns from this sample.
//
//   r = argmax over c != y of z_c, the lowest class of equals; no update where z_y - z_r >= margin
//
// The clock is short, so no comparison waits for another: whether the next logit beats the rival so far is asked of both
// that the rival may be in the next cycle, this logit and the one before. Scans may follow each other at once, or not. Of z_y its floor is kept, z_y - margin, which z_r
// must be above for an update. z_r is kept inverted, so that it can be subtracted as it is.
//
// port      width       meaning
// scan      1           z is the logit of the next class, class 0 first
// z         ZB          logit, two's complement
// z_next    ZB          in the cycle before a scan: the logit that it will show
// hand      1           all classes seen: decide
// learn     1           the sample is to be learned
// frozen    1           ... but not by this layer
// label     CLASS_BITS  its class y
// margin    MARGIN_BITS M, unsigned; no lead reaches 2^ZB, so all from there on mean the same
// pending   1           the sample before wants a correction; valid from the cycle after hand, like the next three
// y         CLASS_BITS  its class
// rival     CLASS_BITS  its rival; holds until the next scan
// t         T_BITS      low bits of its number among the learning samples
//
// Model: golden-model/src/rule/layer.rs `decide`.
`default_nettype none
module error_unit #(
    parameter CLASS_BITS  = 4,      // bits of a class number
    parameter ZB          = 15,     // bits of a logit
    parameter T_BITS      = 6,      // bits of `t`
    parameter MARGIN_BITS = ZB + 1  // bits of the margin
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  scan,
    input  wire [ZB-1:0]         z,
    input  wire [ZB-1:0]         z_next,
    input  wire                  hand,
    input  wire                  learn,
    input  wire                  frozen,
    input  wire [CLASS_BITS-1:0] label,
    input  wire [MARGIN_BITS-1:0] margin,
    output reg                   pending,
    output reg  [CLASS_BITS-1:0] y,
    output reg  [CLASS_BITS-1:0] rival,
    output reg  [T_BITS-1:0]     t
);
    reg [CLASS_BITS-1:0] class_id;
    reg                  is_label;  // z is z_y
    reg                  seen;      // some class other than y
    reg                  beats;     // z is above z_r
    reg                  learned;   // the sample before was a learning one
    reg [ZB-1:0]         not_r;     // ~z_r
    reg [ZB+2:0]         floor;     // z_y - margin, whatever the port holds: 2^(ZB+1) - 1 and the lowest logit at most

    // As the layer's own logits need it.
    localparam MB = MARGIN_BITS > ZB + 1 ? MARGIN_BITS : ZB + 1;
    wire [MB-1:0] whole = {{(MB-MARGIN_BITS){1'b0}}, margin};
    wire [ZB:0]   lead  = {|whole[MB-1:ZB], whole[ZB-1:0]};

    wire [CLASS_BITS-1:0] class_next = class_id + 1'b1;
    wire                  replace    = ~is_label & (beats | ~seen);

    // z_next - z - 1, z_next - z_r - 1, floor - z_r: their signs tell.
    wire [ZB:0]   above_z = {z_next[ZB-1], z_next} + ~{z[ZB-1], z};
    wire [ZB:0]   above_r = {z_next[ZB-1], z_next} + {not_r[ZB-1], not_r};
    wire [ZB+2:0] beneath = floor + {{3{not_r[ZB-1]}}, not_r} + 1'b1;

    always @(posedge clk) begin
        is_label <= (scan ? class_next : class_id) == label;
        beats    <= ~(replace & scan ? above_z[ZB] : above_r[ZB]);
        if (rst) begin
            pending  <= 1'b0;
            learned  <= 1'b0;
            seen     <= 1'b0;
            class_id <= {CLASS_BITS{1'b0}};
            t        <= {T_BITS{1'b0}};
        end else if (scan) begin
            class_id <= class_next;
            if (is_label) floor <= {{3{z[ZB-1]}}, z} - {2'b00, lead};
            if (replace) begin
                seen  <= 1'b1;
                not_r <= ~z;
                rival <= class_id;
            end
        end else if (hand) begin
            class_id <= {CLASS_BITS{1'b0}};
            seen     <= 1'b0;
            y        <= label;
            pending  <= learn && !frozen && beneath[ZB+2];
            learned  <= learn;
            if (learned) t <= t + 1'b1;
        end
    end

    wire unused = &{1'b0, above_z, above_r, beneath};
endmodule
`default_nettype wire
