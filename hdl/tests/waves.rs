//! The drawings of docs/integration.md: what a small core does at its ports, cycle by cycle, as WaveDrom draws it.
//! ENTRAIN_BLESS=1 writes docs/waves/*.json; `scripts/waves.sh` makes the pictures of them.

use crate::common;

use common::{kept_models, network_text, parse, sources};
use entrain_hdl::{Bus, Design, Fronts, Options, Stream, emit};
use entrain_model::plan::image::images;
use entrain_model::plan::register_map::ADDRESS_BITS;
use entrain_model::{Model, Plan};
use entrain_sim::Simulation;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A line of a drawing: a port, the one that says when its value counts, and what stands in front of it.
struct Line {
    port: &'static str,
    /// Its value is drawn while this port is high.
    while_high: Option<&'static str>,
    /// Bits.
    width: u32,
    values: Vec<Option<u64>>,
}

/// A design in Verilator, and what its ports did.
struct Recorder {
    simulation: Simulation,
    clock: &'static str,
    lines: Vec<Line>,
}

fn plan() -> Plan {
    let network = parse(&network_text(3, "u8", 2, "sqq", &[(4, 2)], 8, 6));
    Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"))
}

fn design(plan: &Plan, fronts: Fronts) -> Design {
    let module = entrain_hdl::design(plan, fronts, Options::default(), 7).unwrap_or_else(|error| panic!("{error}"));
    emit::write(&fronts.top(&plan.name), module)
}

impl Recorder {
    fn new(fronts: Fronts, ports: &[(&'static str, Option<&'static str>)]) -> Recorder {
        let plan = plan();
        let sources = sources(design(&plan, fronts));
        let object = kept_models().build(&sources, false).unwrap_or_else(|error| panic!("{error}"));
        let simulation = Simulation::open(&object, &sources.ports).unwrap_or_else(|error| panic!("{error}"));
        let width = |name: &str| sources.ports.iter().find(|port| port.name == name).unwrap_or_else(|| panic!("there is no {name}")).width;
        let lines = ports.iter().map(|&(port, while_high)| Line { port, while_high, width: width(port), values: Vec::new() }).collect();
        let mut recorder = Recorder { simulation, clock: fronts.clock(), lines };
        // A reset, not drawn.
        let high = !fronts.axi() as u64;
        recorder.set(&[(fronts.reset(), high)]);
        (0..2).for_each(|_| recorder.clock());
        recorder.set(&[(fronts.reset(), 1 - high)]);
        recorder
    }

    fn set(&mut self, values: &[(&str, u64)]) {
        values.iter().for_each(|(port, value)| self.simulation.port(port).set(*value));
    }

    fn high(&self, port: &str) -> bool {
        self.simulation.port(port).get() != 0
    }

    /// The rising edge, and the falling one.
    fn clock(&mut self) {
        for level in [0, 1] {
            self.simulation.port(self.clock).set(level);
            self.simulation.eval();
        }
    }

    /// The start weights, through the host's port; not drawn.
    fn load(&mut self) {
        let plan = plan();
        for (memory, words) in plan.host_memories().iter().zip(images(&plan, &Model::new(&plan))) {
            self.set(&[("host_en", 1), ("host_select", memory.select as u64)]);
            self.clock();
            self.set(&[("host_we", 1)]);
            for (address, word) in words.iter().enumerate() {
                self.set(&[("host_addr", address as u64)]);
                self.simulation.port("host_wdata").set_word(word);
                self.clock();
            }
            self.set(&[("host_we", 0)]);
        }
        self.set(&[("host_en", 0)]);
        self.clock();
    }

    /// A cycle that is drawn, with these inputs; returns what `look` says before its end.
    fn cycle<T>(&mut self, values: &[(&str, u64)], look: impl Fn(&Recorder) -> T) -> T {
        self.set(values);
        self.simulation.port(self.clock).set(0);
        self.simulation.eval();
        for at in 0..self.lines.len() {
            let Line { port, while_high, .. } = self.lines[at];
            let value = while_high.is_none_or(|valid| self.high(valid)).then(|| self.simulation.port(port).get());
            self.lines[at].values.push(value);
        }
        let seen = look(self);
        self.clock();
        seen
    }

