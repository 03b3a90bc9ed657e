// byte_bridge: the core behind single bytes. No checks: for a first light on a bench; checked frames come with the host.
//
//   'P' values...           predict: one byte a value -> the class, one byte
//   'L' label values...     learn -> the class that was predicted before learning
//   'F'                     finish the pending correction -> 'F'
//   'I'                     -> 4 bytes build id, low byte first
//   'R' memory low high     read word {high, low} of a weight memory (after 'F') -> its bytes, low byte first
//   'W' memory low high bytes...  write that word (after 'F'), its bytes low byte first -> 'W'
//   anything else           ignored
//
// port    meaning
// rx_*    received bytes; the sender waits for the answer before the next command
// tx_*    bytes to send
// s_*, m_*, host_*, flushed: the core
`default_nettype none
module byte_bridge #(
    parameter FEATURES    = 64,
    parameter COUNT_BITS  = 6,
    parameter CLASS_BITS  = 4,
    parameter SELECT_BITS = 2,
    parameter HOST_ADDR   = 10,
    parameter HOST_WIDTH  = 48,
    parameter BUILD_ID    = 0
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   rx_valid,
    input  wire [7:0]             rx_data,
    output wire                   tx_valid,
    input  wire                   tx_ready,
    output wire [7:0]             tx_data,
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
    output wire                   host_en,
    output wire                   host_we,
    output wire [SELECT_BITS-1:0] host_select,
    output wire [HOST_ADDR-1:0]   host_addr,
    output wire [HOST_WIDTH-1:0]  host_wdata,
    input  wire [HOST_WIDTH-1:0]  host_rdata
);
    localparam WORD_BYTES = (HOST_WIDTH + 7) / 8;
    localparam BYTES      = WORD_BYTES > 4 ? WORD_BYTES : 4;
    localparam LEFT_BITS  = $clog2(BYTES + 1);
    localparam [LEFT_BITS-1:0]  ONE = 1, FOUR = 4, WORD = WORD_BYTES[LEFT_BITS-1:0];
    localparam [COUNT_BITS-1:0] LAST = FEATURES[COUNT_BITS-1:0] - 1'b1;
    localparam [31:0]           ID = BUILD_ID;
    localparam [3:0] IDLE = 0, LABEL = 1, VALUES = 2, WAIT = 3, FLUSH = 4, SELECT = 5, LOW = 6, HIGH = 7, BYTES_IN = 8, CLAIM = 9, ACCESS = 10, DATA = 11, SEND = 12;

    reg [3:0]            state;
    reg                  learn, held, write;
    reg [7:0]            label, value, select;
    reg [15:0]           address;
    reg [COUNT_BITS-1:0] count;
    reg [BYTES*8-1:0]    reply;
    reg [LEFT_BITS-1:0]  left;

    // The bytes of a word that is to be written come in at the top of the reply.
    wire [WORD_BYTES*8-1:0] word = reply[BYTES*8-1 -: WORD_BYTES*8];

    assign s_valid     = held || state == FLUSH;
    assign s_data      = value;
    assign s_label     = label[CLASS_BITS-1:0];
    assign s_learn     = learn;
    assign s_flush     = state == FLUSH;
    assign m_ready     = state == WAIT;
    assign host_en     = state == CLAIM;
    assign host_we     = state == ACCESS && write;
    assign host_wdata  = word[HOST_WIDTH-1:0];
    assign host_select = select[SELECT_BITS-1:0];
    assign host_addr   = address[HOST_ADDR-1:0];
    assign tx_valid    = state == SEND;
    assign tx_data     = reply[7:0];

    always @(posedge clk)
        if (rst) begin
            state <= IDLE;
            held  <= 1'b0;
        end else begin
            if (held && s_ready) held <= 1'b0;
            case (state)
                IDLE: begin
                    count <= {COUNT_BITS{1'b0}};
                    reply <= {{(BYTES*8-32){1'b0}}, ID};
                    left  <= FOUR;
                    if (rx_valid) begin
                        learn <= rx_data == "L";
                        write <= rx_data == "W";
                        case (rx_data)
                            "P": state <= VALUES;
                            "L": state <= LABEL;
                            "F": state <= FLUSH;
                            "I": state <= SEND;
                            "R", "W": state <= SELECT;
                            default: state <= IDLE;
                        endcase
                    end
                end
                LABEL: if (rx_valid) begin
                    label <= rx_data;
                    state <= VALUES;
                end
                VALUES: if (rx_valid) begin
                    value <= rx_data;
                    held  <= 1'b1;
                    count <= count + 1'b1;
                    if (count == LAST) state <= WAIT;
                end
                FLUSH: if (s_ready) state <= WAIT;
                WAIT: begin
                    reply[7:0] <= flushed ? "F" : {{(8-CLASS_BITS){1'b0}}, m_class};
                    left       <= ONE;
                    if (m_valid || flushed) state <= SEND;
                end
                SELECT: if (rx_valid) begin
                    select <= rx_data;
                    state  <= LOW;
                end
                LOW: if (rx_valid) begin
                    address[7:0] <= rx_data;
                    state        <= HIGH;
                end
                HIGH: if (rx_valid) begin
                    address[15:8] <= rx_data;
                    left          <= WORD;
                    state         <= write ? BYTES_IN : CLAIM;
                end
                BYTES_IN: if (rx_valid) begin
                    reply <= {rx_data, reply[BYTES*8-1:8]};
                    left  <= left - 1'b1;
                    if (left == ONE) state <= CLAIM;
                end
                CLAIM: state <= ACCESS;
                ACCESS: state <= DATA;
                DATA: begin
                    reply <= {{(BYTES*8-HOST_WIDTH){1'b0}}, host_rdata};
                    left  <= WORD;
                    if (write) begin
                        reply[7:0] <= "W";
                        left       <= ONE;
                    end
                    state <= SEND;
                end
                default: if (tx_ready) begin
                    reply <= reply >> 8;
                    left  <= left - 1'b1;
                    if (left == ONE) state <= IDLE;
                end
            endcase
        end

    wire unused = &{1'b0, label, select, address, word};
endmodule
`default_nettype wire
