//! A bench in plain Verilog: learns some samples, compares each answer with the golden model's, and at the end what is behind the bus.

use super::{Package, bench_bus, template};
use crate::LICENCE;
use crate::design::{Domain, Fronts, Stream};
use entrain_model::plan::image::{hex, images, pack};
use entrain_model::rule::XorShift32;
use entrain_model::{Model, Plan};

/// Samples that a bench learns, if nobody asks for others.
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

/// A file with the words of all memories, 32 bits a line, as MEM_DATA shows them.
pub(super) fn words_file(name: &str) -> String {
    format!("tb_{name}_words.hex")
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
    model.start_anew();
    let range = plan.layers.first().map(|layer| layer.input().format.range);
    let (low, high) = range.map_or((0, 255), |range| (range.low, range.high));
    let mut random = XorShift32::new(1);
    let mut run = Run { inputs: Vec::new(), labels: Vec::new(), answers: Vec::new(), model: model.clone() };
    for _ in 0..package.samples {
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

/// The words of all memories afterwards, part by part.
pub(super) fn words(plan: &Plan, run: &Run) -> String {
    let part = |word: &[u32], at: u32| format!("{:08x}\n", word.get(at as usize).copied().unwrap_or(0));
    let all = images(plan, &run.model).into_iter().flatten();
    all.map(|word| (0..plan.word_parts()).map(|at| part(&word, at)).collect::<String>()).collect()
}

/// Bits of a line of `expected`.
fn width(plan: &Plan) -> u32 {
    2 * plan.class_bits + plan.learning().count() as u32 + plan.classes as u32 * plan.total_bits
}

/// `tb_NAME.v`.
pub(super) fn text(package: &Package, after: &Run) -> String {
    let corrected: Vec<usize> =
        (0..package.plan.learning().count()).map(|k| after.answers.iter().filter(|(_, updates, _)| updates[k]).count()).collect();
    [head(package), samples_in(package), answers_out(package), bench_bus::registers(package, &corrected, &after.model), whole_run(package)]
        .concat()
}

/// The design, its clock and its reset.
fn head(package: &Package) -> String {
    let (plan, fronts, name, samples) = (package.plan, package.fronts, &package.plan.name, package.samples);
    let patience = PATIENCE * (samples + 4) * plan.cycles_per_sample() + 10_000;
    let mut text = format!(
        "{LICENCE}\n// {}: learns {samples} samples and compares every answer with the golden model's. Written by Entrain.\n//\n\
         //   $ iverilog -g2005 -o bench -s tb_{name} *.v && vvp -n bench        (inst_{name}.v aside)\n\
         //   $ verilator --binary --timing -Wno-fatal --top-module tb_{name} tb_{name}.v -f {name}.f && obj_dir/Vtb_{name}\n\
         `default_nettype none\nmodule tb_{name};\n    localparam SAMPLES = {samples}, FEATURES = {}, PATIENCE = {patience};\n\n",
        package.design.top, plan.features
    );
    text += &template::in_bench(package);
    text += &format!(
        "    reg [7:0] values [0:SAMPLES*FEATURES-1];\n    reg [{}:0] answers [0:SAMPLES-1];    // label, updates, class, logits\n\
         \x20   reg clock = 1'b0, resetting = 1'b1;\n    integer sent = 0, got = 0, wrong = 0, unlike = 0, cycles = 0, taken = 0;\n\
         \x20   always #5 clock = !clock;\n    assign {} = clock;\n    assign {} = {};\n",
        width(plan) - 1,
        fronts.clock(),
        fronts.reset(),
        if fronts.axi() { "!resetting" } else { "resetting" },
    );
    text + &other_clocks(fronts) + &driven(package)
}

/// Samples go in.
fn samples_in(package: &Package) -> String {
    let (classes, width, fronts) = (package.plan.class_bits, width(package.plan), package.fronts);
    // With several clocks a reset lasts a little longer than its pins.
    let ready_to_feed = if fronts.domains().len() > 1 { "!resetting && cycles > 40" } else { "!resetting" };
    let mut text = format!(
        "\n    // Samples go in one value after the other.\n    wire [{}:0] now = answers[sent < SAMPLES*FEATURES ? sent / FEATURES : 0];\n\
         \x20   wire [{}:0] label = now[{} +: {classes}];\n    wire feeding = {ready_to_feed} && sent < SAMPLES*FEATURES;\n    wire last = sent % FEATURES == FEATURES - 1;\n",
        width - 1,
        classes - 1,
        width - classes
    );
    let (valid, ready) = match package.fronts.stream {
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
    text + &format!("    always @(posedge {}) if ({valid} && {ready}) sent <= sent + 1;\n", clock_of(fronts.stream_domain()))
}

/// Answers come, and are compared.
fn answers_out(package: &Package) -> String {
    let (plan, stream, clock) = (package.plan, package.fronts.stream, clock_of(package.fronts.stream_domain()));
    let mut text = "\n    // Answers come in the order of the samples.\n".to_string();
    text += &format!("    wire [{}:0] due = answers[got < SAMPLES ? got : 0];\n", width(plan) - 1);
    let top = width(plan) - plan.class_bits - 1;
    let (valid, ready, same) = match stream {
        Stream::Plain => ("m_valid", "m_ready", format!("{{updates, m_class, m_logits}} === due[{top}:0] && !refused")),
        Stream::Axi => {
            text += &format!("    wire [{}:0] logits;\n", plan.classes as u32 * plan.total_bits - 1);
            for class in 0..plan.classes as u32 {
                let (low, high) = (class * plan.total_bits, (class + 1) * plan.total_bits - 1);
                text += &format!("    assign logits[{high}:{low}] = m_axis_tdata[{}:{}];\n", 32 * class + plan.total_bits - 1, 32 * class);
            }
            ("m_axis_tvalid", "m_axis_tready", format!("{{m_axis_tuser, logits}} === {{1'b0, due[{top}:0]}}"))
        }
    };
    text + &format!(
        "    always @(posedge {clock}) begin\n        if (!resetting && {valid} && {ready}) begin\n            got <= got + 1;\n            \
         if (!({same})) begin\n                wrong <= wrong + 1;\n                $display(\"sample %0d: another answer than the golden model's\", got);\n            \
         end\n        end\n        cycles <= cycles + 1;\n        if (cycles == PATIENCE) begin\n            $display(\"FAIL: %0d of {} answers after %0d cycles\", got, cycles);\n            \
         $finish;\n        end\n    end\n",
        package.samples
    )
}

/// Reset, all samples, a look at the registers, and the verdict.
fn whole_run(package: &Package) -> String {
    let name = &package.plan.name;
    let mut text = format!(
        "\n    initial begin\n        $readmemh(\"{}\", values);\n        $readmemh(\"{}\", answers);\n        repeat (4) @(negedge clock);\n        \
         resetting = 1'b0;\n        while (got < SAMPLES) @(negedge clock);\n",
        stimulus_file(name),
        expected_file(name)
    );
    text += "        taken = cycles;\n";
    if package.fronts.registers() {
        text += &format!("        $readmemh(\"{}\", words);\n        look;\n", words_file(name));
    }
    text + "        @(negedge clock);\n        if (wrong + unlike == 0) $display(\"PASS: %0d samples learned in %0d cycles, all as the golden model has it\", got, taken);\n        \
            else $display(\"FAIL: %0d differences\", wrong + unlike);\n        $finish;\n    end\nendmodule\n`default_nettype wire\n"
}

/// The bench's clock for this domain, the core's if there is none.
pub(super) fn clock_of(domain: Option<Domain>) -> String {
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
