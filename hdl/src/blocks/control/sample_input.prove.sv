// SPDX-License-Identifier: Apache-2.0
// sample_input: beats become samples: every FEATURES-th value commits one; a flush counts only where a sample would begin and
// commits at once, without a value; what is passed on is what was offered, when it was taken; a sample to be learned whose
// label is no class becomes a prediction, which alone keeps such a label; busy from the cycle after a sample's first beat to
// its last. A reset at any moment begins anew.
//
// proof: three values, three classes; by induction; FEATURES=3 CLASSES=3
// proof: two values, as many classes as labels; by induction; FEATURES=2 CLASSES=4
// proof: one value; by induction; FEATURES=1 CLASSES=5
// reached: a refused label; within 8; FEATURES=3 CLASSES=3 REACH=1
//
// mutant: if (rst | commit) => if (commit)
// mutant: s_flush & ~started => s_flush
// mutant: FEATURES - 2; => FEATURES - 1;
// mutant: s_learn & CLASS[s_label] => s_learn
// mutant: s_label & {CLASS_BITS{s_learn}} => s_label
`default_nettype none
module prove #(
    parameter FEATURES = 3,
    parameter CLASSES  = 3,
    parameter REACH    = 0
) (
    input wire                       clk,
    input wire                       rst,
    input wire                       s_valid,
    input wire [7:0]                 s_data,
    input wire [$clog2(CLASSES)-1:0] s_label,
    input wire                       s_learn,
    input wire                       s_flush,
    input wire                       in_ready
);
    localparam CB = $clog2(CLASSES), NB = FEATURES > 1 ? $clog2(FEATURES) : 1;

    wire          s_ready, valid, commit, flush, learn, busy;
    wire [7:0]    data;
    wire [CB-1:0] label;
    sample_input #(.FEATURES(FEATURES), .COUNT_BITS(NB), .CLASSES(CLASSES), .CLASS_BITS(CB)) leaf (
        .clk(clk), .rst(rst), .s_valid(s_valid), .s_ready(s_ready), .s_data(s_data), .s_label(s_label), .s_learn(s_learn),
        .s_flush(s_flush), .in_ready(in_ready), .valid(valid), .data(data), .commit(commit), .flush(flush), .learn(learn),
        .label(label), .busy(busy)
    );

    reg [7:0] values = 0;
    reg       begun = 1'b0;
    wire      beat = s_valid && in_ready;
    wire      pure = beat && s_flush && values == 0;
    wire      last = beat && !pure && values == FEATURES - 1;
    wire      bad  = s_label >= CLASSES;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (rst || last) values <= 0;
        else if (beat && !pure) values <= values + 1'b1;
    end

    always @* begin
        assume (begun || rst);
        assert (s_ready == in_ready);
        if (begun) begin
            assert (valid == (beat && !pure));
            assert (flush == pure);
            assert (commit == (pure || last));
            assert (busy == (values != 0));
            if (valid) assert (data == s_data);
            if (last) assert (learn == (s_learn && !bad));
            if (last && s_learn) assert (label == s_label);
            if (last && !s_learn) assert (label < CLASSES);
            if (REACH != 0) assert (!last || !s_learn || !bad);
        end
    end
endmodule
`default_nettype wire
