//! How much logic a design takes, without placing it: nextpnr's own count of cells after packing, which place and route
//! do not change.

use crate::build::Prepared;
use crate::families::family_of;
use crate::family::TOP;
use crate::job::Job;
use crate::report::{json, resources};
use crate::synthesis::synthesise;
use crate::tools::run;
use entrain_model::checkpoint::write_atomically;
use entrain_model::{Diagnostic, Result};

/// Logic cells (iCE40) or LUTs of a design, and the versions of the tools that say so. A design that is in
/// `job.folder` already and has not changed is neither synthesised nor packed again.
///
/// # Errors
/// A tool missing or failing: also for a design with more block RAMs or multipliers than there are.
pub fn count(job: &Job) -> Result<(usize, Vec<String>)> {
    let family = family_of(job.board);
    let Prepared { tools, clocking, start, id } = Prepared::new(job)?;
    let report = "pack.report.json";
    let is_done = |what: &str| std::fs::read_to_string(job.folder.join(what)).is_ok_and(|found| found == format!("{id:08x}"));
    let done = |what: &str| write_atomically(&job.folder.join(what), format!("{id:08x}").as_bytes());
    let counted = job.folder.join(report);
    if !is_done("netlist-id") {
        synthesise(job, family, clocking, &start, id)?;
        done("netlist-id")?;
    }
    if !is_done("packed-id") || !counted.is_file() {
        let mut nextpnr = family.place_and_route(job.board)?;
        nextpnr.args(["--json", &format!("{TOP}.json"), "--report", report, "--pack-only", "--freq", &clocking.mhz.to_string()]);
        run(nextpnr.current_dir(job.folder), "packing of cells", &job.folder.join("pack-only.log"))?;
        done("packed-id")?;
    }
    let logic = resources(&json(&counted)?, family.kinds());
    let logic = logic.first().ok_or_else(|| Diagnostic::new(format!("{}: no count of logic", counted.display())))?;
    Ok((logic.used, tools))
}
