// SPDX-License-Identifier: Apache-2.0
// error_unit: for any logits, label, margin and flags, sample after sample and through resets: the rival is the largest logit
// of another class, the lowest of equals; `pending` is high exactly for a learning sample of a layer that is not frozen whose
// lead is below the margin, in whole numbers, whatever MARGIN_BITS can hold; y is its label; t is the number of learning
// samples before it. Logits come as logits.v gives them, one a cycle: z_next is the one after z. With PAUSES they come as code_logits.v gives
// them: behind each any number of cycles in which z_next is the one to come, and nothing else is told.
//
// proof: two classes, a margin as wide as a lead; by induction; CLASSES=2 ZB=3 MARGIN_BITS=4
// proof: three classes, a margin as wide as a lead; by induction; CLASSES=3 ZB=3 MARGIN_BITS=4
// proof: four classes, a margin as wide as a lead; by induction; CLASSES=4 ZB=2 MARGIN_BITS=3
// proof: three classes, a register wider than the logit by 3 bits; by induction; CLASSES=3 ZB=3 MARGIN_BITS=6
// proof: two classes, a register wider than the logit by 5 bits; by induction; CLASSES=2 ZB=3 MARGIN_BITS=8
// proof: four classes, a register wider than the logit by 4 bits; by induction; CLASSES=4 ZB=2 MARGIN_BITS=6
// proof: three classes, a register narrower than a logit; by induction; CLASSES=3 ZB=4 MARGIN_BITS=2
// proof: three classes with pauses; by induction; CLASSES=3 ZB=3 MARGIN_BITS=4 PAUSES=1
// proof: four classes with pauses; by induction; CLASSES=4 ZB=2 MARGIN_BITS=3 PAUSES=1
// reached: a rival that ties, just below the margin; within 14; CLASSES=3 ZB=3 MARGIN_BITS=4 REACH=1
// reached: a lead that equals the margin; within 14; CLASSES=3 ZB=3 MARGIN_BITS=4 REACH=2
//
// mutant: ~{z[ZB-1], z}; => ~{z[ZB-1], z} + 1'b1;
// mutant: not_r} + 1'b1; => not_r};
// mutant: replace & scan ? above_z[ZB] : above_r[ZB] => scan ? above_z[ZB] : above_r[ZB]
// mutant: replace & scan ? => replace ?
// mutant: ~is_label & (beats | ~seen) => ~is_label & beats
// mutant: learn && !frozen => learn
// mutant: if (learned) t <= t + 1'b1; => if (learn) t <= t + 1'b1;
// mutant: learned  <= 1'b0; => learned  <= learned;
`default_nettype none
module prove #(
    parameter CLASSES     = 3,
    parameter ZB          = 3,
    parameter MARGIN_BITS = 4,
    parameter PAUSES      = 0,
    parameter REACH       = 0
) (
    input wire                       clk,
    input wire                       rst,
    input wire                       go,
    input wire                       step,
    input wire [ZB-1:0]              any,
    input wire [CLASSES*ZB-1:0]      logits,
    input wire                       learn_of,
    input wire [$clog2(CLASSES)-1:0] label_of,
    input wire                       frozen,
    input wire [MARGIN_BITS-1:0]     margin_of
);
    localparam CB = $clog2(CLASSES), TB = 2, WIDE = (ZB > MARGIN_BITS ? ZB : MARGIN_BITS) + 3;

    // A sample: a pause, in which label and logits are there, then a scan of the classes, then the decision.
    reg                   resting = 1'b1, scan = 1'b0, hand = 1'b0, begun = 1'b0;
    reg [CB-1:0]          at;
    reg [CLASSES*ZB-1:0]  all, left;
    reg                   learn;
    reg [CB-1:0]          label;
    reg [MARGIN_BITS-1:0] margin;

    always @(posedge clk) begin
        begun <= begun | rst;
        hand  <= 1'b0;
        if (resting && go) begin
            resting <= 1'b0;
            all     <= logits;
            left    <= logits;
            learn   <= learn_of;
            label   <= label_of;
            margin  <= margin_of;
            at      <= 0;
        end else if (!resting && !scan && !hand) scan <= PAUSES == 0 || step;
        if (scan) begin
            left <= left >> ZB;
            at   <= at + 1'b1;
            scan <= PAUSES == 0;
            if (at == CLASSES - 1) begin
                scan <= 1'b0;
                hand <= 1'b1;
            end
        end
        if (hand) resting <= 1'b1;
        if (rst) begin
            resting <= 1'b1;
            scan    <= 1'b0;
            hand    <= 1'b0;
        end
    end

    wire          pending;
    wire [CB-1:0] y, rival;
    wire [TB-1:0] t;
    error_unit #(.CLASS_BITS(CB), .ZB(ZB), .T_BITS(TB), .MARGIN_BITS(MARGIN_BITS)) leaf (
        .clk(clk), .rst(rst), .scan(scan), .z(PAUSES == 0 || scan ? left[0 +: ZB] : any), .z_next(PAUSES == 0 ? left[ZB +: ZB] : scan ? any : left[0 +: ZB]), .hand(hand), .learn(learn), .frozen(frozen),
        .label(label), .margin(margin), .pending(pending), .y(y), .rival(rival), .t(t)
    );

    // The rival, from the highest class down, so that the lowest of equals stays.
    reg signed [ZB-1:0] best, mine, z;
    reg [CB-1:0]        best_class;
    reg                 some;
    integer c;
    always @* begin
        some       = 1'b0;
        best       = 0;
        best_class = 0;
        mine       = all[label*ZB +: ZB];
        for (c = CLASSES - 1; c >= 0; c = c - 1) begin
            z = all[c*ZB +: ZB];
            if (c != label && (!some || z >= best)) begin
                some       = 1'b1;
                best       = z;
                best_class = c;
            end
        end
    end
    wire signed [WIDE-1:0] lead = {{(WIDE-ZB){mine[ZB-1]}}, mine} - {{(WIDE-ZB){best[ZB-1]}}, best};
    wire signed [WIDE-1:0] asked = {{(WIDE-MARGIN_BITS){1'b0}}, margin};

    reg          pending_due = 1'b0, decided = 1'b0, learned = 1'b0, tie;
    reg [CB-1:0] y_due, rival_due;
    reg [TB-1:0] t_due = 0;
    always @(posedge clk)
        if (rst) begin
            pending_due <= 1'b0;
            decided     <= 1'b0;
            learned     <= 1'b0;
            t_due       <= 0;
        end else if (hand) begin
            decided     <= 1'b1;
            pending_due <= learn && !frozen && lead < asked;
            y_due       <= label;
            rival_due   <= best_class;
            learned     <= learn;
            if (learned) t_due <= t_due + 1'b1;
        end

    always @* begin
        assume (begun || rst);
        assume (label_of < CLASSES);
        if (begun) begin
            assert (pending == pending_due);
            if (decided) assert (t == t_due);
            if (decided) assert (y == y_due);
            if (decided && !scan && !hand && (resting || at == 0)) assert (rival == rival_due);
            if (hand && REACH == 1) assert (lead + 1 != asked || all[ZB-1:0] != all[ZB +: ZB] || label != 2 || asked == 0);
            if (hand && REACH == 2) assert (lead != asked || asked == 0);
        end
    end
endmodule
`default_nettype wire
