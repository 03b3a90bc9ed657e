//! The estimator of ASIC energy on a design that is not ours: a placed gcd in sky130 with its parasitics and its
//! waveform, for which OpenSTA published 7.71e-4 W. The files are no part of the project: without them the test says so.

use entrain_flow::tools::tool;
use entrain_sim::energy::asic::design::Design;
use entrain_sim::energy::asic::liberty::Library;
use entrain_sim::energy::asic::netlist::Netlist;
use entrain_sim::energy::asic::waves::measure;
use entrain_sim::energy::asic::wires::Wires;
use std::path::{Path, PathBuf};

/// What OpenSTA reports for it, watts.
const INTERNAL: f64 = 4.53e-4;
const SWITCHING: f64 = 3.18e-4;
const LEAKAGE: f64 = 9.91e-10;
const TOTAL: f64 = 7.71e-4;

fn shared() -> Option<PathBuf> {
    let beside =
        [Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared")];
    let named = std::env::var_os("ENTRAIN_SHARED").map(PathBuf::from);
    named.into_iter().chain(beside).map(|folder| folder.join("liberty")).find(|folder| folder.join("gcd_sky130hd.v").is_file())
}

fn unpack(from: &Path, to: &Path) {
    let done = std::process::Command::new("gzip").arg("-dc").arg(from).output().expect("gzip starts");
    std::fs::write(to, done.stdout).expect("the copy can be written");
}

#[test]
fn gcd_costs_what_opensta_says() {
    let Some(shared) = shared() else {
        println!("skipped: no ../shared/liberty here (or $ENTRAIN_SHARED): the gcd example is no part of the project");
        return;
    };
    let Ok(mut yosys) = tool("yosys").command() else {
        println!("skipped: no yosys");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (library, wave, json) = (folder.path().join("sky130.lib"), folder.path().join("gcd.vcd"), folder.path().join("gcd.json"));
    unpack(&shared.join("sky130hd_tt.lib.gz"), &library);
    unpack(&shared.join("gcd_sky130hd.vcd.gz"), &wave);
    if yosys.get_args().next().is_none() {
        yosys.arg("-p");
    }
    let verilog = shared.join("gcd_sky130hd.v");
    let script = format!(
        "read_liberty -lib -ignore_miss_func {}; read_verilog {}; hierarchy -top gcd; write_json {}",
        library.display(),
        verilog.display(),
        json.display()
    );
    let done = yosys.arg(script).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));

    let netlist = Netlist::load(&json, "gcd").unwrap();
    let kinds: std::collections::HashSet<&str> = netlist.cells.iter().map(|cell| cell.kind.as_str()).collect();
    let library = Library::load(&library, &|name| kinds.contains(name)).unwrap();
    let wires = Wires::spef(&shared.join("gcd_sky130hd.spef.gz")).unwrap();
    let design = Design::new(&netlist, &library, &wires, 0.1e-9).unwrap();
    let measured = measure(&design, &netlist, &wave, "gcd_tb.gcd1").unwrap();
    let sum =
        |of: fn(&entrain_sim::energy::asic::meter::Spent) -> f64| measured.meter.spent().iter().map(of).sum::<f64>() / measured.seconds;
    let (internal, switching, leakage) = (sum(|s| s.internal + s.clock), sum(|s| s.switching), sum(|s| s.leakage));
    let total = internal + switching + leakage;
    let line = |name: &str, ours: f64, theirs: f64| {
        println!("{name:<10} {ours:.3e} W, OpenSTA {theirs:.3e} W: {:+.1} %", (ours / theirs - 1.0) * 100.0)
    };
    println!("{} of {} driven nets are in the waveform of {:.3e} s", measured.found, measured.nets, measured.seconds);
    line("internal", internal, INTERNAL);
    line("switching", switching, SWITCHING);
    line("leakage", leakage, LEAKAGE);
    line("total", total, TOTAL);
    assert!(measured.found * 100 >= measured.nets * 99);
    let within = |ours: f64, theirs: f64, share: f64| (ours / theirs - 1.0).abs() <= share;
    assert!(within(total, TOTAL, 0.10) && within(switching, SWITCHING, 0.05) && within(leakage, LEAKAGE, 0.05));
}
