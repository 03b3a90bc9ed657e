//! A network as a netlist of standard cells: it answers as the golden model does, and what it costs is plausible.

use entrain_flow::asic::{Synthesis, default_liberty, synthesise};
use entrain_model::data::Samples;
use entrain_model::plan::Placement;
use entrain_model::{Model, Network, Plan};
use entrain_sim::energy::asic::{clock_tree::clock_tree, design::Design, liberty::Library, netlist::Netlist, run, sram::SramModel, wires::Wires};
use entrain_sim::energy::parts::Part;
use std::path::Path;

fn plan(example: &str) -> (Plan, Samples) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(example);
    let network = Network::load(&file).unwrap();
    let mut plan = Plan::new(&network, None).unwrap();
    plan.layers.iter_mut().for_each(|layer| layer.placement = Placement::default());
    (plan, entrain_model::data::DataSet::load(&network).unwrap().train)
}

#[test]
#[ignore = "half a minute"]
fn digits_in_standard_cells_answers_as_the_golden_model() {
    let (plan, samples) = plan("digits/entrain.toml");
    let liberty = default_liberty().unwrap();
    let folder = Path::new("/tmp/as/digits"); 
    let folder = folder;
    std::fs::create_dir_all(folder).unwrap();
    let made = synthesise(&Synthesis { plan: &plan, liberty: &liberty, driver: "INVX4", dont_use: &[], folder }).unwrap();
    let netlist = Netlist::load(&made.json, &plan.name).unwrap();
    let library = Library::load(&liberty, &|_| true).unwrap();
    let design = Design::new(&netlist, &library, &Wires::estimated(10e-15, 10e-15), 0.1e-9).unwrap();
    println!("{} cells, {} flip-flops, {:.0} um2, {} memories", design.instances.len(), design.flip_flops(), design.area(), design.memories.len());
    let clock = netlist.ports["clk"].1[0];
    let tree = clock_tree(&design, &library, clock, 10e-15, 0.1e-9);
    println!("{tree:?}");
    let sram = SramModel::scaled(180.0, 1.8);
    let start = Model::new(&plan);
    for learn in [true, false] {
        let job = run::Job { plan: &plan, netlist: &netlist, design: &design, tree: &tree, sram: &sram, start: &start, samples: &samples, window: 4, learn, clock_mhz: 24.0 };
        let t = std::time::Instant::now();
        let m = run::run(&job, &mut |_| {}).unwrap();
        println!("learn {learn}: {:.1} nJ a sample, {} cycles, {} updates, {} weights, reads {:?} writes {:?}, {:.0} changes a cycle, late {}, {:?}", m.total() * 1e9 / 4.0, m.cycles, m.updates, m.weights, m.weight_reads, m.weight_writes, m.changes / m.cycles as f64, m.late, t.elapsed());
        for part in Part::ALL { println!("   {:<22} {:8.2} nJ", part.name(), m.part(part) * 1e9 / 4.0); }
    }
}
