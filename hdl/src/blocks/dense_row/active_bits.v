// SPDX-License-Identifier: Apache-2.0
// active_bits: one bit a neuron, h > 0 in the sample before, while rows go by in order: a row's old bit is read when the row
// begins, its new one comes when the row is finished, up to AHEAD rows later.
//
// QUEUE: a shift register, oldest bit first; the row that begins is as far from its head as rows are unfinished, and that
// is the number of rows begun so far or AHEAD, whichever is less. For few rows this is smaller and faster than a memory
// made of registers. Otherwise a memory.
//
// port        width     meaning
// first       1         before a pass: the next row to begin is row 0
// begin_row   1         a row begins
// row         ROW_BITS  which
// was_active  1         its bit, one cycle later, until the next row begins
// take        1         a pass begins: the next row to be finished is row 0
// done        1         a row is finished
// active      1         its new bit
`default_nettype none
module active_bits #(
    parameter ROWS     = 64,  // rows: neurons of the layer
    parameter ROW_BITS = 6,   // bits of a row number
    parameter QUEUE    = 1,   // 1: shift register, 0: memory
    parameter AHEAD    = 1    // rows that are begun and not finished, at most
) (
    input  wire                clk,
    input  wire                first,
    input  wire                begin_row,
    input  wire [ROW_BITS-1:0] row,
    output wire                was_active,
    input  wire                take,
    input  wire                done,
    input  wire                active
);
    generate
        if (QUEUE != 0) begin : queue
            localparam BITS = $clog2(AHEAD + 1);
            localparam [BITS-1:0] MOST = AHEAD[BITS-1:0];

            reg [ROWS-1:0] bits;
            reg [BITS-1:0] unfinished;
            reg            found;
            wire [ROWS:0]  moved = {active, bits};
            wire [AHEAD:0] head  = bits[AHEAD:0];

            assign was_active = found;

            always @(posedge clk) begin
                if (done) bits <= moved[ROWS:1];
                if (begin_row) found <= head[unfinished];
                if (first) unfinished <= {BITS{1'b0}};
                else if (begin_row && unfinished != MOST) unfinished <= unfinished + 1'b1;
            end
            wire unused = &{1'b0, row, take, moved};
        end else begin : memory
            reg [ROW_BITS-1:0] finished;
            always @(posedge clk)
                if (take) finished <= {ROW_BITS{1'b0}};
                else if (done) finished <= finished + 1'b1;

            sdp_ram #(.WIDTH(1), .DEPTH(ROWS), .ADDR(ROW_BITS)) bits (
                .clk(clk), .we(done), .waddr(finished), .wdata(active), .re(begin_row), .raddr(row), .rdata(was_active)
            );
            wire unused = &{1'b0, first};
        end
    endgenerate
endmodule
`default_nettype wire
