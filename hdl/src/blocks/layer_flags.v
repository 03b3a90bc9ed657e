// layer_flags: one layer's bit in what goes along all layers.
//
// port            width   meaning
// held            LAYERS  layers that stay as they are
// frozen          1       this one does
// pending         1       this layer is about to be corrected
// updates_before  LAYERS  the same of the layers before
// updates         LAYERS  ... and of this one
`default_nettype none
module layer_flags #(
    parameter LAYERS = 2,
    parameter LAYER  = 0
) (
    input  wire [LAYERS-1:0] held,
    output wire              frozen,
    input  wire              pending,
    input  wire [LAYERS-1:0] updates_before,
    output wire [LAYERS-1:0] updates
);
    wire [LAYERS-1:0] bit_of_layer = {{(LAYERS-1){1'b0}}, 1'b1} << LAYER;

    assign frozen  = |(held & bit_of_layer);
    assign updates = updates_before | ({LAYERS{pending}} & bit_of_layer);
endmodule
`default_nettype wire
