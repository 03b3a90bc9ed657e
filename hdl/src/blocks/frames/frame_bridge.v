// SPDX-License-Identifier: Apache-2.0
// frame_bridge: does what a frame asks, once, and says what to answer.
//
//   frame_rx --> buffer --> samples and words for the core --> answer --> frame_tx
//
// A frame is acted upon when all of it has come and its checksum is right, never before. A sample whose number is that of
// the frame before is not learned again, its answer is given again; everything else may be done twice without harm. After
// a reset nothing is done before somebody has identified the board, so a host notices a reset.
//
// What kinds there are, what they carry and what is answered: docs/protocol.md.
//
// READ, WRITE, REGISTERS, PEEK and POKE flush first, so all corrections are in the weights. Where there is no memory, a read gives 0 and
// a write does nothing. Registers and counters are register_file's: SET, REGISTERS, COUNTERS, PEEK and POKE ask for them word by word.
//
// port       width       meaning
// rx_*                   frame_rx: bytes for the buffer; `rx_good` with what describes the frame
// booting    1           frames come from the flash: nobody has to be identified
// restored   1           the weights are those of a snapshot: for the identity
// listen     1           frame_rx may take the next frame
// tx_*                   frame_tx
// s_* m_* host_* flushed the core
// spi_*                  spi_master, and the chip select
// reg_*                  register_file; `reg_look`: a write is only judged; `reg_unfit`: it could not be done
// learning   1           CONTROL.learn
// learned answered counted refused       what the counters count, for one cycle each
// updates    LAYERS      layers that the last sample corrects, while m_valid
`default_nettype none
module frame_bridge #(
    parameter ADDR           = 9,      // bits of an address in the buffer
    parameter FEATURES       = 64,     // values of a sample
    parameter CLASSES        = 10,     // classes
    parameter CLASS_BITS     = 4,      // bits of a class number
    parameter LAYERS         = 2,      // layers that learn
    parameter SELECT_BITS    = 2,      // bits of a memory number
    parameter HOST_ADDR      = 10,     // bits of an address on the host's port
    parameter HOST_WIDTH     = 48,     // bits of a word on the host's port
    parameter HAS_FLASH      = 0,      // 1: there is a way to the flash
    parameter IDENTITY_BYTES = 17,     // bytes of the identity
    parameter IDENTITY       = 136'd0  // the identity, its first byte in the low bits
) (
    input  wire                   clk,
    input  wire                   rst,
    output wire                   listen,
    input  wire                   rx_store,
    input  wire [ADDR-1:0]        rx_at,
    input  wire [7:0]             rx_value,
    input  wire                   rx_good,
    input  wire                   booting,
    input  wire                   restored,
    input  wire                   rx_ours,
    input  wire [7:0]             rx_number,
    input  wire [7:0]             rx_kind,
    input  wire [ADDR-1:0]        rx_payload,
    output wire                   tx_start,
    output wire [7:0]             tx_kind,
    output wire [15:0]            tx_length,
    output wire                   tx_payload_valid,
    output wire [7:0]             tx_payload,
    input  wire                   tx_take,
    input  wire                   tx_sending,
    input  wire                   tx_more,
    output wire                   spi_start,
    output wire [7:0]             spi_data,
    input  wire                   spi_busy,
    input  wire [7:0]             spi_got,
    output wire                   spi_cs,
    output wire                   s_valid,
    input  wire                   s_ready,
    output wire [7:0]             s_data,
    output wire [CLASS_BITS-1:0]  s_label,
    output wire                   s_learn,
    output wire                   s_flush,
    input  wire                   m_valid,
    output wire                   m_ready,
    input  wire [CLASS_BITS-1:0]  m_class,
    input  wire                   flushed,
    output wire                   reg_req,
    output wire                   reg_we,
    output wire                   reg_look,
    output wire [11:0]            reg_addr,
    output wire [31:0]            reg_wdata,
    input  wire                   reg_ack,
    input  wire                   reg_unfit,
    input  wire [31:0]            reg_rdata,
    input  wire                   learning,
    output wire                   learned,
    output wire                   answered,
    output wire [LAYERS-1:0]      counted,
    output wire                   refused,
    input  wire [LAYERS-1:0]      updates,
    output wire                   host_en,
    output wire                   host_we,
    output wire [SELECT_BITS-1:0] host_select,
    output wire [HOST_ADDR-1:0]   host_addr,
    output wire [HOST_WIDTH-1:0]  host_wdata,
    input  wire [HOST_WIDTH-1:0]  host_rdata
);
    localparam WORD_BYTES = (HOST_WIDTH + 7) / 8;
    localparam KEPT_BYTES = WORD_BYTES < 4 ? 4 : WORD_BYTES;     // a word of a memory, or of 32 bits
    localparam LEFT_BITS  = $clog2(KEPT_BYTES + 1);
    localparam [LEFT_BITS-1:0] ONE = 1, NONE = 0, WORD = WORD_BYTES[LEFT_BITS-1:0], TWO = 2, THREE = 3, FOUR = 4;
    localparam [ADDR-1:0] SAMPLE = FEATURES[ADDR-1:0] + 1'b1;
    // From the table of the protocol: kinds IDENTIFY PREDICT LEARN READ WRITE SET FLASH REGISTERS PEEK POKE
    localparam [7:0] IDENTIFY = 8'h01, PREDICT = 8'h02, LEARN = 8'h03, READ = 8'h04, WRITE = 8'h05, SET = 8'h06,
                     FLASH = 8'h08, REGISTERS = 8'h09, PEEK = 8'h0a, POKE = 8'h0b;
    // End of the table.
    // From the table of the protocol: reasons RANGE LABEL
    localparam [2:0] RANGE = 3'd5, LABEL = 3'd6;
    // End of the table.
    localparam [255:0] CLASS = (256'd1 << CLASSES) - 256'd1;    // labels that are one
    localparam [2:0]  DONE = 0;
    localparam [4:0] LISTEN = 0, FIRST = 1, VALUES = 2, WAIT = 3, FLUSH = 4, FLUSHING = 5, SELECT = 6, LOW = 7, HIGH = 8, LENGTH_LOW = 9,
                     LENGTH_HIGH = 10, TELL = 11, FILL = 12, CLAIM = 13, ACCESS = 14, DATA = 15, REG = 16, ANSWER = 17;
    localparam REASON = 0, WORDS = 2, COUNTS = 4, FLASHED = 5, VALUE = 6;     // bits of `content`, see frame_command
    localparam [6:0] WHY = 1;
    localparam [2:0] FIRST_ITEM = 0, SECOND = 1, THIRD = 2;      // see frame_registers

    reg [4:0]             state;
    reg [6:0]             content;   // of the answer
    reg                   open;      // identified since the reset
    reg [7:0]             last;      // number of the frame before
    reg                   again;     // this frame has it, too
    reg [CLASS_BITS-1:0]  label, class_id;
    reg [LAYERS-1:0]      corrected;
    reg [7:0]             select;
    reg [15:0]            address;
    reg [2:0]             reason;    // why not
    reg [KEPT_BYTES*8-1:0] word;     // on its way in or out, low byte first
    reg [LEFT_BITS-1:0]   left;      // its bytes to come, or to go
    reg                   answering; // the answer has been started
    reg                   tried;     // all values for the registers fit
    reg [2:0]             item;      // register or counter that comes next
    reg                   asking;    // for it; frame_registers needs a cycle
    reg [ADDR-1:0]        at;        // byte of the buffer that is read
    reg                   have;      // ... and is there
    reg                   ended;     // ... or there is none; right when `have` is
    reg                   reading;   // a byte comes from the flash, or is there
    reg                   offer;     // a value or a flush for the core
    wire [7:0]            data;

    wire write  = rx_kind[0];                               // READ or WRITE, PEEK or POKE
    wire learns = rx_kind[0] && learning;                   // PREDICT or LEARN
    wire nobody = rx_kind == LEARN && !CLASS[data];         // a label that is no class
    wire beat   = state == VALUES && offer && s_ready;
    wire fetch  = state == FIRST || state == SELECT || state == LOW || state == HIGH || state == LENGTH_LOW || state == LENGTH_HIGH ||
                  (state == FILL && !ended);
    wire tell   = state == TELL && have && !ended && !spi_busy;
    wire ask    = content[FLASHED] && answering && !reading && tx_more && !spi_busy;
    wire taken  = (have && fetch) || beat || tell || tx_take;
    wire load   = state == DATA && !write;
    wire loads  = state == REG && !reg_we && reg_ack;
    wire shift  = (have && (state == LENGTH_LOW || state == LENGTH_HIGH || state == FILL)) || tx_take;
    wire wordy  = content[WORDS] || content[COUNTS] || content[VALUE];

    sdp_ram #(.WIDTH(8), .DEPTH(1 << ADDR), .ADDR(ADDR)) buffer (
        .clk   (clk),
        .we    (rx_store),
        .waddr (rx_at),
        .wdata (rx_value),
        .re    (1'b1),
        .raddr (at),
        .rdata (data)
    );

    // What is shifted in last is at the top of the word.
    wire [KEPT_BYTES*8+7:0] shifted = {data, word};

    wire                    accepted;
    wire [2:0]              why;
    wire [6:0]              says;
    frame_command #(.ADDR(ADDR), .FEATURES(FEATURES), .HAS_FLASH(HAS_FLASH)) command (
        .ours(rx_ours), .kind(rx_kind), .payload(rx_payload), .open(open || booting), .taken(accepted), .reason(why), .content(says)
    );

    wire [7:0] top = word[KEPT_BYTES*8-1 -: 8];
    frame_registers #(.LAYERS(LAYERS)) registers (
        .clk(clk), .kind(rx_kind), .item(item), .address(address), .value(word[KEPT_BYTES*8-1 -: 32]), .we(reg_we), .addr(reg_addr), .wdata(reg_wdata)
    );
    frame_answer #(.CLASS_BITS(CLASS_BITS), .LAYERS(LAYERS), .IDENTITY_BYTES(IDENTITY_BYTES), .IDENTITY(IDENTITY)) answer (
        .content(content), .kept({top, select}), .words({data, top}), .length(tx_length), .at(at[5:0]), .restored(restored), .reason(reason),
        .class_id(class_id), .corrected(corrected), .word(word[7:0]), .flash(spi_got), .payload(tx_payload)
    );

    assign listen           = state == LISTEN;
    assign s_valid          = offer;
    assign s_data           = data;
    assign s_label          = label;
    assign s_learn          = learns;
    assign s_flush          = state == FLUSH;
    assign m_ready          = state == WAIT;
    assign reg_req          = asking;
    assign reg_look         = rx_kind == REGISTERS && !tried;
    assign refused          = state == FIRST && have && nobody;
    assign learned          = state == WAIT && m_valid && learns;
    assign answered         = learned || refused;
    assign counted          = updates & {LAYERS{learned}};
    assign host_en          = state == CLAIM && {8'd0, select} >> SELECT_BITS == 16'd0 && {8'd0, address} >> HOST_ADDR == 24'd0;
    assign host_we          = state == ACCESS && write;
    assign host_select      = select[SELECT_BITS-1:0];
    assign host_addr        = address[HOST_ADDR-1:0];
    assign host_wdata       = word[(KEPT_BYTES-WORD_BYTES)*8 +: HOST_WIDTH];     // it came in at the top
    assign tx_start         = state == ANSWER && !answering && (!content[WORDS] || have);
    assign tx_kind          = {1'b1, content[REASON], rx_kind[5:0]};
    assign tx_payload_valid = (!wordy || left != NONE) && (!content[FLASHED] || (reading && !spi_busy));
    assign spi_start        = tell || ask;
    assign spi_data         = tell ? data : 8'h00;
    assign spi_cs           = !(content[FLASHED] && (state == TELL || state == ANSWER));

    always @(posedge clk) begin
        have <= state != LISTEN && !taken;
        if (taken) at <= at + 1'b1;
        ended  <= at == rx_payload;
        asking <= state == REG && !reg_ack;
        reading <= (reading || ask) && !tx_take && state == ANSWER;
        offer <= (state == VALUES && have && !beat) || (state == FLUSH && !(offer && s_ready));
        if (load) word <= {{(KEPT_BYTES*8-HOST_WIDTH){1'b0}}, host_rdata};
        else if (loads) word <= {{(KEPT_BYTES*8-32){1'b0}}, reg_rdata};
        else if (shift) word <= shifted[KEPT_BYTES*8+7:8];
        if (shift) left <= left - 1'b1;
        case (state)
            LISTEN: begin
                at        <= {ADDR{1'b0}};
                have      <= 1'b0;
                left      <= NONE;
                answering <= 1'b0;
                tried     <= 1'b0;
                item      <= FIRST_ITEM;
                if (rx_good) begin
                    {reason, content} <= {why, says};
                    again <= rx_number == last;
                    if (accepted) last <= rx_number;
                    if (accepted && rx_kind == IDENTIFY) open <= 1'b1;
                    state <= ANSWER;
                    if (why == DONE)
                        case (rx_kind)
                            PREDICT, LEARN: state <= FIRST;
                            SET:            {state, left} <= {FILL, ONE};
                            FLASH:          state <= LENGTH_LOW;
                            READ, WRITE, REGISTERS, PEEK, POKE: state <= FLUSH;
                            default: ;
                        endcase
                end
            end
            FIRST: if (have) begin
                label <= data[CLASS_BITS-1:0];
                state <= again ? ANSWER : VALUES;
                if (again) at <= {ADDR{1'b0}};      // the answer's first byte
                if (nobody) {state, reason, content} <= {ANSWER, LABEL, WHY};
            end
            VALUES: if (beat && at == SAMPLE - 1'b1) state <= WAIT;
            WAIT: if (m_valid) begin
                class_id  <= m_class;
                corrected <= updates;
                state     <= ANSWER;
                at        <= {ADDR{1'b0}};
                have      <= 1'b0;
            end
            FLUSH: if (offer && s_ready) state <= FLUSHING;
            FLUSHING: if (flushed) begin
                left  <= THREE;
                state <= rx_kind == REGISTERS ? FILL : rx_kind == PEEK || rx_kind == POKE ? LOW : SELECT;
            end
            SELECT: if (have) begin
                select <= data;
                state  <= LOW;
            end
            LOW: if (have) begin
                address[7:0] <= data;
                state        <= HIGH;
            end
            HIGH: if (have) begin
                address[15:8] <= data;
                left          <= rx_kind == POKE ? FOUR : write ? WORD : NONE;
                state         <= rx_kind == PEEK ? ANSWER : write ? FILL : LENGTH_LOW;
            end
            LENGTH_LOW: if (have) begin
                state <= content[FLASHED] ? LENGTH_HIGH : ANSWER;
                left  <= NONE;
                if (content[FLASHED]) select <= data;
            end
            LENGTH_HIGH: if (have) state <= TELL;
            TELL: if (ended && !spi_busy) state <= ANSWER;
            FILL:
                if (have && ended) state <= ANSWER;
                else if (have && left == ONE) state <= rx_kind == WRITE ? CLAIM : REG;
            CLAIM: state <= ACCESS;
            ACCESS: state <= DATA;
            DATA: begin
                address <= address + 1'b1;
                left    <= WORD;
                state   <= write ? FILL : ANSWER;
            end
            REG: if (reg_ack) begin
                item  <= item + 1'b1;
                state <= rx_kind == SET && item == FIRST_ITEM ? REG : ANSWER;
                left  <= FOUR;
                if (rx_kind == REGISTERS && !(tried && item == THIRD)) begin     // all of them twice: does it fit, and then it is taken
                    left  <= item == FIRST_ITEM ? TWO : item == SECOND ? ONE : THREE;
                    state <= FILL;
                    if (item == THIRD) begin
                        {item, tried} <= {FIRST_ITEM, 1'b1};
                        at   <= {ADDR{1'b0}};
                        have <= 1'b0;
                    end
                end
                if (reg_we && reg_unfit) {state, reason, content} <= {ANSWER, RANGE, WHY};
            end
            default: begin
                if (tx_start) answering <= 1'b1;
                if (answering && !tx_sending) state <= LISTEN;
                else if (answering && wordy && left == NONE) state <= content[WORDS] ? CLAIM : REG;
            end
        endcase
        if (rst) begin
            state <= LISTEN;
            offer <= 1'b0;
            open  <= 1'b0;
        end
    end

    wire unused = &{1'b0, select, address, word, shifted[7:0]};
endmodule
`default_nettype wire
