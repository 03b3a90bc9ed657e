// SPDX-License-Identifier: Apache-2.0
// serialiser: the activations of a readout leave one a cycle without a pause, in order and unchanged, READ of them to a word that came; the
// sample is committed once, when the last has left and the layer has handed it over, whichever is later, with what was handed
// over; a flush is committed at once, and has no values; nothing leaves without a readout, nor after a reset. Any one of the
// values is followed, by itself. The layer reads out word after word without a pause, hands over later, and begins no readout
// while the sample before is on its way (column_control.v).
//
// proof: two to a word, the last one half used; by induction; UNITS=5 READ=2 WORDS=3
// proof: one to a word; by induction; UNITS=3 READ=1 WORDS=3
// proof: as many to a word as there are; by induction; UNITS=3 READ=3 WORDS=1
// reached: a second sample leaves; within 30; UNITS=3 READ=1 WORDS=3 REACH=1
//
// mutant: sending & done & (handed | hand) => sending & (handed | hand)
// mutant: hand & flush | sending => sending
// mutant: valid  <= giving & ~rst; => valid  <= giving;
// mutant: count == LAST) giving <= 1'b0; => count == LAST - 1'b1) giving <= 1'b0;
// mutant: handed ? kept_learn : learn => learn
`default_nettype none
module prove #(
    parameter UNITS = 5,
    parameter READ  = 2,
    parameter WORDS = 3,
    parameter REACH = 0
) (
    input wire              clk,
    input wire              rst,
    input wire              go,
    input wire              is_flush,
    input wire [READ*8-1:0] h,
    input wire              later,
    input wire              learn,
    input wire              label
);
    localparam WB = $clog2(WORDS) > 0 ? $clog2(WORDS) : 1, UB = $clog2(UNITS), RB = READ > 1 ? $clog2(READ) : 1;

    // The layer: rest, read out (not for a flush), then hand over some time later.
    reg          reading = 1'b0, pausing = 1'b0, flush, begun = 1'b0;
    reg [WB:0]   word = 0;
    wire         sending;
    wire         start = go && !reading && !pausing && !sending;
    wire         hand  = pausing && later;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (start) begin
            reading <= !is_flush;
            pausing <= is_flush;
            flush   <= is_flush;
            word    <= 0;
        end
        if (reading) begin
            word <= word + 1'b1;
            if (word == WORDS - 1) {reading, pausing} <= 2'b01;
        end
        if (hand) pausing <= 1'b0;
        if (rst) {reading, pausing} <= 2'b00;
    end

    wire       valid, commit, out_flush, out_learn, out_label;
    wire [7:0] data;
    serialiser #(.UNITS(UNITS), .READ(READ), .WORDS(WORDS), .WORD_BITS(WB), .COUNT(UB), .READ_BITS(RB), .CLASS_BITS(1)) leaf (
        .clk(clk), .rst(rst), .h_3(h), .valid_3(reading), .hand(hand), .flush(flush), .learn(learn), .label(label),
        .sending(sending), .valid(valid), .data(data), .commit(commit), .out_flush(out_flush), .out_learn(out_learn),
        .out_label(out_label)
    );

    // The value that is followed, how many have left, and what was handed over.
    (* anyconst *) wire [UB-1:0] followed;
    reg [7:0]  value;
    reg [UB:0] left = 0;
    reg [UB+1:0] age;      // cycles since the first word, up to UNITS + 1
    reg        open = 1'b0, handed = 1'b0, learn_due, label_due, second = 1'b0;
    wire       first = reading && word == 0;
    wire       ready = open && (handed || hand) && left + valid == UNITS;
    always @(posedge clk) begin
        if (reading && followed / READ == word) value <= h[(followed % READ)*8 +: 8];
        if (valid) left <= left + 1'b1;
        if (hand) {handed, learn_due, label_due} <= {1'b1, learn, label};
        if (first) {open, left} <= {1'b1, {(UB+1){1'b0}}};
        if (commit && begun) second <= !out_flush;
        if (commit || rst) {open, handed} <= 2'b00;
        if (commit || rst) left <= 0;
        age <= first ? 1 : age <= UNITS ? age + 1'b1 : age;
    end

    always @* begin
        assume (begun || rst);
        assume (followed < UNITS);
        if (begun) begin
            assert (!valid || open && left < UNITS);
            if (open) assert (age >= 1 && left + valid == age - 1);
            if (valid && left == followed) assert (data == value);
            assert (commit == (hand && flush || ready));
            assert (!commit || out_flush == flush && !(ready && hand && flush));
            if (commit && !out_flush) assert ({out_learn, out_label} == (handed ? {learn_due, label_due} : {learn, label}));
            assert (sending == open);
            if (REACH != 0) assert (!second || !valid);
        end
    end
endmodule
`default_nettype wire
