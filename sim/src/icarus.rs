//! Icarus Verilog as a simulator: vvp runs the design under a generated bench, which reads the inputs as a line of
//! hexadecimal digits and answers with the outputs as a line of 0, 1, x and z.

use crate::port::{Port, PortHandle};
use crate::verilator::{Sources, temporary, write_sources};
use entrain_model::{Diagnostic, Result};
use std::any::Any;
use std::cell::UnsafeCell;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;

/// The bench's name, and the stem of its files.
const BENCH: &str = "entrain_bench";
/// What the bench's answers begin with; vvp prints other lines of its own.
const ANSWER: u8 = b'=';
/// First digit of a line: settle for these inputs, and write a waveform from now on or not.
const SETTLE: u8 = b'0';
const SETTLE_AND_DUMP: u8 = b'1';
/// The port that rises after all other inputs have settled, as in Verilator.
const CLOCK: &str = "clk";

/// A running vvp.
#[derive(Debug)]
pub(crate) struct Icarus {
    vvp: Child,
    /// None when it was told to end.
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    inputs: Vec<PortHandle>,
    /// With their indices among all ports.
    outputs: Vec<(usize, PortHandle)>,
    line: Vec<u8>,
    command: u8,
    /// Indices of ports with an X or Z in the last answer.
    unknown: Vec<usize>,
    failure: Option<String>,
    /// Where the waveform is to go.
    waves: Option<PathBuf>,
    folder: tempfile::TempDir,
}

impl Icarus {
    /// Compiles the design and its bench and starts them; the handles are those of `sources.ports`, all 0.
    pub fn start(sources: &Sources) -> Result<(Icarus, Vec<PortHandle>)> {
        let folder = temporary(&std::env::temp_dir())?;
        let bench = folder.path().join(format!("{BENCH}.v"));
        let mut files = write_sources(sources, folder.path())?;
        std::fs::write(&bench, verilog(&sources.top, &sources.ports)).map_err(|error| Diagnostic::io("write", &bench, &error))?;
        files.push(bench);
        let compiled = folder.path().join("bench.vvp");
        let mut compiler = Command::new("iverilog");
        compiler.args(["-g2005", "-s", BENCH, "-o"]).arg(&compiled).args(&files);
        let done = compiler.output().map_err(|error| missing("iverilog", &error))?;
        if !done.status.success() {
            let text = String::from_utf8_lossy(&done.stderr).into_owned();
            let lines: Vec<&str> = text.lines().take(12).collect();
            return Err(Diagnostic::new(format!("Icarus Verilog cannot compile the design:\n{}", lines.join("\n"))));
        }
        let mut vvp = Command::new("vvp");
        vvp.arg("-n").arg(&compiled).arg("-fst").current_dir(folder.path());
        vvp.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut vvp = vvp.spawn().map_err(|error| missing("vvp", &error))?;
        let (to, from) = (vvp.stdin.take(), vvp.stdout.take().map(BufReader::new));
        let Some(from) = from else { return Err(Diagnostic::new("vvp has no standard output")) };
        let handles = handles(&sources.ports);
        let of = |output: bool| {
            let ports = sources.ports.iter().zip(&handles).enumerate().filter(move |(_, (port, _))| port.output == output);
            ports.map(|(index, (_, handle))| (index, handle.clone()))
        };
        let icarus = Icarus {
            vvp,
            to,
            from,
            inputs: of(false).map(|(_, handle)| handle).collect(),
            outputs: of(true).collect(),
            line: Vec::new(),
            command: SETTLE,
            unknown: Vec::new(),
            failure: None,
            waves: None,
            folder,
        };
        Ok((icarus, handles))
    }

    /// Sends the inputs, waits for the outputs.
    pub fn eval(&mut self) {
        if self.failure.is_none()
            && let Err(error) = self.exchange()
        {
            self.failure = Some(error.to_string());
        }
    }

