//! A bench in plain Verilog: learns ten samples, compares each answer with the golden model's, and at the end a word of a memory.

use super::{Package, template};
use crate::LICENCE;
use crate::design::{Bus, Domain, Fronts, Stream};
use entrain_model::plan::image::{hex, images, pack};
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Plan};

/// Samples that the bench learns.
pub const SAMPLES: usize = 10;

/// Cycles after which a bench gives up, for each cycle that the samples should take.
const PATIENCE: usize = 8;

/// A file with the values of the samples.
pub(super) fn stimulus_file(name: &str) -> String {
    format!("tb_{name}_samples.hex")
}

/// A file with labels and answers.
pub(super) fn expected_file(name: &str) -> String {
    format!("tb_{name}_answers.hex")
}

/// Random samples, and what the golden model makes of them.
pub(super) struct Run {
    pub(super) inputs: Vec<Vec<i16>>,
    pub(super) labels: Vec<usize>,
    /// Class, layers that update, logits of each.
    pub(super) answers: Vec<(usize, Vec<bool>, Vec<i32>)>,
    /// The model afterwards.
    pub(super) model: Model,
}

/// What the golden model makes of them, from the weights that the memories start with.
pub(super) fn run(package: &Package) -> Run {
    let (plan, mut model) = (package.plan, package.model.clone());
    let range = plan.layers.first().map(|layer| layer.input().format.range);
    let (low, high) = range.map_or((0, 255), |range| (range.low, range.high));
    let mut random = XorShift32::new(1);
    let mut run = Run { inputs: Vec::new(), labels: Vec::new(), answers: Vec::new(), model: model.clone() };
    for _ in 0..SAMPLES {
        let input: Vec<i16> = (0..plan.features).map(|_| (low + i64::from(random.next_u32()) % (high - low + 1)) as i16).collect();
        let label = random.next_u32() as usize % plan.classes;
        let class = if plan.learns() { model.learn(&input, label).0 } else { model.predict(&input) };
        run.answers.push((class, model.updated().to_vec(), model.totals().to_vec()));
        run.inputs.push(input);
        run.labels.push(label);
    }
    run.model = model;
    run
}

/// One value a line, in the order in which they go in.
pub(super) fn stimulus(run: &Run) -> String {
    let lines = run.inputs.iter().flatten().map(|value| format!("{:02x}\n", *value as u8));
    lines.collect()
}

/// One sample a line: label, layers that update, class, logits, from high bits to low.
pub(super) fn expected(plan: &Plan, run: &Run) -> String {
    let answers = run.answers.iter().zip(&run.labels);
    let words = answers.map(|((class, updates, logits), &label)| {
        let mut bits: Vec<bool> = Vec::new();
        let mut push = |value: u64, width: u32| bits.extend((0..width).map(|at| value >> at & 1 == 1));
        logits.iter().for_each(|&logit| push(logit as u32 as u64, plan.total_bits));
        push(*class as u64, plan.class_bits);
        updates.iter().for_each(|&update| push(update as u64, 1));
        push(label as u64, plan.class_bits);
        pack(&bits.iter().map(|&bit| bit as i16).collect::<Vec<_>>(), bits.len(), 1)
    });
    hex(&words.collect::<Vec<_>>(), width(plan))
}

/// Bits of a line of `expected`.
fn width(plan: &Plan) -> u32 {
    2 * plan.class_bits + plan.learning().count() as u32 + plan.classes as u32 * plan.total_bits
}

