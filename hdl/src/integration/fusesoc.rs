//! The core as FuseSoC takes it (CAPI2).

use super::Package;

/// `NAME.core`.
pub fn text(package: &Package) -> String {
    let name = &package.plan.name;
    let verilog: String = package.design.files.iter().map(|(file, _)| format!("      - {file}\n")).collect();
    let copied = |file: &str| format!("      - {file}: {{copyto: {file}}}\n");
    let start: String = package.start.iter().map(|file| copied(file)).collect();
    let files = package.bench_files();
    let bench: String = files.iter().map(|file| copied(file)).collect();
    let headers = match package.fronts.registers() {
        false => String::new(),
        true => format!(
            "  registers:\n    files:\n      - {name}_registers.h: {{file_type: user}}\n      - {name}_registers.rdl: {{file_type: systemRDLSource}}\n"
        ),
    };
    let top = &package.design.top;
    let (about, set, sim) = match package.has_bench() {
        false => (String::new(), String::new(), String::new()),
        true => (
            format!("# Written by Entrain. `fusesoc --cores-root . run --target sim entrain:core:{name}` runs the bench.\n"),
            format!("  bench:\n    files:\n      - tb_{name}.v: {{file_type: verilogSource-2005}}\n{bench}    file_type: user\n"),
            format!(
                "  sim:\n    <<: *default\n    filesets: [rtl, memories, bench]\n    default_tool: icarus\n    toplevel: tb_{name}\n    tools:\n      icarus:\n        iverilog_options: [-g2005, -Wall]\n"
            ),
        ),
    };
    format!(
        "CAPI=2:\n\
         {about}\
         name: entrain:core:{name}:1.0.0\n\
         description: {name}, a network that learns, {} inputs, {} classes\n\n\
         filesets:\n  \
           rtl:\n    files:\n{verilog}    file_type: verilogSource-2005\n  \
           memories:\n    files:\n{start}    file_type: user\n{headers}{set}\n\
         targets:\n  \
           default: &default\n    filesets: [rtl, memories]\n    toplevel: {top}\n  \
           lint:\n    <<: *default\n    default_tool: verilator\n    tools:\n      verilator:\n        mode: lint-only\n        verilator_options: [-Wall, -Wno-DECLFILENAME]\n{sim}",
        package.plan.features, package.plan.classes
    )
}
