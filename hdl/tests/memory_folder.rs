//! Start contents are found by a simulation that is started elsewhere: the top's parameter names their folder.

use crate::common;

use common::{network_text, parse};
use entrain_hdl::{MEMORY_FOLDER, Options, Start, core, emit, start_files, start_memories};
use entrain_model::{Model, Plan};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Verilog and the files of a network, in a folder; the paths of the Verilog.
fn written(folder: &Path, name: &str) -> (Plan, Vec<PathBuf>) {
    let text = network_text(33, "u8", 10, "sqq", &[(32, 8), (11, 3)], 12, 9).replace("\"net\"", &format!("\"{name}\""));
    let plan = Plan::new(&parse(&text), None).unwrap_or_else(|error| panic!("{error}"));
    let design = emit::write(&plan.name, core(&plan, Options { start: Start::Named, ..Options::default() }));
    let files = start_files(&plan, &Model::new(&plan));
    assert!(files.len() == 4 && files.iter().all(|(file, _)| file.starts_with(name)), "{files:?}");
    for (file, text) in design.files.iter().chain(&files) {
        std::fs::write(folder.join(file), text).unwrap_or_else(|error| panic!("{error}"));
    }
    (plan, design.files.iter().map(|(file, _)| folder.join(file)).collect())
}

/// A bench beside nothing of that: it prints words of two memories and ends.
fn bench(name: &str, folder: &Path) -> String {
    format!(
        "module tb;\nreg clk = 0;\n{name} #(.{MEMORY_FOLDER}(\"{}\")) dut (.clk(clk));\ninitial begin #1 \
         $display(\"%h %h\", dut.layer0.weights.block.ram.one.ram.mem[3], dut.layer1.biases.block.ram.one.ram.mem[0]);\n\
         $finish;\nend\nendmodule\n",
        folder.display()
    )
}

fn run(command: &mut Command) -> String {
    let done = command.output().unwrap_or_else(|error| panic!("{:?}: {error}", command.get_program()));
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{text}{}", String::from_utf8_lossy(&done.stderr));
    text
}

#[test]
fn icarus_and_verilator_find_them_from_elsewhere() {
    let [sources, elsewhere] = [(); 2].map(|()| tempfile::tempdir().unwrap_or_else(|error| panic!("{error}")));
    // Two networks in one folder.
    written(sources.path(), "other");
    let (plan, verilog) = written(sources.path(), "named");
    let start = start_memories(&plan, &Model::new(&plan));
    let line = |memory: usize, word: usize| start[memory].hex().lines().nth(word).unwrap_or_default().to_string();
    let expected = format!("{} {}", line(0, 3), line(3, 0));
    let tb = elsewhere.path().join("tb.v");
    std::fs::write(&tb, bench("named", sources.path())).unwrap_or_else(|error| panic!("{error}"));

    run(Command::new("iverilog").args(["-g2012", "-s", "tb", "-o", "tb.vvp"]).arg(&tb).args(&verilog).current_dir(elsewhere.path()));
    let said = run(Command::new("vvp").args(["-n", "tb.vvp"]).current_dir(elsewhere.path()));
    assert!(said.lines().any(|line| line == expected), "{expected} in\n{said}");

    let mut verilator = Command::new("verilator");
    verilator.args(["--binary", "--timing", "-Wno-fatal", "-Wno-lint", "-Wno-style", "--top-module", "tb", "--Mdir", "made"]);
    run(verilator.arg(&tb).args(&verilog).current_dir(elsewhere.path()));
    let said = run(&mut Command::new(elsewhere.path().join("made/Vtb")));
    assert!(said.lines().any(|line| line == expected), "{expected} in\n{said}");
}

/// Without start contents there is no parameter, and nothing that names a file.
#[test]
fn a_core_without_start_contents_knows_no_folder() {
    let text = network_text(33, "u8", 10, "sqq", &[(32, 8), (11, 3)], 12, 9);
    let plan = Plan::new(&parse(&text), None).unwrap_or_else(|error| panic!("{error}"));
    for start in [Start::Nothing, Start::Build] {
        let design = emit::write("net", core(&plan, Options { start, ..Options::default() }));
        assert!(!design.files[0].1.contains(MEMORY_FOLDER));
        assert_eq!(design.files[0].1.contains("\"layer0_weights.hex\""), start == Start::Build);
    }
}
