// ice40_clock: the design's clock and reset on an iCE40: the PLL on the pin, and a reset of 16 cycles once it locks.
//
// port  meaning
// pin   oscillator
// clk   pin x (DIVF + 1) / (DIVR + 1) / 2^DIVQ (SIMPLE feedback), or the pin itself if PLL is 0
// rst   high after configuration, then low for good
//
// The only block that relies on start values: an iCE40's flip-flops are 0 after configuration.
`default_nettype none
module ice40_clock #(
    parameter PLL    = 1,
    parameter DIVR   = 0,
    parameter DIVF   = 63,
    parameter DIVQ   = 5,
    parameter FILTER = 1
) (
    input  wire pin,
    output wire clk,
    output wire rst
);
    wire locked;

    generate
        if (PLL != 0) begin : pll
            SB_PLL40_PAD #(
                .FEEDBACK_PATH ("SIMPLE"),
                .DIVR          (DIVR),
                .DIVF          (DIVF),
                .DIVQ          (DIVQ),
                .FILTER_RANGE  (FILTER)
            ) pll (
                .PACKAGEPIN    (pin),
                .PLLOUTGLOBAL  (clk),
                .LOCK          (locked),
                .RESETB        (1'b1),
                .BYPASS        (1'b0)
            );
        end else begin : direct
            assign clk    = pin;
            assign locked = 1'b1;
        end
    endgenerate

    reg [3:0] count   = 4'd0;
    reg       running = 1'b0;
    assign rst = ~running;

    always @(posedge clk) begin
        running <= count == 4'd15;
        if (!locked) count <= 4'd0;
        else if (count != 4'd15) count <= count + 4'd1;
    end
endmodule
`default_nettype wire
