// SPDX-License-Identifier: Apache-2.0
// frame_registers: what a frame asks of register_file, word by word.
//
//   kind       words: address <- value
//   SET        HELD <- bits 0 to LAYERS-1, CONTROL <- not bit 7
//   REGISTERS  MARGIN <- 3 bytes, REVIVAL <- 2, SLOWER <- 1
//   COUNTERS   SAMPLES, then UPDATES of each layer
//   PEEK       the one with the frame's address
//   POKE       the same <- 4 bytes
//
// port     width  meaning
// kind     8      of the frame
// item     3      its word, 0 first
// address  16     of the frame, bytes
// value    32     n bytes of the frame, in the top ones; the last that came is on top
// we addr wdata   the request, one cycle later
`default_nettype none
module frame_registers #(
    parameter LAYERS = 2   // layers that learn
) (
    input  wire        clk,
    input  wire [7:0]  kind,
    input  wire [2:0]  item,
    input  wire [15:0] address,
    input  wire [31:0] value,
    output reg         we,
    output reg  [11:0] addr,
    output reg  [31:0] wdata
);
    // From the table of the protocol: kinds SET COUNTERS REGISTERS POKE
    localparam [7:0] SET = 8'h06, COUNTERS = 8'h07, REGISTERS = 8'h09, POKE = 8'h0b;
    // End of the table.
    // From the table of registers: CONTROL HELD SLOWER MARGIN REVIVAL SAMPLES UPDATES
    localparam [11:0] STEP = 12'h020;
    localparam [11:0] AT_CONTROL = 12'h010, AT_HELD = 12'h018, AT_SLOWER = 12'h01c, AT_MARGIN = 12'h020;
    localparam [11:0] AT_REVIVAL = 12'h024, AT_SAMPLES = 12'h040, AT_UPDATES = 12'h100;
    // End of the table.
    localparam [11:0] NOWHERE = 12'hffc;     // there is no register

    wire [7:0] flags = value[31:24];

    always @(posedge clk) begin
        we    <= kind == SET || kind == REGISTERS || kind == POKE;
        addr  <= address[15:12] == 4'd0 ? address[11:0] : NOWHERE;
        wdata <= value;
        case (kind)
            SET:
                if (item == 3'd0) {addr, wdata} <= {AT_HELD, {(32-LAYERS){1'b0}}, flags[LAYERS-1:0]};
                else {addr, wdata} <= {AT_CONTROL, 31'd0, !flags[7]};
            REGISTERS:
                if (item == 3'd0) {addr, wdata} <= {AT_MARGIN, 8'd0, value[31:8]};
                else if (item == 3'd1) {addr, wdata} <= {AT_REVIVAL, 16'd0, value[31:16]};
                else {addr, wdata} <= {AT_SLOWER, 24'd0, value[31:24]};
            COUNTERS: addr <= item == 3'd0 ? AT_SAMPLES : AT_UPDATES + STEP * {9'd0, item - 3'd1};
            default: ;
        endcase
    end

    wire unused = &{1'b0, flags};
endmodule
`default_nettype wire
