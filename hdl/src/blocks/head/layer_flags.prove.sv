// SPDX-License-Identifier: Apache-2.0
// layer_flags: `frozen` is the layer's own bit of `held`. `updates`, from the cycle after a hand-over on, are the bits that the
// layers before had for the very sample that was handed over, when it was taken, and this layer's own; layers behind have none.
//
// proof: the first of three; by induction; LAYERS=3 LAYER=0
// proof: the second of three; by induction; LAYERS=3 LAYER=1
// proof: the last of three; by induction; LAYERS=3 LAYER=2
// proof: the only one; by induction; LAYERS=1 LAYER=0
//
// mutant: if (hand) shown <= taken; => if (hand) shown <= updates_before[layer];
// mutant: if (take) taken => taken
// mutant: layer == LAYER && pending => layer >= LAYER && pending
// mutant: if (rst) {taken, shown} <= 2'b00; => if (rst) taken <= 1'b0;
`default_nettype none
module prove #(
    parameter LAYERS = 3,
    parameter LAYER  = 1
) (
    input wire              clk,
    input wire              rst,
    input wire [LAYERS-1:0] held,
    input wire              take,
    input wire              hand,
    input wire              pending,
    input wire [LAYERS-1:0] updates_before
);
    wire              frozen;
    wire [LAYERS-1:0] updates;
    layer_flags #(.LAYERS(LAYERS), .LAYER(LAYER)) leaf (
        .clk(clk), .rst(rst), .held(held), .frozen(frozen), .take(take), .hand(hand), .pending(pending),
        .updates_before(updates_before), .updates(updates)
    );

    localparam [LAYERS-1:0] EARLIER = (1 << LAYER) - 1, OWN = 1 << LAYER;
    reg [LAYERS-1:0] inside, answered;
    reg              begun = 1'b0;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (take) inside <= updates_before & EARLIER;
        if (hand) answered <= inside;
        if (rst) {inside, answered} <= 0;
    end

    always @* begin
        assume (begun || rst);
        assume (!take || !hand);
        assert (frozen == ((held & OWN) != 0));
        if (begun) assert (updates == (answered | (pending ? OWN : 0)));
    end
endmodule
`default_nettype wire
