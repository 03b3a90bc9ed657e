// layer_control: walks a layer's weights once a sample, for the correction of the sample before and the
// forward pass of the sample at hand.
//
//   IDLE --take--> WALK --ROWS x WORDS--> DRAIN --7--> SCAN --CLASSES--> HAND --1--> IDLE
//
// Stages of the walk, one cycle each; a suffix names the stage that a signal belongs to:
//   0  a word is issued: row, word; increments, active bit and code bits are looked up
//   1  decision of the row, choice of the increment; the weight word is addressed
//   2  correction; the activations are addressed
//   3  write-back; products; the bias is addressed
//   4  products registered, added; correction of the bias
//   5  sum of the lanes; bias written back
//   6  accumulator
//   7  activation
// A sample takes 1 + ROWS x WORDS + 7 + CLASSES + 1 cycles: golden-model/src/plan/layer.rs `cycles`.
//
// port        width       meaning
// full        1           a sample waits in act_buffer, with slot_flush, slot_learn, slot_label
// down_ready  1           whoever comes next has room for a whole sample
// take        1           the waiting sample is taken
// scan        1           logits are read out, class 0 first, one a cycle
// hand        1           sample finished: decision taken, result handed on
// flush       1           sample at hand is a flush: its results are void
// learn       1           sample at hand is to be learned
// label       CLASS_BITS  its class
// busy        1           this layer or one before it (busy_before) has work
`default_nettype none
module layer_control #(
    parameter ROWS       = 64,
    parameter ROW_BITS   = 6,
    parameter WORDS      = 16,
    parameter WORD_BITS  = 4,
    parameter ADDR       = 10,
    parameter CLASSES    = 10,
    parameter CLASS_BITS = 4
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  full,
    input  wire                  slot_flush,
    input  wire                  slot_learn,
    input  wire [CLASS_BITS-1:0] slot_label,
    input  wire                  down_ready,
    input  wire                  busy_before,
    output wire                  busy,
    output wire                  take,
    output wire                  walk_0,
    output reg  [ROW_BITS-1:0]   row_0,
    output reg  [WORD_BITS-1:0]  word_0,
    output wire                  advance_0,
    output reg  [ADDR-1:0]       addr_1,
    output reg  [WORD_BITS-1:0]  word_2,
    output reg  [ADDR-1:0]       addr_3,
    output reg  [ROW_BITS-1:0]   row_3,
    output reg                   first_5,
    output reg  [ROW_BITS-1:0]   row_5,
    output reg                   last_6,
    output wire                  scan,
    output wire                  scan_valid,
    output wire                  hand,
    output reg                   flush,
    output reg                   learn,
    output reg  [CLASS_BITS-1:0] label
);
    localparam [2:0] IDLE = 0, WALK = 1, DRAIN = 2, SCAN = 3, HAND = 4;
    localparam PIPELINE = 7;
    localparam LONGEST  = CLASSES > PIPELINE ? CLASSES : PIPELINE;
    localparam COUNT    = $clog2(LONGEST);
    localparam [COUNT-1:0]     DRAINED = PIPELINE - 1, SCANNED = CLASSES[COUNT-1:0] - 1'b1;
    localparam [ROW_BITS-1:0]  LAST_ROW  = ROWS[ROW_BITS-1:0] - 1'b1;
    localparam [WORD_BITS-1:0] LAST_WORD = WORDS[WORD_BITS-1:0] - 1'b1;

    reg [2:0]       state;
    reg [COUNT-1:0] count;
    reg [ADDR-1:0]  addr_0;

    assign take       = state == IDLE && full && down_ready;
    assign walk_0     = state == WALK;
    assign scan       = state == SCAN;
    assign scan_valid = scan && !flush;
    assign hand       = state == HAND;
    assign busy       = busy_before || full || state != IDLE;

    wire first_0 = word_0 == {WORD_BITS{1'b0}};
    wire last_0  = word_0 == LAST_WORD;
    assign advance_0 = walk_0 && last_0;

    always @(posedge clk) begin
        count <= count + 1'b1;
        case (state)
            IDLE:
                if (take) begin
                    state  <= WALK;
                    row_0  <= {ROW_BITS{1'b0}};
                    word_0 <= {WORD_BITS{1'b0}};
                    addr_0 <= {ADDR{1'b0}};
                    flush  <= slot_flush;
                    learn  <= slot_learn && !slot_flush;
                    label  <= slot_label;
                end
            WALK: begin
                addr_0 <= addr_0 + 1'b1;
                word_0 <= last_0 ? {WORD_BITS{1'b0}} : word_0 + 1'b1;
                if (last_0) row_0 <= row_0 + 1'b1;
                if (last_0 && row_0 == LAST_ROW) begin
                    state <= DRAIN;
                    count <= {COUNT{1'b0}};
                end
            end
            DRAIN:
                if (count == DRAINED) begin
                    state <= SCAN;
                    count <= {COUNT{1'b0}};
                end
            SCAN:
                if (count == SCANNED) state <= HAND;
            default:
                state <= IDLE;
        endcase
        if (rst) state <= IDLE;
    end

    // The stages behind.
    reg [ADDR-1:0]      addr_2;
    reg [WORD_BITS-1:0] word_1;
    reg [ROW_BITS-1:0]  row_1, row_2, row_4;
    reg first_1, first_2, first_3, first_4;
    reg last_1, last_2, last_3, last_4, last_5;

    always @(posedge clk) begin
        {addr_1, addr_2, addr_3} <= {addr_0, addr_1, addr_2};
        {word_1, word_2} <= {word_0, word_1};
        {row_1, row_2, row_3, row_4, row_5} <= {row_0, row_1, row_2, row_3, row_4};
        {first_1, first_2, first_3, first_4, first_5} <= {first_0, first_1, first_2, first_3, first_4};
        // A flush has no activations.
        {last_1, last_2, last_3, last_4, last_5, last_6} <= {advance_0 && !flush, last_1, last_2, last_3, last_4, last_5};
    end
endmodule
`default_nettype wire
