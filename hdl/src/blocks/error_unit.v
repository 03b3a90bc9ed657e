// error_unit: finds the rival and decides whether the layer learns from this sample.
//
//   r = argmax over c != y of z_c, the lowest class of equals; no update where z_y - z_r >= margin
//
// port      width       meaning
// scan      1           z is the logit of the next class, class 0 first
// z         ZB          logit, two's complement
// hand      1           all classes seen: decide
// learn     1           the sample is to be learned
// label     CLASS_BITS  its class y
// margin    ZB+1        M, unsigned
// pending   1           the sample before wants a correction; valid from the cycle after hand, like the next three
// y         CLASS_BITS  its class
// rival     CLASS_BITS  its rival; holds until the next scan
// t         T_BITS      low bits of its number among the learning samples
//
// Model: golden-model/src/rule/layer.rs `decide`.
`default_nettype none
module error_unit #(
    parameter CLASS_BITS = 4,
    parameter ZB         = 15,
    parameter T_BITS     = 6
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  scan,
    input  wire signed [ZB-1:0]  z,
    input  wire                  hand,
    input  wire                  learn,
    input  wire [CLASS_BITS-1:0] label,
    input  wire [ZB:0]           margin,
    output reg                   pending,
    output reg  [CLASS_BITS-1:0] y,
    output reg  [CLASS_BITS-1:0] rival,
    output reg  [T_BITS-1:0]     t
);
    reg [CLASS_BITS-1:0] class_id;
    reg                  seen;      // some class other than y
    reg                  learned;   // the sample before was a learning one
    reg signed [ZB-1:0]  z_y, z_r;

    wire signed [ZB+1:0] lead = {{2{z_y[ZB-1]}}, z_y} - {{2{z_r[ZB-1]}}, z_r};

    always @(posedge clk)
        if (rst) begin
            pending  <= 1'b0;
            learned  <= 1'b0;
            seen     <= 1'b0;
            class_id <= {CLASS_BITS{1'b0}};
            t        <= {T_BITS{1'b0}};
        end else if (scan) begin
            class_id <= class_id + 1'b1;
            if (class_id == label) z_y <= z;
            else if (!seen || z > z_r) begin
                seen  <= 1'b1;
                z_r   <= z;
                rival <= class_id;
            end
        end else if (hand) begin
            class_id <= {CLASS_BITS{1'b0}};
            seen     <= 1'b0;
            y        <= label;
            pending  <= learn && lead < $signed({1'b0, margin});
            learned  <= learn;
            if (learned) t <= t + 1'b1;
        end
endmodule
`default_nettype wire