    /// As WaveDrom reads it.
    fn json(&self, title: &str) -> String {
        let cycles = self.lines[0].values.len();
        let clock = format!("  {{ \"name\": \"{}\", \"wave\": \"p{}\" }}", self.clock, ".".repeat(cycles - 1));
        let lines: Vec<String> = std::iter::once(clock).chain(self.lines.iter().map(|line| self.line(line))).collect();
        format!("{{ \"head\": {{ \"text\": \"{title}\", \"tick\": 0 }},\n\"signal\": [\n{}\n] }}\n", lines.join(",\n"))
    }

    fn line(&self, line: &Line) -> String {
        let single = line.width == 1 && line.while_high.is_none();
        let (mut wave, mut data, mut before) = (String::new(), Vec::new(), None);
        for &value in &line.values {
            wave.push(match value {
                _ if before == Some(value) => '.',
                None => 'x',
                Some(bit) if single => {
                    if bit == 0 {
                        '0'
                    } else {
                        '1'
                    }
                }
                Some(value) => {
                    // Addresses and words of 32 bits in hexadecimal.
                    data.push(if line.width >= ADDRESS_BITS { format!("\"{value:#x}\"") } else { format!("\"{value}\"") });
                    '='
                }
            });
            before = Some(value);
        }
        let data = if data.is_empty() { String::new() } else { format!(", \"data\": [{}]", data.join(", ")) };
        format!("  {{ \"name\": \"{}\", \"wave\": \"{wave}\"{data} }}", line.port)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/waves")
}

/// Holds `json` to the file, and the picture to it.
fn drawn(name: &str, json: &str) {
    let (path, picture) = (folder().join(format!("{name}.json")), folder().join(format!("{name}.svg")));
    if std::env::var_os("ENTRAIN_BLESS").is_some() {
        std::fs::create_dir_all(folder()).unwrap_or_else(|error| panic!("{error}"));
        std::fs::write(&path, json).unwrap_or_else(|error| panic!("{error}"));
        return;
    }
    let found = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(found == json, "{} shows something else than the core does; ENTRAIN_BLESS=1 writes it, then scripts/waves.sh", path.display());
    let of: String = Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect();
    let picture = std::fs::read_to_string(&picture).unwrap_or_else(|error| panic!("{}: {error}", picture.display()));
    assert!(picture.contains(&of), "{name}.svg is of another {name}.json: scripts/waves.sh");
}

/// Two samples, the first learned; the second answer waits for two cycles.
#[test]
fn samples_and_answers() {
    let ports = [
        ("s_valid", None),
        ("s_ready", None),
        ("s_data", Some("s_valid")),
        ("s_learn", None),
        ("s_label", Some("s_valid")),
        ("m_valid", None),
        ("m_ready", None),
        ("m_class", Some("m_valid")),
        ("updates", None),
        ("busy", None),
    ];
    let mut core = Recorder::new(Fronts::default(), &ports);
    core.load();
    let beats = [(200, 1, 1), (17, 1, 1), (90, 1, 1), (3, 0, 0), (250, 0, 0), (41, 0, 0)];
    let (mut sent, mut answers, mut waits) = (0, 0, 2);
    while answers < 2 {
        // A pause in front of the third value: valid may fall between beats.
        let offers = sent < beats.len() && !(sent == 2 && core.lines[0].values.len() == 2);
        let (data, label, learn) = beats[sent.min(beats.len() - 1)];
        let held_back = answers == 1 && waits > 0;
        let inputs = [
            ("s_valid", offers as u64),
            ("s_data", data),
            ("s_label", label),
            ("s_learn", (offers && learn == 1) as u64),
            ("m_ready", !held_back as u64),
        ];
        let (taken, there) = core.cycle(&inputs, |core| (core.high("s_ready") && offers, core.high("m_valid")));
        sent += taken as usize;
        answers += (there && !held_back) as usize;
        waits -= (there && held_back) as usize;
        assert!(core.lines[0].values.len() < 60, "no answer");
    }
    (0..2).for_each(|_| core.cycle(&[("m_ready", 1)], |_| ()));
    drawn("samples", &core.json("two samples: the first is learned, the second answer has to wait"));
}

/// A sample that is learned, a flush, and a word of a memory.
#[test]
fn flush_and_memories() {
    let ports = [
        ("s_valid", None),
        ("s_ready", None),
        ("s_flush", None),
        ("m_valid", None),
        ("flushed", None),
        ("busy", None),
        ("host_en", None),
        ("host_select", Some("host_en")),
        ("host_addr", Some("host_en")),
        ("host_rdata", None),
    ];
    let mut core = Recorder::new(Fronts::default(), &ports);
    core.load();
    core.set(&[("m_ready", 1), ("s_learn", 1), ("s_label", 1), ("host_select", 0), ("host_addr", 2)]);
    for data in [200, 17, 90] {
        while !core.cycle(&[("s_valid", 1), ("s_data", data)], |core| core.high("s_ready")) {}
    }
    while !core.cycle(&[("s_valid", 1), ("s_flush", 1)], |core| core.high("s_ready")) {}
    core.set(&[("s_valid", 0), ("s_flush", 0)]);
    while !core.cycle(&[], |core| core.high("flushed")) {}
    while core.cycle(&[], |core| core.high("busy")) {}
    core.cycle(&[("host_en", 1)], |_| ());
    (0..3).for_each(|_| core.cycle(&[("host_en", 0)], |_| ()));
    drawn("flush", &core.json("a sample is learned, a flush brings the correction in, then a word is read"));
}

/// The same sample as a stream.
#[test]
fn stream() {
    let ports = [
        ("s_axis_tvalid", None),
        ("s_axis_tready", None),
        ("s_axis_tdata", Some("s_axis_tvalid")),
        ("s_axis_tlast", None),
        ("s_axis_tuser", Some("s_axis_tlast")),
        ("m_axis_tvalid", None),
        ("m_axis_tready", None),
        ("m_axis_tuser", Some("m_axis_tvalid")),
    ];
    let mut core = Recorder::new(Fronts { stream: Stream::Axi, ..Fronts::default() }, &ports);
    core.set(&[("m_axis_tready", 1)]);
    for (data, last, user) in [(200, 0, 0), (17, 0, 0), (90, 1, 3)] {
        let inputs = [("s_axis_tvalid", 1), ("s_axis_tdata", data), ("s_axis_tlast", last), ("s_axis_tuser", user)];
        while !core.cycle(&inputs, |core| core.high("s_axis_tready")) {}
    }
    core.set(&[("s_axis_tvalid", 0), ("s_axis_tlast", 0)]);
    while !core.cycle(&[], |core| core.high("m_axis_tvalid")) {
        assert!(core.lines[0].values.len() < 60, "no answer");
    }
    core.cycle(&[], |_| ());
    drawn("stream", &core.json("AXI4-Stream: a sample to be learned as class 1"));
}

/// A register is written, STATUS and a word of a memory are read.
#[test]
fn registers() {
    let ports = [
        ("wb_cyc", None),
        ("wb_stb", None),
        ("wb_we", None),
        ("wb_adr", Some("wb_cyc")),
        ("wb_dat_w", Some("wb_we")),
        ("wb_ack", None),
        ("wb_dat_r", Some("wb_ack")),
    ];
    let mut core = Recorder::new(Fronts { bus: Bus::Wishbone, ..Fronts::default() }, &ports);
    let plan = plan();
    let at = |name: &str| plan.register_map(7).iter().find(|one| one.name == name).map_or(0, |one| u64::from(one.address));
    core.set(&[("wb_sel", 15)]);
    for (address, write) in [(at("MARGIN"), Some(40)), (at("STATUS"), None), (at("MEM_DATA"), None)] {
        let inputs =
            [("wb_cyc", 1), ("wb_stb", 1), ("wb_we", write.is_some() as u64), ("wb_adr", address), ("wb_dat_w", write.unwrap_or(0))];
        while !core.cycle(&inputs, |core| core.high("wb_ack")) {}
        core.cycle(&[("wb_cyc", 0), ("wb_stb", 0), ("wb_we", 0)], |_| ());
    }
    drawn("wishbone", &core.json("Wishbone: MARGIN is written, STATUS and MEM_DATA are read"));
}
