//! Words that a network's module cannot be named by.

/// The reserved words of IEEE 1800-2017 (SystemVerilog), annex B, which has those of Verilog. Words with letters that a network's name cannot have do not matter and are left out.
const RESERVED: &str = "
    accept_on alias always always_comb always_ff always_latch and assert assign assume automatic before begin bind bins binsof bit
    break buf bufif0 bufif1 byte case casex casez cell chandle checker class clocking cmos config const constraint context continue
    cover covergroup coverpoint cross deassign default defparam design disable dist do edge else end endcase endchecker endclass
    endclocking endconfig endfunction endgenerate endgroup endinterface endmodule endpackage endprimitive endprogram endproperty
    endsequence endspecify endtable endtask enum event eventually expect export extends extern final first_match for force foreach
    forever fork forkjoin function generate genvar global highz0 highz1 if iff ifnone ignore_bins illegal_bins implements implies
    import incdir include initial inout input inside instance int integer interconnect interface intersect join join_any join_none
    large let liblist library local localparam logic longint macromodule matches medium modport module nand negedge nettype new
    nexttime nmos nor noshowcancelled not notif0 notif1 null or output package packed parameter pmos posedge primitive priority
    program property protected pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase
    randsequence rcmos real realtime ref reg reject_on release repeat restrict return rnmos rpmos rtran rtranif0 rtranif1
    s_always s_eventually s_nexttime s_until s_until_with scalared sequence shortint shortreal showcancelled signed small soft
    solve specify specparam static string strong strong0 strong1 struct super supply0 supply1 sync_accept_on sync_reject_on table
    tagged task this throughout time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type typedef
    union unique unique0 unsigned until until_with untyped use uwire var vectored virtual void wait wait_order wand weak weak0
    weak1 while wildcard wire with within wor xnor xor";

/// The modules that a design has beside it: the blocks of the generator (`hdl/src/blocks`), and the top level of a board.
const BLOCKS: &str = "
    act_buffer active_bits active_map adder_tree answer_crossing answer_tap async_fifo axi_lite axis_in axis_out banked_ram
    bias_lane boot_restore bus_crossing cell_counter cell_sums class_codes code_gen code_logits code_update code_walk
    column_buffer column_control column_decision column_logits column_mac column_readout column_update core_reset correction
    crc16 domain_reset ecp5_clock ecp5_flash_clock error_unit frame_answer frame_bridge frame_command frame_registers
    frame_rx frame_tx gather gowin_clock ice40_clock increments layer_control layer_flags light logit_store logit_sum logits
    mac_lanes map_buffer max_pool memory_window multiplier multiplier_bank multiplier_pair overflow pace_registers pacer power_on prediction
    quantise register_file reset_input row_decision sample_crossing sample_gate sample_input sat_update sdp_ram serial serialiser
    soft_multiplier spi_master spi_slave spram_bank spram_memory spram_single synchroniser top trace_tap uart_rx uart_tx update_lanes
    value_increments virtual_board weight_memory window_control window_mac window_sweep window_update window_walk wishbone";

/// Whether `name` is taken.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.split_whitespace().chain(BLOCKS.split_whitespace()).any(|word| word == name)
}
