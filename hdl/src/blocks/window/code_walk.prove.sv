// SPDX-License-Identifier: Apache-2.0
// code_walk: while the logits are made, word n is word n, for value n / CLASSES; while the code moves, of each value the label's word, then
// the rival's; last with the last of them, and nothing is left over for the next time. A reset of one cycle at any moment begins
// anew.
//
// proof: three classes; by induction; VALUES=3 CLASSES=3
// proof: two classes; by induction; VALUES=4 CLASSES=2
// proof: one value; by induction; VALUES=1 CLASSES=5
// reached: the code has moved; within 12; VALUES=3 CLASSES=3 REACH=1
//
// mutant: second ? rival : label => second ? label : rival
// mutant: ~(code | move) | last => ~(code | move)
// mutant: move ? second : class_id == LAST_CLASS => class_id == LAST_CLASS
// mutant: value + CLASSES[V_ADDR-1:0] => value + 1'b1
`default_nettype none
module prove #(
    parameter VALUES  = 3,
    parameter CLASSES = 3,
    parameter REACH   = 0
) (
    input wire                       clk,
    input wire                       rst,
    input wire                       start,
    input wire                       moves,
    input wire [$clog2(CLASSES)-1:0] label,
    input wire [$clog2(CLASSES)-1:0] rival
);
    localparam CB = $clog2(CLASSES), T = VALUES > 1 ? $clog2(VALUES) : 1, VB = $clog2(VALUES * CLASSES);

    // Whoever drives it keeps one of both up until the last word.
    reg  code = 1'b0, move = 1'b0, begun = 1'b0;
    wire last, second;
    wire [VB-1:0] v_addr;
    wire [T-1:0]  t;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (rst || last) {code, move} <= 2'b00;
        else if (!code && !move && start) {code, move} <= {~moves, moves};
    end
    code_walk #(.VALUES(VALUES), .CLASSES(CLASSES), .CLASS_BITS(CB), .T(T), .V_ADDR(VB)) leaf (
        .clk(clk), .rst(rst), .code(code), .move(move), .label(label), .rival(rival), .v_addr(v_addr), .t(t), .second(second), .last(last)
    );

    reg [5:0] n = 0;
    always @(posedge clk) n <= rst || !(code || move) ? 0 : n + 1'b1;

    wire [5:0] value = move ? n / 2 : n / CLASSES, within = move ? n % 2 : n % CLASSES;
    always @* begin
        assume (begun || rst);
        assume (label < CLASSES && rival < CLASSES);
        if (begun) begin
            assert (n < (move ? 2 * VALUES : code ? CLASSES * VALUES : 1));
            assert (t == value);
            assert (second == (move && within == 1));
            if (code) assert (v_addr == n);
            if (move) assert (v_addr == value * CLASSES + (within == 1 ? rival : label));
            assert (last == ((code || move) && n == (move ? 2 * VALUES : CLASSES * VALUES) - 1));
            if (REACH != 0) assert (!(move && last));
        end
    end
endmodule
`default_nettype wire
