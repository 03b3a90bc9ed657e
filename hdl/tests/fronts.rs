//! What `entrain generate` writes for whoever places the core in a design of their own: it elaborates as it is, the bench beside it passes
//! in Icarus Verilog and in Verilator, and notices a core that learns otherwise.

use crate::common;
use crate::mutant;

use common::{BUILD_ID, design, parse, sources, walked_text, written};
use entrain_hdl::integration::constraints::paths;
use entrain_hdl::integration::{Package, SAMPLES};
use entrain_hdl::{Bus, Design, Fronts, Stream};
use entrain_model::{Model, Network, Plan};
use std::path::Path;
use std::process::Command;

fn all_fronts() -> Vec<Fronts> {
    let streams = [Stream::Plain, Stream::Axi];
    let one_clock = |bus| streams.map(|stream| Fronts { bus, stream, ..Fronts::default() });
    let own = |bus, stream, bus_clock, stream_clock| Fronts { bus, stream, bus_clock, stream_clock };
    let several = [
        own(Bus::Axi, Stream::Plain, true, false),
        own(Bus::Wishbone, Stream::Axi, true, true),
        own(Bus::Axi, Stream::Axi, true, false),
        own(Bus::Axi, Stream::Axi, false, true),
        own(Bus::None, Stream::Axi, false, true),
    ];
    let spi = Fronts { bus: Bus::Spi, ..Fronts::default() };
    [Bus::None, Bus::Axi, Bus::Wishbone].into_iter().flat_map(one_clock).chain(several).chain([spi]).collect()
}

/// Rows and columns; words of one part and of several.
fn plans() -> Vec<Plan> {
    let texts = [
        walked_text(7, "s8", 3, "walsh", &[(12, 3, "column"), (9, 4, "row")], 9, 8),
        walked_text(1, "u8", 5, "sqq", &[(8, 2, "row")], 6, 5),
    ];
    // Learners with a pace have registers more.
    let paced = texts[0].replace("[training]\n", "[training]\npace = \"self\"\n");
    texts.iter().chain([&paced]).map(|text| Plan::new(&parse(text), None).unwrap_or_else(|error| panic!("{error}"))).collect()
}

/// What a program prints, in the folder.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let done = Command::new(program).args(arguments).current_dir(folder).output();
    let done = done.unwrap_or_else(|error| panic!("{program}: {error}"));
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}

fn icarus(folder: &Path, design: &Design) -> String {
    let mut arguments = vec!["-g2005", "-Wall", "-o", "bench", "-s", "tb_net", "tb_net.v"];
    arguments.extend(design.files.iter().map(|(name, _)| name.as_str()));
    run(folder, "iverilog", &arguments) + &run(folder, "vvp", &["-n", "bench"])
}

fn verilator(folder: &Path, plan: &Plan, design: &Design) -> String {
    let name = format!("tb_{}", plan.name);
    let file = format!("{name}.v");
    // Compiled quickly: most of them run for a moment only.
    let quickly = ["-MAKEFLAGS", "OPT_GLOBAL=-O0", "-MAKEFLAGS", "OPT_FAST=-O1"];
    let mut arguments = vec!["--binary", "--timing", "-Wno-fatal", "--top-module", &name, &file];
    arguments.extend(quickly);
    arguments.extend(design.files.iter().map(|(name, _)| name.as_str()));
    run(folder, "verilator", &arguments) + &run(folder, &format!("./obj_dir/V{name}"), &[])
}

#[test]
fn the_bench_passes_behind_every_front() {
    for plan in plans() {
        for fronts in all_fronts() {
            let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
            let design = written(&plan, fronts, SAMPLES, folder.path());
            let said = icarus(folder.path(), &design);
            assert!(said.starts_with(&format!("PASS: {SAMPLES} samples learned")) && said.lines().count() == 1, "{fronts:?}: {said}");
        }
    }
}

#[test]
fn the_bench_notices_a_core_that_learns_otherwise() {
    let plan = &plans()[0];
    for fronts in all_fronts() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let design = written(plan, fronts, SAMPLES, folder.path());
        let sign = mutant::of("correction").into_iter().find(|one| one.what == "the sign of the correction");
        let broken = mutant::broken(sources(design.clone()), &sign.unwrap_or_else(|| panic!("no such fault")));
        for (name, text) in &broken.files {
            std::fs::write(folder.path().join(name), text).unwrap_or_else(|error| panic!("{error}"));
        }
        let said = icarus(folder.path(), &design);
        assert!(said.contains("FAIL: "), "{fronts:?}: {said}");
    }
}

