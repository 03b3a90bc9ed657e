//! The programs that write to boards. A board's file says which of them serve it; one is enough.

use crate::tools::Tool;
use entrain_model::{Diagnostic, Result};

const fn program(name: &'static str, programs: &'static [&'static str], version: &'static [&'static str], install: &'static str) -> Tool {
    Tool { name, purpose: "brings a bitstream to a board", programs, version, wheel: None, install }
}

/// All of them.
pub static PROGRAMMERS: [Tool; 4] = [
    program("openFPGALoader", &["openFPGALoader"], &["-V"], "apt-get install openfpgaloader"),
    program("iceprog", &["iceprog"], &[], "apt-get install fpga-icestorm"),
    program("icesprog", &["icesprog"], &[], "build it from github.com/wuxx/icesugar, tools/src"),
    program("fujprog", &["fujprog"], &[], "apt-get install fujprog, or build it from github.com/kost/fujprog"),
];

/// The program called `name`.
///
/// # Errors
/// A board's file names one that is not known here.
pub(super) fn programmer(name: &str) -> Result<&'static Tool> {
    let known = || PROGRAMMERS.iter().map(|program| program.name).collect::<Vec<_>>().join(", ");
    let found = PROGRAMMERS.iter().find(|program| program.name == name);
    found.ok_or_else(|| Diagnostic::new(format!("no programmer is called {name}")).help(format!("there are: {}", known())))
}
