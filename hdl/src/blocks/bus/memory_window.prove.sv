// SPDX-License-Identifier: Apache-2.0
// memory_window: an access ends within five cycles; what it does to the core's port is what the core allows: only while the core is
// quiet, claimed one cycle ahead, one cycle; a read gives the part of the word that its address names, a write writes the parts that
// were given, once, when the last one is; the address goes on by one part, over what a word has not, and never from the last word round
// to the first, where nothing is claimed; what is refused changes nothing; a value that does not fit sets nothing. Resets.
//
// proof: two parts; by induction; PARTS=2 PART_BITS=1 HOST_WIDTH=40
// proof: three parts; by induction; PARTS=3 PART_BITS=2 HOST_WIDTH=96
// proof: one part; by induction; PARTS=1 PART_BITS=1 HOST_WIDTH=12
// reached: behind the last word; within 40; PARTS=1 PART_BITS=1 HOST_WIDTH=12 REACH=1
//
// mutant: refused <= !keep && !quiet; => refused <= 1'b0;
// mutant: state == CLAIM && !word[HOST_ADDR] => state == CLAIM
// mutant: state == ACCESS && writing => state == ACCESS
// mutant: if (last && !word[HOST_ADDR]) => if (!word[HOST_ADDR])
// mutant: set_addr && fits_addr => set_addr
// mutant: read[32*part +: 32] => read[31:0]
`default_nettype none
module prove #(
    parameter PARTS      = 2,
    parameter PART_BITS  = 1,
    parameter HOST_WIDTH = 40,
    parameter REACH      = 0
) (
    input wire                  clk,
    input wire                  rst,
    input wire                  start,
    input wire                  write,
    input wire [31:0]           wdata,
    input wire                  set_select,
    input wire                  set_addr,
    input wire                  quiet,
    input wire [HOST_WIDTH-1:0] host_rdata
);
    localparam HA = 2, PAD = 32 * PARTS, SHIFT = PARTS == 1 ? 0 : PART_BITS;
    wire                  done, refused, fits_select, fits_addr, hold, host_en, host_we;
    wire [31:0]           rdata, select_now, addr_now;
    wire [1:0]            host_select, host_addr;
    wire [HOST_WIDTH-1:0] host_wdata;
    memory_window #(.SELECT_BITS(2), .HOST_ADDR(HA), .HOST_WIDTH(HOST_WIDTH), .PARTS(PARTS), .PART_BITS(PART_BITS)) leaf (
        .clk(clk), .rst(rst), .start(start), .write(write), .wdata(wdata), .done(done), .refused(refused), .rdata(rdata),
        .set_select(set_select), .set_addr(set_addr), .fits_select(fits_select), .fits_addr(fits_addr), .select_now(select_now),
        .addr_now(addr_now), .quiet(quiet), .hold(hold), .host_en(host_en), .host_we(host_we), .host_select(host_select),
        .host_addr(host_addr), .host_wdata(host_wdata), .host_rdata(host_rdata)
    );

    // The access at hand, cycle by cycle; where it is.
    reg            begun = 1'b0, busy, writes, was_quiet;
    reg [2:0]      age;
    reg [1:0]      select;
    reg [HA:0]     word;
    reg [1:0]      part;
    reg [PAD-1:0]  given, have;     // the parts, and which bits of them are known
    reg [31:0]     due;
    wire           last  = part == PARTS - 1;
    wire           short = writes && !last;
    wire [PAD-1:0] read  = {{(PAD-HOST_WIDTH){1'b0}}, host_rdata};
    wire [PAD-1:0] mask  = {{(PAD-32){1'b0}}, 32'hffffffff} << 32*part, all = {PARTS{wdata}};
    wire [31:0]    most  = (32'd4 << SHIFT) - 1;
    wire           fits  = wdata <= most && (PARTS != 3 || wdata[1:0] != 3);
    wire [31:0]    at    = ({{(31-HA){1'b0}}, word} << SHIFT) + {30'd0, part};
    always @(posedge clk) begin
        begun <= 1'b1;
        age   <= age + 1'b1;
        if (start) begin
            {busy, age, writes} <= {1'b1, 3'd1, write};
            if (write) given <= (given & ~mask) | (all & mask);
            if (write) have <= have | mask;
        end
        if (busy && age == 1) begin
            was_quiet <= quiet;
            if (short || !quiet) busy <= 1'b0;
            if (short) part <= part + 1'b1;
        end
        if (busy && age == 4) begin
            busy <= 1'b0;
            due  <= read[32*part +: 32];
            part <= last ? 0 : part + 1'b1;
            if (last && !word[HA]) word <= word + 1'b1;
            if (!writes) {given, have} <= {read, {PAD{1'b1}}};
        end
        if (set_select && wdata < 4) select <= wdata[1:0];
        if (set_addr && fits) begin
            word <= wdata >> SHIFT;
            part <= PARTS == 1 ? 0 : PARTS == 2 ? {1'b0, wdata[0]} : wdata[1:0];
        end
        if (rst) {busy, select, word, part, age, have} <= 0;
    end

    always @* begin
        assume (begun || rst);
        assume (!(start || set_select || set_addr) || !(busy || done));
        assume (!(start && (set_select || set_addr)));
        if (begun && !rst) begin
            assert (hold == busy);
            assert (fits_select == (wdata < 4));
            assert (fits_addr == fits);
            assert (select_now == {30'd0, select});
            assert (addr_now == at);
            assert (host_en == (busy && age == 2 && !word[HA]));
            assert (host_we == (busy && age == 3 && writes));
            if (busy && age > 1) assert (was_quiet && !short && host_select == select && host_addr == word[HA-1:0]);
            if (host_we) assert (((host_wdata ^ given[HOST_WIDTH-1:0]) & have[HOST_WIDTH-1:0]) == 0 && have[PAD-1]);
            if (done) assert (!busy && (age == 2 || age == 5));
            if (done && age == 2) assert (refused != (writes && was_short));
            if (done && age == 5) assert (!refused && (writes || rdata == due));
            assert (!busy || age < 5);
            if (REACH != 0) assert (!(busy && age == 4 && word[HA]));
        end
    end

    reg was_short;
    always @(posedge clk) if (busy && age == 1) was_short <= short;
endmodule
`default_nettype wire
