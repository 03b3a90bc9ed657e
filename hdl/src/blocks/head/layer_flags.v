// SPDX-License-Identifier: Apache-2.0
// layer_flags: one layer's bit in what goes along all layers.
//
// Layers work on different samples, so what the layers before say of a sample waits here until this layer has it, too:
//
//   updates_before --take--> taken --hand--> shown --> updates, with this layer's own bit
//
// port            width   meaning
// held            LAYERS  layers that stay as they are
// frozen          1       this one does
// take            1       this layer takes a sample; updates_before are that sample's
// hand            1       it hands the sample on; pending and updates are that sample's from the next cycle on
// pending         1       this layer is about to be corrected
// updates_before  LAYERS  the same of the layers before
// updates         LAYERS  ... and of this one: all of the sample that was handed on last
`default_nettype none
module layer_flags #(
    parameter LAYERS = 2,  // layers that learn
    parameter LAYER  = 0   // number of this layer, from 0
) (
    input  wire              clk,
    input  wire              rst,
    input  wire [LAYERS-1:0] held,
    output wire              frozen,
    input  wire              take,
    input  wire              hand,
    input  wire              pending,
    input  wire [LAYERS-1:0] updates_before,
    output wire [LAYERS-1:0] updates
);
    assign frozen = held[LAYER];

    genvar layer;
    generate
        for (layer = 0; layer < LAYERS; layer = layer + 1) begin : bits
            if (layer < LAYER) begin : earlier
                reg taken, shown;
                always @(posedge clk)
                    if (rst) {taken, shown} <= 2'b00;
                    else begin
                        if (take) taken <= updates_before[layer];
                        if (hand) shown <= taken;
                    end
                assign updates[layer] = shown;
            end else begin : others
                assign updates[layer] = layer == LAYER && pending;
            end
        end
    endgenerate

    // The first layer keeps nothing, and no layer looks at those behind it.
    wire unused = &{1'b0, clk, rst, held, take, hand, updates_before};
endmodule
`default_nettype wire
