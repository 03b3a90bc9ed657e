//! Tools of others read what `entrain generate` writes: LiteX runs a processor that learns with the core, FuseSoC lints and simulates the
//! folder, a SystemRDL compiler finds the registers where the plan has them.
//!
//! They come from PyPI: `scripts/setup.sh buses`, `scripts/setup.sh litex`.

use crate::common;

use common::{BUILD_ID, written};
use entrain_hdl::integration::SAMPLES;
use entrain_hdl::{Bus, Fronts, Stream};
use entrain_model::plan::image::images;
use entrain_model::{Model, Network, Plan};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The example, as `generate` writes it.
fn example(fronts: Fronts, folder: &Path) -> Plan {
    let network = Network::load(&root().join("examples/digits/entrain.toml")).unwrap_or_else(|error| panic!("{error}"));
    let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
    written(&plan, fronts, SAMPLES, folder);
    plan
}

/// What a program prints; the test ends if it fails.
fn run(program: &Path, arguments: &[&str], folder: &Path) -> String {
    let done = Command::new(program).args(arguments).current_dir(folder).output();
    let done = done.unwrap_or_else(|error| panic!("{}: {error}; scripts/setup.sh buses and litex bring it", program.display()));
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{}: {text}", program.display());
    text
}

/// What the firmware of examples/litex prints, by the golden model: examples/litex/firmware.c.
fn firmware(plan: &Plan, table: &str) -> Vec<String> {
    let row = |line: &str| {
        let mut values: Vec<i16> = line.split(',').map(|value| value.trim().parse().unwrap_or_else(|_| panic!("{line}"))).collect();
        let label = values.pop().unwrap_or_default() as usize;
        (values.into_iter().map(|value| (16 * value).min(255)).collect::<Vec<_>>(), label)
    };
    let rows: Vec<_> = table.lines().skip(1).take(10).map(row).collect();
    let mut model = Model::new(plan);
    let mut updates = vec![0u32; plan.learning().count()];
    let mut lines = vec!["id 454e5452".to_string()];
    for (values, label) in rows.iter().chain(&rows) {
        let (class, _) = model.learn(values, *label);
        lines.push(format!("label {label} predicted {class}"));
        updates.iter_mut().zip(model.updated()).for_each(|(count, &one)| *count += u32::from(one));
    }
    lines.push(format!("samples {:08x}", 2 * rows.len()));
    lines.extend(updates.iter().map(|count| format!("updates {count:08x}")));
    let (images, parts) = (images(plan, &model), plan.word_parts() as usize);
    for memory in [0, 2] {
        let words = images[memory].iter().flat_map(|word| (0..parts).map(move |part| word.get(part).copied().unwrap_or(0)));
        let sum = words.fold(0u32, |total, word| total.wrapping_mul(31).wrapping_add(word));
        lines.push(format!("weights {sum:08x}"));
    }
    lines.extend(["status 00000000".into(), "end".into()]);
    lines
}

#[test]
#[ignore = "minutes; needs scripts/setup.sh litex"]
fn a_processor_in_litex_learns_as_the_golden_model_does() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let core = folder.path().join("core");
    std::fs::create_dir(&core).unwrap_or_else(|error| panic!("{error}"));
    let plan = example(Fronts { bus: Bus::Wishbone, ..Fronts::default() }, &core);
    let (table, build) = (root().join("examples/digits/digits.csv"), folder.path().join("litex"));
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let arguments = [text(&root().join("examples/litex/soc.py")), text(&core), text(&table), text(&build)];
    let said = run(&root().join(".tools/litex/bin/python"), &arguments.each_ref().map(String::as_str), folder.path());
    let expected = firmware(&plan, &std::fs::read_to_string(&table).unwrap_or_else(|error| panic!("{error}")));
    let begin = |line: &&str| expected.iter().any(|wanted| wanted.split(' ').next() == line.split(' ').next());
    let found: Vec<&str> = said.lines().map(str::trim).filter(begin).collect();
    assert_eq!(found, expected, "{said}");
}

#[test]
#[ignore = "half a minute; needs scripts/setup.sh buses"]
fn fusesoc_lints_and_simulates_the_folder() {
    let tools = root().join(".tools/buses/bin").canonicalize().unwrap_or_else(|error| panic!("{error}; scripts/setup.sh buses"));
    for fronts in [Fronts::default(), Fronts { bus: Bus::Axi, stream: Stream::Axi, ..Fronts::default() }] {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let core = folder.path().join("core");
        std::fs::create_dir(&core).unwrap_or_else(|error| panic!("{error}"));
        let plan = example(fronts, &core);
        let text = std::fs::read_to_string(core.join(format!("{}.core", plan.name))).unwrap_or_else(|error| panic!("{error}"));
        let name = text.lines().find_map(|line| line.strip_prefix("name:")).unwrap_or_else(|| panic!("no name: {text}"));
        for (target, wanted) in [("lint", ""), ("sim", "PASS: 10 samples learned")] {
            let arguments = ["--cores-root", "core", "run", "--target", target, name.trim()];
            let said = run(&tools.join("fusesoc"), &arguments, folder.path());
            assert!(said.contains(wanted) && !said.contains("%Warning") && !said.contains("FAIL"), "{fronts:?}, {target}: {said}");
        }
    }
}

/// Names, addresses, and the lowest and highest bit of every field, as a compiler of SystemRDL reads them.
const COMPILE: &str = "
import sys
from systemrdl import RDLCompiler, RDLListener, RDLWalker
from systemrdl.node import RegNode
compiler = RDLCompiler()
compiler.compile_file(sys.argv[1])
for node in compiler.elaborate().top.descendants(unroll=True):
    if isinstance(node, RegNode):
        print(node.inst_name, '%03x' % node.absolute_address, ' '.join('%s[%d:%d]' % (f.inst_name, f.high, f.low) for f in node.fields()))
";

#[test]
#[ignore = "seconds; needs scripts/setup.sh buses"]
fn a_systemrdl_compiler_finds_every_register() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let plan = example(Fronts { bus: Bus::Axi, ..Fronts::default() }, folder.path());
    let said = run(&root().join(".tools/buses/bin/python"), &["-c", COMPILE, &format!("{}_registers.rdl", plan.name)], folder.path());
    let map = plan.register_map(BUILD_ID);
    assert_eq!(said.lines().count(), map.len(), "{said}");
    for register in &map {
        let line =
            said.lines().find(|line| line.split(' ').next() == Some(&register.name)).unwrap_or_else(|| panic!("{}: {said}", register.name));
        assert_eq!(line.split(' ').nth(1), Some(format!("{:03x}", register.address).as_str()), "{line}");
        for field in &register.fields {
            let bits = format!("[{}:{}]", field.low + field.bits - 1, field.low);
            assert!(line.contains(&bits), "{line}: no {bits}");
        }
    }
}