/// `tb_NAME.v`.
pub(super) fn text(package: &Package, after: &Run) -> String {
    let (plan, fronts, name) = (package.plan, package.fronts, &package.plan.name);
    let (classes, learners) = (plan.class_bits, plan.learning().count() as u32);
    let corrected: Vec<usize> = (0..learners as usize).map(|k| after.answers.iter().filter(|(_, updates, _)| updates[k]).count()).collect();
    let word = images(plan, &after.model).first().and_then(|words| words.first()).map_or(0, |word| word[0]);
    let patience = PATIENCE * (SAMPLES + 4) * plan.cycles_per_sample() + 10_000;
    let (clock, reset) = (fronts.clock(), fronts.reset());
    let undriven = driven(package);
    let mut text = format!(
        "{LICENCE}\n// {}: learns {SAMPLES} samples and compares every answer with the golden model's. Written by Entrain.\n//\n\
         //   $ iverilog -g2005 -o bench -s tb_{name} *.v && vvp -n bench        (inst_{name}.v aside)\n\
         //   $ verilator --binary --timing -Wno-fatal --top-module tb_{name} tb_{name}.v -f {name}.f && obj_dir/Vtb_{name}\n\
         `default_nettype none\nmodule tb_{name};\n    localparam SAMPLES = {SAMPLES}, FEATURES = {}, PATIENCE = {patience};\n\n",
        package.design.top, plan.features
    );
    text += &template::declarations(&package.design.ports, "    ").replace("  // to be driven", "");
    text += &template::instance(&package.design.top, "dut", &package.design.ports).replace('\n', "\n    ").replace("    \n", "\n");
    text = text.trim_end().to_string() + "\n\n";
    text += &format!(
        "    reg [7:0] values [0:SAMPLES*FEATURES-1];\n    reg [{}:0] answers [0:SAMPLES-1];    // label, updates, class, logits\n\
         \x20   reg clock = 1'b0, resetting = 1'b1;\n    integer sent = 0, got = 0, wrong = 0, unlike = 0, cycles = 0;\n\
         \x20   always #5 clock = !clock;\n    assign {clock} = clock;\n    assign {reset} = {};\n",
        width(plan) - 1,
        if fronts.axi() { "!resetting" } else { "resetting" },
    );
    text += &other_clocks(fronts);
    let stream_clock = clock_of(fronts.stream_domain());
    text += &undriven;
    // With several clocks a reset lasts a little longer than its pins.
    let ready_to_feed = if fronts.domains().len() > 1 { "!resetting && cycles > 40" } else { "!resetting" };
    let logits = plan.classes as u32 * plan.total_bits;
    text += &format!(
        "\n    // Samples go in one value after the other.\n    wire [{}:0] now = answers[sent < SAMPLES*FEATURES ? sent / FEATURES : 0];\n\
         \x20   wire [{}:0] label = now[{} +: {classes}];\n    wire feeding = {ready_to_feed} && sent < SAMPLES*FEATURES;\n    wire last = sent % FEATURES == FEATURES - 1;\n",
        width(plan) - 1,
        classes - 1,
        width(plan) - classes
    );
    let (valid, ready) = match fronts.stream {
        Stream::Plain => {
            text += "    assign s_valid = feeding;\n    assign s_data = values[sent < SAMPLES*FEATURES ? sent : 0];\n    assign s_label = label;\n    \
                     assign s_learn = 1'b1;\n    assign s_flush = 1'b0;\n    assign m_ready = 1'b1;\n";
            ("s_valid", "s_ready")
        }
        Stream::Axi => {
            text += "    assign s_axis_tvalid = feeding;\n    assign s_axis_tdata = values[sent < SAMPLES*FEATURES ? sent : 0];\n    \
                     assign s_axis_tlast = last;\n    assign s_axis_tuser = {label, 1'b1};\n    assign m_axis_tready = 1'b1;\n";
            ("s_axis_tvalid", "s_axis_tready")
        }
    };
    text += &format!("    always @(posedge {stream_clock}) if ({valid} && {ready}) sent <= sent + 1;\n");
    text += "\n    // Answers come in the order of the samples.\n";
    text += &format!("    wire [{}:0] due = answers[got < SAMPLES ? got : 0];\n", width(plan) - 1);
    let same = match fronts.stream {
        Stream::Plain => format!("{{updates, m_class, m_logits}} === due[{}:0] && !refused", width(plan) - classes - 1),
        Stream::Axi => {
            text += &format!("    wire [{}:0] logits;\n", logits - 1);
            for class in 0..plan.classes as u32 {
                let (low, high) = (class * plan.total_bits, (class + 1) * plan.total_bits - 1);
                text += &format!("    assign logits[{high}:{low}] = m_axis_tdata[{}:{}];\n", 32 * class + plan.total_bits - 1, 32 * class);
            }
            format!("{{m_axis_tuser, logits}} === {{1'b0, due[{}:0]}}", width(plan) - classes - 1)
        }
    };
    let (valid, ready) = match fronts.stream {
        Stream::Plain => ("m_valid", "m_ready"),
        Stream::Axi => ("m_axis_tvalid", "m_axis_tready"),
    };
    text += &format!(
        "    always @(posedge {stream_clock}) begin\n        if (!resetting && {valid} && {ready}) begin\n            got <= got + 1;\n            \
         if (!({same})) begin\n                wrong <= wrong + 1;\n                $display(\"sample %0d: another answer than the golden model's\", got);\n            \
         end\n        end\n        cycles <= cycles + 1;\n        if (cycles == PATIENCE) begin\n            $display(\"FAIL: %0d of {SAMPLES} answers after %0d cycles\", got, cycles);\n            \
         $finish;\n        end\n    end\n"
    );
    text += &registers(package, &corrected, word);
    text += &format!(
        "\n    initial begin\n        $readmemh(\"{}\", values);\n        $readmemh(\"{}\", answers);\n        repeat (4) @(negedge clock);\n        \
         resetting = 1'b0;\n        while (got < SAMPLES) @(negedge clock);\n",
        stimulus_file(name),
        expected_file(name)
    );
    if fronts.registers() {
        text += "        look;\n";
    }
    text += "        @(negedge clock);\n        if (wrong + unlike == 0) $display(\"PASS: %0d samples learned, all as the golden model has it\", got);\n        \
             else $display(\"FAIL: %0d differences\", wrong + unlike);\n        $finish;\n    end\nendmodule\n`default_nettype wire\n";
    text
}

