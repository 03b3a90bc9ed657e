// SPDX-License-Identifier: Apache-2.0
// Models of Gowin's cells that Yosys knows as black boxes only: block RAM and multipliers, in the modes that Yosys makes of
// our designs. Written from Gowin's guides UG285 (block RAM) and UG287 (DSP) and Yosys' maps for them.
// Another mode, or a pin or parameter that is not named here, stops: the simulator, or the simulation.

// Contents of a block RAM as the cells take them: 64 lines of so many bits.
`define GOWIN_CONTENTS(BITS) \
    parameter [BITS-1:0] INIT_RAM_00 = 0, INIT_RAM_01 = 0, INIT_RAM_02 = 0, INIT_RAM_03 = 0, INIT_RAM_04 = 0, INIT_RAM_05 = 0; \
    parameter [BITS-1:0] INIT_RAM_06 = 0, INIT_RAM_07 = 0, INIT_RAM_08 = 0, INIT_RAM_09 = 0, INIT_RAM_0A = 0, INIT_RAM_0B = 0; \
    parameter [BITS-1:0] INIT_RAM_0C = 0, INIT_RAM_0D = 0, INIT_RAM_0E = 0, INIT_RAM_0F = 0, INIT_RAM_10 = 0, INIT_RAM_11 = 0; \
    parameter [BITS-1:0] INIT_RAM_12 = 0, INIT_RAM_13 = 0, INIT_RAM_14 = 0, INIT_RAM_15 = 0, INIT_RAM_16 = 0, INIT_RAM_17 = 0; \
    parameter [BITS-1:0] INIT_RAM_18 = 0, INIT_RAM_19 = 0, INIT_RAM_1A = 0, INIT_RAM_1B = 0, INIT_RAM_1C = 0, INIT_RAM_1D = 0; \
    parameter [BITS-1:0] INIT_RAM_1E = 0, INIT_RAM_1F = 0, INIT_RAM_20 = 0, INIT_RAM_21 = 0, INIT_RAM_22 = 0, INIT_RAM_23 = 0; \
    parameter [BITS-1:0] INIT_RAM_24 = 0, INIT_RAM_25 = 0, INIT_RAM_26 = 0, INIT_RAM_27 = 0, INIT_RAM_28 = 0, INIT_RAM_29 = 0; \
    parameter [BITS-1:0] INIT_RAM_2A = 0, INIT_RAM_2B = 0, INIT_RAM_2C = 0, INIT_RAM_2D = 0, INIT_RAM_2E = 0, INIT_RAM_2F = 0; \
    parameter [BITS-1:0] INIT_RAM_30 = 0, INIT_RAM_31 = 0, INIT_RAM_32 = 0, INIT_RAM_33 = 0, INIT_RAM_34 = 0, INIT_RAM_35 = 0; \
    parameter [BITS-1:0] INIT_RAM_36 = 0, INIT_RAM_37 = 0, INIT_RAM_38 = 0, INIT_RAM_39 = 0, INIT_RAM_3A = 0, INIT_RAM_3B = 0; \
    parameter [BITS-1:0] INIT_RAM_3C = 0, INIT_RAM_3D = 0, INIT_RAM_3E = 0, INIT_RAM_3F = 0; \
    localparam [64*BITS-1:0] INIT = { \
        INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38, \
        INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30, \
        INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28, \
        INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20, \
        INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18, \
        INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10, \
        INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08, \
        INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00 \
    }

// One port writes, one reads. Words of 8 bits: 1, 2, 4, 8, 16 or 32 bits at once.
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
    `GOWIN_CONTENTS(256);

    generate
        if (READ_MODE != 0 || BLK_SEL_0 != 0 || BLK_SEL_1 != 0 || BIT_WIDTH_0 != BIT_WIDTH_1) begin : other
            SDPB_in_a_mode_without_a_model stop ();
        end
    endgenerate

    entrain_block_ram #(.WORD(8), .WIDTH(BIT_WIDTH_0), .INIT(INIT)) ram (
        .write_clk(CLKA), .write(CEA), .write_address(ADA), .data(DI), .read_clk(CLKB), .read(CEB), .read_address(ADB), .out(DO)
    );

    always @(posedge CLKB) begin
        if (RESETA || RESETB) $fatal(1, "SDPB: the model has no reset");
        if (!OCE || BLKSELA != 0 || BLKSELB != 0) $fatal(1, "SDPB: the model has no selects");
    end
endmodule

