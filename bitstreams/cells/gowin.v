// Models of Gowin's cells that Yosys knows as black boxes only: block RAM with one write and one read port, and multipliers,
// in the modes that Yosys makes of our designs. Written from Gowin's guides UG285 (block RAM) and UG287 (DSP) and Yosys' maps
// for them. Another mode, or a pin or parameter that is not named here, stops: the simulator, or the simulation.

// 2,048 words of 8 or 9 bits with a write and a read port of the same clock. A port of 1, 2 or 4 bits takes a part of a
// word; one of two or four words takes them in a row, and the lowest bits of the write address say which are written.
// Reading what is written in the same cycle is undefined: here the complement.
module gowin_block_ram #(
    parameter WORD = 9, WRITTEN = 36, READ = 36,
    parameter [64*32*WORD-1:0] INIT = 0
) (
    input                   write_clk, write, read_clk, read,
    input      [13:0]       write_address, read_address,
    input      [4*WORD-1:0] data,
    output reg [4*WORD-1:0] out
);
    reg [WORD-1:0] mem [0:2047];
    integer        number;
    initial begin
        out = 0;
        for (number = 0; number < 2048; number = number + 1) mem[number] = INIT[WORD*number +: WORD];
    end

    // The first word that a port takes, and where its part of a word begins.
    function [10:0] first(input integer width, input [13:0] address);
        first = width == 4 * WORD ? {address[13:5], 2'd0} : width == 2 * WORD ? {address[13:4], 1'b0} : address[13:3];
    endfunction
    function [3:0] offset(input integer width, input [2:0] address);
        offset = width == 1 ? address : width == 2 ? {address[2:1], 1'b0} : width == 4 ? {address[2], 2'd0} : 4'd0;
    endfunction
    // Whether one of the words from `base` on that are written is word `at`.
    function touched(input integer at, input integer base, input [3:0] written);
        touched = at >= base && at < base + 4 && written[(at - base) & 3];
    endfunction

    wire [10:0]     to = first(WRITTEN, write_address), from = first(READ, read_address);
    wire [3:0]      to_bit = offset(WRITTEN, write_address[2:0]), from_bit = offset(READ, read_address[2:0]);
    wire [WORD-1:0] part = (WRITTEN < 8 ? (1 << WRITTEN) - 1 : (1 << WORD) - 1) << to_bit;
    wire [3:0]      written = !write ? 4'd0 : WRITTEN == 4 * WORD ? write_address[3:0]
                            : WRITTEN == 2 * WORD ? {2'd0, write_address[1:0]} : 4'd1;

    integer w, r;
    always @(posedge write_clk)
        for (w = 0; w < 4; w = w + 1)
            if (written[w]) mem[to + w] <= mem[to + w] & ~part | data[WORD*w +: WORD] << to_bit & part;
    always @(posedge read_clk) begin
        for (r = 0; r < 4; r = r + 1)
            if (read && from + r < 2048)
                out[WORD*r +: WORD] <= (mem[from + r] ^ {WORD{touched(from + r, to, written)}} & part) >> from_bit;
        if (read && write && read_clk !== write_clk) $fatal(1, "gowin_block_ram: the model has one clock");
    end
endmodule

// Words of 8 bits: ports of 1, 2, 4, 8, 16 or 32 bits.
module SDPB (
    input         CLKA, CEA, RESETA, CLKB, CEB, RESETB, OCE,
    input  [13:0] ADA, ADB,
    input  [2:0]  BLKSELA, BLKSELB,
    input  [31:0] DI,
    output [31:0] DO
);
    parameter READ_MODE = 1'b0;
    parameter BIT_WIDTH_0 = 32, BIT_WIDTH_1 = 32;
    parameter BLK_SEL_0 = 3'b000, BLK_SEL_1 = 3'b000;
    parameter RESET_MODE = "SYNC";
    parameter [255:0] INIT_RAM_00 = 0, INIT_RAM_01 = 0, INIT_RAM_02 = 0, INIT_RAM_03 = 0;
    parameter [255:0] INIT_RAM_04 = 0, INIT_RAM_05 = 0, INIT_RAM_06 = 0, INIT_RAM_07 = 0;
    parameter [255:0] INIT_RAM_08 = 0, INIT_RAM_09 = 0, INIT_RAM_0A = 0, INIT_RAM_0B = 0;
    parameter [255:0] INIT_RAM_0C = 0, INIT_RAM_0D = 0, INIT_RAM_0E = 0, INIT_RAM_0F = 0;
    parameter [255:0] INIT_RAM_10 = 0, INIT_RAM_11 = 0, INIT_RAM_12 = 0, INIT_RAM_13 = 0;
    parameter [255:0] INIT_RAM_14 = 0, INIT_RAM_15 = 0, INIT_RAM_16 = 0, INIT_RAM_17 = 0;
    parameter [255:0] INIT_RAM_18 = 0, INIT_RAM_19 = 0, INIT_RAM_1A = 0, INIT_RAM_1B = 0;
    parameter [255:0] INIT_RAM_1C = 0, INIT_RAM_1D = 0, INIT_RAM_1E = 0, INIT_RAM_1F = 0;
    parameter [255:0] INIT_RAM_20 = 0, INIT_RAM_21 = 0, INIT_RAM_22 = 0, INIT_RAM_23 = 0;
    parameter [255:0] INIT_RAM_24 = 0, INIT_RAM_25 = 0, INIT_RAM_26 = 0, INIT_RAM_27 = 0;
    parameter [255:0] INIT_RAM_28 = 0, INIT_RAM_29 = 0, INIT_RAM_2A = 0, INIT_RAM_2B = 0;
    parameter [255:0] INIT_RAM_2C = 0, INIT_RAM_2D = 0, INIT_RAM_2E = 0, INIT_RAM_2F = 0;
    parameter [255:0] INIT_RAM_30 = 0, INIT_RAM_31 = 0, INIT_RAM_32 = 0, INIT_RAM_33 = 0;
    parameter [255:0] INIT_RAM_34 = 0, INIT_RAM_35 = 0, INIT_RAM_36 = 0, INIT_RAM_37 = 0;
    parameter [255:0] INIT_RAM_38 = 0, INIT_RAM_39 = 0, INIT_RAM_3A = 0, INIT_RAM_3B = 0;
    parameter [255:0] INIT_RAM_3C = 0, INIT_RAM_3D = 0, INIT_RAM_3E = 0, INIT_RAM_3F = 0;

    generate
        if (READ_MODE != 0 || BLK_SEL_0 != 0 || BLK_SEL_1 != 0 || RESET_MODE != "SYNC") begin : other
            SDPB_in_a_mode_without_a_model stop ();
        end
    endgenerate

    localparam [64*256-1:0] INIT = {
        INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
        INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
        INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
        INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
        INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
        INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
        INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
        INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
    };

    gowin_block_ram #(.WORD(8), .WRITTEN(BIT_WIDTH_0), .READ(BIT_WIDTH_1), .INIT(INIT)) ram (
        .write_clk(CLKA), .write(CEA), .write_address(ADA), .data(DI), .read_clk(CLKB), .read(CEB), .read_address(ADB), .out(DO)
    );

    always @(posedge CLKB) begin
        if (RESETA || RESETB) $fatal(1, "SDPB: the model has no reset");
        if (!OCE || BLKSELA != 0 || BLKSELB != 0) $fatal(1, "SDPB: the model has no block select and no output enable");
    end
