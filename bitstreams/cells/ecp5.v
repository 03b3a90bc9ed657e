// Models of ECP5's cells that Yosys knows as black boxes only: block RAM and multiplier, in the modes that Yosys makes of
// our designs. Written from Lattice's guides FPGA-TN-02204 (memory) and FPGA-TN-02205 (sysDSP) and Yosys' maps for them.
// Another mode, or a pin or parameter that is not named here, stops: the simulator, or the simulation.

// A block RAM of 2,048 words of 9 bits with two ports of the same clock. A port of 1, 2 or 4 bits takes a part of the low 8
// of the 9; one of 18 or 36 bits takes 2 or 4 words in a row, and its lowest address pins say which of them it writes. 36
// bits need the data pins of both ports: port A writes, port B reads. A port that writes does not read (NORMAL). Reading
// what the other port writes in the same cycle is undefined: here the complement.
module DP16KD (
    input DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2,
        DIA1, DIA0,
    input ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0,
    input CEA, OCEA, CLKA, WEA, RSTA, CSA2, CSA1, CSA0,
    output DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2,
        DOA1, DOA0,
    input DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2,
        DIB1, DIB0,
    input ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0,
    input CEB, OCEB, CLKB, WEB, RSTB, CSB2, CSB1, CSB0,
    output DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2,
        DOB1, DOB0
);
    parameter DATA_WIDTH_A = 18, DATA_WIDTH_B = 18;
    parameter REGMODE_A = "NOREG", REGMODE_B = "NOREG";
    parameter RESETMODE = "SYNC", ASYNC_RESET_RELEASE = "SYNC";
    parameter CSDECODE_A = "0b000", CSDECODE_B = "0b000";
    parameter CLKAMUX = "CLKA", CLKBMUX = "CLKB";
    parameter WRITEMODE_A = "NORMAL", WRITEMODE_B = "NORMAL";
    parameter GSR = "ENABLED";
    parameter [319:0] INITVAL_00 = 0, INITVAL_01 = 0, INITVAL_02 = 0, INITVAL_03 = 0;
    parameter [319:0] INITVAL_04 = 0, INITVAL_05 = 0, INITVAL_06 = 0, INITVAL_07 = 0;
    parameter [319:0] INITVAL_08 = 0, INITVAL_09 = 0, INITVAL_0A = 0, INITVAL_0B = 0;
    parameter [319:0] INITVAL_0C = 0, INITVAL_0D = 0, INITVAL_0E = 0, INITVAL_0F = 0;
    parameter [319:0] INITVAL_10 = 0, INITVAL_11 = 0, INITVAL_12 = 0, INITVAL_13 = 0;
    parameter [319:0] INITVAL_14 = 0, INITVAL_15 = 0, INITVAL_16 = 0, INITVAL_17 = 0;
    parameter [319:0] INITVAL_18 = 0, INITVAL_19 = 0, INITVAL_1A = 0, INITVAL_1B = 0;
    parameter [319:0] INITVAL_1C = 0, INITVAL_1D = 0, INITVAL_1E = 0, INITVAL_1F = 0;
    parameter [319:0] INITVAL_20 = 0, INITVAL_21 = 0, INITVAL_22 = 0, INITVAL_23 = 0;
    parameter [319:0] INITVAL_24 = 0, INITVAL_25 = 0, INITVAL_26 = 0, INITVAL_27 = 0;
    parameter [319:0] INITVAL_28 = 0, INITVAL_29 = 0, INITVAL_2A = 0, INITVAL_2B = 0;
    parameter [319:0] INITVAL_2C = 0, INITVAL_2D = 0, INITVAL_2E = 0, INITVAL_2F = 0;
    parameter [319:0] INITVAL_30 = 0, INITVAL_31 = 0, INITVAL_32 = 0, INITVAL_33 = 0;
    parameter [319:0] INITVAL_34 = 0, INITVAL_35 = 0, INITVAL_36 = 0, INITVAL_37 = 0;
    parameter [319:0] INITVAL_38 = 0, INITVAL_39 = 0, INITVAL_3A = 0, INITVAL_3B = 0;
    parameter [319:0] INITVAL_3C = 0, INITVAL_3D = 0, INITVAL_3E = 0, INITVAL_3F = 0;

    localparam WIDE = DATA_WIDTH_A == 36;

    generate
        if (REGMODE_A != "NOREG" || REGMODE_B != "NOREG" || RESETMODE != "SYNC" || ASYNC_RESET_RELEASE != "SYNC"
            || CSDECODE_A != "0b000" || CSDECODE_B != "0b000" || CLKAMUX != "CLKA" || CLKBMUX != "CLKB"
            || WRITEMODE_A != "NORMAL" || WRITEMODE_B != "NORMAL" || (DATA_WIDTH_B == 36 && !WIDE)) begin : other
            DP16KD_in_a_mode_without_a_model stop ();
        end
    endgenerate

    // A line of contents is 16 pairs of words, with 2 bits after each that nothing uses.
    localparam [64*320-1:0] INIT = {
        INITVAL_3F, INITVAL_3E, INITVAL_3D, INITVAL_3C, INITVAL_3B, INITVAL_3A, INITVAL_39, INITVAL_38, INITVAL_37,
        INITVAL_36, INITVAL_35, INITVAL_34, INITVAL_33, INITVAL_32, INITVAL_31, INITVAL_30, INITVAL_2F, INITVAL_2E,
        INITVAL_2D, INITVAL_2C, INITVAL_2B, INITVAL_2A, INITVAL_29, INITVAL_28, INITVAL_27, INITVAL_26, INITVAL_25,
        INITVAL_24, INITVAL_23, INITVAL_22, INITVAL_21, INITVAL_20, INITVAL_1F, INITVAL_1E, INITVAL_1D, INITVAL_1C,
        INITVAL_1B, INITVAL_1A, INITVAL_19, INITVAL_18, INITVAL_17, INITVAL_16, INITVAL_15, INITVAL_14, INITVAL_13,
        INITVAL_12, INITVAL_11, INITVAL_10, INITVAL_0F, INITVAL_0E, INITVAL_0D, INITVAL_0C, INITVAL_0B, INITVAL_0A,
        INITVAL_09, INITVAL_08, INITVAL_07, INITVAL_06, INITVAL_05, INITVAL_04, INITVAL_03, INITVAL_02, INITVAL_01,
        INITVAL_00
    };

    reg [8:0] mem [0:2047];
    integer   number;
    initial for (number = 0; number < 2048; number = number + 1) mem[number] = INIT[20*(number/2) + 9*(number%2) +: 9];

    wire [35:0] dia = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4,
        DIB3, DIB2, DIB1, DIB0, DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5,
        DIA4, DIA3, DIA2, DIA1, DIA0};
    wire [17:0] dib = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4,
        DIB3, DIB2, DIB1, DIB0};
    wire [13:0] ada = {ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0};
    wire [13:0] adb = {ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0};

    // The first word that a port takes, and which it writes of the four from there.
    function [10:0] first(input integer width, input [13:0] address);
        first = width == 36 ? {address[13:5], 2'd0} : width == 18 ? {address[13:4], 1'b0} : address[13:3];
    endfunction
    function [3:0] enables(input integer width, input [3:0] address, input write);
        enables = !write ? 4'd0 : width == 36 ? address : width == 18 ? {2'd0, address[1:0]} : 4'd1;
    endfunction
    // The part of a word that a narrow port takes.
    function [3:0] offset(input integer width, input [2:0] address);
        offset = width == 1 ? address : width == 2 ? {address[2:1], 1'b0} : width == 4 ? {address[2], 2'd0} : 4'd0;
    endfunction
    function [8:0] part(input integer width, input [2:0] address);
        part = (width == 1 ? 9'd1 : width == 2 ? 9'd3 : width == 4 ? 9'd15 : 9'h1ff) << offset(width, address);
    endfunction
    // Whether one of the words from `base` on that are written is word `at`.
    function touched(input integer at, input integer base, input [3:0] written);
        touched = at >= base && at < base + 4 && written[(at - base) & 3];
    endfunction

    wire [10:0] base_a = first(DATA_WIDTH_A, ada), base_b = first(DATA_WIDTH_B, adb);
    wire [3:0]  written_a = enables(DATA_WIDTH_A, ada[3:0], CEA & WEA), written_b = enables(DATA_WIDTH_B, adb[3:0], CEB & WEB);
    wire [3:0]  offset_a = offset(DATA_WIDTH_A, ada[2:0]), offset_b = offset(DATA_WIDTH_B, adb[2:0]);
    wire [8:0]  part_a = part(DATA_WIDTH_A, ada[2:0]), part_b = part(DATA_WIDTH_B, adb[2:0]);

    reg [35:0] qa = 0, qb = 0;
    integer    a, b;
    always @(posedge CLKA) begin
        for (a = 0; a < 4; a = a + 1) begin
            if (written_a[a]) mem[base_a + a] <= mem[base_a + a] & ~part_a | dia[9*a +: 9] << offset_a & part_a;
            if (CEA && !WEA && base_a + a < 2048)
                qa[9*a +: 9] <= (mem[base_a + a] ^ {9{touched(base_a + a, base_b, written_b)}} & part_b) >> offset_a;
        end
        if (RSTA || CEA && {CSA2, CSA1, CSA0} != 0) $fatal(1, "DP16KD: the model has no reset and no chip select");
    end
    always @(posedge CLKB) begin
        for (b = 0; b < 4; b = b + 1) begin
            if (written_b[b] && b < 2) mem[base_b + b] <= mem[base_b + b] & ~part_b | dib[9*(b%2) +: 9] << offset_b & part_b;
            if (CEB && !WEB && base_b + b < 2048)
                qb[9*b +: 9] <= (mem[base_b + b] ^ {9{touched(base_b + b, base_a, written_a)}} & part_a) >> offset_b;
        end
        if (RSTB || CEB && {CSB2, CSB1, CSB0} != 0) $fatal(1, "DP16KD: the model has no reset and no chip select");
        if (CEB && !OCEB) $fatal(1, "DP16KD: the model has no output enable");
        if (CEA && CEB && CLKA !== CLKB) $fatal(1, "DP16KD: the model has one clock");
        if (WIDE && WEB) $fatal(1, "DP16KD: port B cannot write, port A has its data pins");
    end

    // 36 bits come at the pins of both ports; fewer at those of their own.
    assign {DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2,
        DOA1, DOA0} = WIDE && DATA_WIDTH_B == 36 ? qb[17:0] : qa[17:0];
    assign {DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2,
        DOB1, DOB0} = WIDE && DATA_WIDTH_B == 36 ? qb[35:18] : qb[17:0];