#[test]
fn the_bench_runs_in_verilator_as_it_is() {
    let (plan, fronts) = (&plans()[1], Fronts { bus: Bus::Axi, stream: Stream::Axi, ..Fronts::default() });
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let design = written(plan, fronts, SAMPLES, folder.path());
    let said = verilator(folder.path(), plan, &design);
    assert!(said.contains("PASS: "), "{said}");
}

/// What is in docs/integration.md: a thousand samples of the example and of three random networks behind every front, all answers and, over a
/// bus, all memories equal; cycles a sample, pauses left out.
#[test]
#[ignore = "minutes: make test-full"]
fn a_thousand_samples_behind_every_front() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/digits/entrain.toml");
    let example = Network::load(&example).unwrap_or_else(|error| panic!("{error}"));
    let texts = [
        walked_text(7, "s8", 3, "walsh", &[(12, 3, "column"), (9, 4, "row")], 9, 8),
        walked_text(20, "u8", 6, "sqq", &[(24, 4, "row"), (16, 4, "row")], 12, 8),
        walked_text(31, "s8", 4, "sqq", &[(16, 4, "column")], 10, 8),
    ];
    let networks = texts.iter().map(|text| parse(text)).chain([example]);
    for network in networks {
        let plan = Plan::new(&network, None).unwrap_or_else(|error| panic!("{error}"));
        // Behind SPI nobody counts the core's cycles.
        for fronts in all_fronts().into_iter().filter(|fronts| fronts.bus != Bus::Spi) {
            let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
            let design = written(&plan, fronts, 1000, folder.path());
            let said = verilator(folder.path(), &plan, &design);
            let cycles =
                said.split_once("PASS: 1000 samples learned in ").and_then(|(_, rest)| rest.split(' ').next()?.parse::<f64>().ok());
            let cycles = cycles.unwrap_or_else(|| panic!("{fronts:?}: {said}"));
            println!("{:10} {fronts:?}: {:.1} cycles a sample, {} predicted", plan.name, cycles / 1000.0, plan.cycles_per_sample());
        }
    }
}

#[test]
fn fronts_have_no_warnings() {
    for plan in plans() {
        for fronts in all_fronts() {
            let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
            let design = written(&plan, fronts, SAMPLES, folder.path());
            let mut arguments = vec!["--lint-only", "-Wall", "-Wno-DECLFILENAME", "--top-module", &design.top];
            arguments.extend(design.files.iter().map(|(name, _)| name.as_str()));
            assert_eq!(run(folder.path(), "verilator", &arguments), "", "{fronts:?}");
        }
    }
}

/// Every port of the top is in the instance that is to be copied, and in the bench.
#[test]
fn the_template_has_every_port() {
    for fronts in all_fronts() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let design = written(&plans()[0], fronts, SAMPLES, folder.path());
        for file in ["inst_net.v", "tb_net.v"] {
            let text = std::fs::read_to_string(folder.path().join(file)).unwrap_or_else(|error| panic!("{error}"));
            for port in &design.ports {
                assert!(text.lines().any(|line| line.trim().starts_with(&format!(".{} ", port.name))), "{file} lacks {}", port.name);
            }
        }
    }
}

/// The constraints name registers that there are: every instance on the way, and the register in the block at its end.
#[test]
fn constraints_name_what_there_is() {
    let plan = &plans()[0];
    for fronts in all_fronts() {
        let (design, model) = (design(plan, fronts), Model::new(plan));
        let package = Package { plan, model: &model, fronts, design: &design, start: &[], samples: SAMPLES, build_id: BUILD_ID };
        let text = |module: &str| design.files.iter().find(|(name, _)| *name == format!("{module}.v")).map(|(_, text)| text.as_str());
        for path in paths(&package).iter().flat_map(|path| [&path.from, &path.to]).filter(|path| !path.is_empty()) {
            let (register, instances) = path.split_last().unwrap_or_else(|| panic!("an empty path"));
            let mut inside = text(&design.top).unwrap_or_else(|| panic!("no {}", design.top));
            for instance in instances {
                let at =
                    inside.lines().position(|line| line.contains(&format!(") {instance} (")) || line.contains(&format!(" {instance} (")));
                let at = at.unwrap_or_else(|| panic!("{fronts:?}: {path:?}: there is no {instance}"));
                let words = inside.lines().take(at + 1).filter_map(|line| line.split_whitespace().next());
                let module = words.filter(|word| text(word).is_some()).last().unwrap_or_else(|| panic!("{path:?}: {instance} of what?"));
                inside = text(module).unwrap_or_else(|| panic!("no {module}"));
            }
            let declared = inside
                .lines()
                .any(|line| line.contains("reg") && line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == *register));
            assert!(declared, "{fronts:?}: {path:?}: no register {register}");
        }
        assert_eq!(paths(&package).is_empty(), fronts.domains().len() == 1);
    }
}
