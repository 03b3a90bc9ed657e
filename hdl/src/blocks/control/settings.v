// SPDX-License-Identifier: Apache-2.0
// settings: the registers that a host sets over the serial line. After a reset they hold what the network file says.
//
// A value comes byte by byte, as it stands in a frame. A byte with a bit that no register has does not fit; who sends looks at
// all of them first (`fits`), so nothing is half done.
//
// port        width         meaning
// write_flags 1             value holds the flags: bit k: layer k stays as it is, bit 7: nothing is learned at all
// write       1             value is byte `at` of the others: margin (3), revival (2), slower (1), low byte first
// at          3
// value       8
// fits        1             value is one that byte `at` may have
// off         1             nothing is learned
// held        LAYERS        layers that stay as they are
// margin      MARGIN_BITS   M
// revival     REVIVAL_BITS  the mask RV
// slower      SLOWER_BITS   the rate is 2^-(L + slower), L being the file's; up to SLOWEST
//
// Model: golden-model/src/plan/registers.rs.
`default_nettype none
module settings #(
    parameter LAYERS       = 2,    // layers that learn
    parameter MARGIN_BITS  = 15,   // bits of the margin
    parameter REVIVAL_BITS = 6,    // bits of the mask RV
    parameter SLOWER_BITS  = 1,    // bits of `slower`
    parameter SLOWEST      = 1,    // steps: largest `slower`
    parameter MARGIN       = 128,  // in units of a logit, after a reset
    parameter REVIVAL      = 63    // mask RV after a reset
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire                    write_flags,
    input  wire                    write,
    input  wire [2:0]              at,
    input  wire [7:0]              value,
    output wire                    fits,
    output reg                     off,
    output reg  [LAYERS-1:0]       held,
    output reg  [MARGIN_BITS-1:0]  margin,
    output reg  [REVIVAL_BITS-1:0] revival,
    output reg  [SLOWER_BITS-1:0]  slower
);
    // Bits that there are, byte 0 in the low ones; the last byte is below.
    localparam [23:0] MARGIN_MASK  = (1 << MARGIN_BITS) - 1;
    localparam [15:0] REVIVAL_MASK = (1 << REVIVAL_BITS) - 1;
    localparam [63:0] MASK         = {24'd0, REVIVAL_MASK, MARGIN_MASK};
    localparam [7:0]  MOST         = SLOWEST;
    localparam [2:0]  RATE         = 5;

    assign fits = at == RATE ? value <= MOST : ~|(value & ~MASK[8*at +: 8]);

    // The registers with the byte at hand in its place.
    wire [39:0] now = {{(16-REVIVAL_BITS){1'b0}}, revival, {(24-MARGIN_BITS){1'b0}}, margin};
    wire [39:0] next;
    genvar part;
    generate
        for (part = 0; part < 5; part = part + 1) begin : parts
            localparam [2:0] HERE = part;
            assign next[8*part +: 8] = at == HERE ? value : now[8*part +: 8];
        end
    endgenerate

    always @(posedge clk) begin
        if (write_flags) {off, held} <= {value[7], value[LAYERS-1:0]};
        if (write) {revival, margin} <= {next[24 +: REVIVAL_BITS], next[MARGIN_BITS-1:0]};
        if (write && at == RATE) slower <= value[SLOWER_BITS-1:0];
        if (rst) begin
            off     <= 1'b0;
            held    <= {LAYERS{1'b0}};
            margin  <= MARGIN[MARGIN_BITS-1:0];
            revival <= REVIVAL[REVIVAL_BITS-1:0];
            slower  <= {SLOWER_BITS{1'b0}};
        end
    end

    wire unused = &{1'b0, next};
endmodule
`default_nettype wire
