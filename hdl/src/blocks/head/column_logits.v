// SPDX-License-Identifier: Apache-2.0
// column_logits: correlates READ activations a cycle with every class code.
//
//   z_c = sum over the rows of s_c[i] h_i
//
// An adder tree and an accumulator a class. A scan shifts the logits out, class 0 first.
//
// -h is ~h + 1. The trees add h and ~h; the ones are as many as the class has codes of -1, and the sum starts with them.
//
// port     width         meaning
// h_3      READ*8        activations of the next READ rows
// valid_3  1             h_3 is new
// codes    CLASSES*READ  their codes (class_codes.v)
// load     1             a sample begins: the sums start
// scan     1             z is the logit of the next class; not before LEVELS + 1 cycles after the last h_3
// z        ZB            logit, two's complement
// z_next   ZB            the logit after it
//
// Model: golden-model/src/rule/layer.rs `forward`.
`default_nettype none
module column_logits #(
    parameter CLASSES = 10,               // classes
    parameter READ    = 2,                // neurons a cycle
    parameter LEVELS  = 1,                // registered levels of the adder tree
    parameter ZB      = 15,               // bits of a logit
    parameter [CLASSES*ZB-1:0] MINUS = 0  // codes of -1 of each class, padding included, class 0 in the low bits
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire                    load,
    input  wire [READ*8-1:0]       h_3,
    input  wire                    valid_3,
    input  wire [CLASSES*READ-1:0] codes,
    input  wire                    scan,
    output wire [ZB-1:0]           z,
    output wire [ZB-1:0]           z_next
);
    localparam TB = 9 + 2 * LEVELS;

    // valid_3, as late as the trees.
    wire ready;
    generate
        if (LEVELS == 0) begin : now
            assign ready = valid_3;
        end else begin : later
            reg [LEVELS-1:0] valid;
            wire [LEVELS:0]  moved = {valid, valid_3};
            always @(posedge clk) valid <= moved[LEVELS-1:0] & {LEVELS{~rst}};
            assign ready = valid[LEVELS-1];
            wire unused = &{1'b0, moved};
        end
    endgenerate

    genvar c, row;
    generate
        for (c = 0; c < CLASSES; c = c + 1) begin : classes
            wire [READ*9-1:0] terms;
            for (row = 0; row < READ; row = row + 1) begin : rows
                assign terms[row*9 +: 9] = {1'b0, h_3[row*8 +: 8]} ^ {9{~codes[c*READ + row]}};
            end

            wire [TB-1:0]    total;
            adder_tree #(.COUNT(READ), .WIDTH(9), .LEVELS(LEVELS)) tree (.clk(clk), .numbers(terms), .sum(total));

            wire [ZB+TB-1:0] wide = {{ZB{total[TB-1]}}, total};
            wire [ZB-1:0]    above;
            reg  [ZB-1:0]    sum;
            if (c + 1 < CLASSES) begin : chain
                assign above = classes[c+1].sum;
            end else begin : chain
                assign above = {ZB{1'b0}};
            end
            always @(posedge clk)
                if (rst | load) sum <= MINUS[c*ZB +: ZB];
                else if (scan) sum <= above;
                else if (ready) sum <= sum + wide[ZB-1:0];
            wire unused = &{1'b0, wide};
        end
    endgenerate

    assign z      = classes[0].sum;
    assign z_next = classes[1].sum;
endmodule
`default_nettype wire
