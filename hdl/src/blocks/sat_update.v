// sat_update: one weight's correction, the whole learning path of a lane.
//
//   q = sat(w - u)  when step = 01   (d = +1: only the rival's code wants this neuron, push it down)
//   q = sat(w + u)  when step = 11   (d = -1: only the label's code wants it, push it up)
//   q = w           when step = x0
//
// port   width  meaning
// w      WB     weight, two's complement
// u      UB     increment of this input, two's complement: U+ for d = +1, U- for d = -1
// step   2      {sign, enable}
// q      WB     corrected weight, one cycle later
//
// Model: golden-model/src/rule/layer.rs `update`. Test: hdl/src/blocks/sat_update.rs, every input.
`default_nettype none
module sat_update #(
    parameter WB = 12,
    parameter UB = 3
) (
    input  wire                 clk,
    input  wire signed [WB-1:0] w,
    input  wire signed [UB-1:0] u,
    input  wire [1:0]           step,
    output reg  signed [WB-1:0] q
);
    localparam SB = (WB > UB ? WB : UB) + 1;

    // One adder: minus is plus of the complement with a carry in.
    wire          minus = step[0] & ~step[1];
    wire [SB-1:0] wide  = {{(SB-WB){w[WB-1]}}, w};
    wire [SB-1:0] inc   = {{(SB-UB){u[UB-1] & step[0]}}, u & {UB{step[0]}}} ^ {SB{minus}};
    wire [SB-1:0] sum   = wide + inc + {{(SB-1){1'b0}}, minus};
    wire          over  = sum[SB-1:WB-1] != {(SB-WB+1){sum[SB-1]}};

    always @(posedge clk)
        q <= over ? {sum[SB-1], {(WB-1){~sum[SB-1]}}} : sum[WB-1:0];
endmodule
`default_nettype wire
