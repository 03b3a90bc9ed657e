// code_gen: one class's +1/-1 code, bit after bit, from a counter instead of a ROM.
//
//   sqq    phase = f START - (class odd ? QUARTER : 0), then + f STEP a row, modulo MODULUS;  f = class/2 + 1
//          code = +1 in the first and the last quarter of the period
//   walsh  code = +1 where row & (class + 1) has an even number of ones
//
// port      width       meaning
// load      1           go to row 0 of the code of class_id
// advance   1           go to the next row
// class_id  CLASS_BITS  must hold still from load to the last row
// code      1           1 = +1, 0 = -1, of the row at hand
//
// Model: golden-model/src/codes.rs `codes`.
`default_nettype none
module code_gen #(
    parameter WALSH      = 0,
    parameter CLASS_BITS = 4,
    parameter BITS       = 7,     // of the phase, or of the row counter
    parameter MODULUS    = 128,
    parameter QUARTER    = 32,
    parameter STEP       = 2,
    parameter START      = 1
) (
    input  wire                  clk,
    input  wire                  load,
    input  wire                  advance,
    input  wire [CLASS_BITS-1:0] class_id,
    output wire                  code
);
    localparam PB = BITS + 2;     // room for a phase before it is folded back

    reg [BITS-1:0] phase;

    generate
        if (WALSH != 0) begin : walsh
            wire [PB-1:0] mask = {{(PB-CLASS_BITS){1'b0}}, class_id} + 1'b1;
            assign code = ~^(phase & mask[BITS-1:0]);
            always @(posedge clk)
                if (load) phase <= {BITS{1'b0}};
                else if (advance) phase <= phase + 1'b1;
            wire unused = &{1'b0, mask};
        end else begin : sqq
            localparam [PB-1:0] PERIOD = MODULUS, LEAD = MODULUS - QUARTER;
            wire [PB-1:0] f     = {{(PB-CLASS_BITS){1'b0}}, class_id >> 1} + 1'b1;
            wire [PB-1:0] start = (START == 1 ? f : f << 1) + (class_id[0] ? LEAD : {PB{1'b0}});

            // A phase below twice the period, folded back into one.
            function [BITS-1:0] fold(input [PB-1:0] next);
                fold = next[BITS-1:0] - (next >= PERIOD ? PERIOD[BITS-1:0] : {BITS{1'b0}});
            endfunction

            always @(posedge clk)
                if (load) phase <= fold(start);
                else if (advance) phase <= fold({2'b00, phase} + (STEP == 2 ? f << 1 : f << 2));

            if (MODULUS == 1 << BITS) begin : wrap
                assign code = ~(phase[BITS-1] ^ phase[BITS-2]);
            end else begin : compare
                localparam [BITS-1:0] FIRST = QUARTER, LAST = 3 * QUARTER;
                assign code = phase < FIRST || phase >= LAST;
            end
        end
    endgenerate
endmodule
`default_nettype wire
