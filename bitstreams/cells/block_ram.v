// SPDX-License-Identifier: Apache-2.0
// The block RAM in the models of cells: 2,048 words of 8 or 9 bits, a write and a read port of one clock and one width.
// 1, 2 or 4 bits are a part of the low 8 of a word; 2 or 4 words come in a row, and the lowest bits of the write address say
// which of them are written. Contents come in pairs of words. Reading what is written in the same cycle is undefined: here
// the complement.
module entrain_block_ram #(
    parameter WORD = 9, WIDTH = 36, PAIR = 2 * WORD,
    parameter [1024*PAIR-1:0] INIT = 0
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
        for (number = 0; number < 2048; number = number + 1) mem[number] = INIT[PAIR*(number/2) + WORD*(number%2) +: WORD];
    end

    // The first word, the place of a part in it, and which words are written.
    wire [10:0]     to = WIDTH == 4 * WORD ? {write_address[13:5], 2'd0} : WIDTH == 2 * WORD ? {write_address[13:4], 1'b0} : write_address[13:3];
    wire [10:0]     from = WIDTH == 4 * WORD ? {read_address[13:5], 2'd0} : WIDTH == 2 * WORD ? {read_address[13:4], 1'b0} : read_address[13:3];
    wire [2:0]      place = WIDTH == 1 ? 3'd7 : WIDTH == 2 ? 3'd6 : WIDTH == 4 ? 3'd4 : 3'd0;
    wire [2:0]      to_bit = write_address[2:0] & place, from_bit = read_address[2:0] & place;
    wire [WORD-1:0] part = (WIDTH < 8 ? (1 << WIDTH) - 1 : (1 << WORD) - 1) << to_bit;
    wire [3:0]      several = WIDTH == 4 * WORD ? write_address[3:0] : WIDTH == 2 * WORD ? {2'd0, write_address[1:0]} : 4'd1;
    wire [3:0]      written = several & {4{write}};

    integer w, r;
    always @(posedge write_clk)
        for (w = 0; w < 4; w = w + 1)
            if (written[w]) mem[to + w] <= mem[to + w] & ~part | data[WORD*w +: WORD] << to_bit & part;
    always @(posedge read_clk) begin
        for (r = 0; r < 4; r = r + 1)
            if (read && from + r < 2048)
                out[WORD*r +: WORD] <= (mem[from + r] ^ (from == to ? {WORD{written[r]}} & part : {WORD{1'b0}})) >> from_bit;
        if (read && write && read_clk !== write_clk) $fatal(1, "block RAM: the model has one clock");
    end
endmodule
