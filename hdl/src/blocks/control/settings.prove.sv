// SPDX-License-Identifier: Apache-2.0
// settings: after a reset the registers hold what the network file says; a byte of the margin, of the revival mask or the rate
// that fits is in its place one cycle later, and every other bit as it was; flags likewise; `fits` is high exactly for a byte
// without a bit that no register has, and a rate that there is.
//
// proof: fields that end within a byte; by induction; LAYERS=2 MARGIN_BITS=15 REVIVAL_BITS=6 SLOWER_BITS=2 SLOWEST=2
// proof: fields that end with a byte; by induction; LAYERS=3 MARGIN_BITS=16 REVIVAL_BITS=8 SLOWER_BITS=1 SLOWEST=0
// proof: wide fields; by induction; LAYERS=1 MARGIN_BITS=24 REVIVAL_BITS=12 SLOWER_BITS=3 SLOWEST=5
// proof: narrow fields; by induction; LAYERS=2 MARGIN_BITS=5 REVIVAL_BITS=1 SLOWER_BITS=1 SLOWEST=1
//
// mutant: value <= MOST => value < MOST
// mutant: RATE         = 5 => RATE         = 6
// mutant: at == HERE ? value : now[8*part +: 8] => value
// mutant: MARGIN_MASK  = (1 << MARGIN_BITS) - 1 => MARGIN_MASK  = (1 << MARGIN_BITS)
// mutant: revival <= REVIVAL[REVIVAL_BITS-1:0]; => revival <= revival;
`default_nettype none
module prove #(
    parameter LAYERS       = 2,
    parameter MARGIN_BITS  = 15,
    parameter REVIVAL_BITS = 6,
    parameter SLOWER_BITS  = 2,
    parameter SLOWEST      = 2
) (
    input wire       clk,
    input wire       rst,
    input wire       write_flags,
    input wire       write,
    input wire [2:0] at,
    input wire [7:0] value
);
    wire                    fits, off;
    wire [LAYERS-1:0]       held;
    wire [MARGIN_BITS-1:0]  margin;
    wire [REVIVAL_BITS-1:0] revival;
    wire [SLOWER_BITS-1:0]  slower;
    settings #(
        .LAYERS(LAYERS), .MARGIN_BITS(MARGIN_BITS), .REVIVAL_BITS(REVIVAL_BITS), .SLOWER_BITS(SLOWER_BITS), .SLOWEST(SLOWEST),
        .MARGIN(19), .REVIVAL(1)
    ) leaf (
        .clk(clk), .rst(rst), .write_flags(write_flags), .write(write), .at(at), .value(value), .fits(fits), .off(off), .held(held),
        .margin(margin), .revival(revival), .slower(slower)
    );

    reg                    begun = 1'b0, off_due;
    reg [LAYERS-1:0]       held_due;
    reg [23:0]             margin_due;
    reg [15:0]             revival_due;
    reg [7:0]              slower_due;
    always @(posedge clk) begin
        begun <= 1'b1;
        if (write_flags) {off_due, held_due} <= {value[7], value[LAYERS-1:0]};
        if (write && at < 3) margin_due[8*at +: 8] <= value;
        if (write && (at == 3 || at == 4)) revival_due[8*(at-3) +: 8] <= value;
        if (write && at == 5) slower_due <= value;
        if (rst) begin
            {off_due, held_due} <= 0;
            margin_due          <= 19;
            revival_due         <= 1;
            slower_due          <= 0;
        end
    end

    // The registers with all bits of byte `at` set.
    wire [15:0] revivals = 16'hffff >> (16 - REVIVAL_BITS);
    wire [23:0] margins  = 24'hffffff >> (24 - MARGIN_BITS);
    wire [63:0] most     = {24'd0, revivals, margins};

    always @* begin
        assume (begun || rst);
        assume (!write || fits);
        assert (fits == (at == 5 ? value <= SLOWEST : (value & ~most[8*at +: 8]) == 0));
        if (begun) begin
            assert (off == off_due && held == held_due);
            assert (margin == margin_due && revival == revival_due && slower == slower_due);
        end
    end
endmodule
`default_nettype wire