// Words of 9 bits: 9, 18 or 36 at once.
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
    `GOWIN_CONTENTS(288);

    generate
        if (READ_MODE != 0 || BLK_SEL_0 != 0 || BLK_SEL_1 != 0 || BIT_WIDTH_0 != BIT_WIDTH_1) begin : other
            SDPX9B_in_a_mode_without_a_model stop ();
        end
    endgenerate

    entrain_block_ram #(.WORD(9), .WIDTH(BIT_WIDTH_0), .INIT(INIT)) ram (
        .write_clk(CLKA), .write(CEA), .write_address(ADA), .data(DI), .read_clk(CLKB), .read(CEB), .read_address(ADB), .out(DO)
    );

    always @(posedge CLKB) begin
        if (RESETA || RESETB) $fatal(1, "SDPX9B: the model has no reset");
        if (!OCE || BLKSELA != 0 || BLKSELB != 0) $fatal(1, "SDPX9B: the model has no selects");
    end
endmodule

// Two ports: Yosys writes at port A and reads at port B; so do the models, and what port A shows of its own is garbage.
// Words of 8 bits: 1, 2, 4, 8 or 16 at once.
module DPB (
    input         CLKA, CEA, WREA, OCEA, RESETA, CLKB, CEB, WREB, OCEB, RESETB,
    input  [13:0] ADA, ADB,
    input  [2:0]  BLKSELA, BLKSELB,
    input  [15:0] DIA, DIB,
    output [15:0] DOA, DOB
);
    parameter READ_MODE0 = 1'b0, READ_MODE1 = 1'b0;
    parameter WRITE_MODE0 = 2'b00, WRITE_MODE1 = 2'b00;
    parameter BIT_WIDTH_0 = 16, BIT_WIDTH_1 = 16;
    parameter BLK_SEL_0 = 3'b000, BLK_SEL_1 = 3'b000;
    parameter RESET_MODE = "SYNC";
    `GOWIN_CONTENTS(256);

    generate
        if (READ_MODE0 != 0 || READ_MODE1 != 0 || BLK_SEL_0 != 0 || BLK_SEL_1 != 0 || BIT_WIDTH_0 != BIT_WIDTH_1) begin : other
            DPB_in_a_mode_without_a_model stop ();
        end
    endgenerate

    wire [15:0] unused;
    entrain_block_ram #(.WORD(8), .WIDTH(BIT_WIDTH_0), .INIT(INIT)) ram (
        .write_clk(CLKA), .write(CEA & WREA), .write_address(ADA), .data({~DIA, DIA}),
        .read_clk(CLKB), .read(CEB), .read_address(ADB), .out({unused, DOB})
    );
    assign DOA = ~DIA;

    always @(posedge CLKB) begin
        if (RESETA || RESETB) $fatal(1, "DPB: the model has no reset");
        if (!OCEB || BLKSELA != 0 || BLKSELB != 0) $fatal(1, "DPB: the model has no selects");
        if (WREB) $fatal(1, "DPB: the model does not write at port B");
    end
endmodule

// Words of 9 bits: 9 or 18 at once.
module DPX9B (
    input         CLKA, CEA, WREA, OCEA, RESETA, CLKB, CEB, WREB, OCEB, RESETB,
    input  [13:0] ADA, ADB,
    input  [2:0]  BLKSELA, BLKSELB,
    input  [17:0] DIA, DIB,
    output [17:0] DOA, DOB
);
    parameter READ_MODE0 = 1'b0, READ_MODE1 = 1'b0;
    parameter WRITE_MODE0 = 2'b00, WRITE_MODE1 = 2'b00;
    parameter BIT_WIDTH_0 = 18, BIT_WIDTH_1 = 18;
    parameter BLK_SEL_0 = 3'b000, BLK_SEL_1 = 3'b000;
    parameter RESET_MODE = "SYNC";
    `GOWIN_CONTENTS(288);

    generate
        if (READ_MODE0 != 0 || READ_MODE1 != 0 || BLK_SEL_0 != 0 || BLK_SEL_1 != 0 || BIT_WIDTH_0 != BIT_WIDTH_1) begin : other
            DPX9B_in_a_mode_without_a_model stop ();
        end
    endgenerate

    wire [17:0] unused;
    entrain_block_ram #(.WORD(9), .WIDTH(BIT_WIDTH_0), .INIT(INIT)) ram (
        .write_clk(CLKA), .write(CEA & WREA), .write_address(ADA), .data({~DIA, DIA}),
        .read_clk(CLKB), .read(CEB), .read_address(ADB), .out({unused, DOB})
    );
    assign DOA = ~DIA;

    always @(posedge CLKB) begin
        if (RESETA || RESETB) $fatal(1, "DPX9B: the model has no reset");
        if (!OCEB || BLKSELA != 0 || BLKSELB != 0) $fatal(1, "DPX9B: the model has no selects");
        if (WREB) $fatal(1, "DPX9B: the model does not write at port B");
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
