// mac_lanes: multiplies one word of weights with one word of activations and adds the row up.
//
//   stage 3  w_3 x a_3, one multiplier a lane
//   stage 4  products registered, added
//   stage 5  sum of the lanes registered, added to the row; first_5: to the bias instead
//   stage 6  acc_6 = (bias << F) + sum over the row's words so far
//
// port     width          meaning
// w_3      LANES*WB       weights, two's complement
// a_3      LANES*AB       activations, two's complement if SIGNED, else unsigned
// bias_5   WB             corrected bias of the row
// first_5  1              first word of a row
// acc_6    ACC            accumulator; its width cannot overflow (Plan's certificate)
`default_nettype none
module mac_lanes #(
    parameter LANES    = 4,
    parameter WB       = 12,
    parameter AB       = 8,
    parameter SIGNED   = 0,
    parameter PRODUCT  = 21,
    parameter LANE_SUM = 23,
    parameter ACC      = 27,
    parameter FRACTION = 8
) (
    input  wire                  clk,
    input  wire [LANES*WB-1:0]   w_3,
    input  wire [LANES*AB-1:0]   a_3,
    input  wire [WB-1:0]         bias_5,
    input  wire                  first_5,
    output reg  signed [ACC-1:0] acc_6
);
    wire [LANES*PRODUCT-1:0] products_4;

    genvar lane;
    generate
        for (lane = 0; lane < LANES; lane = lane + 1) begin : lanes
            multiplier #(.WB(WB), .AB(AB), .SIGNED(SIGNED), .PRODUCT(PRODUCT)) multiplier (
                .clk     (clk),
                .w       (w_3[lane*WB +: WB]),
                .a       (a_3[lane*AB +: AB]),
                .product (products_4[lane*PRODUCT +: PRODUCT])
            );
        end
    endgenerate

    reg signed [LANE_SUM-1:0] total, sum_5;
    integer at;
    always @* begin
        total = {LANE_SUM{1'b0}};
        for (at = 0; at < LANES; at = at + 1)
            total = total + {{(LANE_SUM-PRODUCT){products_4[at*PRODUCT + PRODUCT - 1]}}, products_4[at*PRODUCT +: PRODUCT]};
    end

    wire [ACC-1:0] start = {{(ACC-WB-FRACTION){bias_5[WB-1]}}, bias_5, {FRACTION{1'b0}}};

    always @(posedge clk) begin
        sum_5 <= total;
        acc_6 <= (first_5 ? start : acc_6) + {{(ACC-LANE_SUM){sum_5[LANE_SUM-1]}}, sum_5};
    end
endmodule
`default_nettype wire
