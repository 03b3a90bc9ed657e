// SPDX-License-Identifier: Apache-2.0
// adder_tree: the sum of many numbers, with registers between the levels so that the clock does not fall with their count.
//
//   level 1      sums of up to 4 numbers, registered
//   level 2      sums of up to 4 of those, registered, ...
//   sum          LEVELS cycles after the numbers; LEVELS = 0 for a single number, which passes through
//
// port     width         meaning
// numbers  COUNT*WIDTH   two's complement, number 0 in the low bits
// sum      WIDTH+2*LEVELS  their sum
//
// Every level is two bits wider than the one before: four numbers cannot overflow it.
`default_nettype none
module adder_tree #(
    parameter COUNT  = 6,   // numbers
    parameter WIDTH  = 20,  // bits of a number
    parameter LEVELS = 2    // registered levels
) (
    input  wire                      clk,
    input  wire [COUNT*WIDTH-1:0]    numbers,
    output wire [WIDTH+2*LEVELS-1:0] sum
);
    genvar level, node;
    generate
        for (level = 0; level < LEVELS; level = level + 1) begin : levels
            localparam BELOW = (COUNT + (1 << 2 * level) - 1) >> 2 * level;     // numbers that reach this level
            localparam NODES = (BELOW + 3) / 4;
            localparam IN    = WIDTH + 2 * level;
            localparam OUT   = IN + 2;

            // The numbers, filled up with zeros to a multiple of four.
            wire [4*NODES*IN-1:0] in;
            wire [NODES*OUT-1:0]  out;
            if (level == 0) begin : first
                assign in[BELOW*IN-1:0] = numbers;
            end else begin : later
                assign in[BELOW*IN-1:0] = levels[level-1].out;
            end
            if (4 * NODES > BELOW) begin : pad
                assign in[4*NODES*IN-1:BELOW*IN] = {(4*NODES-BELOW)*IN{1'b0}};
            end

            for (node = 0; node < NODES; node = node + 1) begin : nodes
                wire signed [IN-1:0]  a = in[(4*node+0)*IN +: IN], b = in[(4*node+1)*IN +: IN];
                wire signed [IN-1:0]  c = in[(4*node+2)*IN +: IN], d = in[(4*node+3)*IN +: IN];
                reg  signed [OUT-1:0] total;
                always @(posedge clk)
                    total <= ({{2{a[IN-1]}}, a} + {{2{b[IN-1]}}, b}) + ({{2{c[IN-1]}}, c} + {{2{d[IN-1]}}, d});
                assign out[node*OUT +: OUT] = total;
            end
        end

        if (LEVELS == 0) begin : single
            assign sum = numbers;
            wire unused = &{1'b0, clk};
        end else begin : top
            assign sum = levels[LEVELS-1].out;
        end
    endgenerate
endmodule
`default_nettype wire
