// row_decision: should this row be corrected for the sample before, and which way?
//
//   d = (s_r - s_y) / 2: two code bits and an XOR
//   kept where the neuron was active, or where it is dead, d = -1 and ((t + row) & REVIVAL) == 0; else 0
//
//   stage 0  the row's code bits s_y and s_r and its active bit are looked up
//   stage 1  step_1 = {d == -1, d != 0}
//   stage 7  the active bit of the sample at hand is stored
//
// port       width       meaning
// load       1           a pass begins: go to row 0
// walk_0     1           a word is at stage 0
// row_0      ROW_BITS    its row
// advance_0  1           the next word belongs to the next row
// pending    1           the sample before asked for a correction
// label      CLASS_BITS  y of the sample before
// rival      CLASS_BITS  r of the sample before
// t          T_BITS      low bits of its number among the learning samples
// revival    T_BITS      mask RV
// h_7        8           activation of the next row in turn
// valid_7    1           h_7 is new
// step_1     2           {sign, enable}
//
// Model: golden-model/src/rule/layer.rs `update`.
`default_nettype none
module row_decision #(
    parameter ROWS       = 64,
    parameter ROW_BITS   = 6,
    parameter CLASS_BITS = 4,
    parameter T_BITS     = 6,
    parameter WALSH      = 0,
    parameter CODE_BITS  = 7,
    parameter MODULUS    = 128,
    parameter QUARTER    = 32,
    parameter STEP       = 2,
    parameter START      = 1
) (
    input  wire                  clk,
    input  wire                  load,
    input  wire                  walk_0,
    input  wire [ROW_BITS-1:0]   row_0,
    input  wire                  advance_0,
    input  wire                  pending,
    input  wire [CLASS_BITS-1:0] label,
    input  wire [CLASS_BITS-1:0] rival,
    input  wire [T_BITS-1:0]     t,
    input  wire [T_BITS-1:0]     revival,
    input  wire [7:0]            h_7,
    input  wire                  valid_7,
    output wire [1:0]            step_1
);
    wire s_y, s_r, was_active;

    code_gen #(
        .WALSH(WALSH), .CLASS_BITS(CLASS_BITS), .BITS(CODE_BITS), .MODULUS(MODULUS), .QUARTER(QUARTER), .STEP(STEP), .START(START)
    ) code_y (
        .clk(clk), .load(load), .advance(advance_0), .class_id(label), .code(s_y)
    ), code_r (
        .clk(clk), .load(load), .advance(advance_0), .class_id(rival), .code(s_r)
    );

    // Rows finish in order, long after the same row was looked up.
    reg [ROW_BITS-1:0] row_7;
    always @(posedge clk)
        if (load) row_7 <= {ROW_BITS{1'b0}};
        else if (valid_7) row_7 <= row_7 + 1'b1;

    sdp_ram #(.WIDTH(1), .DEPTH(ROWS), .ADDR(ROW_BITS)) active_bits (
        .clk(clk), .we(valid_7), .waddr(row_7), .wdata(|h_7), .raddr(row_0), .rdata(was_active)
    );

    // t + row; the mask keeps the low bits.
    localparam SB = T_BITS > ROW_BITS ? T_BITS : ROW_BITS;
    wire [SB-1:0] turn = {{(SB-T_BITS){1'b0}}, t} + {{(SB-ROW_BITS){1'b0}}, row_0};

    reg up_1, differ_1, revive_1;
    always @(posedge clk) begin
        up_1     <= s_y;
        differ_1 <= walk_0 & pending & (s_y ^ s_r);
        revive_1 <= s_y & (turn[T_BITS-1:0] & revival) == {T_BITS{1'b0}};
    end

    assign step_1 = {up_1, differ_1 & (was_active | revive_1)};

    wire unused = &{1'b0, turn};
endmodule
`default_nettype wire
