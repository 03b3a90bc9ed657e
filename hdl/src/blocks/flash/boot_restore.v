// SPDX-License-Identifier: Apache-2.0
// boot_restore: after a reset, brings the newest whole snapshot back from the flash, before anybody is listened to.
//
//                 +--------------+        +----------+        +--------------+
//   uart_rx ----->|              |------->| frame_rx |--good->|              |--bridge_good--> frame_bridge
//   spi_master <->| boot_restore |        +----------+        | boot_restore |
//   uart_tx <-----|              |<------------ frame_tx -----|              |
//                 +--------------+                            +--------------+
//
// A snapshot is what a host would send to write the weights, frame by frame, and so nothing here knows about weights:
//
//   slot:  7e identify 7e, its payload {fingerprint (4), number (4), ...}    anything up to the next flag
//          7e write 7e  7e write 7e  ...  7e counters 7e                     numbered 0, 1, 2, ...
//
// Each slot is read once only to look at it: it is whole if the fingerprint is this network's and every frame has come whole,
// in order and of our version of the protocol (the bridge refuses others) up to the last one, `counters`. Of two whole slots the newer one has the number behind that of the other. It is read
// once more, and now the bridge takes the frames. Nothing is answered. A frame that does not come whole then is read again,
// with all others, until it does: half a snapshot is no start.
//
// A board that is reset while its chip still erases or programs would read nothing: so the chip's status is read first, again
// and again, until its busy bit is 0. A chip that is missing answers ff for ever: after 2^LOOKS bytes the board comes up without one.
// Before all this a byte is sent with nobody selected: an ECP5 may lose edges of the clock when it takes the flash's clock pin over.
//
// port          width  meaning
// listen        1      the bridge waits for a frame
// line_*               bytes from the serial line -> rx_*: to frame_rx, from the line or from the flash
// good, ours, number, kind   of frame_rx; bridge_good: the frames that are meant for the bridge
// store/at/value       payload bytes of frame_rx
// tx_valid/tx_ready    of frame_tx -> sender_*: to the serial line, or to nobody
// bridge_*             the bridge's way to the flash -> spi_*: to spi_master, and the chip select
// core_busy     1      -> busy: the light shines while a snapshot is looked for, too
// booting       1      nobody has to be identified: frames come from the flash
// restored      1      the weights are those of a snapshot
//
// Protocol and layout: docs/protocol.md. Model: bitstreams/host/src/flash/slots.rs.
`default_nettype none
module boot_restore #(
    parameter [23:0] START       = 24'h0fe000,    // address of the first slot
    parameter [31:0] SIZE        = 32'h00001000,  // bytes of a slot, whole sectors of 4,096
    parameter [31:0] FINGERPRINT = 32'd0,         // of the network and of its layout in memory
    parameter        ADDR        = 9,             // bits of an address in the buffer of frames
    parameter        LOOKS       = 21,            // power of two: times that the status is read at most
    parameter        WAKES       = 11             // power of two: cycles for a chip that wakes up; no more than LOOKS
) (
    input  wire            clk,
    input  wire            rst,
    input  wire            listen,
    input  wire            line_valid,
    input  wire [7:0]      line_data,
    output reg             rx_valid,
    output reg  [7:0]      rx_data,
    input  wire            good,
    input  wire            ours,
    input  wire [7:0]      number,
    input  wire [7:0]      kind,
    input  wire            store,
    input  wire [ADDR-1:0] at,
    input  wire [7:0]      value,
    output wire            bridge_good,
    input  wire            tx_valid,
    output wire            tx_ready,
    output wire            sender_valid,
    input  wire            sender_ready,
    input  wire            bridge_start,
    input  wire [7:0]      bridge_data,
    input  wire            bridge_cs,
    output wire            spi_start,
    output wire [7:0]      spi_data,
    output reg             spi_cs,
    input  wire            spi_busy,
    input  wire [7:0]      spi_got,
    input  wire            core_busy,
    output wire            busy,
    output reg             booting,
    output reg             restored
);
    // From the table of the protocol: kinds IDENTIFY COUNTERS
    localparam [7:0] IDENTIFY = 8'h01, COUNTERS = 8'h07;
    // End of the table.
    // From the table of the protocol: bytes FLAG
    localparam [7:0] FLAG = 8'h7e;
    // End of the table.
    localparam [7:0]  WAKE_UP = 8'hab, STATUS = 8'h05, READ = 8'h03;
    localparam [2:0]  WAKE = 0, PAUSE = 1, COMMAND = 2, STREAM = 3, CLOSE = 4, DONE = 5, POLL = 6;
    localparam [1:0]  LOOK_0 = 0, LOOK_1 = 1, LOAD = 2, READY = 3;
    localparam        COUNT = ($clog2(SIZE) < LOOKS ? LOOKS : $clog2(SIZE)) + 1;
    localparam [11:0] FIRST = START[23:12], SECOND = FIRST + SIZE[23:12];

    reg [2:0]       state;
    reg [1:0]       pass;     // READY comes first: is the chip?
    reg             slot;     // the one that is read
    reg [COUNT-1:0] count;    // cycles of a pause, bytes of a command, of a slot or of the status
    reg             listening; // listen, a cycle ago: bytes are 16 cycles apart at least, so none is lost by that
    reg             waiting;  // for a byte of the flash
    reg             have;     // ... which has come, and is to go to frame_rx
    reg [7:0]       next;     // number that the next frame should have
    reg             head;     // the frame that comes is the first
    reg             named;    // the fingerprint has come
    reg             sound;    // nothing was wrong with this slot up to here
    reg             whole;    // ... up to its end
    reg             whole_0;  // the first slot is whole
    reg [1:0]       number_0, number_1;

    wire active = state == WAKE || state == COMMAND || state == STREAM || state == POLL;
    wire called = state != WAKE || count[0]; // the first byte of all is for nobody
    wire done   = waiting && !spi_busy;
    wire ask    = active && !waiting && !have;
    wire feed   = state == STREAM && have && listening;
    wire [11:0] page = slot ? SECOND : FIRST;
    wire newer  = whole && (!whole_0 || number_1 == number_0 + 2'd1);
    wire last   = good && kind == COUNTERS;

    wire [7:0] out = state == WAKE ? WAKE_UP : state == POLL ? STATUS : count[1:0] == 2'd0 ? READ : count[1:0] == 2'd1 ? page[11:4] :
                     count[1:0] == 2'd2 ? {page[3:0], 4'd0} : 8'd0;

    assign bridge_good  = good && (!booting || (pass == LOAD && kind != IDENTIFY));
    assign busy         = core_busy || booting;
    assign sender_valid = tx_valid && !booting;
    assign tx_ready     = sender_ready || booting;
    assign spi_start    = booting ? ask : bridge_start;
    assign spi_data     = booting ? out : bridge_data;

    always @(posedge clk) begin
        listening <= listen;
        booting   <= state != DONE || rst;
        // From a register, because a spike would end what the chip is doing; a reset does end it.
        spi_cs    <= rst || (booting ? !(active && called) : bridge_cs);
        rx_valid  <= booting ? feed : line_valid;
        rx_data   <= booting ? spi_got : line_data;
        if (ask) waiting <= 1'b1;
        else if (done) waiting <= 1'b0;
        if (done && state == STREAM) have <= 1'b1;
        else if (feed) have <= 1'b0;
        if (done || state == PAUSE) count <= count + 1'b1;

        // What comes out of frame_rx.
        if (store && head && at[ADDR-1:2] == {(ADDR-2){1'b0}} && value != FINGERPRINT[8*at[1:0] +: 8]) sound <= 1'b0;
        if (store && head && at == 4) begin
            named <= 1'b1;
            if (slot) number_1 <= value[1:0];
            else number_0 <= value[1:0];
        end
        if (good) {head, next} <= {1'b0, next + 8'd1};
        if (good && (!ours || number != next || (head && kind != IDENTIFY))) sound <= 1'b0;

        case (state)
            WAKE: if (done && count[0]) begin
                state <= PAUSE;
                count <= {COUNT{1'b0}};
            end
            PAUSE: if (count[WAKES]) begin
                state <= pass == READY ? POLL : COMMAND;
                count <= {COUNT{1'b0}};
                next  <= 8'd0;
                head  <= 1'b1;
                named <= 1'b0;
                sound <= 1'b1;
                whole <= 1'b0;
            end
            // Every second byte is looked at: the first one came while the command went.
            POLL: if (done && count[0] && !spi_got[0]) begin
                state <= PAUSE;
                count <= {COUNT{1'b0}};
                pass  <= LOOK_0;
            end else if (count[LOOKS]) state <= DONE;
            COMMAND: if (done && count[1:0] == 2'd3) begin
                state <= STREAM;
                count <= {COUNT{1'b0}};
            end
            STREAM: begin
                if (last) begin
                    whole <= named && sound && ours && number == next;
                    state <= CLOSE;
                end
                // No slot is longer, and none begins otherwise.
                if (have && ((count == 1 && spi_got != FLAG) || count > SIZE[COUNT-1:0])) state <= CLOSE;
            end
            // The bridge ends what it does.
            CLOSE: if (listen && !waiting) begin
                state <= PAUSE;
                count <= {COUNT{1'b0}};
                have  <= 1'b0;
                pass  <= pass == LOOK_0 ? LOOK_1 : LOAD;
                slot  <= pass == LOOK_0 || (pass == LOOK_1 ? newer : slot);
                if (pass == LOOK_0) whole_0 <= whole;
                if ((pass == LOOK_1 && !whole && !whole_0) || (pass == LOAD && whole)) state <= DONE;
                restored <= pass == LOAD && whole;
            end
            default: state <= DONE;
        endcase
        if (rst) begin
            state    <= WAKE;
            pass     <= READY;
            slot     <= 1'b0;
            waiting  <= 1'b0;
            have     <= 1'b0;
            restored <= 1'b0;
            count[0] <= 1'b0;
        end
    end
endmodule
`default_nettype wire
