//! What lies beside the Verilog for whoever places it in a design of their own: a FuseSoC core, a template of the instance, a bench
//! that learns ten samples, and where there is a bus the registers as a C header and as SystemRDL.

mod bench;
pub mod constraints;
mod fusesoc;
mod header;
mod spi_bench;
mod systemrdl;
mod template;

use crate::design::{Bus, Fronts};
use crate::emit::Design;
use entrain_model::{Model, Plan};

pub use bench::SAMPLES;

/// Something to instantiate.
#[derive(Debug, Clone, Copy)]
pub struct Package<'a> {
    /// The network.
    pub plan: &'a Plan,
    /// The weights that the memories start with.
    pub model: &'a Model,
    /// What stands around the core.
    pub fronts: Fronts,
    /// What is written; its top is to be instantiated.
    pub design: &'a Design,
    /// Files with the contents that the memories start with.
    pub start: &'a [String],
    /// The number of Verilog and start weights, as register BUILD_ID has it.
    pub build_id: u32,
}

impl Package<'_> {
    /// The files: name, text.
    pub fn files(&self) -> Vec<(String, String)> {
        let (name, run) = (&self.plan.name, bench::run(self));
        let mut files = vec![(format!("inst_{name}.v"), template::text(self))];
        if self.fronts.bus == Bus::Spi {
            files.push((format!("tb_{name}.v"), spi_bench::text(self, &run)));
            files.push((spi_bench::script_file(name), spi_bench::script(self, &run)));
        } else {
            files.push((format!("tb_{name}.v"), bench::text(self, &run)));
            files.push((bench::stimulus_file(name), bench::stimulus(&run)));
            files.push((bench::expected_file(name), bench::expected(self.plan, &run)));
        }
        files.extend(constraints::files(self));
        if self.fronts.registers() {
            files.push((format!("{name}_registers.h"), header::text(self)));
            files.push((format!("{name}_registers.rdl"), systemrdl::text(self)));
        }
        files.push((format!("{name}.core"), fusesoc::text(self)));
        files
    }
}

/// Files that the bench reads.
fn bench_files(package: &Package) -> Vec<String> {
    let name = &package.plan.name;
    match package.fronts.bus {
        Bus::Spi => vec![spi_bench::script_file(name)],
        _ => vec![bench::stimulus_file(name), bench::expected_file(name)],
    }
}