endmodule

// 18 by 18 bits, each signed or not, without registers.
module MULT18X18D (
    input A17, A16, A15, A14, A13, A12, A11, A10, A9, A8, A7, A6, A5, A4, A3, A2, A1, A0,
    input B17, B16, B15, B14, B13, B12, B11, B10, B9, B8, B7, B6, B5, B4, B3, B2, B1, B0,
    input C17, C16, C15, C14, C13, C12, C11, C10, C9, C8, C7, C6, C5, C4, C3, C2, C1, C0,
    input SIGNEDA, SIGNEDB, SOURCEA, SOURCEB,
    output P35, P34, P33, P32, P31, P30, P29, P28, P27, P26, P25, P24, P23, P22, P21, P20, P19, P18, P17, P16, P15,
        P14, P13, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2, P1, P0
);
    wire signed [18:0] a = {SIGNEDA & A17, A17, A16, A15, A14, A13, A12, A11, A10, A9, A8, A7, A6, A5, A4, A3, A2, A1,
        A0};
    wire signed [18:0] b = {SIGNEDB & B17, B17, B16, B15, B14, B13, B12, B11, B10, B9, B8, B7, B6, B5, B4, B3, B2, B1,
        B0};
    wire [17:0] c = {C17, C16, C15, C14, C13, C12, C11, C10, C9, C8, C7, C6, C5, C4, C3, C2, C1, C0};
    wire signed [37:0] product = a * b;
    assign {P35, P34, P33, P32, P31, P30, P29, P28, P27, P26, P25, P24, P23, P22, P21, P20, P19, P18, P17, P16, P15,
        P14, P13, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2, P1, P0} = product[35:0];
    always @* if (SOURCEA || SOURCEB || c != 0) $fatal(1, "MULT18X18D: the model has no cascade and no C");
endmodule
