//! The simulation of gates beside Icarus Verilog's, with the delays of the library's own Verilog: the same multiplier, the
//! same operands, the same meter. Delays differ (there: one a cell; here: by load and transition), so glitches may, a little.

use entrain_flow::asic::default_liberty;
use entrain_flow::tools::tool;
use entrain_sim::energy::asic::gates::Gates;
use entrain_sim::energy::asic::{design::Design, liberty::Library, netlist::Netlist, waves::measure, wires::Wires};
use std::path::Path;
use std::process::Command;

const PERIOD: u64 = 20_000;
const OPERATIONS: usize = 400;

fn operands() -> Vec<(u64, u64)> {
    let mut seed = 0x2545_f491_4f6c_dd1du64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    (0..OPERATIONS).map(|_| (next() & 0xfff, next() & 0xff)).collect()
}

fn bench(operands: &[(u64, u64)]) -> String {
    let steps: String = operands.iter().map(|(w, a)| format!("w = 12'd{w}; a = 8'd{a}; #10 clk = 1; #10 clk = 0;\n")).collect();
    format!(
        "`timescale 1ns/1ps\nmodule tb;\nreg clk = 0; reg [11:0] w = 0; reg [7:0] a = 0; wire [19:0] product;\n\
         mult dut (.clk(clk), .w(w), .a(a), .product(product));\ninitial begin\n$dumpfile(\"tb.vcd\"); $dumpvars(0, tb);\n{steps}$finish;\nend\nendmodule\n"
    )
}

#[test]
fn icarus_sees_as_many_changes() {
    let (Ok(liberty), Ok(mut yosys)) = (default_liberty(), tool("yosys").command()) else {
        println!("skipped: no cell library or no yosys; make setup");
        return;
    };
    let models = liberty.with_extension("v");
    if tool("iverilog").command().is_err() || !models.is_file() {
        println!("skipped: no iverilog, or the library has no Verilog beside it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let here = |name: &str| folder.path().join(name).display().to_string();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hdl/src/blocks/multiply/multiplier.v");
    let library = liberty.display();
    if yosys.get_args().next().is_none() {
        yosys.arg("-p");
    }
    // Read again before the JSON is written, so that names are those of the Verilog that Icarus runs.
    let script = format!(
        "read_verilog {}; chparam -set WB 12 -set AB 8 -set PRODUCT 20 multiplier; hierarchy -top multiplier; rename -top mult; synth -flatten -top mult; \
         dfflibmap -liberty {library}; abc -liberty {library}; splitnets; opt_clean -purge; write_verilog -noattr -noexpr -nohex -nodec {}; \
         design -reset; read_liberty -lib {library}; read_verilog {}; hierarchy -top mult; write_json {}",
        source.display(),
        here("mult.v"),
        here("mult.v"),
        here("mult.json")
    );
    let done = yosys.arg(script).output().unwrap();
    assert!(done.status.success(), "{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    let operands = operands();
    std::fs::write(folder.path().join("tb.v"), bench(&operands)).unwrap();
    let compile = ["-g2012", "-gspecify", "-o", "tb.vvp", "tb.v", "mult.v"];
    let done = Command::new("iverilog").args(compile).arg(&models).current_dir(folder.path()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(Command::new("vvp").args(["-n", "tb.vvp"]).current_dir(folder.path()).output().unwrap().status.success());

    let netlist = Netlist::load(&folder.path().join("mult.json"), "mult").unwrap();
    let library = Library::load(&liberty, &|_| true).unwrap();
    let design = Design::new(&netlist, &library, &Wires::estimated(5e-15, 5e-15), 0.1e-9).unwrap();
    let theirs = measure(&design, &netlist, &folder.path().join("tb.vcd"), "tb.dut").unwrap();
    let port = |name: &str| netlist.ports[name].1.clone();
    let (w, a, product) = (port("w"), port("a"), port("product"));
    let mut gates = Gates::new(&design, port("clk")[0]).unwrap();
    gates.meter.restart(gates.now());
    for (weight, activation) in &operands {
        gates.set(&w, *weight);
        gates.set(&a, *activation);
        gates.settle(PERIOD);
        gates.cycle(PERIOD);
        let signed = ((*weight as i64) << 52 >> 52) * *activation as i64;
        assert_eq!(gates.get(&product), signed as u64 & 0xf_ffff, "{weight} x {activation}");
    }
    gates.meter.finish(gates.now());
    let energy = |spent: &[entrain_sim::energy::asic::meter::Spent]| spent.iter().map(|s| s.switching + s.internal + s.clock).sum::<f64>();
    let (ours, theirs) = ((gates.meter.changes(), energy(gates.meter.spent())), (theirs.meter.changes(), energy(theirs.meter.spent())));
    let each = OPERATIONS as f64;
    println!(
        "changes an operation {:.0}, Icarus {:.0}; pJ {:.1}, Icarus {:.1}",
        ours.0 / each,
        theirs.0 / each,
        ours.1 * 1e12 / each,
        theirs.1 * 1e12 / each
    );
    assert!((ours.0 / theirs.0 - 1.0).abs() < 0.2 && (ours.1 / theirs.1 - 1.0).abs() < 0.2);
}