/// The bench's clock for this domain, the core's if there is none.
fn clock_of(domain: Option<Domain>) -> String {
    domain.map_or("clock".into(), |domain| format!("{}_clock", domain.name))
}

/// Clocks beside the core's, of other frequencies, and their resets.
fn other_clocks(fronts: Fronts) -> String {
    let halves = ["3", "7"].into_iter();
    let other = |(domain, half): (&Domain, &str)| {
        let clock = clock_of(Some(*domain));
        let level = if domain.low { "!resetting" } else { "resetting" };
        format!(
            "    reg {clock} = 1'b0;\n    always #{half} {clock} = !{clock};\n    assign {} = {clock};\n    assign {} = {level};\n",
            domain.clock, domain.reset
        )
    };
    fronts.domains()[1..].iter().zip(halves).map(other).collect()
}

/// Inputs that the bench holds still.
fn driven(package: &Package) -> String {
    let still = ["held", "host_en", "host_we", "host_select", "host_addr", "host_wdata", "flush"];
    let there = |name: &&&str| package.design.ports.iter().any(|port| port.name == **name);
    still.iter().filter(there).map(|name| format!("    assign {name} = 0;\n")).collect()
}

/// What the bench looks at over the bus when all samples are learned.
fn registers(package: &Package, corrected: &[usize], word: u32) -> String {
    let plan = package.plan;
    let tasks = match package.fronts.bus {
        Bus::None | Bus::Spi => return String::new(),
        Bus::Axi => AXI,
        Bus::Wishbone => WISHBONE,
    };
    let tasks = tasks.replace("negedge clock", &format!("negedge {}", clock_of(package.fronts.bus_domain())));
    let map = plan.register_map(package.build_id);
    let at = |name: &str| map.iter().find(|one| one.name == name).map_or(0, |one| one.address);
    let mut text = format!(
        "\n    // The registers, over the bus.\n{tasks}\n    task check(input [11:0] address, input [31:0] expected);\n        begin\n            \
         read(address);\n            if (got_word !== expected) begin\n                unlike = unlike + 1;\n                \
         $display(\"register %h: %h, expected %h\", address, got_word, expected);\n            end\n        end\n    endtask\n\n    \
         task look;\n        begin\n"
    );
    let mut line = |what: String| text += &format!("            {what}\n");
    let check = |name: &str, value: u32| format!("check(12'h{:03x}, 32'h{value:08x});    // {name}", at(name));
    for name in ["ID", "VERSION", "BUILD_ID", "FINGERPRINT"] {
        let value = map.iter().find(|one| one.name == name).map_or(0, |one| one.fields[0].reset);
        line(check(name, value));
    }
    if plan.learns() {
        line(check("SAMPLES", SAMPLES as u32));
        corrected.iter().enumerate().for_each(|(k, &count)| line(check(&format!("UPDATES{k}"), count as u32)));
    }
    line(format!("write(12'h{:03x}, 32'h00000003);    // CONTROL: learn, flush", at("CONTROL")));
    line("got_word = 1;".into());
    line(format!("while (got_word[0] !== 1'b0) read(12'h{:03x});    // STATUS: until nothing is busy", at("STATUS")));
    line(format!("write(12'h{:03x}, 32'h00000000);    // MEM_SELECT", at("MEM_SELECT")));
    line(format!("write(12'h{:03x}, 32'h00000000);    // MEM_ADDR", at("MEM_ADDR")));
    line(check("MEM_DATA", word));
    line(check("STATUS", 0));
    text + "        end\n    endtask\n"
}

