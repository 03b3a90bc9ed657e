// bias_lane: corrects the bias of a row, a weight whose input is the constant 1.0.
//
//   stage 3  the row's bias is addressed (by layer_control)
//   stage 4  bias_4 out of memory; corrected with the row's decision
//   stage 5  bias_5 starts the row's sum and goes back to memory when the row changes
//
// port     width  meaning
// step_2   2      decision of the row at stage 2, {sign, enable}
// bias_4   WB     bias at stage 4
// bias_5   WB     corrected bias at stage 5
// first_5  1      the first word of a row is at stage 5: the bias is used and, if corrected, written back
// write_5  1      write bias_5 back
`default_nettype none
module bias_lane #(
    parameter WB   = 12,
    parameter UB   = 3,
    parameter UP   = 1,   // U- of 1.0
    parameter DOWN = 1    // U+ of 1.0
) (
    input  wire          clk,
    input  wire [1:0]    step_2,
    input  wire [WB-1:0] bias_4,
    output wire [WB-1:0] bias_5,
    input  wire          first_5,
    output wire          write_5
);
    localparam [UB-1:0] U_UP = UP, U_DOWN = DOWN;

    reg [1:0] step_3, step_4;
    reg       change_5;

    assign write_5 = change_5 & first_5;

    always @(posedge clk) begin
        step_3   <= step_2;
        step_4   <= step_3;
        change_5 <= step_4[0];
    end

    sat_update #(.WB(WB), .UB(UB)) update (
        .clk  (clk),
        .w    (bias_4),
        .u    (step_4[1] ? U_UP : U_DOWN),
        .step (step_4),
        .q    (bias_5)
    );
endmodule
`default_nettype wire
