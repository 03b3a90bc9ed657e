//! What lies beside the Verilog for whoever places it in a design of their own: a FuseSoC core, a template of the instance, a bench
//! that learns some samples, and where there is a bus the registers as a C header and as SystemRDL.

mod bench;
mod bench_bus;
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
    /// Samples that the bench learns.
    pub samples: usize,
    /// The number of Verilog and start weights, as register BUILD_ID has it.
    pub build_id: u32,
}

impl Package<'_> {
    /// Whether there is a bench: weights in SPRAM start with anything, and somebody has to write them before the first sample.
    fn has_bench(&self) -> bool {
        self.plan.in_spram().next().is_none()
    }

    /// What the bench reads.
    fn bench_files(&self) -> Vec<String> {
        let name = &self.plan.name;
        if self.fronts.bus == Bus::Spi {
            return vec![spi_bench::script_file(name)];
        }
        let words = self.fronts.registers().then(|| bench::words_file(name));
        [bench::stimulus_file(name), bench::expected_file(name)].into_iter().chain(words).collect()
    }

    /// The files: name, text.
    pub fn files(&self) -> Vec<(String, String)> {
        let (name, run) = (&self.plan.name, bench::run(self));
        let mut files = vec![(format!("inst_{name}.v"), template::text(self))];
        if !self.has_bench() {
            // Nothing to compare with.
        } else if self.fronts.bus == Bus::Spi {
            files.push((format!("tb_{name}.v"), spi_bench::text(self, &run)));
            files.push((spi_bench::script_file(name), spi_bench::script(self, &run)));
        } else {
            files.push((format!("tb_{name}.v"), bench::text(self, &run)));
            files.push((bench::stimulus_file(name), bench::stimulus(&run)));
            files.push((bench::expected_file(name), bench::expected(self.plan, &run)));
        }
        files.extend(constraints::files(self));
        if self.fronts.registers() {
            if self.has_bench() {
                files.push((bench::words_file(name), bench::words(self.plan, &run)));
            }
            files.push((format!("{name}_registers.h"), header::text(self)));
            files.push((format!("{name}_registers.rdl"), systemrdl::text(self)));
        }
        files.push((format!("{name}.core"), fusesoc::text(self)));
        files
    }
}