    fn exchange(&mut self) -> std::io::Result<()> {
        self.line.clear();
        self.line.push(self.command);
        self.command = SETTLE;
        for port in &self.inputs {
            let digit = |at: u32| char::from_digit(port.chunk(at as usize / 8) >> (4 * (at % 8)) & 15, 16).unwrap_or('0') as u8;
            self.line.extend((0..port.width().div_ceil(4)).rev().map(digit));
        }
        self.line.push(b'\n');
        let Some(to) = &mut self.to else { return Err(std::io::ErrorKind::BrokenPipe.into()) };
        to.write_all(&self.line)?;
        loop {
            self.line.clear();
            if self.from.read_until(b'\n', &mut self.line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if self.line.first() == Some(&ANSWER) {
                break;
            }
        }
        let bits: usize = self.outputs.iter().map(|(_, port)| port.width() as usize).sum();
        let answer = self.line.get(1..=bits).ok_or(std::io::ErrorKind::UnexpectedEof)?;
        self.unknown.clear();
        let mut at = 0;
        for (index, port) in &self.outputs {
            let (digits, mut word) = (&answer[at..at + port.width() as usize], vec![0u32; port.width().div_ceil(32) as usize]);
            at += digits.len();
            for (bit, digit) in digits.iter().rev().enumerate() {
                word[bit / 32] |= ((*digit == b'1') as u32) << (bit % 32);
            }
            if digits.iter().any(|digit| !matches!(digit, b'0' | b'1')) {
                self.unknown.push(*index);
            }
            port.set_word(&word);
        }
        Ok(())
    }

    /// Indices of ports with an X or Z after the last `eval`.
    pub fn unknown(&self) -> &[usize] {
        &self.unknown
    }

    /// Whether vvp still runs.
    pub fn check(&self) -> Result<()> {
        match &self.failure {
            None => Ok(()),
            Some(reason) => Err(Diagnostic::new(format!("vvp, which simulates the design, has ended: {reason}"))
                .of_the_machine()
                .help("it may have been stopped, or found no memory; run it again")),
        }
    }

    /// Writes a waveform from the next `eval` on, and moves it to `path` at the end.
    pub fn start_waves(&mut self, path: &Path) {
        self.command = SETTLE_AND_DUMP;
        self.waves = Some(path.into());
    }
}

impl Drop for Icarus {
    /// The bench ends with its input; a waveform is whole only then. Nobody is told of one that cannot be moved: there is no way.
    fn drop(&mut self) {
        self.to = None;
        if self.waves.is_none() || self.failure.is_some() {
            self.vvp.kill().unwrap_or_default();
        }
        self.vvp.wait().map(|_| ()).unwrap_or_default();
        if let Some(path) = &self.waves {
            std::fs::copy(self.folder.path().join(format!("{BENCH}.fst")), path).map(|_| ()).unwrap_or_default();
        }
    }
}

/// Handles of the ports, all 0, into memory that they share: Verilator's layout, each port in words of its own.
fn handles(ports: &[Port]) -> Vec<PortHandle> {
    let words = |port: &Port| port.width.div_ceil(64).max(1) as usize;
    let storage: Rc<Vec<UnsafeCell<u64>>> = Rc::new((0..ports.iter().map(words).sum()).map(|_| UnsafeCell::new(0)).collect());
    let mut at = 0;
    let handles = ports.iter().map(|port| {
        let first = at;
        at += words(port);
        // A pointer to all of the port's words, not to the first one only.
        let pointer = storage[first..at].as_ptr().cast::<u8>().cast_mut();
        // SAFETY: as many words as the port's width needs, and never resized.
        unsafe { PortHandle::new(pointer, port.width, Rc::clone(&storage) as Rc<dyn Any>) }
    });
    handles.collect()
}

/// The bench. Inputs change first; then, when they have settled, the clock.
fn verilog(top: &str, ports: &[Port]) -> String {
    let range = |port: &Port| if port.width == 1 { String::new() } else { format!("[{}:0] ", port.width - 1) };
    let (mut declarations, mut assignments, mut clock) = (String::new(), String::new(), String::new());
    // The last input is in the lowest digits.
    let mut low = 0;
    for port in ports.iter().rev() {
        let (name, kind) = (&port.name, if port.output { "wire" } else { "reg" });
        declarations += &format!("    {kind} {}{name};\n", range(port));
        if !port.output {
            let assignment = format!("{name} = {BENCH}_line[{}:{low}];", low + port.width - 1);
            match name == CLOCK {
                true => clock = assignment,
                false => assignments += &format!("            {assignment}\n"),
            }
            low += 4 * port.width.div_ceil(4);
        }
    }
    let pins: Vec<String> = ports.iter().map(|port| format!(".{0}({0})", port.name)).collect();
    let outputs: Vec<&str> = ports.iter().filter(|port| port.output).map(|port| port.name.as_str()).collect();
    format!(
        "module {BENCH};\n{declarations}    reg [{high}:0] {BENCH}_line;\n    integer {BENCH}_read;\n\n    {top} dut (\n        {pins}\n    );\n\n    \
         initial begin\n        $dumpfile(\"{BENCH}.fst\");\n        {BENCH}_read = $fscanf(32'h8000_0000, \"%h\", {BENCH}_line);\n        \
         while ({BENCH}_read == 1) begin\n            if ({BENCH}_line[{low}]) $dumpvars(0, dut);\n{assignments}            \
         #1 {clock}\n            #1 $display(\"=%b\", {{{outputs}}});\n            $fflush;\n            \
         {BENCH}_read = $fscanf(32'h8000_0000, \"%h\", {BENCH}_line);\n        end\n        $finish;\n    end\nendmodule\n",
        high = low + 3,
        pins = pins.join(",\n        "),
        outputs = outputs.join(", "),
    )
}

fn missing(program: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(format!("cannot start {program}: {error}"))
        .missing_tool()
        .help("install it: apt-get install iverilog, or `make setup` for everything; `entrain doctor` lists what is missing")
}