endmodule

// Words of 9 bits: ports of 9, 18 or 36 bits.
module SDPX9B (
    input         CLKA, CEA, RESETA, CLKB, CEB, RESETB, OCE,
    input  [13:0] ADA, ADB,
    input  [2:0]  BLKSELA, BLKSELB,
    input  [35:0] DI,
    output [35:0] DO
);
    parameter READ_MODE = 1'b0;
    parameter BIT_WIDTH_0 = 36, BIT_WIDTH_1 = 36;
    parameter BLK_SEL_0 = 3'b000, BLK_SEL_1 = 3'b000;
    parameter RESET_MODE = "SYNC";
    parameter [287:0] INIT_RAM_00 = 0, INIT_RAM_01 = 0, INIT_RAM_02 = 0, INIT_RAM_03 = 0;
    parameter [287:0] INIT_RAM_04 = 0, INIT_RAM_05 = 0, INIT_RAM_06 = 0, INIT_RAM_07 = 0;
    parameter [287:0] INIT_RAM_08 = 0, INIT_RAM_09 = 0, INIT_RAM_0A = 0, INIT_RAM_0B = 0;
    parameter [287:0] INIT_RAM_0C = 0, INIT_RAM_0D = 0, INIT_RAM_0E = 0, INIT_RAM_0F = 0;
    parameter [287:0] INIT_RAM_10 = 0, INIT_RAM_11 = 0, INIT_RAM_12 = 0, INIT_RAM_13 = 0;
    parameter [287:0] INIT_RAM_14 = 0, INIT_RAM_15 = 0, INIT_RAM_16 = 0, INIT_RAM_17 = 0;
    parameter [287:0] INIT_RAM_18 = 0, INIT_RAM_19 = 0, INIT_RAM_1A = 0, INIT_RAM_1B = 0;
    parameter [287:0] INIT_RAM_1C = 0, INIT_RAM_1D = 0, INIT_RAM_1E = 0, INIT_RAM_1F = 0;
    parameter [287:0] INIT_RAM_20 = 0, INIT_RAM_21 = 0, INIT_RAM_22 = 0, INIT_RAM_23 = 0;
    parameter [287:0] INIT_RAM_24 = 0, INIT_RAM_25 = 0, INIT_RAM_26 = 0, INIT_RAM_27 = 0;
    parameter [287:0] INIT_RAM_28 = 0, INIT_RAM_29 = 0, INIT_RAM_2A = 0, INIT_RAM_2B = 0;
    parameter [287:0] INIT_RAM_2C = 0, INIT_RAM_2D = 0, INIT_RAM_2E = 0, INIT_RAM_2F = 0;
    parameter [287:0] INIT_RAM_30 = 0, INIT_RAM_31 = 0, INIT_RAM_32 = 0, INIT_RAM_33 = 0;
    parameter [287:0] INIT_RAM_34 = 0, INIT_RAM_35 = 0, INIT_RAM_36 = 0, INIT_RAM_37 = 0;
    parameter [287:0] INIT_RAM_38 = 0, INIT_RAM_39 = 0, INIT_RAM_3A = 0, INIT_RAM_3B = 0;
    parameter [287:0] INIT_RAM_3C = 0, INIT_RAM_3D = 0, INIT_RAM_3E = 0, INIT_RAM_3F = 0;

    generate
        if (READ_MODE != 0 || BLK_SEL_0 != 0 || BLK_SEL_1 != 0 || RESET_MODE != "SYNC") begin : other
            SDPX9B_in_a_mode_without_a_model stop ();
        end
    endgenerate

    localparam [64*288-1:0] INIT = {
        INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
        INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
        INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
        INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
        INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
        INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
        INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
        INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
    };

    gowin_block_ram #(.WORD(9), .WRITTEN(BIT_WIDTH_0), .READ(BIT_WIDTH_1), .INIT(INIT)) ram (
        .write_clk(CLKA), .write(CEA), .write_address(ADA), .data(DI), .read_clk(CLKB), .read(CEB), .read_address(ADB), .out(DO)
    );

    always @(posedge CLKB) begin
        if (RESETA || RESETB) $fatal(1, "SDPX9B: the model has no reset");
        if (!OCE || BLKSELA != 0 || BLKSELB != 0) $fatal(1, "SDPX9B: the model has no block select and no output enable");
    end
endmodule

// 9 by 9 and 18 by 18 bits, each signed or not, without registers.
module MULT9X9 (
    input         CLK, CE, RESET, ASIGN, BSIGN, ASEL, BSEL,
    input  [8:0] A, B, SIA, SIB,
    output [17:0] DOUT
);
    wire signed [9:0] a = {ASIGN & A[8], A}, b = {BSIGN & B[8], B};
    wire signed [19:0] product = a * b;
    assign DOUT = product[17:0];
    always @* if (ASEL || BSEL) $fatal(1, "MULT9X9: the model has no cascade");
endmodule

module MULT18X18 (
    input         CLK, CE, RESET, ASIGN, BSIGN, ASEL, BSEL,
    input  [17:0] A, B, SIA, SIB,
    output [35:0] DOUT
);
    wire signed [18:0] a = {ASIGN & A[17], A}, b = {BSIGN & B[17], B};
    wire signed [37:0] product = a * b;
    assign DOUT = product[35:0];
    always @* if (ASEL || BSEL) $fatal(1, "MULT18X18: the model has no cascade");
endmodule
