// SPDX-License-Identifier: Apache-2.0
// column_control: walks a layer's weights by columns, reads the activations out, and has the decisions made.
//
//   IDLE --take--> WALK --columns x GROUPS--> DRAIN --3 or more--> READ --CHUNKS--> SETTLE --> SCAN --CLASSES--> HAND
//     ^                                                                                                           |
//     +------------------------------ DECIDE: CHUNKS cycles if a correction is due, else 1 <----------------------+
//
// Stages of the walk, one cycle each; a suffix names the stage that a signal belongs to:
//   0  a word is issued: column and group; the group's decisions are looked up
//   1  the weight word is addressed
//   2  correction
//   3  write-back; products; the group's accumulators are read
//   4  sums
//   5  accumulators written
// Stages of the readout:
//   0  accumulators of a group read    1  a chunk of READ neurons picked    2  quantised    3  activations; logits follow
// GROUPS >= 3, so that an accumulator is written before it is read again.
// The cycles are derived in golden-model/src/plan/column.rs.
//
// port        width        meaning
// full, slot_*, down_ready, busy_before, take, scan, total_valid, hand, flush, learn, label, busy: as in layer_control;
//             down_ready is asked for before the readout, not before the walk
// sending     1            the sample before is still on its way out
// closing     1            a sample has come, but its list of columns is not closed yet
// more, advance_0, base_0  the list of columns, see column_buffer
// pending     1            the sample before wants a correction (settled one cycle after hand)
// load        1            class codes go to the first rows
// read_1      1            a chunk is picked; chunk_1 says which of its group
// decide      1            decisions of the next chunk are made
`default_nettype none
module column_control #(
    parameter GROUPS     = 8,   // words of a column
    parameter GROUP_BITS = 3,   // bits of a group number
    parameter CHUNKS     = 2,   // chunks of a group
    parameter CHUNK_BITS = 1,   // bits of a chunk number
    parameter ADDR       = 10,  // bits of an address of the weights
    parameter CLASSES    = 10,  // classes
    parameter CLASS_BITS = 4,   // bits of a class number
    parameter SETTLE     = 4    // cycles from the last chunk issued to all logits final
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire                  full,
    input  wire                  slot_flush,
    input  wire                  slot_learn,
    input  wire [CLASS_BITS-1:0] slot_label,
    input  wire                  down_ready,
    input  wire                  sending,
    input  wire                  closing,
    input  wire                  busy_before,
    output wire                  busy,
    output wire                  take,
    input  wire                  more,
    output wire                  advance_0,
    input  wire [ADDR-1:0]       base_0,
    output wire                  walk_0,
    output wire [GROUP_BITS-1:0] group_0,
    output reg  [ADDR-1:0]       addr_1,
    output reg  [ADDR-1:0]       addr_2,
    output reg  [ADDR-1:0]       addr_3,
    output wire [GROUP_BITS-1:0] group_3,
    output reg                   walk_5,
    output reg  [GROUP_BITS-1:0] group_5,
    output reg                   read_1,
    output reg  [CHUNK_BITS-1:0] chunk_1,
    output wire                  load,
    output wire                  scan,
    output reg                   total_valid,
    output wire                  hand,
    output reg                   flush,
    output reg                   learn,
    output reg  [CLASS_BITS-1:0] label,
    input  wire                  pending,
    output wire                  decide,
    output wire [GROUP_BITS-1:0] decide_group,
    output wire [CHUNK_BITS-1:0] decide_chunk
);
    localparam [2:0] IDLE = 0, WALK = 1, DRAIN = 2, READ = 3, SETTLING = 4, SCAN = 5, HAND = 6, DECIDE = 7;
    localparam DRAINED = 3;
    localparam LONGEST = CLASSES > SETTLE ? (CLASSES > DRAINED ? CLASSES : DRAINED) : (SETTLE > DRAINED ? SETTLE : DRAINED);
    localparam COUNT   = $clog2(LONGEST) > 0 ? $clog2(LONGEST) : 1;
    localparam [COUNT-1:0]      DRAIN_END  = DRAINED - 1, SETTLE_END = SETTLE[COUNT-1:0] - 1'b1;
    localparam [COUNT-1:0]      SCAN_END   = CLASSES[COUNT-1:0] - 1'b1;
    localparam [GROUP_BITS-1:0] LAST_GROUP = GROUPS[GROUP_BITS-1:0] - 1'b1;
    localparam [CHUNK_BITS-1:0] LAST_CHUNK = CHUNKS[CHUNK_BITS-1:0] - 1'b1;

    reg [2:0]            state;
    reg [COUNT-1:0]      count;
    reg [GROUP_BITS-1:0] group;
    reg [CHUNK_BITS-1:0] chunk;

    wire last_group = group == LAST_GROUP;
    wire last_chunk = chunk == LAST_CHUNK;
    wire reading    = state == READ;

    assign take         = state == IDLE && full;
    assign walk_0       = state == WALK;
    assign group_0      = group;
    assign advance_0    = walk_0 && last_group && more;
    assign scan         = state == SCAN;
    assign hand         = state == HAND;
    assign load         = take || hand;
    assign decide       = state == DECIDE && pending;
    assign decide_group = group;
    assign decide_chunk = chunk;
    assign busy         = busy_before || closing || full || sending || state != IDLE;

    always @(posedge clk) begin
        count <= count + 1'b1;
        case (state)
            IDLE:
                if (take) begin
                    state <= WALK;
                    group <= {GROUP_BITS{1'b0}};
                    flush <= slot_flush;
                    learn <= slot_learn && !slot_flush;
                    label <= slot_label;
                end
            WALK: begin
                group <= last_group ? {GROUP_BITS{1'b0}} : group + 1'b1;
                if (last_group && !more) begin
                    state <= DRAIN;
                    count <= {COUNT{1'b0}};
                end
            end
            DRAIN: begin
                chunk <= {CHUNK_BITS{1'b0}};
                if (count == DRAIN_END) begin
                    // Whoever comes next may still be busy with the sample before.
                    if (down_ready && !sending) state <= READ;
                    else count <= DRAIN_END;
                end
            end
            READ, DECIDE: begin
                count <= {COUNT{1'b0}};
                chunk <= last_chunk ? {CHUNK_BITS{1'b0}} : chunk + 1'b1;
                if (last_chunk) group <= last_group ? {GROUP_BITS{1'b0}} : group + 1'b1;
                if (last_chunk && last_group) state <= reading ? SETTLING : IDLE;
                if (!reading && !pending) state <= IDLE;
            end
            SETTLING:
                if (count == SETTLE_END) begin
                    state <= SCAN;
                    count <= {COUNT{1'b0}};
                end
            SCAN:
                if (count == SCAN_END) state <= HAND;
            default: begin
                state <= DECIDE;
                group <= {GROUP_BITS{1'b0}};
                chunk <= {CHUNK_BITS{1'b0}};
            end
        endcase
        if (rst) state <= IDLE;
    end

    // The stages behind. The readout uses the accumulators' read port in its stage 0.
    reg [GROUP_BITS-1:0] group_1, group_2, walk_group_3, group_4;
    reg walk_1, walk_2, walk_3, walk_4;

    assign group_3 = reading ? group : walk_group_3;

    always @(posedge clk) begin
        addr_1 <= base_0 + {{(ADDR-GROUP_BITS){1'b0}}, group};
        {addr_2, addr_3} <= {addr_1, addr_2};
        {group_1, group_2, walk_group_3, group_4, group_5} <= {group, group_1, group_2, walk_group_3, group_4};
        {walk_1, walk_2, walk_3, walk_4, walk_5} <= {walk_0, walk_1, walk_2, walk_3, walk_4} & {5{~rst}};
        read_1  <= reading & ~flush & ~rst;     // a flush has no activations
        chunk_1 <= chunk;
        total_valid <= scan & ~flush & ~rst;
    end
endmodule
`default_nettype wire