const AXI: &str = "    reg [31:0] got_word = 0, data = 0;
    reg [11:0] address = 0;
    reg writing = 0, reading = 0;
    assign s_axi_awvalid = writing;
    assign s_axi_wvalid = writing;
    assign s_axi_awaddr = address;
    assign s_axi_awprot = 3'd0;
    assign s_axi_wdata = data;
    assign s_axi_wstrb = 4'hf;
    assign s_axi_bready = 1'b1;
    assign s_axi_arvalid = reading;
    assign s_axi_araddr = address;
    assign s_axi_arprot = 3'd0;
    assign s_axi_rready = 1'b1;
    task read(input [11:0] from);
        begin
            @(negedge clock);
            address = from;
            reading = 1'b1;
            while (!s_axi_arready) @(negedge clock);
            @(negedge clock);
            reading = 1'b0;
            while (!s_axi_rvalid) @(negedge clock);
            got_word = s_axi_rdata;
        end
    endtask
    task write(input [11:0] to, input [31:0] value);
        begin
            @(negedge clock);
            address = to;
            data = value;
            writing = 1'b1;
            while (!s_axi_awready || !s_axi_wready) @(negedge clock);
            @(negedge clock);
            writing = 1'b0;
            while (!s_axi_bvalid) @(negedge clock);
        end
    endtask
";

const WISHBONE: &str = "    reg [31:0] got_word = 0, data = 0;
    reg [11:0] address = 0;
    reg cycle = 0, writing = 0;
    assign wb_cyc = cycle;
    assign wb_stb = cycle;
    assign wb_we = writing;
    assign wb_adr = address;
    assign wb_sel = 4'hf;
    assign wb_dat_w = data;
    task read(input [11:0] from);
        begin
            @(negedge clock);
            address = from;
            writing = 1'b0;
            cycle = 1'b1;
            while (!wb_ack) @(negedge clock);
            got_word = wb_dat_r;
            @(negedge clock);
            cycle = 1'b0;
        end
    endtask
    task write(input [11:0] to, input [31:0] value);
        begin
            @(negedge clock);
            address = to;
            data = value;
            writing = 1'b1;
            cycle = 1'b1;
            while (!wb_ack) @(negedge clock);
            @(negedge clock);
            cycle = 1'b0;
        end
    endtask
";
