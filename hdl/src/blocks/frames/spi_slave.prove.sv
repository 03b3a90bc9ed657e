// SPDX-License-Identifier: Apache-2.0
// spi_slave: what the master has sent comes out, byte by byte, within four cycles; what the master gets is what was offered or IDLE, each
// byte once and whole; what was offered in time is sent; a byte that chip select cuts is not told; resets at any moment, after which
// nothing counts until chip select has been high. The master keeps to what the head of the block asks of it.
//
// proof: any master, any bytes; by induction
// reached: a byte received and one sent; within 90; REACH=1
// reached: chip select cuts a byte; within 40; REACH=2
//
// mutant: rise && count == 3'd7 => rise && count == 3'd6
// mutant: if (off) {lost, count} <= 4'd0; => if (off) lost <= 1'b0;
// mutant: tx_ready = rise && first && offered => tx_ready = fall && first && offered
// mutant: rise && first && offered; => rise && first && tx_valid;
// mutant: else if (fall) given <= => else if (rise) given <=
// mutant: lost    <= 1'b1; => lost    <= 1'b0;
`default_nettype none
module prove #(
    parameter REACH = 0
) (
    input wire       clk,
    input wire       rst,
    input wire       sck,
    input wire       cs_n,
    input wire       mosi,
    input wire       tx_valid,
    input wire [7:0] tx_data
);
    localparam [7:0] IDLE = 8'h7e;
    wire       miso, miso_en, valid, tx_ready;
    wire [7:0] data;
    spi_slave #(.IDLE(IDLE)) leaf (
        .clk(clk), .rst(rst), .sck(sck), .cs_n(cs_n), .mosi(mosi), .miso(miso), .miso_en(miso_en), .valid(valid), .data(data),
        .tx_valid(tx_valid), .tx_ready(tx_ready), .tx_data(tx_data)
    );

    // The pins before, and for how long they have been so.
    reg       begun = 1'b0, sck_was, cs_was, kept;
    reg [1:0] sck_age, cs_age;
    reg [7:0] data_was;
    // The byte as the master sees it.
    reg       lost, owed, has, due, cut;
    reg [2:0] count;
    reg [1:0] late;
    reg [6:0] in, out;
    reg [7:0] came, sent;
    wire      edge_up = begun && sck && !sck_was && !cs_n && !lost;
    wire      whole   = edge_up && count == 3'd7;
    always @(posedge clk) begin
        begun    <= 1'b1;
        sck_was  <= sck;
        cs_was   <= cs_n;
        sck_age  <= begun && sck == sck_was ? sck_age + {1'b0, !(&sck_age)} : 2'd0;
        cs_age   <= begun && cs_n == cs_was ? cs_age + {1'b0, !(&cs_age)} : 2'd0;
        kept     <= tx_valid && !tx_ready;
        data_was <= tx_data;
        // What is offered when the clock falls behind a byte, or before chip select does, is the next byte.
        if (cs_n || (!sck && sck_was && count == 3'd0)) due <= tx_valid;
        if (edge_up) begin
            count <= count + 3'd1;
            in    <= {in[5:0], miso};
            out   <= {out[5:0], mosi};
        end
        if (cs_n) begin
            if (count != 3'd0) cut <= 1'b1;
            count <= 3'd0;
        end
        if (tx_ready) {has, sent} <= {1'b1, tx_data};
        if (whole || (cs_n && cs_age == 2'd2)) has <= 1'b0;
        if (valid) owed <= 1'b0;
        late <= owed && !valid ? late + 2'd1 : 2'd0;
        if (whole) {owed, came} <= {1'b1, out, mosi};
        if (cs_n) lost <= 1'b0;
        if (rst) {lost, owed, has, due, count, late, kept, cut} <= {1'b1, 10'd0};
    end

    always @* begin
        assume (begun || rst);
        // As the head asks: levels that last, and chip select ahead of the clock.
        if (begun && sck != sck_was) assume (sck_age == 2'd3);
        if (begun && cs_n != cs_was) assume (cs_age == 2'd3);
        if (begun && sck && !sck_was && !cs_n) assume (cs_age == 2'd3 && !cs_was);
        if (begun && !cs_n && cs_was) assume (!sck && !sck_was);
        if (kept) assume (tx_valid && tx_data == data_was);
        if (begun) begin
            assert (miso_en == !cs_n);
            if (valid) assert (owed && data == came);
            assert (!owed || late < 2'd3);
            if (tx_ready) assert (tx_valid && !has);
            if (whole && !rst) assert ({in, miso} == (has ? sent : IDLE));
            if (whole && !rst && due) assert (has);
            if (REACH == 1) assert (!(valid && data == 8'ha5 && sent == 8'h5a));
            if (REACH == 2) assert (!cut);
        end
    end
endmodule
`default_nettype wire
